#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Spend by whom it belongs to, estimates, and Spend Cards.

load helpers
load cards

setup() {
	carded_sandbox
}

# --- usage

@test "usage adds up to the bill, to the last decimal" {
	want=$(sqlite3 "$FOC_DB" "SELECT printf('%d', sum(spend_usd))
	    FROM load")
	for by in day hour; do
		got=$(foc-workload usage --by $by | sum_of cost_usd)
		[ "$(python3 -c "from decimal import *
print(Decimal('$got') * 10 ** 10 == $want)")" = True ]
	done
	got=$(foc-workload usage --month 2026-10 | sum_of cost_usd)
	[ "$got" = 134.3333333354 ]
}

@test "usage gives each dollar to one owner" {
	run -0 bash -c "foc-workload usage --from 2026-10-05 --to 2026-10-06 |
	    jq -r '[.source, .layer, .workload // .product // \"-\", .tokens,
	    (.cost_usd | tostring)] | @tsv' | sort"
	[ "$output" = "$(printf '%s\t%s\t%s\t%s\t%s\n' \
	    POOL POOL "Document Platform" 1000 0.5 \
	    POOL POOL "Support Bot" 1000 0.5000000001 \
	    UNALLOCATED NONE - 2000 2 \
	    WORKLOAD PRINCIPAL csbot 1000 0.3333333333 \
	    WORKLOAD PRINCIPAL csbot 2000 1)" ]
	run -0 foc-workload usage csbot --week 2026-W41
	[ "${#lines[@]}" -eq 14 ]
	run -0 bash -c "foc-workload usage --by hour csbot --limit 1 |
	    jq -r '.hour, (.day | type), .id'"
	[ "${lines[0]}" = 2026-10-01T09:00:00Z ]
	[ "${lines[1]}" = null ]
}

@test "usage refuses what it does not know" {
	run -2 foc-workload usage --by week
	[[ $output == *"'week' is neither day nor hour"* ]]
	run -1 foc-workload usage nobody
	[[ $output == *"nobody: is no workload"* ]]
}

@test "missing dollars end a report with 4 and the difference" {
	sqlite3 "$FOC_DB" "UPDATE load SET spend_usd = spend_usd + 12 WHERE n = 2"
	run -4 foc-workload usage --month 2026-11
	[[ $output == *"ld-2: its parts add up to"* ]]
	[[ $output == *"a difference of -0.0000000012"* ]]
	run -4 foc-spendcard generate --week 2026-W46
	[ "$(sqlite3 "$FOC_DB" "SELECT count(*) FROM card")" -eq 0 ]
}

# --- workloads and their estimates

@test "a workload's record has its estimate and this month's spend" {
	run -0 bash -c "foc-workload show csbot | jq -r '.status, .control,
	    .confirmed_usd, .estimate_usd, .owner, .product, .models[0]'"
	[ "${lines[*]}" = "LIVE ACTIVE 340 340 priya Support Bot claude-haiku-4-5" ]
	run -0 foc-workload show csbot
	[[ $output == *'"mtd_usd":19.9999999995,'* ]]
	run -0 foc-workload csbot -f table
	[[ $output == *confirmed_usd*340* ]]
	run -0 foc-workload list
	[ "${#lines[@]}" -eq 2 ]
}

@test "the lead sets the estimate; it is kept and audited" {
	before=$(fingerprint)
	run -1 as priya foc-workload estimate csbot --usd 400 --rationale r
	[[ $output == *"needs the role finops-lead"* ]]
	run -2 as sarah foc-workload estimate csbot --usd 400
	run -2 as sarah foc-workload estimate csbot --usd 4,000 --rationale r
	run -0 as sarah foc-workload estimate -n csbot --usd 400 --rationale r
	[ "$(fingerprint)" = "$before" ]
	run -0 as sarah foc-workload estimate csbot --usd 400 --rationale more
	# Fifteen days of 340 and fifteen of 400.
	[[ $output == *'"confirmed_usd":400,'*'"estimate_usd":370,'* ]]
	run -0 bash -c "foc-audit log wl-csbot | jq -r 'select(.verb ==
	    \"estimate\") | [.actor, .role, .before, .after, .rationale] | @csv' |
	    tail -n 1"
	[ "$output" = '"sarah","finops-lead","340","400","more"' ]
	run -0 bash -c "foc-audit verify 2>&1 | grep -c wl-csbot || true"
	[ "$output" = 0 ]
}

# --- cards

