# SPDX-License-Identifier: MIT
# A small bill, line by line, for the tests of gaps.

A=341153769010
B=222233334444
C=555566667777

# role ACCOUNT NAME: its ARN
role() {
	echo "arn:aws:iam::$1:role/$2"
}

# use DAY ACCOUNT WHAT COST [CALLER [RESOURCE]]: a line of the bill, of noon.
# WHAT: haiku nova mantle haiku-mp (and @REGION), guardrail, agentcore, workspace.
use() {
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "${5-}" \
	    "${6-}" >>lines
}

# billed UNTIL: what was used, and data until that day, are loaded as the month.
M=2026-11
billed() {
	python3 - "$1" "$M" <<-'P'
		import csv, sys
		from decimal import Decimal as D
		month = sys.argv[2]
		what = {
		  "haiku": ("AWS", "AmazonBedrockService", "Amazon Bedrock Service",
		    "Claude4.5Haiku-input-tokens", "1K tokens", "0.0011"),
		  "nova": ("AWS", "AmazonBedrock", "Amazon Bedrock",
		    "NovaPro-input-tokens", "1K tokens", "0.0008"),
		  "mantle": ("AWS", "AmazonBedrock", "Amazon Bedrock",
		    "openai.gpt-oss-120b-mantle-input-tokens-standard",
		    "1K tokens", "0.00015"),
		  "haiku-mp": ("AWS Marketplace", "4a524th30q694o538qndh9ucht",
		    "Claude Haiku 4.5 (Amazon Bedrock Edition)",
		    "MP:USE1_InputTokenCount-Units", "Units", "1.1"),
		  "guardrail": ("AWS", "AmazonBedrock", "Amazon Bedrock",
		    "Guardrail-ContentPolicyUnitsConsumed", "TextUnits",
		    "0.00015"),
		  "agentcore": ("AWS", "AmazonBedrockAgentCore",
		    "Amazon Bedrock AgentCore",
		    "Runtime:Consumption-based:vCPU", "vCPU-Hours", "0.0895"),
		  "workspace": ("AWS Marketplace", "2v8f6sd0q1k9xm3h7zj4twy5cb",
		    "Claude Platform on AWS",
		    "MP:USE1_claude_consumption_units-Units", "Units", "0.01"),
		  "none": ("AWS", "AmazonEC2", "EC2", "BoxUsage", "Hrs", "1"),
		}
		head = """bill_billing_entity bill_billing_period_start_date
		  bill_payer_account_id line_item_usage_account_id
		  line_item_line_item_type line_item_usage_start_date
		  line_item_usage_end_date line_item_product_code
		  line_item_usage_type line_item_operation line_item_resource_id
		  line_item_usage_amount line_item_unblended_cost
		  line_item_unblended_rate line_item_currency_code
		  line_item_iam_principal pricing_unit product_region_code
		  product tags""".split()
		rows = [r.rstrip("\n").split("\t") for r in open("lines")]
		rows.append(["-1", "012345678901", "none", "1", "", ""])
		with open("bill.csv", "w", newline="") as f:
		    w = csv.writer(f)
		    w.writerow(head)
		    for day, account, name, cost, caller, resource in rows:
		        name, _, region = name.partition("@")
		        region = region or "us-east-1"
		        code = {"us-east-1": "USE1", "eu-west-1": "EUW1"}[region]
		        entity, product, title, usage, unit, rate = what[name]
		        at = month + "-%02dT12:00:00.000Z" % int(day)
		        end = month + "-%02dT13:00:00.000Z" % int(day)
		        if day == "-1":
		            last = int(sys.argv[1]) - 1
		            at = month + "-%02dT23:00:00.000Z" % last
		            end = month + "-%02dT00:00:00.000Z" % (last + 1)
		        w.writerow([entity, month + "-01T00:00:00.000Z",
		          "012345678901", account, "Usage", at, end, product,
		          code + "-" + usage.replace("USE1", code),
		          "InvokeModelInference", resource,
		          str(D(cost) / D(rate)), cost, rate, "USD", caller, unit,
		          region, '{"product_name":"%s"}' % title, "{}"])
	P
	at "$M-${1}T06:00:00Z" as cron foc-ingest-cur -q bill.csv >/dev/null
}

# detect DAY; what it says of itself is left in `detection`.
detect() {
	at "$M-${1}T07:00:00Z" as cron foc-gaps detect >detected &&
	    jq -c 'select(.kind == "detection")' detected >detection
	# The parts are the whole, to the last digit.
	python3 -c '
import json, sys
from decimal import Decimal as D
r = json.loads(open("detection").read(), parse_float=D, parse_int=D)
sys.exit(r["gaps_usd"] + r["workload_usd"] != r["ai_spend_usd"])'
}

# gaps [OPTION...]: as few words a line, in the order of ids; all of them and
# what workloads own are all of the AI spend.
gaps() {
	foc-gaps list "$@" 2>said >listed || return
	python3 - <<-'P' || return
		import re
		from decimal import Decimal as D
		m = re.search(r"gaps (\S+) \+ workloads (\S+) = AI spend (\S+)",
		    open("said").read())
		assert D(m[1]) + D(m[2]) == D(m[3]), m[0]
	P
	jq -rs 'sort_by(.id[3:] | tonumber)[] | [.id, .state, .scenario,
	    .amount_usd, .key] | join(" ")' listed
}
