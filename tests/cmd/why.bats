#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Takes long.
# foc-why: every figure that a report shows, down to the lines of the bill.

load helpers

# Two workloads; October, then November in two deliveries of which the later
# restates a card; a workspace that CloudTrail divides and one that is claimed;
# a month with rows in another currency; a stop.
setup_file() {
	export LC_ALL=C TZ=UTC
	unset FOC_DB FOC_ACTOR FOC_NOW COLUMNS
	cd "$BATS_FILE_TMPDIR"
	export FOC_DB=$PWD/foc.db FOC_ACTOR=cron FOC_NOW=2026-11-16T09:00:00Z
	# shellcheck source=tests/docs/prelude.sh
	source "$FOC_TOP/tests/docs/prelude.sh"
	{
		bring file asked granted ready live billed carded
		foc-ingest-cur -q october november	# unchanged: shown
		on priya 2026-11-16T08:00:00Z foc-claim docsum \
		    --workspace wrkspc_01AbCdEf23GhIj --since 2026-10-05
		trail
		later
		foreign
		on cron "$FOC_NOW" foc-gaps detect
		on cron "$FOC_NOW" foc-watch scan --from 2026-10-01
	} >ingested
	reports >reports
}

# Two roles called two workspaces whenever these have spend, one of the roles
# is claimed.
trail() {
	local role at workspace

	role=$(foc-claim handoff csbot | jq -r .role_arn)
	while IFS='|' read -r at workspace; do
		jq -nc --arg at "$at" --arg r "$role" --arg ws "$workspace" '
		    range(7) | {eventID: "\($ws)/\($at)/\(.)", eventTime: $at,
		    eventSource: "aws-external-anthropic.amazonaws.com",
		    eventName: "CreateInference", eventCategory: "Data",
		    recipientAccountId: "341153769010",
		    userIdentity: {type: "AssumedRole", arn: "",
		      sessionContext: {sessionIssuer: {type: "Role",
		      arn: (if . < 3 then $r else
		        "arn:aws:iam::341153769010:role/nobody" end)}}},
		    requestParameters: null, resources: [{
		      type: "AWS::AWSExternalAnthropic::Workspace",
		      ARN: ("arn:aws:aws-external-anthropic:us-east-1:" +
		      "341153769010:workspace/" + $ws)}]}'
	done < <(sqlite3 "$FOC_DB" "SELECT DISTINCT strftime(
	    '%Y-%m-%dT%H:10:00Z', c.hour, 'unixepoch'), r.workspace
	    FROM cell AS c JOIN caller AS r ON r.id = c.caller
	    WHERE r.workspace IN ('wrkspc_01Kz8mQw52RtYu',
	      'wrkspc_01Zx7nVb94LpOi')") | jq -sc '{Records: .}' >trail.json
	on cron 2026-11-16T08:30:00Z foc-ingest-trail trail.json
}

# The next delivery of November: more days, and twice the use of csbot in all.
later() {
	gencur --period 2026-11 --until 2026-11-20T06:00:00Z --rows 800 \
	    --seed 7 "$(role_option csbot)" "$(role_option docsum)" \
	    -o november2
	on priya 2026-11-18T10:20:00Z foc-bill stop csbot --rationale r
	on cron 2026-11-20T07:00:00Z foc-ingest-cur november2
	on cron 2026-11-20T07:10:00Z foc-spendcard generate --week 2026-W46
	on sarah 2026-11-20T08:00:00Z foc-workload estimate docsum --usd 600 \
	    --rationale more
	on cron 2026-11-20T08:10:00Z foc-spendcard generate --week 2026-W45
	export FOC_NOW=2026-11-20T09:00:00Z
}

