#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""hours.py: a bill by the hour, as CUR 2.0 writes it, a file bill-YYYY-MM.csv
for each month.  Standard input has the lines

    caller NAME ACCOUNT PRINCIPAL [WORKSPACE]
    FROM TO CALLER WHAT DOLLARS[,DOLLARS...]

where the last is spend of every hour of [FROM, TO), the amounts in turn; TO -
is the hour after FROM.  A later line replaces the hours of an earlier one, 0
takes them away.  WHAT: haiku, nova, llama, opus (on the Marketplace), ccu (the
Claude Platform).  "hours.py days": a line is a day from FROM on.
"""
import csv
import datetime
import decimal
import sys

D = decimal.Decimal
HOUR = datetime.timedelta(hours=1)
PAYER = "012345678901"
WHAT = {
    "haiku": ("AWS", "AmazonBedrockService", "Amazon Bedrock Service",
              "USE1-Claude4.5Haiku-input-tokens", "1K tokens", "0.0011"),
    "nova": ("AWS", "AmazonBedrock", "Amazon Bedrock",
             "USE1-NovaPro-input-tokens", "1K tokens", "0.0008"),
    "llama": ("AWS", "AmazonBedrock", "Amazon Bedrock",
              "USE1-Llama3-2-1B-input-tokens", "1K tokens", "0.0001"),
    "opus": ("AWS Marketplace", "c7m2kq9s1x4h8vj0tzn5wdy3be",
             "Claude Opus 5.5 (Amazon Bedrock Edition)",
             "USE1-MP:USE1_InputTokenCount-Units", "Units", "4.4"),
    "ccu": ("AWS Marketplace", "2v8f6sd0q1k9xm3h7zj4twy5cb",
            "Claude Platform on AWS",
            "USE1-MP:USE1_claude_consumption_units-Units", "Units", "0.01"),
}
HEAD = """bill_billing_entity bill_billing_period_start_date
bill_payer_account_id line_item_usage_account_id line_item_line_item_type
line_item_usage_start_date line_item_usage_end_date line_item_product_code
line_item_usage_type line_item_operation line_item_resource_id
line_item_usage_amount line_item_unblended_cost line_item_unblended_rate
line_item_currency_code line_item_iam_principal pricing_unit
product_region_code product tags""".split()


def at(text):
    return datetime.datetime.fromisoformat(text.replace("Z", ""))


def stamp(t):
    return t.strftime("%Y-%m-%dT%H:00:00.000Z")


LONG = HOUR * 24 if sys.argv[1:] == ["days"] else HOUR
callers, spent = {}, {}
for line in sys.stdin:
    w = line.split()
    if not w or w[0] == "#":
        continue
    if w[0] == "caller":
        callers[w[1]] = (w[2], w[3].strip("-"), w[4] if len(w) > 4 else "")
        continue
    t = at(w[0])
    end = t + HOUR if w[1] == "-" else at(w[1])
    costs = w[4].split(",")
    for i in range(int((end - t) / HOUR)):
        spent[t + i * HOUR, w[2], w[3]] = costs[i % len(costs)]
files = {}
for (t, caller, what), cost in sorted(spent.items()):
    if D(cost) == 0:
        continue
    month = t.strftime("%Y-%m")
    if month not in files:
        files[month] = csv.writer(open("bill-%s.csv" % month, "w",
                                       newline=""))
        files[month].writerow(HEAD)
    account, principal, workspace = callers[caller]
    entity, code, name, usage, unit, rate = WHAT[what]
    resource = workspace and ("arn:aws:aws-external-anthropic:us-east-1:%s:"
                              "workspace/%s" % (account, workspace))
    files[month].writerow([
        entity, month + "-01T00:00:00.000Z", PAYER, account, "Usage",
        stamp(t), stamp(t + LONG), code, usage, "InvokeModelInference",
        resource, format(D(cost) / D(rate), "f"), cost, rate, "USD",
        principal, unit, "us-east-1", '{"product_name":"%s"}' % name, "{}"])
