#!/bin/bash
# SPDX-License-Identifier: MIT
# reports.sh: reports over WORKLOADS (1000) claimed workloads and about a
# million cells, a month's first eleven days by the hour.  The workloads are
# asked for, granted, done and claimed by the programs, which takes a minute.
# Whole processes, medians of RUNS (5), by the clock and of the processor.
# Judges nothing.
set -euo pipefail

workloads=${WORKLOADS:-1000} runs=${RUNS:-5}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export FOC_DB=$dir/foc.db FOC_ACTOR=cron FOC_NOW=2026-09-28T08:00:00Z
export LC_ALL=C TZ=UTC

# A product for each ten workloads, a portfolio for each ten products; eight
# of them share the account.
python3 - "$workloads" >foc.yaml <<'P'
import sys
n = (int(sys.argv[1]) + 9) // 10
print("""organization: Bench
currency: USD
people:
  - {id: priya, name: P, email: p@x, unix: [], roles: [product-owner]}
  - {id: sarah, name: S, email: s@x, unix: [], roles: [finops-lead]}
  - {id: eli, name: E, email: e@x, unix: [], roles: [cloud-engineer]}
  - {id: dana, name: D, email: d@x, unix: [], roles: [portfolio-owner, finance]}
  - {id: cron, name: C, email: c@x, unix: [], roles: [operator]}
hierarchy:
  - unit: Unit
    departments:
      - department: Department
        portfolios:""")
for i in range(0, n, 10):
    print("          - portfolio: F%d\n            owner: dana\n"
          "            products:" % (i // 10))
    for j in range(i, min(i + 10, n)):
        print("              - {product: P%d, owner: priya}" % j)
print('accounts:\n  - {id: "341153769010", name: a, environment: prod, '
      "shared_by: [%s]}" % ", ".join("P%d" % j for j in range(min(n, 8))))
print('  - {id: "012345678901", name: payer, payer: true}')
P
foc-init --sandbox foc.yaml >/dev/null
for i in $(seq 0 $((workloads - 1))); do
	FOC_ACTOR=priya foc-request new --name "w$i" --product "P$((i / 10))" \
	    --use-case OPERATIONS --runtime ECS --estimate-usd 100
done >/dev/null
FOC_ACTOR=priya foc-request list | FOC_ACTOR=sarah \
    foc-approve grant -q --platform BEDROCK --model claude-haiku-4-5 \
    --account 341153769010 --region us-east-1 --estimate-usd 100 \
    --rationale bench >/dev/null
export FOC_ACTOR=eli
foc-task list | jq -r 'select(.type == "BEDROCK_ENABLE") | .id' >tasks
while read -r task; do
	arn=$(foc-task show "$task" | jq -r .role_arn)
	foc-task step "$task" 1
	foc-task step "$task" 2 --artefact "role_arn=$arn"
	foc-task step "$task" 3 --artefact policy_applied=true
	foc-task complete "$task"
done <tasks >/dev/null
export FOC_ACTOR=cron FOC_NOW=2026-10-01T00:00:00Z
foc-claim list | jq -r '.workload' >ready
while read -r w; do
	FOC_ACTOR=priya foc-claim "$w"
done <ready >/dev/null
roles=()
while read -r role; do
	roles+=("$role")
done < <(while read -r w; do
	foc-claim handoff "$w"
done <ready | jq -r '"--role=" + .workload + "=" + .account + ":" +
    (.role_arn | sub(".*/"; ""))')
gencur --period 2026-10 --until 2026-10-12T00:00:00Z --rows 20000 --level 1 \
    "${roles[@]}" -o cur
FOC_NOW=2026-10-12T07:00:00Z foc-ingest-cur -q cur >/dev/null
export FOC_NOW=2026-10-12T08:00:00Z
foc-spendcard generate -q --week 2026-W40 >/dev/null
foc-db stats | jq -r 'select(.id == "workload" or .id == "cell" or
    .id == "caller") | "\(.rows) \(.id)s"' | paste -sd' '

# bench TEXT COMMAND...: its median; "-" where there is no such program.
bench() {
	local text=$1

	shift
	command -v "$1" >/dev/null || return 0
	for _ in $(seq "$runs"); do
		[ ! -e prepared.db ] || cp prepared.db foc.db
		python3 - "$@" <<'P'
import resource
import subprocess
import sys
import time
t = time.monotonic()
p = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL,
    stderr=subprocess.PIPE, text=True)
if p.returncode != 0:
    sys.exit("%s: %s" % (" ".join(sys.argv[1:]), p.stderr))
u = resource.getrusage(resource.RUSAGE_CHILDREN)
print("%.3f %.3f" % (time.monotonic() - t, u.ru_utime + u.ru_stime))
P
	done | sort -n | awk -v text="$text" '{ a[NR] = $1; b[NR] = $2 }
	    END { i = int((NR + 1) / 2)
		printf "  %-28s %6.2f s, processor %6.2f s\n", text, a[i],
		    b[i] }'
}

cp foc.db prepared.db
bench "cards of a week" foc-spendcard generate -q --week 2026-W41
rm prepared.db
foc-spendcard generate -q --week 2026-W41 >/dev/null
bench "chargeback" foc-chargeback --month 2026-10 --draft -q
bench "chargeback, all levels, net" foc-chargeback --month 2026-10 --draft \
    -q --level all --basis net
bench "chargeback as FOCUS" foc-chargeback --month 2026-10 --draft -q -f focus
bench "chargeback reconcile" foc-chargeback reconcile --month 2026-10
bench "usage by day" foc-workload usage --month 2026-10
cp foc.db prepared.db
bench "gaps detect" foc-gaps detect
bench "watch scan" foc-watch scan
rm prepared.db
bench "maturity" foc-maturity
