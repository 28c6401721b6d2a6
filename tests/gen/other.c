// SPDX-License-Identifier: MIT
/*
 * The rest of the bill, which a reader of AI spend has to skip.
 */
#include <string.h>

#include "gen.h"

/*
 * In resource and usage type: @ region, # account, * one of some hex ids,
 * ! the region's code and a dash outside us-east-1.
 */
static const struct item {
	unsigned weight;
	enum type type;
	const char *code, *name, *family, *instance;
	const char *usage_type, *operation, *unit;
	int64_t rate, grain, lo, hi;
	const char *resource, *attributes;
} items[] = {
	{ 90, TYPE_USAGE, "AmazonEC2", "Amazon Elastic Compute Cloud",
	    "Compute Instance", "m5.large", "!BoxUsage:m5.large",
	    "RunInstances", "Hrs", 960000000, 1000000, 1, 1, "i-*",
	    ",\"instance_type\":\"m5.large\",\"vcpu\":\"2\",\"memory\":"
	    "\"8 GiB\",\"operating_system\":\"Linux\",\"tenancy\":\"Shared\","
	    "\"physical_processor\":\"Intel Xeon Platinum 8175\","
	    "\"network_performance\":\"Up to 10 Gigabit\"" },
	{ 50, TYPE_USAGE, "AmazonEC2", "Amazon Elastic Compute Cloud",
	    "Compute Instance", "c6i.xlarge", "!BoxUsage:c6i.xlarge",
	    "RunInstances", "Hrs", 1700000000, 1000000, 1, 1, "i-*",
	    ",\"instance_type\":\"c6i.xlarge\",\"vcpu\":\"4\",\"memory\":"
	    "\"8 GiB\",\"operating_system\":\"Linux\",\"tenancy\":\"Shared\","
	    "\"clock_speed\":\"3.5 GHz\"" },
	{ 40, TYPE_SP_COVERED_USAGE, "AmazonEC2",
	    "Amazon Elastic Compute Cloud", "Compute Instance", "m6i.large",
	    "!BoxUsage:m6i.large", "RunInstances", "Hrs", 960000000, 1000000,
	    1, 1, "i-*", ",\"instance_type\":\"m6i.large\",\"vcpu\":\"2\","
	    "\"memory\":\"8 GiB\",\"operating_system\":\"Linux\"" },
	{ 40, TYPE_SP_NEGATION, "AmazonEC2", "Amazon Elastic Compute Cloud",
	    "Compute Instance", "m6i.large", "!BoxUsage:m6i.large",
	    "RunInstances", "Hrs", 960000000, 1000000, 1, 1, "i-*", NULL },
	{ 30, TYPE_DISCOUNTED_USAGE, "AmazonRDS",
	    "Amazon Relational Database Service", "Database Instance",
	    "db.r6g.large", "!InstanceUsage:db.r6g.large",
	    "CreateDBInstance:0014", "Hrs", 0, 1000000, 1, 1,
	    "arn:aws:rds:@:#:db:orders-*", ",\"database_engine\":"
	    "\"PostgreSQL\",\"deployment_option\":\"Single-AZ\"" },
	{ 60, TYPE_USAGE, "AmazonEC2", "Amazon Elastic Compute Cloud",
	    "Storage", NULL, "!EBS:VolumeUsage.gp3", "CreateVolume-Gp3",
	    "GB-Mo", 800000000, 1, 1000, 900000, "vol-*",
	    ",\"volume_api_name\":\"gp3\",\"storage_media\":\"SSD-backed\","
	    "\"volume_type\":\"General Purpose\"" },
	{ 30, TYPE_USAGE, "AmazonEC2", "Amazon Elastic Compute Cloud",
	    "NAT Gateway", NULL, "!NatGateway-Hours", "NatGateway", "Hrs",
	    450000000, 1000000, 1, 1,
	    "arn:aws:ec2:@:#:natgateway/nat-*", ",\"group\":"
	    "\"NGW:NatGateway\",\"group_description\":\"Hourly charge for "
	    "NAT Gateways\"" },
	{ 60, TYPE_USAGE, "AmazonEC2", "AWS Data Transfer", "Data Transfer",
	    NULL, "!DataTransfer-Out-Bytes", "RunInstances", "GB", 900000000,
	    1, 10, 4000000, "i-*", ",\"transfer_type\":\"AWS Outbound\","
	    "\"from_location\":\"US East (N. Virginia)\",\"to_location\":"
	    "\"External\"" },
	{ 40, TYPE_USAGE, "AmazonEC2", "AWS Data Transfer", "Data Transfer",
	    NULL, "!DataTransfer-Regional-Bytes", "InterZone-In", "GB",
	    100000000, 1, 10, 4000000, "i-*",
	    ",\"transfer_type\":\"IntraRegion\"" },
	{ 70, TYPE_USAGE, "AmazonS3", "Amazon Simple Storage Service",
	    "Storage", NULL, "!TimedStorage-ByteHrs", "StandardStorage",
	    "GB-Mo", 230000000, 1, 100, 60000000, "data-lake-*",
	    ",\"storage_class\":\"General Purpose\",\"durability\":"
	    "\"99.999999999%\",\"availability\":\"99.99%\",\"volume_type\":"
	    "\"Standard\"" },
	{ 70, TYPE_USAGE, "AmazonS3", "Amazon Simple Storage Service",
	    "API Request", NULL, "!Requests-Tier2", "GetObject", "Requests",
	    4000, 1000000, 1, 200000, "data-lake-*",
	    ",\"group\":\"S3-API-Tier2\",\"group_description\":\"GET and all "
	    "other requests\"" },
	{ 40, TYPE_USAGE, "AmazonS3", "Amazon Simple Storage Service",
	    "API Request", NULL, "!Requests-Tier1", "PutObject", "Requests",
	    50000, 1000000, 1, 50000, "data-lake-*",
	    ",\"group\":\"S3-API-Tier1\",\"group_description\":\"PUT/COPY/"
	    "POST or LIST requests\"" },
	{ 40, TYPE_USAGE, "AmazonRDS", "Amazon Relational Database Service",
	    "Database Instance", "db.m5.large", "!InstanceUsage:db.m5.large",
	    "CreateDBInstance:0002", "Hrs", 1710000000, 1000000, 1, 1,
	    "arn:aws:rds:@:#:db:app-*", ",\"database_engine\":\"MySQL\","
	    "\"license_model\":\"No license required\",\"vcpu\":\"2\"" },
	{ 60, TYPE_USAGE, "AWSLambda", "AWS Lambda", "Serverless", NULL,
	    "!Lambda-GB-Second", "Invoke", "Lambda-GB-Second", 166667, 10000,
	    1, 4000000, "arn:aws:lambda:@:#:function:worker-*",
	    ",\"group\":\"AWS-Lambda-Duration\",\"group_description\":"
	    "\"Invocation duration weighted by memory assigned to function, "
	    "measured in GB-s\"" },
	{ 50, TYPE_USAGE, "AWSLambda", "AWS Lambda", "Serverless", NULL,
	    "!Request", "Invoke", "Requests", 2000, 1000000, 1, 90000,
	    "arn:aws:lambda:@:#:function:worker-*",
	    ",\"group\":\"AWS-Lambda-Requests\"" },
	{ 60, TYPE_USAGE, "AmazonCloudWatch", "AmazonCloudWatch",
	    "Data Payload", NULL, "!DataProcessing-Bytes", "PutLogEvents",
	    "GB", 5000000000, 1, 10, 3000000,
	    "arn:aws:logs:@:#:log-group:/aws/lambda/worker-*",
	    ",\"group\":\"Ingested Logs\",\"group_description\":\"Existing "
	    "system, application, and custom log files\"" },
	{ 40, TYPE_USAGE, "AmazonCloudWatch", "AmazonCloudWatch", "Metric",
	    NULL, "!CW:MetricMonitorUsage", "MetricStorage", "Metrics",
	    3000000000, 1000, 1, 900, NULL, NULL },
	{ 50, TYPE_USAGE, "AmazonDynamoDB", "Amazon DynamoDB",
	    "Amazon DynamoDB PayPerRequest Throughput", NULL,
	    "!WriteRequestUnits", "PayPerRequestThroughput",
	    "WriteRequestUnits", 6250, 1000000, 1, 400000,
	    "arn:aws:dynamodb:@:#:table/orders-*", ",\"group\":"
	    "\"DDB-WriteUnits\"" },
	{ 50, TYPE_USAGE, "AmazonDynamoDB", "Amazon DynamoDB",
	    "Amazon DynamoDB PayPerRequest Throughput", NULL,
	    "!ReadRequestUnits", "PayPerRequestThroughput",
	    "ReadRequestUnits", 1250, 1000000, 8, 900000,
	    "arn:aws:dynamodb:@:#:table/orders-*", ",\"group\":"
	    "\"DDB-ReadUnits\"" },
	{ 10, TYPE_USAGE, "e8xk2v0qf3m7h1d9wzj5ybt6ca",
	    "Example Observability Pro", NULL, NULL, "!HostHours", "Hourly",
	    "Units", 230000000, 1000000, 1, 40, NULL, NULL },
};
#define ITEMS	(sizeof(items) / sizeof(items[0]))

