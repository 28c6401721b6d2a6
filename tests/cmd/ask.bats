#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Agent Bill: what is understood, who may know what, and that the figures are
# those of the other programs.

load helpers

setup_file() {
	# shellcheck source=tests/docs/prelude.sh
	source "$BATS_TEST_DIRNAME/../docs/prelude.sh"
	# shellcheck source=tests/cmd/ask.bash
	source "$BATS_TEST_DIRNAME/ask.bash"
	cd "$BATS_FILE_TMPDIR"
	export FOC_DB=$PWD/foc.db
	ask_file
	chmod a-w foc.db
}

# Nothing here writes: each test asks the same file.
setup() {
	cd "$BATS_TEST_TMPDIR"
	export FOC_DB=$BATS_FILE_TMPDIR/foc.db
	export FOC_NOW=2026-11-21T06:00:00Z FOC_ACTOR=sarah
}

# A file of its own, for who changes something.
own_file() {
	cp "$FOC_DB" own.db
	chmod u+w own.db
	export FOC_DB=$PWD/own.db
}

facts() {
	foc-bill "$@" -q | jq -c .facts
}

# The sentences, on one line.
text() {
	foc-bill "$@" -q | jq -r .text
}

# Exit 1 and one sentence, with nothing on standard output.
no_answer() {
	local said=$1

	run --separate-stderr "${@:2}"
	[ "$status" -eq 1 ] && [ -z "$output" ] &&
	    [ "$(grep -c . <<<"$stderr")" -eq 1 ] &&
	    [[ $stderr == "foc-bill: "*"$said"* ]] || {
		echo "status $status: $output $stderr"
		return 1
	}
}

# --- what is understood

# "intent slots" of a question, or "none".
understood() {
	FOC_ACTOR=$1 foc-bill ask -q -f jsonl -- "$2" 2>"$BATS_TEST_TMPDIR/why" |
	    jq -r '.intent + " " + (.slots | to_entries |
	    map(.key + "=" + .value) | sort | join(" "))'
}

@test "the corpus: every question as it is meant, or not at all" {
	local who intent slots question got want n=0 missed=0

	while IFS=$'\t' read -r who intent slots question; do
		[[ $who != '#'* && -n $who ]] || continue
		n=$((n + 1))
		want="none "
		[ "$intent" = none ] || want="$intent $(sed -E \
		    's/ ([a-z]+=)/\n\1/g; s/^-$//' <<<"$slots" | sort |
		    paste -sd' ')"
		got=$(understood "$who" "$question")
		[ "${got:-none }" = "$want" ] && continue
		missed=$((missed + 1))
		echo "$who: $question"
		echo "    is $want, got ${got:-none: $(head -c 200 "$BATS_TEST_TMPDIR/why")}"
	done <"$FOC_TOP/tests/data/questions.tsv"
	echo "$missed of $n questions missed"
	[ "$n" -ge 220 ]
	[ "$missed" -eq 0 ]
}

@test "what is not understood exits 1, and says what would be" {
	no_answer "not understood: 'weather' is no word" \
	    foc-bill ask "what is the weather"
	[[ $stderr == *"Is csbot on track?"*"What is waiting for me?"* ]]
	no_answer "asks for two things" \
	    foc-bill ask "is csbot over budget and who owns it"
	no_answer "which workload" foc-bill ask stop
	no_answer "not about a time" \
	    foc-bill ask "what waits for me last week"
}

@test "words may stand apart, and need no verb before them" {
	a=$(FOC_ACTOR=priya foc-bill ask -q Is csbot on track)
	b=$(FOC_ACTOR=priya foc-bill -q "Is csbot on track")
	[ -n "$a" ] && [ "$a" = "$b" ]
}

