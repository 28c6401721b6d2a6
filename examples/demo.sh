#!/bin/sh
# SPDX-License-Identifier: MIT
# demo.sh DIR: the main job, from a Business Request to a Spend Card that its
# owner accepts, in a sandbox file in DIR.  Every command is shown as it runs;
# the programs are on PATH.  Nothing outside of DIR is touched.
set -eu

dir=$1
rm -rf "$dir"
mkdir -p "$dir"
cd "$dir"
FOC_DB=$PWD/foc.db
export FOC_DB LC_ALL=C
unset FOC_NOW FOC_ACTOR

# as PERSON TIME COMMAND...: one act of one person, shown whatever becomes of
# its output.
exec 3>&1
as() {
	who=$1 when=$2
	shift 2
	{
		printf '\n\033[2m%s, %s\033[0m\n$' "$who" "$when"
		for word in "$@"; do
			case $word in
			*[!a-zA-Z0-9_./:=,-]*) printf " '%s'" "$word" ;;
			*) printf ' %s' "$word" ;;
			esac
		done
		echo
	} >&3
	FOC_ACTOR=$who FOC_NOW=$when "$@"
}
chapter() {
	printf '\n\033[1m== %s\033[0m\n' "$*"
}

chapter "A file for learning: organisation, people, accounts"
as cron 2026-09-28T08:00:00Z \
    foc-init --sandbox "$FOC_TOP/examples/foc.yaml" -f table
as cron 2026-09-28T08:00:00Z foc-org show accounts -f table

chapter "Product Owners ask for AI workloads"
as priya 2026-09-28T09:00:00Z foc-request new --name csbot \
    --product "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
    --availability PRODUCTION_HA --estimate-usd 340 \
    --description "Answers support mail, drafts for a person to send" \
    --business-case COST_SAVING,80000,20 -f table
as marco 2026-09-28T09:30:00Z foc-request new --name reviewbot \
    --product "Engineering Assistant" --use-case OPERATIONS --runtime ECS \
    --estimate-usd 500 --description "Reads pull requests first" -f table

chapter "The FinOps Lead decides, in a pipeline"
as sarah 2026-09-29T10:00:00Z foc-approve queue -f table
FOC_NOW=2026-09-29T10:05:00Z foc-request list --state PENDING_REVIEW |
    jq -c 'select(.workload == "csbot" and .estimate_usd < 500)' |
    as sarah 2026-09-29T10:05:00Z foc-approve grant --platform BEDROCK \
    --model claude-haiku-4-5 --account 341153769010 --region us-east-1 \
    --ack-business-case --rationale "smallest model that passed the trial"
as sarah 2026-09-29T10:20:00Z foc-approve grant br-2 --platform BEDROCK \
    --model nova-pro --account 341153769010 --region us-east-1 \
    --rationale "code stays in the region" -f table

chapter "The Cloud Engineer runs what was approved"
as eli 2026-09-30T08:00:00Z foc-task list -f table
as eli 2026-09-30T08:05:00Z foc-task script ts-1 >enable-csbot.sh
echo "(reviewed: $PWD/enable-csbot.sh, $(wc -l <enable-csbot.sh) lines)"
for task in ts-1 ts-2; do
	role=$(FOC_NOW=2026-09-30T08:10:00Z foc-task show "$task" |
	    jq -r .role_arn)
	as eli 2026-09-30T08:10:00Z foc-task step "$task" 1 --fields id,state
	as eli 2026-09-30T08:20:00Z foc-task step "$task" 2 \
	    --artefact "role_arn=$role" --fields id,state
	as eli 2026-09-30T08:30:00Z foc-task step "$task" 3 \
	    --artefact policy_applied=true --fields id,state
	as eli 2026-09-30T08:40:00Z foc-task complete "$task" --fields id,state
done

chapter "The owners claim: attribution begins, the developers get a handoff"
as priya 2026-10-01T00:00:00Z foc-claim csbot -f table
as priya 2026-10-01T00:00:00Z foc-claim handoff csbot -f table
as marco 2026-10-01T00:00:00Z foc-claim reviewbot -f table

chapter "The AWS bill arrives: October whole, November in two deliveries"
role_of() {
	FOC_NOW=2026-10-01T00:00:00Z foc-claim handoff "$1" |
	    jq -r .role_arn | sed 's/.*://; s/^role\///'
}
roles="--role csbot=341153769010:$(role_of csbot)
    --role reviewbot=341153769010:$(role_of reviewbot)"
# shellcheck disable=SC2086 # two options and their values
gencur --period 2026-10 --rows 4000 $roles -o october
# shellcheck disable=SC2086
gencur --period 2026-11 --until 2026-11-16T06:00:00Z --rows 2000 \
    --mode create-new --deliveries 2 --chunks 2 $roles -o november
first=$(find november/metadata -mindepth 3 -name '*-Manifest.json' |
    sort | head -n 1)
as cron 2026-11-10T05:00:00Z foc-ingest-cur october \
    --fields id,period,rows,ai_rows,file_usd,ai_usd,spend_usd,reconciled
as cron 2026-11-10T05:05:00Z foc-ingest-cur "$first" \
    --fields id,period,rows,ai_rows,file_usd,ai_usd,spend_usd,reconciled
as cron 2026-11-16T07:00:00Z foc-ingest-cur november \
    --fields id,period,rows,ai_rows,file_usd,ai_usd,spend_usd,reconciled

chapter "Every dollar lands exactly once"
spend=$(FOC_NOW=2026-11-16T07:10:00Z foc-workload usage --month 2026-10 |
    jq -r '.source' | sort | uniq -c)
echo "October's usage records by source:"
echo "$spend"

chapter "Monday: the weekly Spend Cards"
for week in W40 W41 W42 W43 W44 W45 W46; do
	FOC_ACTOR=cron FOC_NOW=2026-11-16T07:15:00Z \
	    foc-spendcard generate --week "2026-$week" >/dev/null
done
as cron 2026-11-16T07:20:00Z foc-spendcard list --week 2026-W46 -f table
as priya 2026-11-16T09:00:00Z foc-spendcard accept cd-2026-W45-csbot \
    --fields id,state
FOC_ACTOR=priya FOC_NOW=2026-11-16T09:00:00Z foc-spendcard show \
    --week 2026-W46 csbot --format html >csbot-W46.html

chapter "Every decision is on record, and the record is whole"
FOC_NOW=2026-11-16T09:05:00Z foc-audit log csbot --limit 4 -f table
as cron 2026-11-16T09:05:00Z foc-audit verify -f table
as cron 2026-11-16T09:05:00Z foc-db check -f table

chapter "The Spend Card that the budget owner signs"
FOC_ACTOR=priya FOC_NOW=2026-11-16T09:10:00Z foc-spendcard show \
    --week 2026-W46 csbot --format text
printf '\nThe same as a page:  file://%s/csbot-W46.html\n' "$PWD"
printf 'Look around:         export PATH=%s:%s FOC_DB=%s\n' \
    "$(dirname "$(command -v foc)")" "\$PATH" "$FOC_DB"
printf '                     foc-workload list; foc help request\n'