static const char *const tag_sets[] = {
	"{}",
	"{\"user_name\":\"web\",\"user_team\":\"growth\","
	"\"user_environment\":\"prod\"}",
	"{\"user_name\":\"etl, nightly\",\"user_owner\":\"data@example.com\","
	"\"aws_created_by\":\"Root:555566667777\"}",
	"{\"user_project\":\"orders\",\"user_environment\":\"dev\"}",
};

static const char *
expand(struct line *l, struct rng *r, const char *s)
{
	const char *out = "", *value;
	char part[96];
	size_t n;

	while (*s != '\0') {
		n = strcspn(s, "@#*!");
		memcpy(part, s, n);
		part[n] = '\0';
		s += n;
		value = "";
		if (*s == '@')
			value = l->region->name;
		else if (*s == '#')
			value = l->account.id;
		else if (*s == '*')
			value = hex(l->arena, mix(rng_below(r, 200)), 16);
		else if (*s == '!' && l->region != &regions[REGION_USE1])
			value = cat(l->arena, l->region->code, "-",
			    (char *)NULL);
		out = cat(l->arena, out, part, value, (char *)NULL);
		s += *s != '\0';
	}
	return out;
}

static const struct item *
item_any(struct rng *r)
{
	const struct item *it = items;
	uint32_t n, sum = 0;
	size_t i;

	for (i = 0; i < ITEMS; i++)
		sum += items[i].weight;
	for (n = rng_below(r, sum); n >= it->weight; it++)
		n -= it->weight;
	return it;
}