# A month with rows that are billed in another currency, and with amounts of
# more than ten decimals.
foreign() {
	gencur --period 2026-09 --rows 200 --plain -o september
	python3 - september/data/*/*.csv <<-'END'
	import csv, sys
	with open(sys.argv[1], newline="") as f:
	    rows = list(csv.DictReader(f))
	for i, r in enumerate(rows):
	    if i % 9 == 0:
	        r["line_item_currency_code"] = "EUR"
	    if i % 7 == 0 and "E" not in r["line_item_unblended_cost"]:
	        r["line_item_unblended_cost"] += "000000000001234" \
	            if "." in r["line_item_unblended_cost"] else ".00000000000005"
	with open("odd.csv", "w", newline="") as f:
	    w = csv.DictWriter(f, rows[0])
	    w.writeheader()
	    w.writerows(rows)
	END
	on cron "$FOC_NOW" foc-ingest-cur odd.csv
}

# All that the reporting programs print.
reports() {
	grep '^{"kind":"load",' ingested	# jq would round
	foc-workload list
	foc-workload usage --from 2026-10-04 --to 2026-10-12
	foc-workload usage --by hour --from 2026-11-12 --to 2026-11-14
	foc-spendcard list
	for week in 40 44 46; do
		foc-spendcard show --week 2026-W$week --allow-stale
	done
	foc-spendcard show --allow-stale cd-2026-W46-csbot
	foc-spendcard list --rollups
	foc-price compare csbot
	foc-price compare docsum --batch 40
	foc-bill stop --verify csbot
	foc-chargeback --month 2026-09 --draft --level all --basis net
	foc-chargeback --month 2026-09 --draft --charges
	foc-chargeback --week 2026-W45 --draft --level e3
	foc-chargeback reconcile --month 2026-10
	foc-gaps list
	foc-watch list
	# One of each signal, with its evidence.
	for id in $(foc-watch list | jq -r '.signal + (.reason // "") + " " +
	    .id' | sort -u -k1,1 | cut -d' ' -f2); do
		foc-watch show "$id"
	done
}

setup() {
	cd "$BATS_FILE_TMPDIR"
	export FOC_DB=$PWD/foc.db FOC_ACTOR=cron FOC_NOW=2026-11-20T09:00:00Z
	why=$FOC_TOP/tests/independent/why.py
}

exports() {
	printf -- '--lines\n%s\n' october november november2 odd.csv
}

@test "the set has all that a figure may be made of" {
	run -0 bash -c "jq -r 'select(.kind == \"usage\").layer' reports |
	    sort -u"
	[ "${lines[*]}" = "CLOUDTRAIL NONE POOL PRINCIPAL TAG WORKSPACE" ]
	run -0 bash -c "jq -r 'select(.kind == \"load\").id' reports"
	[ "${lines[*]}" = "ld-1 ld-2 ld-3 ld-4" ]
	run -0 bash -c "jq -c 'select(.id == \"cd-2026-W46-csbot.r2\") |
	    .restated[]?' reports"
	[ "${#lines[@]}" -ge 2 ]
	run -0 jq -c 'select(.kind == "stop_check") | [.spent_usd > 0,
	    .stop_hour_usd > 0]' reports
	[ "$output" = "[true,true]" ]
	run -0 bash -c "jq -c 'select(.other_currencies.EUR) | .residue_usd' \
	    reports"
	[ -n "$output" ] && [ "$output" != 0 ]
	run -0 bash -c "jq -r .kind reports | sort -u"
	[ "${lines[*]}" = "card charge chargeback chargeback_total comparison \
gap investigation load reconciliation rollup stop_check usage workload" ]
	run -0 bash -c "jq -r 'select(.kind == \"investigation\" and
	    .evidence) | .signal' reports | sort -u"
	[ "${lines[*]}" = "DRIFT MODEL_SURGE NEW_PRINCIPAL SPIKE_HOUR" ]
}

@test "--ids names all money of all reports" {
	{
		foc-workload list --ids
		foc-workload usage --ids
		foc-spendcard show --week 2026-W46 --allow-stale --ids
		foc-price compare csbot --ids
		foc-bill stop --verify csbot --ids
	} 2>/dev/null | jq -r '[.id, .kind] | @tsv' | sort >named
	{
		foc-workload list
		foc-workload usage
		foc-spendcard show --week 2026-W46 --allow-stale
		foc-price compare csbot
		foc-bill stop --verify csbot
	} 2>/dev/null >these
	python3 "$why" list these | sed 's/$/\tfigure/' | sort >wanted
	diff wanted named
	[ "$(wc -l <named)" -gt 1500 ]
	run -0 foc-spendcard list --week 2026-W46 --ids -f table
	[[ ${lines[1]} == ID*AMOUNT ]]
	[[ $output == *"cd-2026-W46-docsum.r2:mtd_usd "* ]]
}

@test "every figure: parts, cells and lines add up to it" {
	python3 "$why" list reports |
	    jq -Rc '{kind: "figure", id: .}' >asked
	mapfile -t options < <(exports)
	foc-why "${options[@]}" <asked >told 2>said || {
		cat said
		false
	}
	run -0 python3 "$why" check reports told october november november2 \
	    odd.csv
	echo "$output"
	[[ $output == "$(wc -l <asked) figures" ]]
	[ "$(wc -l <asked)" -gt 1500 ]
}

@test "the check notices what is wrong" {
	foc-why ld-1:spend_usd --lines october >good
	# jq of old rounds: the value as it was printed
	printf '{"kind":"load","id":"ld-1","spend_usd":%s}\n' "$(grep \
	    '^{"kind":"load","id":"ld-1"' reports | grep -o \
	    '"spend_usd":[^,]*' | head -n 1 | cut -d: -f2)" >one
	run -0 python3 "$why" check one good october
	for kind in why why_rule why_cell why_line; do
		awk -v k="\"kind\":\"$kind\"" 'index($0, k) && !n++ { next }
		    { print }' good >bad
		run -1 python3 "$why" check one bad october
	done
	sed '0,/"share_usd":0/s//"share_usd":1/' good >bad
	run -1 python3 "$why" check one bad october
	sed '0,/"line":1/s//"line":2/' good >bad
	run -1 python3 "$why" check one bad october
}

@test "a claimed cell tells its claim, price, rule and file" {
	foc-why cd-2026-W46-csbot:lines.1.actual_usd --lines november >one
	run -0 jq -c 'select(.kind == "why") | [.record, .of_kind, .key,
	    .where.workload, .from, .known_at, .loads]' one
	[ "$output" = '["cd-2026-W46-csbot","card","lines.1.actual_usd",'\
'"csbot","2026-11-09T00:00:00Z","2026-11-16T07:10:00Z",["ld-2"]]' ]
	run -0 jq -c 'select(.kind == "why_rule") | [.layer, .anchor,
	    .anchor_kind, .claimed_by, .claimed_at, .share]' one
	[ "$output" = '["PRINCIPAL","an-1","ROLE","priya",'\
'"2026-10-01T00:00:00Z",null]' ]
	event=$(jq -r 'select(.kind == "why_rule").event' one)
	run -0 bash -c "foc-audit log an-1 | jq -r 'select(.seq == $event).verb'"
	[ "$output" = claim ]
	run -0 bash -c "jq -c 'select(.kind == \"why_cell\") |
	    [.usd_per_million, .price_usd_per_million, .classified_by]' one |
	    sort -u"
	[ "$output" = '[1.1,1.1,["bedrock-service/input","bedrock/input"]]' ]
	run -0 bash -c "jq -r 'select(.kind == \"why_line\").rule' one | sort -u"
	[[ ${lines[*]} == bedrock*/input ]]
	sha=$(jq -r 'select(.kind == "why_file").sha256' one)
	sha256sum november/data/*/*.gz | grep -q "^$sha "
}

@test "pools and CloudTrail: share and remainder of each cell" {
	foc-workload usage --month 2026-10 >usage
	pool=$(jq -r 'select(.layer == "POOL") | .id' usage | head -n 1)
	run -0 foc-why "$pool:cost_usd"
	jq -se 'map(select(.kind == "why_rule"))[0] | .layer == "POOL" and
	    (.owner | startswith("Retail > ")) and (.share == "1/2" or
	    .share == "1/3") and .anchor == null' <<<"$output"
	called=$(jq -r 'select(.layer == "CLOUDTRAIL") | .id' usage |
	    head -n 1)
	run -0 foc-why "$called:cost_usd"
	jq -se 'map(select(.kind == "why_cell"))[0] | .share == "3/7" and
	    (.workspace | startswith("wrkspc_01"))' <<<"$output"
	jq -se 'map(select(.kind == "why_rule"))[0] | .workload == "csbot" and
	    .anchor == "an-1"' <<<"$output"
	# What is left of it goes on to tags, and to the pool of three.
	for want in TAG:4/7 POOL:4/21; do
		rest=$(jq -r --arg layer "${want%:*}" 'select(.layer == $layer
		    and .platform == "CLAUDE_PLATFORM") | .id' usage |
		    head -n 1)
		run -0 foc-why "$rest:cost_usd"
		jq -se --arg share "${want#*:}" 'map(select(.kind ==
		    "why_cell"))[0] | .share == $share' <<<"$output"
	done
}

@test "lines are only those of the files that were loaded" {
	run -1 --separate-stderr foc-why ld-2:ai_usd --lines november2
	[[ $stderr == *"ld-2: its file "*"is not in what --lines names"* ]]
	[[ $output != *why_line* ]]
	run -3 foc-why ld-2:ai_usd --lines nowhere
	run -3 foc-why ld-2:ai_usd --lines foc.yaml
	run -2 foc-why ld-2:ai_usd --lines -
	[[ $output == *"cannot be read twice"* ]]
	# One folder with all of it, and files that are of no interest.
	run -0 foc-why ld-1:by_type.Tax ld-2:by_type.Tax --lines november2 \
	    --lines november --lines october
	# A changed byte is another file.
	cp -r november changed
	gzip -dc november/data/*/*.gz | sed '$s/Usage/usage/' |
	    gzip >"$(echo changed/data/*/*.gz)"
	run -1 foc-why ld-2:ai_usd --lines changed
}