@test "generate makes a card a workload, and the same again" {
	run -0 foc-spendcard generate --week last
	[ "${#lines[@]}" -eq 2 ]
	[ "$(key id <<<"${lines[0]}")" = cd-2026-W46-csbot ]
	[ "$(key outcome <<<"${lines[0]}")" = NEW ]
	[ "$(key actual_usd <<<"${lines[0]}" | cut -c1-9)" = 9.3333333 ]
	[[ ${lines[0]} == *'"actual_usd":9.3333333331,'* ]]
	[[ ${lines[0]} == *'"estimate_usd":79.3333333333,'* ]]
	[[ ${lines[0]} == *'"flags":["ON_TRACK"]'* ]]
	[ "$(key actual_usd <<<"${lines[1]}")" = 0 ]
	before=$(fingerprint)
	run -0 foc-spendcard generate
	[ "$(key outcome <<<"${lines[0]}")" = UNCHANGED ]
	[ "$(fingerprint)" = "$before" ]
	run -0 foc-spendcard generate -n --week 2026-W44
	[ "$(fingerprint)" = "$before" ]
	run -1 as priya foc-spendcard generate --week 2026-W44
	run -1 foc-spendcard generate --week 2026-W47
	[[ $output == *"the week is not over"* ]]
}

@test "lines add up to the card" {
	cards
	run -0 bash -c "foc-spendcard show --week 2026-W46 csbot |
	    jq -c '.lines[]'"
	[ "$(sum_of actual_usd <<<"$output")" = 9.3333333331 ]
	run -0 foc-spendcard show --week 2026-W46 csbot
	[[ $output == *'"actual_usd":9.3333333331,"net_usd":null,'* ]]
	[[ $output == *'"previous_usd":9.3333333331,"change_usd":0,'* ]]
}

@test "a changed bill makes a new revision of what is not signed" {
	cards
	sqlite3 "$FOC_DB" "UPDATE cell SET cost = cost + 1000000000000
	    WHERE caller = 1 AND sku = 1 AND hour / 86400 = 20768;
	    UPDATE load SET spend_usd = spend_usd + 1000000000000
	    WHERE n = 2"
	run -0 foc-spendcard generate --week 2026-W46
	[ "$(key id <<<"${lines[0]}")" = cd-2026-W46-csbot.r2 ]
	[ "$(key outcome <<<"${lines[0]}")" = REVISED ]
	[ "$(jq -c .flags <<<"${lines[0]}")" = '["OVER","SPIKE"]' ]
	run -0 foc-spendcard list --week 2026-W46 --state SUPERSEDED
	[ "$(key id <<<"$output")" = cd-2026-W46-csbot ]
	run -0 bash -c "foc-workload show csbot | jq -r .control"
	[ "$output" = ALERTING ]
	run -0 bash -c "foc-audit log cd-2026-W46-csbot | jq -r .verb"
	[ "${lines[*]}" = "generate restate" ]
}

@test "the owner accepts, once; nobody else does" {
	cards
	run -1 as sarah foc-spendcard accept cd-2026-W46-csbot
	run -1 as marco foc-spendcard accept cd-2026-W46-csbot
	[[ $output == *"priya owns its product"* ]]
	run -0 as priya foc-spendcard accept cd-2026-W46-csbot
	[[ $output == *'"state":"ACCEPTED"'*'"signed_by":"priya"'* ]]
	run -1 as priya foc-spendcard accept cd-2026-W46-csbot
	[[ $output == *"cannot accept: state is ACCEPTED (by priya"* ]]
	run -1 as priya foc-spendcard accept cd-2026-W46-nobody
	# By a pipe: the cards that still wait.
	run -0 bash -c "foc-spendcard list --state PENDING_OWNER |
	    FOC_ACTOR=priya foc-spendcard accept | jq -r .state | sort -u"
	[ "$output" = ACCEPTED ]
	run -0 foc-spendcard list --state PENDING_OWNER
	[ -z "$output" ]
	run -2 foc-spendcard list --state OPEN
}

@test "an incomplete week is marked, shown with a warning, not accepted" {
	sqlite3 "$FOC_DB" "UPDATE load SET data_until = data_until - 3600
	    WHERE n = 2"
	run -0 --separate-stderr foc-spendcard generate
	[ "$(key incomplete <<<"${lines[0]}")" = true ]
	[[ $stderr == *"2 of 2 cards of 2026-W46 are incomplete"* ]]
	run -0 foc-spendcard list -f table
	[[ $output == *" INCOMPLETE "* ]]
	[[ $output == *csbot*" yes "* ]]
	run -1 --separate-stderr foc-spendcard show csbot
	[[ $stderr == *"INCOMPLETE"* ]]
	body=$output
	run -0 --separate-stderr foc-spendcard show --allow-stale csbot
	[ "$output" = "$body" ]
	run -1 as priya foc-spendcard accept cd-2026-W46-csbot
	[[ $output == *"it is incomplete"* ]]
}

