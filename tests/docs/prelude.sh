# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# A sandbox that has come as far as a page's examples need.  Sourced; the
# programs are on PATH and FOC_TOP is set.
#
#	file	organisation only
#	asked	br-1 (csbot, priya) and br-2 (docsum, priya) wait for review
#	granted	both granted; tasks ts-1 and ts-2 are open
#	ready	both tasks done: the workloads may be claimed
#	live	both claimed on 2026-10-01
#	billed	October and November up to the 16th loaded: november/ is there
#	carded	cards of the weeks W40 to W46

on() {
	FOC_ACTOR=$1 FOC_NOW=$2 "${@:3}"
}

stage_file() {
	on cron 2026-09-28T08:00:00Z foc-init --sandbox \
	    "$FOC_TOP/examples/foc.yaml"
}

stage_asked() {
	on priya 2026-09-28T09:00:00Z foc-request new --name csbot \
	    --product "Support Bot" --use-case OPERATIONS --runtime LAMBDA \
	    --availability PRODUCTION_HA --estimate-usd 340 \
	    --description "Answers support mail" \
	    --business-case COST_SAVING,80000,20 &&
	    on priya 2026-09-28T09:30:00Z foc-request new --name docsum \
	    --product "Document Platform" --use-case OPERATIONS \
	    --runtime ECS --estimate-usd 500
}

stage_granted() {
	on sarah 2026-09-29T10:00:00Z foc-approve grant br-1 \
	    --platform BEDROCK --model claude-haiku-4-5 \
	    --account 341153769010 --region us-east-1 --estimate-usd 340 \
	    --ack-business-case --rationale "smallest that passed" &&
	    on sarah 2026-09-29T10:20:00Z foc-approve grant br-2 \
	    --platform BEDROCK --model nova-pro --account 341153769010 \
	    --region us-east-1 --estimate-usd 500 --rationale "documents"
}

# do_task ID TIME: as the Cloud Engineer does; the role that the task asks for
# came out.
do_task() {
	local role

	role=$(FOC_NOW=$2 foc-task show "$1" | jq -r .role_arn)
	on eli "$2" foc-task step "$1" 1 &&
	    on eli "$2" foc-task step "$1" 2 --artefact "role_arn=$role" &&
	    on eli "$2" foc-task step "$1" 3 \
	    --artefact policy_applied=true &&
	    on eli "$2" foc-task complete "$1"
}

stage_ready() {
	do_task ts-1 2026-09-30T08:00:00Z && do_task ts-2 2026-09-30T09:00:00Z
}

stage_live() {
	on priya 2026-10-01T00:00:00Z foc-claim csbot &&
	    on priya 2026-10-01T00:00:00Z foc-claim docsum
}

# --role NAME=ACCOUNT:ROLE for the bill of a workload.
role_option() {
	FOC_NOW=2026-10-01T00:00:00Z foc-claim handoff "$1" |
	    jq -r '"--role=" + .workload + "=" + .account + ":" +
	    (.role_arn | sub(".*/"; ""))' | head -n 1
}

stage_billed() {
	local csbot docsum

	csbot=$(role_option csbot)
	docsum=$(role_option docsum)
	gencur --period 2026-10 --rows 1000 "$csbot" "$docsum" -o october &&
	    gencur --period 2026-11 --until 2026-11-16T06:00:00Z \
	    --rows 600 "$csbot" "$docsum" -o november &&
	    on cron 2026-11-16T07:00:00Z foc-ingest-cur october &&
	    on cron 2026-11-16T07:05:00Z foc-ingest-cur november
}

stage_carded() {
	local week

	for week in 40 41 42 43 44 45 46; do
		on cron 2026-11-16T07:10:00Z foc-spendcard generate \
		    --week "2026-W$week" || return
	done
}

# bring STAGE...: quietly, but not where it fails.
bring() {
	local stage said

	for stage; do
		said=$("stage_$stage" 2>&1) || {
			echo "cannot bring the sandbox to '$stage':"
			printf '%s\n' "$said" | tail -n 5
			return 1
		}
	done
}

# prepare PAGE: in the present directory.
prepare() {
	unset COLUMNS XDG_DATA_HOME NO_COLOR
	export LC_ALL=C TZ=UTC HOME=$PWD
	export FOC_DB=$PWD/foc.db FOC_ACTOR=cron FOC_NOW=2026-11-16T09:00:00Z
	cp "$FOC_TOP/examples/foc.yaml" . || return
	case $1 in
	foc.7|foc-init.1|foc.yaml.5)
		FOC_NOW=2026-09-28T09:00:00Z ;;
	foc-org.1)
		FOC_ACTOR=sarah
		bring file ;;
	foc-request.1)
		FOC_ACTOR=priya FOC_NOW=2026-09-28T12:00:00Z
		bring file asked ;;
	foc-approve.1|foc-model.1|foc-states.1|foc-table.1)
		FOC_ACTOR=sarah FOC_NOW=2026-09-29T09:00:00Z
		bring file asked ;;
	foc-task.1)
		FOC_ACTOR=eli FOC_NOW=2026-09-30T09:00:00Z
		bring file asked granted ;;
	foc-claim.1)
		FOC_ACTOR=priya FOC_NOW=2026-10-01T09:00:00Z
		bring file asked granted ready ;;
	foc-ingest-cur.1)
		bring file asked granted ready live billed ;;
	foc-spendcard.1)
		FOC_ACTOR=priya
		bring file asked granted ready live billed carded ;;
	foc-bill.1|foc-mcp.1)
		FOC_ACTOR=priya
		bring file asked granted ready live billed ;;
	foc-watch.1)
		FOC_ACTOR=sarah
		bring file asked granted ready live billed
		on cron "$FOC_NOW" foc-watch scan --days 30 -q >/dev/null ;;
	foc-workload.1|foc-price.1|foc-prereq.1|foc-gaps.1|\
	foc-maturity.1|foc-status.1)
		FOC_ACTOR=sarah
		bring file asked granted ready live billed carded ;;
	*)
		bring file asked granted ready live billed carded ;;
	esac
}
