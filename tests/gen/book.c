// SPDX-License-Identifier: MIT
/*
 * Who uses what where: accounts, regions, and the callers of models.
 */
#include <err.h>
#include <string.h>

#include "gen.h"

/* The payer's name wants every kind of care: comma, quote, non-ASCII. */
const struct account accounts[ACCOUNT__MAX] = {
	[ACCOUNT_PAYER] = { "012345678901", "Example, \"Main\" \303\234nit",
	    "{\"Team\":\"Finance\",\"CostCenter\":\"1000 Shared\"}" },
	[ACCOUNT_PROD] = { "341153769010", "ai-prod",
	    "{\"Environment\":\"Production\",\"Team\":\"AI Platform\","
	    "\"CostCenter\":\"4711 Engineering\"}" },
	[ACCOUNT_DEV] = { "222233334444", "ai-dev",
	    "{\"Environment\":\"Development\",\"Team\":\"AI Platform\","
	    "\"CostCenter\":\"4711 Engineering\"}" },
	[ACCOUNT_DATA] = { "555566667777", "data",
	    "{\"Environment\":\"Production\",\"Team\":\"Data\","
	    "\"CostCenter\":\"4712 Analytics\"}" },
};

const struct region regions[REGION__MAX] = {
	[REGION_USE1] = { "us-east-1", "USE1", "US East (N. Virginia)",
	    "us." },
	[REGION_USW2] = { "us-west-2", "USW2", "US West (Oregon)", "us." },
	[REGION_EUW1] = { "eu-west-1", "EU", "Europe (Ireland)", "eu." },
	[REGION_CAC1] = { "ca-central-1", "CAN1", "Canada (Central)", "ca." },
};

const char *const type_names[TYPE__MAX] = {
	[TYPE_USAGE] = "Usage",
	[TYPE_DISCOUNTED_USAGE] = "DiscountedUsage",
	[TYPE_SP_COVERED_USAGE] = "SavingsPlanCoveredUsage",
	[TYPE_SP_NEGATION] = "SavingsPlanNegation",
	[TYPE_SP_RECURRING_FEE] = "SavingsPlanRecurringFee",
	[TYPE_FEE] = "Fee",
	[TYPE_CREDIT] = "Credit",
	[TYPE_REFUND] = "Refund",
	[TYPE_EDP_DISCOUNT] = "EdpDiscount",
	[TYPE_TAX] = "Tax",
};

#define IAM(account, rest)	"arn:aws:iam::" account ":" rest
#define STS(account, rest)	"arn:aws:sts::" account ":" rest
#define PAYER	"012345678901"
#define PROD	"341153769010"
#define DEV	"222233334444"
#define DATA	"555566667777"

/* Every form a caller is known to take. */
static const struct caller {
	int account;
	unsigned weight;
	const char *arn;
	const char *tags;
} callers[] = {
	{ ACCOUNT_PROD, 20,
	    STS(PROD, "assumed-role/OrderFn-role-ab12/OrderFn"),
	    "{\"iamPrincipal/owner\":\"orders\"}" },
	{ ACCOUNT_PROD, 20,
	    STS(PROD, "assumed-role/AppRole/i-0123456789abcdef0"), NULL },
	{ ACCOUNT_PROD, 8,
	    STS(PROD, "assumed-role/AppRole/i-0fedcba9876543210"), NULL },
	{ ACCOUNT_PROD, 16, STS(PROD, "assumed-role/DocPipelineRole/"
	    "9a1f3c5e7b2d4f60a1b2c3d4e5f60718"),
	    "{\"iamPrincipal/owner\":\"docs\",\"iamPrincipal/team\":"
	    "\"Document Platform\"}" },
	{ ACCOUNT_PROD, 18,
	    STS(PROD, "assumed-role/llm-gateway-role/gateway-7d9f"),
	    "{\"iamPrincipal/owner\":\"platform\"}" },
	{ ACCOUNT_PROD, 4, IAM(PROD, "user/BedrockAPIKey-234s"),
	    "{\"iamPrincipal/owner\":\"bot\"}" },
	{ ACCOUNT_PROD, 3, IAM(PROD, "role/application-role"), NULL },
	{ ACCOUNT_PROD, 6, STS(PROD, "assumed-role/"
	    "AWSReservedSSO_AWSPowerUserAccess_0123456789abcdef/"
	    "alice@example.com"), "{\"iamPrincipal/owner\":\"alice\"}" },
	{ ACCOUNT_DEV, 14, STS(DEV, "assumed-role/"
	    "AWSReservedSSO_AWSPowerUserAccess_89abcdef01234567/"
	    "alice@example.com"), "{\"iamPrincipal/owner\":\"alice\"}" },
	{ ACCOUNT_DEV, 10, STS(DEV, "assumed-role/"
	    "AWSReservedSSO_AWSPowerUserAccess_89abcdef01234567/"
	    "bob@example.com"), NULL },
	{ ACCOUNT_DEV, 6, STS(DEV, "assumed-role/"
	    "AWSReservedSSO_Dev_Tools_ReadOnly_76543210fedcba98/"
	    "\303\245sa.\303\266berg@example.com"),
	    "{\"iamPrincipal/owner\":\"\303\245sa \\\"Asa\\\" \303\226berg\"}"
	    },
	{ ACCOUNT_DEV, 3, STS(DEV, "assumed-role/AppRole/"
	    "team=blue,app+1@example.com"),
	    "{\"iamPrincipal/owner\":\"\\u00e5sa, C:\\\\x\"}" },
	{ ACCOUNT_DEV, 4, IAM(DEV, "user/userID_A"), NULL },
	{ ACCOUNT_DEV, 3, IAM(DEV, "user/ci/build-agent"), NULL },
	{ ACCOUNT_DEV, 3, IAM(DEV, "user/BedrockAPIKey-91kq"), NULL },
	{ ACCOUNT_DATA, 10,
	    STS(DATA, "assumed-role/GlueEtl/GlueJobRunnerSession"), NULL },
	{ ACCOUNT_DATA, 8,
	    STS(DATA, "assumed-role/OktaAnalyst/jane.doe@acme.example"),
	    "{\"iamPrincipal/costcenter\":\"4711\"}" },
	{ ACCOUNT_DATA, 5,
	    STS(DATA, "assumed-role/SageMakerExec/SageMaker"), NULL },
	{ ACCOUNT_DATA, 1,
	    STS(DATA, "federated-user/legacy-portal"), NULL },
	{ ACCOUNT_PAYER, 2, STS(PAYER, "assumed-role/"
	    "AWSReservedSSO_AWSAdministratorAccess_fedcba9876543210/"
	    "carol@example.com"), NULL },
	{ ACCOUNT_PAYER, 1, IAM(PAYER, "root"), NULL },
};
#define CALLERS	((int)(sizeof(callers) / sizeof(callers[0])))