@test "the Monday run makes again what was incomplete" {
	sqlite3 "$FOC_DB" "UPDATE load SET data_until = data_until - 3600
	    WHERE n = 2"
	foc-spendcard generate -q
	sqlite3 "$FOC_DB" "UPDATE load SET data_until = data_until + 608400
	    WHERE n = 2"
	run -0 bash -c "FOC_NOW=2026-11-23T07:00:00Z foc-spendcard generate |
	    jq -r '.id + \" \" + .outcome'"
	[ "${lines[0]}" = "cd-2026-W46-csbot.r2 REVISED" ]
	[ "${lines[2]}" = "cd-2026-W47-csbot NEW" ]
	[ "${#lines[@]}" -eq 4 ]
	run -0 as priya foc-spendcard accept cd-2026-W46-csbot.r2
	run -0 bash -c "FOC_NOW=2026-11-23T07:00:00Z foc-spendcard generate |
	    jq -r .outcome | sort | uniq -c"
	[[ $output == *"2 UNCHANGED" ]]
}

@test "a restated week is signed again beyond the policy, and only then" {
	cards
	as priya foc-spendcard accept cd-2026-W46-csbot
	more 1
	run -0 foc-spendcard generate --week 2026-W46
	[[ ${lines[0]} == *'"outcome":"CARRIED"'* ]]
	[[ ${lines[0]} == *'"state":"ACCEPTED"'*'"signed_by":"priya"'* ]]
	[[ ${lines[0]} == *'"carried_from":"cd-2026-W46-csbot"'* ]]
	[[ ${lines[0]} == *'"restated_usd":1,'* ]]
	run -0 foc-spendcard show csbot -f text
	[[ $output == *"Restated          +\$1.00 against cd-2026-W46-csbot"* ]]
	[[ $output == *"Accepted by priya"*"(signed cd-2026-W46-csbot,"* ]]
	run -0 foc-spendcard list --week 2026-W46 -f table
	[[ $output == *"CARRIED FROM"* ]]
	more 2
	run -0 --separate-stderr foc-spendcard generate --week 2026-W46
	[[ ${lines[0]} == *'"outcome":"REVISED"'* ]]
	[[ $stderr == *"cd-2026-W46-csbot.r3: takes the place of one that was \
ACCEPTED"* ]]
	run -0 foc-spendcard show csbot -f md
	[[ $output == *"Restated: +\$2.00 against cd-2026-W46-csbot.r2"* ]]
	run -0 bash -c "foc-spendcard list --week 2026-W46 --state PENDING_OWNER |
	    jq -r 'select(.workload == \"csbot\") | .id'"
	[ "$output" = cd-2026-W46-csbot.r3 ]
	run -0 bash -c "foc-audit log cd-2026-W46-csbot.r2 |
	    jq -r '.verb + \" \" + .role'"
	[ "${lines[1]}" = "carry system" ]
	foc-audit verify 2>&1 | grep cd- && false
	# Before it was restated, the first one stood.
	run -0 at 2026-11-17T09:00:00Z foc-spendcard list --week 2026-W46
}

@test "spend outside the grant is flagged" {
	cards
	run -0 foc-spendcard show csbot
	[[ $output != *UNGRANTED* ]]
	for what in "model = 'claude-opus-4-5'" "region = 'eu-west-1'"; do
		sqlite3 "$FOC_DB" "UPDATE sku SET model = 'claude-haiku-4-5',
		    region = 'us-east-1' WHERE id = 2;
		    UPDATE sku SET $what WHERE id = 2"
		run -0 bash -c "foc-spendcard generate --week 2026-W46 |
		    jq -c 'select(.workload == \"csbot\").flags'"
		[[ $output == *UNGRANTED* ]]
	done
	run -0 foc-spendcard show csbot -f text
	[[ $output == *"UNGRANTED         outside the grant: "* ]]
	# A scope that was revoked after the week covers it still.
	sqlite3 "$FOC_DB" "UPDATE sku SET region = 'us-east-1' WHERE id = 2;
	    UPDATE scope SET state = 'REVOKED'"
	run -0 bash -c "foc-spendcard generate --week 2026-W46 |
	    jq -c 'select(.workload == \"csbot\").flags'"
	[[ $output != *UNGRANTED* ]]
}