@test "every sentence is in answer.tsv, and none of those is unused" {
	local dir=$FOC_TOP/lib/spend

	cut -f1 "$dir/answer.tsv" | grep -v '^#' | grep . | sort >have
	[ "$(uniq -d have)" = "" ]
	{
		grep -ohE '"[a-z-]+(\.[a-z-]+)*"' "$dir"/answer*.c | tr -d '"'
		grep -oE "SELECT [0-9]+, '[a-z]+'" "$dir/answer.sql" |
		    sed "s/.* '/todo./; s/'//"
	} | sort -u >used
	[ "$(comm -23 have used)" = "" ]
	[ "$(comm -13 have used | grep -E '^(tracking|verdict|count|top|owner|part|todo|whatif|unattributed|source|place|stop|resume|unapproved|model|who)\.')" = "" ]
	[ "$(cut -f1 "$dir/answer_words.tsv" | grep -v '^#' | grep . | sort | uniq -d)" = "" ]
}

@test "hostile questions end at once, and end well" {
	local long

	long=$(head -c 900 /dev/zero | tr '\0' a)
	no_answer "no word" foc-bill ask "$long"
	no_answer "too many words" foc-bill ask \
	    "$(for i in $(seq 300); do printf 'a '; done)"
	run -2 --separate-stderr foc-bill ask "$long$long"
	[[ $stderr == *"at most 1000 bytes"* ]]
	run -2 --separate-stderr foc-bill ask $'csbot \xff\xfe'
	[[ $stderr == *"no UTF-8"* ]]
	run -1 --separate-stderr foc-bill ask $'owns \e[31mred\e[0m \u202Ecsbot'
	[[ $stderr != *$'\e'* && $stderr != *$'\u202E'* ]]
	no_answer "not understood" foc-bill ask ""
	no_answer "not understood" foc-bill ask "%s%n%s%n"
	no_answer "not understood" foc-bill ask "'; DELETE FROM audit; --"
}

# --- on track

@test "the coding assistant: 198 of 340 dollars, tracking well" {
	export FOC_ACTOR=marco
	[ "$(text ask "Am I tracking on or over my token estimate this period?")" = \
	    "eng-assistant is at \$198 of \$340 estimated for November 2026, 67 % through the month at 58 % of budget: tracking well. Its cache hit rate is 22 %. Daily spend has been flat for 5 days." ]
	jq -e '.workloads == [{"workload": "eng-assistant",
	    "product": "Engineering AI Assistant", "verdict": "ON_TRACK",
	    "spent_usd": 198, "estimate_usd": 340,
	    "expected_usd": 226.6666666667, "budget_percent": 58.2,
	    "elapsed_percent": 66.7, "cache_hit_percent": 22, "trend": "FLAT",
	    "trend_percent_a_day": 0}]' <<<"$(facts tracking)"
}

@test "what is over stands first, and says by how much" {
	[[ $(text tracking) == "3 workloads: 1 over and 2 tracking well. docsum is at \$64 of \$60 estimated for November 2026, 67 % through the month at 107 % of budget: over, with the whole estimate used up and \$4 beyond it."* ]]
	[[ $(text tracking docsum --month 2026-10) == *"docsum spent \$99.20 of \$60 estimated for October 2026, 165 % of budget: over by \$39.20."* ]]
	[[ $(text tracking csbot --month last) == *"within its estimate"* ]]
}

@test "a month without a bill is no data, not nothing spent" {
	run -0 --separate-stderr foc-bill tracking --month 2026-09
	[ "$(key text <<<"$output")" = "There is no data for September 2026: no bill of that time is loaded." ]
	jq -e '.facts.covered == false and (.facts | has("workloads") | not)' \
	    <<<"$output"
	[[ $(FOC_NOW=2026-12-02T00:00:00Z text top) == "There is no data for December 2026"* ]]
}

@test "it says on standard error until when there are data" {
	run -0 --separate-stderr foc-bill top
	[ "$stderr" = "foc-bill: data until 2026-11-21T00:00:00Z" ]
}