/* Sessions of the governed roles: a new one every so many days. */
enum { SESSION_DAYS = 5, SESSIONS = 31 / SESSION_DAYS + 1 };

static const char *arns[ROLES_MAX * SESSIONS];
static const char *role_tags[ROLES_MAX];
static struct account role_accounts[ROLES_MAX];
static int roles;

static const struct account *
account_find(const char *id)
{
	int i;

	for (i = 0; i < ACCOUNT__MAX; i++)
		if (strcmp(accounts[i].id, id) == 0)
			return &accounts[i];
	return NULL;
}

/* A Lambda function keeps its session name; instances and tasks do not. */
static const char *
session_name(struct arena *a, const struct role *role, int kind, int n)
{
	uint64_t h = mix(hash(role->role) + (uint64_t)n);

	switch (kind % 3) {
	case 0:
		return cat(a, role->name, "-handler", (char *)NULL);
	case 1:
		return cat(a, "i-0", hex(a, h, 16), (char *)NULL);
	default:
		return cat(a, hex(a, h, 16), hex(a, mix(h), 16), (char *)NULL);
	}
}

static void
role_init(const struct role *role, int i)
{
	const struct account *known = account_find(role->account);
	struct arena line, session;
	int n;

	for (n = 0; n < SESSIONS; n++) {
		line.used = session.used = 0;
		arns[i * SESSIONS + n] = strdup(cat(&line, "arn:aws:sts::",
		    role->account, ":assumed-role/", role->role, "/",
		    session_name(&session, role, i, n), (char *)NULL));
		if (arns[i * SESSIONS + n] == NULL)
			err(EXIT_SYSTEM, NULL);
	}
	line.used = 0;
	role_tags[i] = strdup(cat(&line, "{\"iamPrincipal/app\":\"",
	    role->name, "\"}", (char *)NULL));
	if (role_tags[i] == NULL)
		err(EXIT_SYSTEM, NULL);
	role_accounts[i] = known != NULL ? *known : (struct account){
	    role->account, role->account, "{}" };
}

void
principals_init(const struct bill *b)
{
	int i;

	for (i = 0; i < b->roles; i++)
		role_init(&b->role[i], i);
	roles = b->roles;
}

int
principal_count(void)
{
	return CALLERS + roles * SESSIONS;
}

const char *
principal_arn(int i)
{
	return i < CALLERS ? callers[i].arn : arns[i - CALLERS];
}

/* Some caller, in its account. */
void
principal_any(struct line *l, struct rng *r)
{
	uint32_t n, sum = 0;
	int i;

	for (i = 0; i < CALLERS; i++)
		sum += callers[i].weight;
	n = rng_below(r, sum);
	for (i = 0; n >= callers[i].weight; i++)
		n -= callers[i].weight;
	l->principal = i;
	l->account = accounts[callers[i].account];
	l->tags = callers[i].tags;
}

void
principal_role(struct line *l, int role, int day)
{
	int session = role % 3 == 0 ? 0 : day / SESSION_DAYS;

	l->principal = CALLERS + role * SESSIONS + session;
	l->account = role_accounts[role];
	l->tags = role_tags[role];
}