@test "old data are no answer about the newest week" {
	cards
	run -1 --separate-stderr at 2026-11-20T09:00:00Z \
	    foc-spendcard show csbot
	[[ $stderr == *STALE* ]]
	run -0 at 2026-11-20T09:00:00Z foc-spendcard show csbot --allow-stale
	run -0 at 2026-11-20T09:00:00Z foc-spendcard show csbot \
	    --week 2026-W45
}

# --- formats

@test "a card is the same bytes whenever and wherever it is shown" {
	cards
	for fmt in jsonl text md html csv; do
		foc-spendcard show csbot --week 2026-W45 -f $fmt >a
		sleep 0.1
		mkdir -p other
		(cd other && TZ=Asia/Tokyo LC_ALL=C.UTF-8 \
		    FOC_NOW=2027-01-05T01:02:03Z foc-spendcard show csbot \
		    --week 2026-W45 -f $fmt) >b
		cmp a b
	done
	! grep -q "$PWD" a
}

@test "text fits 80 columns and adds up" {
	cards
	run -0 foc-spendcard show csbot -f text
	[[ $output == SANDBOX* ]]
	[[ $output == *"accept: foc-spendcard accept cd-2026-W46-csbot" ]]
	for line in "${lines[@]}"; do
		[ "$(LC_ALL=C.UTF-8 awk '{ print length }' <<<"$line")" -le 80 ]
		[[ $line != *" " ]]
	done
	run -0 foc-spendcard show csbot -f text
	run -0 awk '/^(Total|  us-east-1)/ {
	    printf "%.4f\n", ($2 + $3 + $4 + $5 - $6) ^ 2 }' <<<"$output"
	[ "${lines[*]}" = "0.0000 0.0000" ]
}

# The newest card of csbot as no organisation has it: long names, and figures
# as large as there are.
monster() {
	name=$(printf 'a%.0s' {1..52})
	id=cd-2026-W46-$name.r12
	sqlite3 "$FOC_DB" "UPDATE workload SET name = '$name'
	    WHERE name = 'csbot';
	    UPDATE anchor SET workload = '$name' WHERE workload = 'csbot';
	    UPDATE request SET workload = '$name' WHERE workload = 'csbot';
	    UPDATE card_line SET card = '$id'
	    WHERE card = 'cd-2026-W46-csbot';
	    UPDATE card SET workload = '$name', revision = 12, id = '$id'
	    WHERE id = 'cd-2026-W46-csbot';
	    UPDATE card_line SET model = replace(hex(zeroblob(60)), '0', 'm'),
	    region = 'a-region-with-quite-a-long-name', actual = $1,
	    tokens = '123456789012345678901234'
	    WHERE card = '$id' AND n = 1;
	    UPDATE card SET by_volume = NULL, actual = (SELECT sum(actual)
	    FROM card_line WHERE card = id), estimate = 1, mtd = $1, month_estimate = 1,
	    forecast = $1, forecast_low = $1, forecast_high = $1
	    WHERE id = '$id';
	    UPDATE OR IGNORE node SET name = name || replace(hex(zeroblob(25)), '0',
	    'n')"
}

@test "text never exceeds 80 columns, and cuts nothing" {
	cards
	for cost in 9000000000000000000 9999990000000000 100; do
		monster $cost
		run -0 foc-spendcard show $id -f text
		for line in "${lines[@]}"; do
			[ "$(LC_ALL=C.UTF-8 awk '{ print length }' \
			    <<<"$line")" -le 80 ]
		done
		flat=$(tr -d ' \n' <<<"$output")
		[[ $flat == *"$(printf 'm%.0s' {1..120})"* ]]
		[[ $output == *a-region-with-quite-a-long-name* ]]
		[[ $output != *…* ]]
		[[ $output == *"foc-spendcard accept \\"$'\n'"    $id" ]]
		sqlite3 "$FOC_DB" "UPDATE card_line SET card = 'cd-2026-W46-csbot'
		    WHERE card = '$id'; UPDATE card SET id = 'cd-2026-W46-csbot'
		    WHERE id = '$id'; UPDATE workload SET name = 'csbot'
		    WHERE name = '$name'"
	done
	# The figures of the largest stand apart from each other.
	monster 9000000000000000000
	run -0 foc-spendcard show $id -f text
	[[ $output =~ \ 900,000,000\ +[0-9] ]]
	! [[ $output =~ [0-9]{4}(\.[0-9])?\ % ]]
}

