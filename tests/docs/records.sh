#!/bin/bash
# SPDX-License-Identifier: MIT
# records.sh FILE: records of every kind that programs print, from a sandbox
# that has seen the whole path from request to card.
set -u

to=$1
here=$(cd "$(dirname "$0")" && pwd)
dir=$to.d

# shellcheck source=tests/docs/prelude.sh
. "$here/prelude.sh"
mkdir -p "$dir" && cd "$dir" || exit 1
prepare nothing || exit 1

# What comes of asking, deciding and doing.
acts() {
	set -e
	on priya "$FOC_NOW" foc-request new --name third \
	    --product "Support Bot" --use-case OPERATIONS --runtime EC2 \
	    --tokens input=2000000,output=100000
	on sarah "$FOC_NOW" foc-approve queue
	on sarah "$FOC_NOW" foc-approve grant br-3 --platform BEDROCK \
	    --model claude-haiku-4-5 --account 341153769010 \
	    --region us-east-1 --estimate-usd 5 --rationale r
	do_task ts-3 "$FOC_NOW"
	on marco "$FOC_NOW" foc-request new --name coders \
	    --product "Engineering Assistant" --use-case CODING \
	    --developers 15 --percent 60
	on sarah "$FOC_NOW" foc-approve reject br-4 --rationale r
	on priya "$FOC_NOW" foc-request model-access --model gpt-9 --wish w
	on priya "$FOC_NOW" foc-request model-access --model claude-3-haiku
	on sarah "$FOC_NOW" foc-approve grant ma-2 --platform BEDROCK \
	    --rationale r
	on priya "$FOC_NOW" foc-spendcard accept cd-2026-W45-csbot
	on priya "$FOC_NOW" foc-spendcard dispute cd-2026-W45-docsum \
	    --line 1 --reason r
	on priya "$FOC_NOW" foc-spendcard dispute cd-2026-W46-docsum \
	    --line 1 --reason r
	on sarah "$FOC_NOW" foc-spendcard answer cd-2026-W45-docsum --text t
	on dana "$FOC_NOW" foc-spendcard approve --week 2026-W45 \
	    --portfolio "Customer Care" --override r
	on priya "$FOC_NOW" foc-bill stop third --rationale r
	on priya "$FOC_NOW" foc-bill stop --verify third
	on sarah "$FOC_NOW" foc-workload estimate csbot --usd 400 \
	    --rationale r
	on cron "$FOC_NOW" foc-spendcard generate --week last
	gencur --period 2026-09 --rows 50 -o september >&2
	on cron "$FOC_NOW" foc-ingest-cur -n november
	on cron "$FOC_NOW" foc-ingest-cur -n september
	on cron "$FOC_NOW" foc-ingest-cur november --explain
	echo '{"Records":[]}' >trail.json
	on cron "$FOC_NOW" foc-ingest-trail trail.json
	on cron "$FOC_NOW" foc-gaps detect
	on cron "$FOC_NOW" foc-watch scan
	on sarah "$FOC_NOW" foc-watch assign iv-1 --to eli
	on sarah "$FOC_NOW" foc-gaps act gp-1 --rationale r
	set +e
}

looks() {
	set -e
	foc-request list
	foc-request show br-1
	foc-request list --model-access
	foc-request notify
	on priya "$FOC_NOW" foc-request withdraw br-3 --reason r -n
	foc-task list
	foc-task show ts-1
	foc-task show ts-3
	foc-approve scopes
	foc-claim list
	foc-claim handoff csbot
	on priya "$FOC_NOW" foc-claim third -n
	foc-workload list
	foc-workload list --ids
	foc-why cd-2026-W46-csbot:actual_usd cd-2026-W46-csbot:variance_usd \
	    ld-2:spend_usd --lines november
	foc-workload show csbot
	foc-workload usage --month 2026-10 --header
	foc-workload usage --by hour --week 2026-W45 csbot
	foc-spendcard list
	foc-spendcard show --week 2026-W45
	foc-spendcard list --rollups
	foc-spendcard review --week 2026-W46
	foc-spendcard diff csbot
	foc-gaps list
	foc-gaps show gp-1
	foc-watch list
	foc-watch notify
	foc-watch show iv-1 iv-2 iv-3 iv-4 iv-5 iv-6
	foc-status
	on sarah "$FOC_NOW" foc-status
	foc-maturity
	foc-maturity --trend
	foc-gaps notify
	foc-model list
	foc-model import -n "$FOC_TOP/tests/data/catalog/models.us-east-1.json"
	foc-price list
	foc-price import -n "$FOC_TOP/tests/data/prices/bedrock.json"
	foc-price estimate --model nova-pro --tokens input=1000
	foc-price compare csbot
	foc-price compare csbot --batch 50
	on sarah "$FOC_NOW" foc-bill tracking
	on sarah "$FOC_NOW" foc-bill top
	on sarah "$FOC_NOW" foc-bill unapproved
	on sarah "$FOC_NOW" foc-bill owner csbot
	on sarah "$FOC_NOW" foc-bill todo
	on sarah "$FOC_NOW" foc-bill whatif csbot
	on sarah "$FOC_NOW" foc-bill unattributed
	on priya "$FOC_NOW" foc-bill ask "How do I stop csbot?"
	foc-prereq list
	foc-prereq doctor
	foc-states
	foc-org show
	on sarah "$FOC_NOW" foc-org apply -n "$FOC_TOP/examples/foc.yaml"
	foc-init -n --sandbox --db new.db "$FOC_TOP/examples/foc.yaml"
	foc-audit log
	foc-audit head
	foc-audit verify --state
	foc-chargeback --month 2026-10 --draft --level all --basis net
	foc-chargeback --week 2026-W45 --draft --charges
	foc-chargeback reconcile --month 2026-10
	foc-db stats
	foc-db check
	foc-db backup copy.db
	on sarah "$FOC_NOW" foc-db restore -n copy.db
	foc-db migrate
	set +e
}

export FOC_NOW=2026-11-16T09:00:00Z
(acts; looks) >"$to"