void
other_line(struct line *l, struct rng *r)
{
	const struct item *it = item_any(r);

	l->account = accounts[rng_below(r, ACCOUNT__MAX)];
	l->region = &regions[rng_below(r, REGION__MAX)];
	l->type = it->type;
	l->code = it->code;
	l->name = it->name;
	l->family = it->family;
	l->instance = it->instance;
	l->usage_type = expand(l, r, it->usage_type);
	l->operation = it->operation;
	l->unit = it->unit;
	l->rate = it->rate;
	l->grain = it->grain;
	l->units = it->lo == it->hi ? it->lo : rng_spread(r, it->lo, it->hi);
	l->attributes = it->attributes;
	if (it->resource != NULL)
		l->resource = expand(l, r, it->resource);
	l->resource_tags = tag_sets[rng_below(r, 4)];
	l->description = cat(l->arena, "$", decimal(l->arena, it->rate, 10),
	    " per ", it->unit, " for ", l->usage_type, " in ",
	    l->region->location, (char *)NULL);
	if (it->family == NULL) {
		l->marketplace = true;
		l->legal_entity = "Example Observability, Inc.";
	}
	if (it->type == TYPE_SP_NEGATION) {
		line_price(l);
		l->cost = -l->cost;
		l->priced = false;
		l->description = "SavingsPlanNegation used by "
		    "AccountId : 222233334444 and UsageSku : QXFR5AKC7ZQKZ8T2";
	}
}