@test "the page holds large figures, long names and the first day" {
	cards
	monster 250000000000000000
	foc-spendcard show $id -f html >page.html
	run -0 grep -oE '<text text-anchor="end"[^>]*>[^<]*' page.html
	[[ $output == *'>$30 M'* || $output == *'>$20 M'* ]]
	for line in "${lines[@]}"; do
		[ "${#line}" -gt 0 ]
		[[ ${line##*>} =~ ^\$[0-9,.]{1,9}(\ [kM])?$ ]]
	done
	grep -q 'overflow-wrap: anywhere' page.html
	# The verdict is spelled as the flag.
	sqlite3 "$FOC_DB" "UPDATE card SET flags = '[\"ON_TRACK\"]'"
	foc-spendcard show $id -f html >page.html
	[ "$(grep -c 'ON_TRACK' page.html)" -eq 2 ]
	! grep -q 'ON TRACK' page.html
	# A week that ends on the first of a month: Sunday 2026-11-01.
	foc-spendcard generate --week 2026-W44 -q >/dev/null
	run -0 bash -c "foc-spendcard show --week 2026-W44 -f html |
	    grep -c '>1</text>'"
	[ "$output" -eq 2 ]		# once on each of two cards
}

@test "money has its cents, a price all its decimals" {
	run -0 foc-workload show csbot -f table
	[[ $output =~ confirmed_usd\ +340\.00 ]]
	sqlite3 "$FOC_DB" "UPDATE price SET usd_per_million = 13750000000
	    WHERE model = 'claude-haiku-4-5' AND token_type = 'INPUT'"
	run -0 foc-price list -f table
	[[ $output == *" 1.375"* ]]
	[[ $output != *1.38* ]]
}

@test "the page is one file without scripts or anything from elsewhere" {
	cards
	foc-spendcard show --week 2026-W46 -f html >page.html
	[ "$(grep -c '<!DOCTYPE html>' page.html)" -eq 1 ]
	[ "$(grep -c '<article' page.html)" -eq 2 ]
	grep -q "default-src 'none'; style-src 'unsafe-inline'" page.html
	run -1 grep -iE '<script|javascript:|https?://|@import|url\(| on[a-z]+=' \
	    page.html
	[ "$(grep -c '<svg role="img"' page.html)" -ge 3 ]
	[ "$(grep -o '<svg role="img"' page.html | wc -l)" -eq \
	    "$(grep -o '<desc' page.html | wc -l)" ]
	grep -q Sandbox page.html
	# Well-formed, and every id once.
	python3 - page.html <<-'EOF'
	import html.parser, sys
	void = {"meta", "br", "rect", "line", "path", "circle"}
	stack, ids = [], []
	class P(html.parser.HTMLParser):
	    def handle_starttag(self, tag, attrs):
	        ids.extend(v for k, v in attrs if k == "id")
	        if tag not in void: stack.append(tag)
	    def handle_startendtag(self, tag, attrs):
	        ids.extend(v for k, v in attrs if k == "id")
	    def handle_endtag(self, tag):
	        assert stack and stack[-1] == tag, (tag, stack, self.getpos())
	        stack.pop()
	P().feed(open(sys.argv[1]).read())
	assert not stack, stack
	assert len(ids) == len(set(ids)), ids
	EOF
}

@test "what a bill says is shown, not believed" {
	# ESC, a bidi control, markup, a table bar, a formula.
	sqlite3 "$FOC_DB" "UPDATE sku SET model = char(27) || '[31m' || char(8238)
	    || '<script>alert(1)</script>|=1+1', region = '\"><img src=x>'
	    WHERE id = 1"
	cards
	for fmt in text md html csv jsonl table; do
		foc-spendcard show csbot -f $fmt >out
		run -1 grep -P '\x1b' out
		case $fmt in
		csv|jsonl) ;;		# data stays as it is
		*) run -1 grep -P '\xe2\x80\xae' out ;;
		esac
	done
	foc-spendcard show csbot -f html >out
	run -1 grep -E '<script|<img' out
	grep -q '&lt;script&gt;alert(1)&lt;/script&gt;' out
	foc-spendcard show csbot -f md >out
	run -1 grep -E '(^|[^\\])<script|[^\\]\|=' out
}

@test "a failed write is told" {
	cards
	for fmt in jsonl text html; do
		run -4 bash -c "foc-spendcard show csbot -f $fmt >/dev/full"
	done
	run -4 bash -c "foc-workload usage >/dev/full"
}