@test "a rise is told by its slope, and an estimate that is missing is told" {
	own_file
	sqlite3 "$FOC_DB" "UPDATE cell SET cost = cost * 2, usage = usage * 2
	    WHERE hour = unixepoch('2026-11-20') AND caller IN (SELECT id
	    FROM caller WHERE principal LIKE '%eng-assistant%');
	    UPDATE load SET spend_usd = (SELECT sum(cost) FROM cell
	    WHERE load = n) WHERE n = 2;"
	# 9.9 four times and 19.8: (2 * 19.8 + 9.9 - 9.9 - 2 * 9.9) / 10 a day
	# of a mean of 59.4 / 5: 16.67 %.
	[[ $(text tracking eng-assistant) == *"By the trend of the last 5 days, daily spend rises by 17 % of its mean a day: \$9.90 on the first, \$19.80 on the last." ]]
	jq -e '.workloads[0].trend == "RISING" and
	    .workloads[0].trend_percent_a_day == 16.7' \
	    <<<"$(facts tracking eng-assistant)"
	sqlite3 "$FOC_DB" "DELETE FROM estimate WHERE workload = 'csbot'"
	[[ $(text tracking csbot) == "csbot spent \$33 in November 2026 and has no estimate to hold that against."* ]]
}

@test "what was never claimed has no figure" {
	own_file
	FOC_ACTOR=nora foc-bill tracking 2>&1 | grep "cannot ask of spend"
	FOC_ACTOR=priya foc-request new --name fresh --product "Support Bot" \
	    --use-case OPERATIONS --runtime ECS --estimate-usd 5 >/dev/null
	[[ $(text tracking fresh) == "fresh has not been claimed"* ]]
	jq -e '.workloads[0].spent_usd == null' <<<"$(facts tracking fresh)"
}

# --- the same figures as elsewhere

@test "tracking agrees with foc-workload and with the card" {
	own_file
	for w in csbot docsum eng-assistant; do
		[ "$(facts tracking $w | jq .workloads[0].spent_usd)" = \
		    "$(foc-workload show $w | jq .mtd_usd)" ]
		[ "$(facts tracking $w | jq .workloads[0].estimate_usd)" = \
		    "$(foc-workload show $w | jq .estimate_usd)" ]
	done
	FOC_ACTOR=cron foc-spendcard generate --week 2026-W46 -q >cards
	jq -r '[.workload, .actual_usd, .estimate_usd, .cache_hit_percent] |
	    @tsv' cards | sort >want
	facts tracking --week 2026-W46 | jq -r '.workloads[] | [.workload,
	    .spent_usd, .estimate_usd, .cache_hit_percent] | @tsv' | sort >got
	[ "$(wc -l <got)" -eq 3 ]
	diff want got
}

@test "top agrees with foc-workload usage, by workload, product and model" {
	foc-workload usage --month 2026-11 >usage
	for by in workload product model; do
		jq -rs --arg by $by 'group_by(.[$by]) | map(select(.[0][$by]
		    != null) | [.[0][$by], (map(.cost_usd) | add * 100 | round)])
		    | sort | .[] | @tsv' usage >want
		facts top $by | jq -r '.items | map([.name, (.spent_usd * 100 |
		    round)]) | sort | .[] | @tsv' >got
		[ -s got ]
		diff want got
	done
	jq -e '(.total_usd * 100 | round) == ((([.items[].spent_usd] | add) +
	    .rest_usd) * 100 | round)' <<<"$(facts top product)"
}