@test "lines that other rules would put elsewhere are said to be" {
	cp foc.db other.db
	sqlite3 other.db "INSERT INTO rule VALUES (1, '{\"name\": \"mine\",
	    \"usage_type\": \"*input*\", \"token_type\": \"OTHER\"}')"
	run foc-why --db other.db ld-2:ai_usd --lines november
	[ "$status" -eq 1 ]
	[[ $output == *"changed since it was loaded"* ]]
}

@test "what is behind a figure has to add up to it" {
	cp foc.db other.db
	sqlite3 other.db "UPDATE card SET actual = actual + 1,
	    by_volume = by_volume + 1 WHERE id = 'cd-2026-W46-csbot'"
	run -4 foc-why --db other.db cd-2026-W46-csbot:actual_usd
	[[ $output == *"adds up to "*", the record says "* ]]
	run -0 foc-why --db other.db cd-2026-W46-docsum:actual_usd
}

@test "unknown figures say what would work" {
	run -1 foc-why cd-2026-W46-csbot:actual
	[[ $output == *"has no figure 'actual'; it has actual_usd, "* ]]
	run -1 foc-why cd-2026-W46-csbot:lines.99.actual_usd
	run -1 foc-why cd-2026-W46-csbot:lines.actual_usd
	run -1 foc-why ld-99:ai_usd
	[[ $output == *"there is no record 'ld-99'"* ]]
	run -1 foc-why cd-2026-W99-csbot:actual_usd
	run -1 foc-why wl-nobody:mtd_usd
	run -2 foc-why csbot
	[[ $output == *"is no figure such as cd-"* ]]
	# One that is bad does not keep the others.
	run -1 --separate-stderr foc-why ld-99:ai_usd ld-1:ai_usd --brief
	[ "$(jq -rs '.[0].id' <<<"$output")" = ld-1:ai_usd ]
}

