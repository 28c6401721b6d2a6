# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# A sandbox to ask about: two portfolios of two people, three workloads, a bill
# of October and of November up to the 20th.
#
# Engineering AI Assistant (eng-assistant, marco) spends $9.90 a day, $198 of
# the $340 of November; 22 of 100 tokens that could be were read from a cache.
# csbot (Support Bot, priya) spends $1.10 a day in October and $1.65 in
# November, a third of it on a model that is blocked; docsum (Document Platform,
# priya) $3.20, $64 of the $60 of November; in the account "data" the role
# checkout-service that nobody claimed spends $2.20, and in ai-prod six cents
# have no caller.

ask_yaml() {
	cat <<-EOF
	organization: Example Corp
	currency: USD
	people:
	  - {id: priya, name: Priya Nair, email: p@x.com, roles: [product-owner]}
	  - {id: marco, name: Marco Bianchi, email: m@x.com, roles: [product-owner]}
	  - {id: sarah, name: Sarah Chen, email: s@x.com, roles: [finops-lead]}
	  - {id: eli, name: Eli Kaplan, email: e@x.com, roles: [cloud-engineer]}
	  - {id: paula, name: Paula Weiss, email: w@x.com, roles: [portfolio-owner]}
	  - {id: dana, name: Dana Whitman, email: d@x.com, roles: [portfolio-owner]}
	  - {id: finn, name: Finn Ode, email: f@x.com, roles: [finance]}
	  - {id: ada, name: Ada Min, email: a@x.com, roles: [admin]}
	  - {id: nora, name: Nora New, email: n@x.com, roles: [product-owner]}
	  - {id: cron, name: Nightly, email: o@x.com, roles: [operator]}
	hierarchy:
	  - unit: Retail
	    departments:
	      - department: Engineering
	        portfolios:
	          - portfolio: Customer Care
	            owner: paula
	            products:
	              - {product: Support Bot, owner: priya}
	              - {product: Document Platform, owner: priya}
	          - portfolio: Developer Productivity
	            owner: dana
	            products:
	              - {product: Engineering AI Assistant, owner: marco}
	accounts:
	  - {id: "341153769010", name: ai-prod, environment: prod, shared_by: [Support Bot, Document Platform]}
	  - {id: "222233334444", name: ai-dev, environment: dev}
	  - {id: "555566667777", name: data, environment: prod}
	  - {id: "012345678901", name: payer, payer: true}
	EOF
}

# governed NAME PRODUCT PERSON MODEL ACCOUNT USD: asked for, granted, done and
# claimed.
governed() {
	local request task

	request=$(on "$3" 2026-09-28T09:00:00Z foc-request new --name "$1" \
	    --product "$2" --use-case OPERATIONS --runtime LAMBDA \
	    --estimate-usd "$6" | jq -r .id)
	on sarah 2026-09-29T10:00:00Z foc-approve grant "$request" \
	    --platform BEDROCK --model "$4" --account "$5" \
	    --region us-east-1 --estimate-usd "$6" --rationale r >/dev/null
	task=$(on eli 2026-09-29T11:00:00Z foc-task list --state OPEN |
	    jq -r "select(.request == \"$request\") | .id")
	do_task "$task" 2026-09-30T08:00:00Z >/dev/null
	on "$3" 2026-10-01T00:00:00Z foc-claim "$1" >/dev/null
}

# exports MONTH DAYS: a bill of the first days of a month, in rows of a day.
export_month() {
	local csbot docsum coder

	csbot=$(ask_role csbot) docsum=$(ask_role docsum)
	coder=$(ask_role eng-assistant)
	python3 "$FOC_TOP/tests/cmd/ask_bill.py" "$1" "$2" "$csbot" "$docsum" \
	    "$coder"
}

ask_role() {
	FOC_NOW=2026-10-01T00:00:00Z foc-claim handoff "$1" | jq -r .role_arn
}

# All of it, in the present directory.
ask_file() {
	ask_yaml >foc.yaml
	on cron 2026-09-28T08:00:00Z foc-init --sandbox foc.yaml >/dev/null
	governed csbot "Support Bot" priya claude-haiku-4-5 341153769010 340
	governed docsum "Document Platform" priya nova-pro 341153769010 60
	governed eng-assistant "Engineering AI Assistant" marco \
	    claude-haiku-4-5 222233334444 340
	on sarah 2026-09-29T12:00:00Z foc-model block claude-opus-4-7 \
	    --platform ALL --rationale r >/dev/null
	export_month 2026-10 31 >october.csv
	export_month 2026-11 20 >november.csv
	on cron 2026-11-21T05:00:00Z foc-ingest-cur -q --export x october.csv \
	    >/dev/null
	on cron 2026-11-21T05:05:00Z foc-ingest-cur -q --export x november.csv \
	    >/dev/null
}