@test "unattributed agrees with foc-workload usage, and adds up" {
	foc-workload usage --from 2026-10-22 --to 2026-11-21 >usage
	for source in TAG:tagged_usd POOL:pooled_usd \
	    UNALLOCATED:unallocated_usd WORKLOAD:workloads_usd; do
		want=$(jq -s "map(select(.source == \"${source%:*}\") |
		    .cost_usd) | (add // 0) * 100 | round" usage)
		[ "$(facts unattributed | jq ".${source#*:} * 100 | round")" = \
		    "$want" ]
	done
	jq -e '.unattributed_usd + .workloads_usd == .spent_usd and
	    .unallocated_usd == 66' <<<"$(facts unattributed)"
	[ "$(facts unattributed | jq -c .places[0])" = \
	    '{"source":"UNALLOCATED","account":"data (555566667777)","principal":"arn:aws:iam::555566667777:role/checkout-service","spent_usd":66}' ]
}

@test "whatif is foc-price compare, record by record" {
	foc-price compare docsum -q >want
	foc-bill whatif docsum -q | jq -c '.facts.comparisons[]' |
	    sed 's/}$/,"sandbox":true}/' >got
	[ "$(wc -l <got)" -gt 10 ]
	diff <(jq -cS . want) <(jq -cS . got)
	[[ $(text whatif docsum --model nova-lite) == *"docsum would cost \$7.20 on nova-lite instead of \$96, \$88.80 (92 %) less."*"quality may differ." ]]
	[[ $(text whatif eng-assistant --model sonnet-4-6) == *"would cost \$891 on claude-sonnet-4-6 instead of \$297, \$594 (200 %) more."* ]]
}

@test "a share in batches is priced as batches, and unknown stays unknown" {
	# 30 days of a million output tokens: 3.2 and, in batches, 1.6 each.
	jq -e '.comparisons[0] | .estimate_usd == 72 and .batch_percent == 0
	    and .asked_batch_percent == 50 and
	    .tiers == {"STANDARD": 30000000}' \
	    <<<"$(facts whatif docsum --model nova-pro --batch 50)"
	jq -e '.comparisons[0].estimate_usd == 48' \
	    <<<"$(facts whatif docsum --model nova-pro --batch 100)"
	jq -e '.comparisons[0] | .estimate_usd == null and
	    .reason == "no price of CACHE_READ tokens, BATCH"' \
	    <<<"$(facts whatif eng-assistant --model sonnet-4-6 --batch 10)"
	run -2 --separate-stderr foc-bill whatif docsum --batch 101
	[[ $stderr == *"no percentage from 0 to 100"* ]]
	own_file
	sqlite3 "$FOC_DB" "UPDATE sku SET tier = 'BATCH' WHERE model =
	    'nova-pro'"
	jq -e '.comparisons[0] | .estimate_usd == 48 and
	    .batch_percent == 100' <<<"$(facts whatif docsum --model nova-pro)"
	jq -e '.comparisons[0].estimate_usd == 96' \
	    <<<"$(facts whatif docsum --model nova-pro --batch 0)"
}

# --- why

@test "a change splits into volume, mix and price that add up" {
	# 20 days: before 20,000,000 tokens and 22 dollars, now 22,000,000 and
	# 33; at the old price a tenth more is 2.20, the rest is the model.
	facts ask "Why did the cost of csbot change this month?" >got
	jq -e '.change | .before_usd == 22 and .change_usd == 11 and
	    .change_percent == 50 and .volume_usd == 2.2 and .mix_usd == 8.8
	    and .price_usd == 0 and .other_usd == 0 and .tokens == 22000000
	    and .tokens_before == 20000000' got
	[[ $(text ask "Why is csbot more expensive?") == *"50 % more than in the first 20 days of October 2026 (+\$11). The change is +\$2.20 by volume, +\$8.80 by the mix of models and kinds of tokens, and \$0 by price. Most of it is claude-opus-4-7 (+\$11)." ]]
	own_file
	sqlite3 "$FOC_DB" "UPDATE cell SET cost = cost / 10 * 11 + 7
	    WHERE load = 2; UPDATE load SET spend_usd = (SELECT sum(cost)
	    FROM cell WHERE load = n) WHERE n = 2"
	for by in workload product model; do
		facts top $by | python3 -c '
import decimal, json, sys
c = json.load(sys.stdin, parse_float=decimal.Decimal,
    parse_int=decimal.Decimal)["change"]
assert c["price_usd"] > 0, c
assert c["volume_usd"] + c["mix_usd"] + c["price_usd"] + c["other_usd"] == \
    c["change_usd"], c'
	done
}

# --- who may know what

@test "an owner knows of nobody else's: no name, no figure, no total" {
	local who want got

	for who in priya marco paula; do
		export FOC_ACTOR=$who
		for verb in tracking top "top product" "top model" owner \
		    unattributed unapproved todo; do
			# shellcheck disable=SC2086
			foc-bill $verb -q
		done >$who
	done
	run ! grep -E 'eng-assistant|Engineering|marco|checkout|555566667777|data \(' priya
	run ! grep -E 'csbot|docsum|Support|Document|priya|checkout|3411' marco
	run ! grep -E 'eng-assistant|AI Assistant|marco|checkout|555566667777' paula
	grep -q csbot priya && grep -q eng-assistant marco && grep -q docsum paula
	# docsum 64, csbot 33, and their shares of 1.20 without a caller.
	jq -e '.total_usd == 98.2' <<<"$(FOC_ACTOR=priya facts top)"
	jq -e '.total_usd == 198' <<<"$(FOC_ACTOR=marco facts top)"
	jq -e '.total_usd == 98.2' <<<"$(FOC_ACTOR=paula facts top)"
	jq -e '.total_usd == 340.2' <<<"$(FOC_ACTOR=finn facts top)"
}

@test "someone else's name is answered as one that there is not" {
	export FOC_ACTOR=priya
	for verb in tracking owner whatif; do
		no_answer "" foc-bill $verb eng-assistant
		a=$stderr
		no_answer "" foc-bill $verb eng-assistanx
		[ "${a//assistant/assistanx}" = "$stderr" ]
	done
	for q in "Is X on track?" "Who owns X?" "Stop X" "How do I resume X?" \
	    "What would X cost on nova-pro?" "Why did X change?"; do
		no_answer "" foc-bill ask "${q/X/eng-assistant}"
		a=$stderr
		no_answer "" foc-bill ask "${q/X/eng-assistanx}"
		[ "${a//assistant/assistanx}" = "$stderr" ]
	done
	no_answer "" foc-bill ask "Who owns account 555566667777?"
	a=$stderr
	no_answer "" foc-bill ask "Who owns account 555566667778?"
	[ "${a//667777/667778}" = "$stderr" ]
	no_answer "" foc-bill owner checkout-service
	no_answer "" foc-bill owner "Developer Productivity"
}

@test "who owns nothing may ask what waits, and nobody at all nothing" {
	for who in eli ada nora cron; do
		FOC_ACTOR=$who no_answer "cannot ask of spend" foc-bill top
		FOC_ACTOR=$who foc-bill todo -q | jq -e '.intent == "todo"'
	done
	unset FOC_ACTOR
	no_answer "is nobody here" foc-bill top
	no_answer "is nobody here" foc-bill ask "What is waiting for me?"
}

@test "who stands in for an owner knows what the owner knows, until then" {
	own_file
	sqlite3 "$FOC_DB" "UPDATE person SET delegate_to = 'nora',
	    delegate_until = unixepoch('2026-11-22') WHERE id = 'marco'"
	export FOC_ACTOR=nora
	[[ $(text tracking) == "eng-assistant is at"* ]]
	[[ $(text owner eng-assistant) == *"Nora New (nora) stands in."* ]]
	FOC_NOW=2026-11-23T00:00:00Z no_answer "cannot ask" foc-bill tracking
}

# --- the others

@test "a blocked model in use, by whom and for how much" {
	[ "$(text unapproved)" = "Yes: of 4 models in use in the 30 days up to 2026-11-20, one is not approved: claude-opus-4-7 (blocked), \$66 by role checkout-service in account data (555566667777); claude-opus-4-7 (blocked), \$11 by csbot." ]
	facts unapproved | jq -e '.not_approved == 1 and
	    ([.uses[].spent_usd] == [66, 11]) and .beyond_scope == []'
	[[ $(text unapproved docsum) == "No: the one model in use"* ]]
	own_file
	FOC_ACTOR=sarah foc-model approve claude-opus-4-7 --platform BEDROCK \
	    --rationale r >/dev/null
	[ "$(text unapproved)" = "No: the 4 models in use in the 30 days up to 2026-11-20 are all approved. Approved, but not for who uses it (no scope): csbot (claude-opus-4-7)." ]
}

@test "who uses a model is told once, however many products share it" {
	local use="role checkout-service in account ai-prod (341153769010)"

	own_file
	sqlite3 "$FOC_DB" "UPDATE caller SET account = '341153769010'
	    WHERE principal LIKE '%checkout-service%'"
	[[ $(text unapproved) == *": claude-opus-4-7 (blocked), \$66 by $use; claude-opus-4-7 (blocked), \$11 by csbot." ]]
	facts unapproved | jq -e '[.uses[] | .product, .spent_usd] == [
	    "Document Platform", 33, "Support Bot", 33, "Support Bot", 11]'
	FOC_ACTOR=sarah foc-model block claude-haiku-4-5 --platform ALL \
	    --rationale r >/dev/null
	[[ $(text unapproved) == "Yes: of 4 models in use in the 30 days up to 2026-11-20, 2 are not approved: "* ]]
	FOC_ACTOR=sarah foc-model block nova-pro --platform ALL \
	    --rationale r >/dev/null
	[[ $(text unapproved docsum) == "Yes: the one model in use in the 30 days up to 2026-11-20 is not approved: nova-pro (blocked), "* ]]
}

@test "less than a cent has no sign that says less or more" {
	local by

	own_file
	for by in +1 -2; do
		sqlite3 "$FOC_DB" "UPDATE cell SET cost = cost $by
		    WHERE hour = unixepoch('2026-11-02') AND sku = 6
		    AND caller = (SELECT id FROM caller
		    WHERE principal LIKE '%docsum%');
		    UPDATE load SET spend_usd = (SELECT sum(cost) FROM cell
		    WHERE load = n) WHERE n = 2;"
		run text ask "why did docsum change"; echo "$output"
		[[ $output == *"less than 1 % "*" October 2026 (less than a cent). "*"less than a cent by price."* ]]
		[[ $output != *[+-]less* && $output != *"than -"* ]]
	done
}

@test "owners of a workload, an account, a role, and of everything" {
	[[ $(text owner csbot) == "csbot belongs to the product Support Bot (Customer Care < Engineering < Retail); its owner is Priya Nair (priya)."* ]]
	[[ $(text owner data) == *"\$66 nobody, an attribution gap." ]]
	[[ $(text ask "Who owns the role checkout-service?") == *"\$66 nobody"* ]]
	role=$(foc-claim handoff csbot | jq -r '.role_arn | sub(".*/"; "")')
	[[ $(text owner "$role") == "$role is claimed by csbot of Priya Nair since 2026-10-01."*"\$44 csbot (Priya Nair)." ]]
	[[ $(FOC_ACTOR=priya text owner ai-prod) == "Of what was spent in account ai-prod (341153769010) in "* ]]
	jq -e '[.parts[].spent_usd] | add * 10 | round == 5048' <<<"$(facts owner)"
}

@test "what waits is by role, and no one is told of what duties forbid" {
	own_file
	FOC_ACTOR=priya foc-request new --name fresh --product "Support Bot" \
	    --use-case OPERATIONS --runtime ECS --estimate-usd 5 >/dev/null
	FOC_ACTOR=cron foc-spendcard generate --week 2026-W46 -q >/dev/null
	[ "$(text todo)" = "One thing waits for you: review br-4 (fresh)." ]
	[ "$(FOC_ACTOR=priya text todo)" = "2 things wait for you: accept or dispute cd-2026-W46-csbot (csbot); accept or dispute cd-2026-W46-docsum (docsum)." ]
	[ "$(FOC_ACTOR=eli text todo)" = "Nothing waits for you." ]
	FOC_ACTOR=sarah foc-approve grant br-4 --platform BEDROCK \
	    --model nova-pro --account 341153769010 --region us-east-1 \
	    --estimate-usd 5 --rationale r >/dev/null
	[[ $(FOC_ACTOR=eli text todo) == "One thing waits for you: do ts-4 (fresh)." ]]
	[[ $(FOC_ACTOR=eli FOC_NOW=2026-12-20T00:00:00Z text todo) == *"(overdue)." ]]
	[ "$(FOC_ACTOR=sarah text todo)" = "Nothing waits for you." ]
	FOC_ACTOR=priya foc-spendcard accept cd-2026-W46-csbot >/dev/null
	[ "$(FOC_ACTOR=paula text todo)" = "One thing waits for you: approve cd-2026-W46-csbot (Customer Care)." ]
	[ "$(FOC_ACTOR=dana text todo)" = "Nothing waits for you." ]
}

@test "asking to stop names the command, and stops nothing" {
	own_file
	before=$(fingerprint)
	[ "$(FOC_ACTOR=priya text ask "stop csbot now")" = "To stop csbot, run: foc-bill stop csbot --rationale WHY. Nothing was stopped by asking." ]
	[ "$(facts ask "stop csbot" | jq -c .command)" = \
	    '["foc-bill","stop","csbot","--rationale","WHY"]' ]
	[[ $(FOC_ACTOR=paula text ask "stop csbot") == *"Its owner or a FinOps Lead may." ]]
	[[ $(FOC_ACTOR=priya text ask "resume csbot") == "csbot is not stopped"*"A FinOps Lead may." ]]
	[ "$(fingerprint)" = "$before" ]
	foc-bill stop csbot --rationale r -q >/dev/null
	[[ $(text ask "stop csbot") == "csbot is stopped already"* ]]
	[ "$(text ask "let csbot run again")" = "To let csbot spend again, run: foc-bill resume csbot --rationale WHY." ]
}

@test "gaps stand beside what is unattributed, and wait, as others do" {
	own_file
	FOC_ACTOR=cron foc-gaps detect -q >/dev/null
	[[ $(text unattributed) == *"attribution gaps are open, the largest is gp-"*"\$66)." ]]
	[[ $(text todo) == *"act on gp-"* ]]
	sqlite3 "$FOC_DB" "INSERT INTO investigation SELECT 1, 'iv-1', 'DRIFT',
	    'MODEL_NOT_APPROVED', 's', 0, 'ASSIGNED', '', '', '', 'BEDROCK',
	    'm', '', NULL, NULL, 0, 'marco', NULL, NULL;
	    INSERT INTO task SELECT 99, 'ts-99', NULL, NULL, NULL,
	    'CUR_EXPORT', 'OPEN', 1, 1, NULL, NULL, 'NORMAL', NULL, 0,
	    unixepoch('2026-12-01'), NULL"
	[ "$(FOC_ACTOR=marco text todo)" = "One thing waits for you: look into iv-1 (DRIFT)." ]
	[ "$(FOC_ACTOR=eli text todo)" = "One thing waits for you: do ts-99 (CUR_EXPORT)." ]
	FOC_ACTOR=priya foc-bill unattributed -q | jq -e '.facts.gaps == null'
}

@test "at a terminal it is prose, and a table where one is asked for" {
	local terminal=$BATS_TEST_DIRNAME/terminal.py

	export FOC_ACTOR=marco
	: >answers
	run -0 python3 "$terminal" answers foc-bill
	[[ $output == *"eng-assistant is at \$198 of \$340 "* ]]
	[[ $output != *'"kind"'* ]]
	run -0 python3 "$terminal" answers foc-bill --format table tracking
	[[ $output == *INTENT*TEXT* ]]
}

@test "top agrees with the chargeback, product by product" {
	foc-chargeback --month 2026-11 --draft -q 2>/dev/null |
	    jq -rs 'map(select(.kind == "chargeback" and .["e4"] != null)) |
	    group_by(.["e4"]) | map([.[0]["e4"], (map(.amount_usd) | add * 100 |
	    round)]) | sort | .[] | @tsv' >want
	facts top product --month 2026-11 | jq -r '.items |
	    map([.name, (.spent_usd * 100 | round)]) | sort | .[] | @tsv' >got
	[ "$(wc -l <got)" -eq 3 ]
	diff want got
}

@test "in text it is prose, marked as of a sandbox" {
	FOC_ACTOR=marco run -0 --separate-stderr foc-bill -f text
	[ "${lines[0]}" = SANDBOX ]
	[[ ${lines[1]} == "eng-assistant is at "* ]]
	[ "$(awk 'length > 78' <<<"$output")" = "" ]
}