@test "null is told, too" {
	run -0 foc-why cd-2026-W40-csbot:previous_usd
	[ "$(jq -r '[.value, .how] | @tsv' <<<"$output")" = "	the week before \
was not claimed as a whole, or the bills that were loaded did not cover it" ]
	run -0 foc-why cd-2026-W40-csbot:forecast_usd
	[[ $output == *"not enough data"* ]]
}

@test "tokens and percents are told by what they are made of" {
	run -0 foc-why cd-2026-W46-csbot:lines.1.tokens
	[ "$(jq -s 'map(select(.kind == "why_cell").tokens) | add' \
	    <<<"$output")" = "$(jq -s '.[0].value' <<<"$output")" ]
	run -0 foc-why cd-2026-W46-csbot:cache_hit_percent \
	    cd-2026-W46-csbot:variance_percent
	[[ $output == *"cd-2026-W46-csbot:lines.1.tokens"* ]]
	[[ $output == *"cd-2026-W46-csbot:estimate_usd"* ]]
}

@test "as of then, a figure is what it was" {
	run -0 foc-why --as-of 2026-11-17T00:00:00Z wl-csbot:mtd_usd --brief
	jq -se '.[0].loads == ["ld-2"]' <<<"$output"
	run -0 foc-why wl-csbot:mtd_usd --brief
	jq -se '.[0].loads == ["ld-3"]' <<<"$output"
	run -1 foc-why --as-of 2026-11-10T00:00:00Z cd-2026-W46-csbot:actual_usd
}

@test "a table for people" {
	run -0 foc-why cd-2026-W46-csbot:actual_usd -f table --brief
	[[ $output == *"spend of csbot in the week"* ]]
	[[ $output == *PRINCIPAL*csbot*an-1*priya* ]]
	[[ $output == *foc-cur2-00001.csv.gz* ]]
}
