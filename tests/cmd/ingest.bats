#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# foc-ingest-cur: a month is whole or absent, and every dollar of it counted.

load helpers

setup() {
	sandbox
	export FOC_ACTOR=cron FOC_NOW=2026-12-01T05:00:00Z
	cd "$BATS_TEST_TMPDIR"
}

# A small export in ./x, the one data file of which is ./good.csv too.
export_x() {
	gencur --rows 300 --plain -o x "$@"
	cp x/data/*/*-00001.csv good.csv
	data=$(echo x/data/BILLING_PERIOD=*)
	meta=$(echo x/metadata/BILLING_PERIOD=*)
	manifest=$(echo x/metadata/*/*-Manifest.json)
}

# edit FILE CODE: rows[0] is the header, col[NAME] the place of a column.
edit() {
	python3 - "$1" "$2" <<-'P'
		import csv, sys
		with open(sys.argv[1], newline="", encoding="utf-8") as f:
		    rows = list(csv.reader(f))
		col = {n: i for i, n in enumerate(rows[0])}
		exec(sys.argv[2])
		with open(sys.argv[1], "w", newline="", encoding="utf-8") as f:
		    csv.writer(f, lineterminator="\n").writerows(rows)
	P
}

# The load is refused, in one line that says WHAT, and changes nothing.
refused() {
	local status_wanted=$1 what=$2
	shift 2
	local before
	before=$(fingerprint)
	run --separate-stderr "$@"
	echo "status $status: $stderr"
	[ "$status" -eq "$status_wanted" ]
	[ -z "$output" ]
	[ "$(grep -c . <<<"$stderr")" -eq 1 ]
	[[ $stderr == foc-ingest-cur:\ *$what* ]]
	[ "$(fingerprint)" = "$before" ]
}

active() {
	sqlite3 "$FOC_DB" "SELECT id FROM load WHERE state = 'ACTIVE'"
}

# --- what goes in

@test "a folder: one record that adds up, and spend that is attributed" {
	export_x
	run -0 --separate-stderr foc-ingest-cur x
	jq -e '.kind == "load" and .period == "2026-11" and .reconciled and
	    .export == "foc-cur2" and .files == 1 and
	    .rows == .ai_rows + .skipped_rows' <<<"$output"
	run -0 foc-db check
}

@test "a cost that is empty and a use outside its month are bad rows" {
	export_x
	edit good.csv 'u = [r for r in rows[1:]
	    if r[col["line_item_line_item_type"]] == "Usage"]
u[3][col["line_item_unblended_cost"]] = ""'
	refused 3 "line_item_unblended_cost: is empty" foc-ingest-cur good.csv
	export_x
	edit good.csv 'u = [r for r in rows[1:]
	    if r[col["line_item_line_item_type"]] == "Usage"]
for k in "start", "end":
	    u[3][col["line_item_usage_%s_date" % k]] = "2027-01-05T01:00:00Z"'
	refused 3 "outside of 2026-11" foc-ingest-cur good.csv
	export_x
	edit good.csv 'u = [r for r in rows[1:]
	    if r[col["line_item_line_item_type"]] == "Usage"]
u[3][col["line_item_usage_end_date"]] = "2026-10-31T01:00:00Z"'
	refused 3 "lies before the start of the row" foc-ingest-cur good.csv
}

@test "taxes, fees and credits lie anywhere, and say nothing of data_until" {
	export_x
	foc-ingest-cur -q good.csv >/dev/null
	until=$(sqlite3 "$FOC_DB" 'SELECT data_until FROM load')
	edit good.csv '
def odd(kind, start, end, cost):
    r = list(rows[5])
    r[col["line_item_line_item_type"]] = kind
    r[col["line_item_usage_start_date"]] = start
    r[col["line_item_usage_end_date"]] = end
    r[col["line_item_unblended_cost"]] = cost
    return r
rows += [odd("Tax", "2027-01-05T00:00:00Z", "2027-01-05T01:00:00Z", "1"),
    odd("Credit", "2027-01-05T00:00:00Z", "2027-01-04T00:00:00Z", "-1"),
    odd("Refund", "2026-05-05T00:00:00Z", "2026-05-05T01:00:00Z", ""),
    odd("Fee", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", "1")]'
	run -0 --separate-stderr foc-ingest-cur good.csv
	[ "$(sqlite3 "$FOC_DB" "SELECT data_until FROM load
	    WHERE state = 'ACTIVE'")" = "$until" ]
	[ "$(active)" = ld-2 ]
	edit good.csv '
t = col["line_item_line_item_type"]
rows = [rows[0]] + [r for r in rows[1:]
    if r[t] in ("Tax", "Credit", "Refund", "Fee")]'
	refused 1 "has no use at all; --older takes it" foc-ingest-cur good.csv
	foc-ingest-cur -q --older good.csv >/dev/null
	[ "$(sqlite3 "$FOC_DB" "SELECT data_until IS NULL FROM load
	    WHERE state = 'ACTIVE'")" = 1 ]
}

@test "the same again changes nothing and says so" {
	export_x
	foc-ingest-cur -q x >/dev/null
	before=$(fingerprint)
	run -0 --separate-stderr foc-ingest-cur x
	[[ $stderr == *"is loaded already, as ld-1; nothing changed"* ]]
	[ "$(jq -r '"\(.id) \(.unchanged)"' <<<"$output")" = "ld-1 true" ]
	[ "$(fingerprint)" = "$before" ]
}

@test "a newer delivery takes the month's place, an old one only if told" {
	gencur --rows 300 --mode create-new --deliveries 2 -o x
	old=$(find x/metadata -mindepth 3 -name '*-Manifest.json' | sort |
	    head -n 1)
	foc-ingest-cur -q "$old" >/dev/null
	first=$(foc-workload usage --month 2026-11 | sha256sum)
	run -0 --separate-stderr foc-ingest-cur x
	[ "$(active)" = ld-2 ]
	[ "$(foc-workload usage --month 2026-11 | sha256sum)" != "$first" ]
	refused 1 "ld-2 has data until" foc-ingest-cur "$(dirname "$old")"
	foc-ingest-cur -q --older "$(dirname "$old")" >/dev/null
	[ "$(foc-workload usage --month 2026-11 | sha256sum)" = "$first" ]
	run -0 foc-audit verify
	run -0 foc-db check
}

@test "chunks in any order, plain or gzip, one or many: the same load" {
	gencur --rows 900 --chunks 3 --plain -o x
	gzip -k x/data/*/*.csv
	split -b 1000 --filter='gzip >>many.gz' x/data/*/*-00002.csv
	mv many.gz many.csv.gz
	foc-ingest-cur -q --export foc-cur2 x/data/*/*-0000[123].csv >/dev/null
	before=$(fingerprint)
	for order in "3 1 2" "2 3 1"; do
		set -- $order
		run -0 --separate-stderr foc-ingest-cur --export foc-cur2 \
		    x/data/*/*-0000"$1".csv.gz x/data/*/*-0000"$2".csv \
		    x/data/*/*-0000"$3".csv.gz
		[[ $stderr == *"nothing changed"* ]]
	done
	run -0 --separate-stderr foc-ingest-cur --export foc-cur2 \
	    x/data/*/*-00001.csv many.csv.gz x/data/*/*-00003.csv
	[[ $stderr == *"nothing changed"* ]]
	rm x/data/*/*.gz
	run -0 --separate-stderr foc-ingest-cur x
	[[ $stderr == *"nothing changed"* ]]
	[ "$(fingerprint)" = "$before" ]
}

@test "the order of rows and columns never changes a byte" {
	export_x
	foc-ingest-cur -q good.csv >/dev/null
	a=$(sqlite3 "$FOC_DB" 'SELECT * FROM sku; SELECT * FROM caller;
	    SELECT * FROM cell; SELECT hex(digest) FROM load')
	edit good.csv '
import random
random.seed(5)
body = rows[1:]
random.shuffle(body)
order = list(range(len(rows[0])))
random.shuffle(order)
rows = [[r[i] for i in order] for r in [rows[0]] + body]'
	rm "$FOC_DB"*
	sandbox
	export FOC_NOW=2026-12-01T05:00:00Z
	foc-ingest-cur -q good.csv >/dev/null
	b=$(sqlite3 "$FOC_DB" 'SELECT * FROM sku; SELECT * FROM caller;
	    SELECT * FROM cell; SELECT hex(digest) FROM load')
	[ "$a" = "$b" ]
}

@test "every way to name an export finds the same files" {
	export_x
	foc-ingest-cur -q x >/dev/null
	for path in x/ x/data x/metadata "$data" "$meta" "$manifest"; do
		run -0 --separate-stderr foc-ingest-cur "$path"
		[[ $stderr == *"nothing changed"* ]]
	done
	cd x/metadata
	run -0 --separate-stderr foc-ingest-cur .
	[[ $stderr == *"nothing changed"* ]]
}

@test "standard input, with a byte order mark and CRLF line ends" {
	export_x
	foc-ingest-cur -q good.csv >/dev/null
	{ printf '\xef\xbb\xbf'; sed 's/$/\r/' good.csv; } >crlf.csv
	run -0 --separate-stderr foc-ingest-cur - <crlf.csv
	[[ $stderr == *"nothing changed"* ]]
	gzip -c good.csv >good.csv.gz
	run -0 --separate-stderr foc-ingest-cur - <good.csv.gz
	[[ $stderr == *"nothing changed"* ]]
}

@test "several months of a folder are loaded together, or the one asked for" {
	gencur --rows 200 --period 2026-10 -o x
	gencur --rows 200 --period 2026-11 -o y
	cp -r y/data/* x/data/ && cp -r y/metadata/* x/metadata/
	run -0 --separate-stderr foc-ingest-cur -n x
	[ "$(jq -r 'select(.kind == "load") | .period' <<<"$output" |
	    sort | xargs)" = "2026-10 2026-11" ]
	run -0 --separate-stderr foc-ingest-cur --period 2026-10 x
	[ "$(jq -r .period <<<"$output")" = 2026-10 ]
	run -0 --separate-stderr foc-ingest-cur x
	[ "$(active | wc -l)" -eq 2 ]
	mv x/metadata/BILLING_PERIOD=2026-11 .
	run -0 --separate-stderr foc-ingest-cur x
	[[ $stderr == *"BILLING_PERIOD=2026-11: has no manifest yet"* ]]
}

@test "legacy headers, renamed columns, flattened product name and tags" {
	export_x
	foc-ingest-cur -q good.csv >/dev/null
	ai=$(sqlite3 "$FOC_DB" 'SELECT hex(digest) FROM load')
	cp good.csv legacy.csv
	edit legacy.csv '
def legacy(n):
    for p, q in (("bill_", "bill/"), ("line_item_", "lineItem/"),
        ("pricing_", "pricing/"), ("product_", "product/"),
        ("identity_", "identity/"), ("reservation_", "reservation/")):
        if n.startswith(p):
            return q + "".join(w.title() for w in n[len(p):].split("_"))
    return n
rows[0] = [legacy(n) for n in rows[0]]'
	run -0 --separate-stderr foc-ingest-cur legacy.csv
	[[ $stderr == *"nothing changed"* ]]
	cp good.csv renamed.csv
	edit renamed.csv 'rows[0][col["line_item_unblended_cost"]] = "my cost"'
	refused 3 "lacks the column line_item_unblended_cost" \
	    foc-ingest-cur renamed.csv
	run -0 --separate-stderr foc-ingest-cur --column "cost=my cost" \
	    renamed.csv
	[[ $stderr == *"nothing changed"* ]]
	cp good.csv flat.csv
	edit flat.csv '
import json
c = col["product"]
rows[0] += ["product_product_name"]
for r in rows[1:]:
    r.append(json.loads(r[c] or "{}").get("product_name", ""))
    r[c] = ""'
	run -0 --separate-stderr foc-ingest-cur flat.csv
	[ "$(sqlite3 "$FOC_DB" "SELECT hex(digest) FROM load
	    ORDER BY n DESC LIMIT 1")" = "$ai" ]
}

# --- what it says

@test "--dry-run shows the load and the change, and changes nothing" {
	gencur --rows 300 --mode create-new --deliveries 2 -o x
	old=$(find x/metadata -mindepth 3 -name '*-Manifest.json' | sort |
	    head -n 1)
	foc-ingest-cur -q "$old" >/dev/null
	before=$(fingerprint)
	run -0 --separate-stderr foc-ingest-cur -n x
	jq -es '(map(select(.kind == "load_change")) | length > 0) and
	    (map(select(.kind == "load")) | length == 1)' <<<"$output"
	[ "$(jq -r 'select(.kind == "load") | .spend_usd | type' \
	    <<<"$output")" = number ]
	COLUMNS=200 run -0 --separate-stderr foc-ingest-cur -n x -f table
	[[ $output =~ PLATFORM\ +BEFORE\ +AFTER\ +DIFFERENCE ]]
	[[ $output =~ 2026-11\ +BEDROCK\ +[0-9] ]]
	[ "$(fingerprint)" = "$before" ]
}

@test "--explain names the rules, and they add up to what is AI" {
	export_x
	run -0 --separate-stderr foc-ingest-cur --explain x
	rows=$(jq -s 'map(.rows) | add' <<<"$output")
	[ "$rows" -eq "$(sqlite3 "$FOC_DB" 'SELECT ai_rows FROM load')" ]
	jq -es 'map(select(.id == "bedrock/input")) == [.[] |
	    select(.id == "bedrock/input" and .platform == "BEDROCK" and
	    .feature == "INFERENCE" and .load == "ld-1")] and
	    (map(.id) | index("bedrock/input") != null)' <<<"$output"
	[ "$(jq -s 'map(.amount_usd * 10000 | round) | add' <<<"$output")" \
	    -ne 0 ]
	COLUMNS=200 run -0 --separate-stderr foc-ingest-cur --explain x \
	    -f table
	[[ $output =~ LOAD.*ID.*ROWS.*AMOUNT.*VERIFIED.*PLATFORM.*FEATURE ]]
	[[ $output =~ ld-1\ +bedrock/input\ .*BEDROCK\ +INFERENCE ]]
}

@test "--explain of two months says which load a rule's rows are in" {
	gencur --rows 200 --period 2026-10 -o x
	gencur --rows 200 --period 2026-11 -o y
	cp -r y/data/* x/data/ && cp -r y/metadata/* x/metadata/
	COLUMNS=200 run -0 --separate-stderr foc-ingest-cur --explain x \
	    -f table
	[[ $output =~ ld-1\ +bedrock/ && $output =~ ld-2\ +bedrock/ ]]
}

@test "spend of accounts and payers that foc.yaml does not know is said" {
	export_x
	run -0 --separate-stderr foc-ingest-cur good.csv
	[[ $stderr != *"does not know"* ]]
	edit good.csv '
n = 0
for r in rows[1:]:
    if r[col["line_item_product_code"]] == "AmazonBedrock" and n < 2 and \
       r[col["line_item_line_item_type"]] == "Usage" and \
       "input" in r[col["line_item_usage_type"]]:
        r[col["line_item_usage_account_id"]] = "999988887777"
        n += 1
open("sum", "w").write(str(sum(__import__("decimal").Decimal(
    r[col["line_item_unblended_cost"]]) for r in rows[1:]
    if r[col["line_item_usage_account_id"]] == "999988887777")))'
	run -0 --separate-stderr foc-ingest-cur good.csv
	[ "$(grep -c 'does not know' <<<"$stderr")" -eq 1 ]
	[[ $stderr == *"does not know the account 999988887777, where \$"* ]]
	said=$(sed -n 's/.*where \$\([0-9.]*\) of AI spend is$/\1/p' \
	    <<<"$stderr")
	python3 -c 'import decimal, sys
d = decimal.Decimal
sys.exit(abs(d(sys.argv[1]) - d(sys.argv[2])) > d("1e-9"))' \
	    "$said" "$(cat sum)"
	edit good.csv '
for r in rows[1:]:
    r[col["bill_payer_account_id"]] = "999988886666"'
	run -0 --separate-stderr foc-ingest-cur good.csv
	[[ $stderr == *"does not know this payer, who has \$"*"; nor the account 999988887777"* ]]
}

@test "a notice wipes the progress line before it" {
	export_x
	foc-ingest-cur -q good.csv >/dev/null
	run -0 --separate-stderr foc-ingest-cur -v good.csv
	[[ $stderr == *" rows"$'\r\e[K'"foc-ingest-cur: 2026-11 of payer "* ]]
}

@test "an interrupt says that nothing was loaded" {
	export_x
	before=$(fingerprint)
	mkfifo in
	foc-ingest-cur -v - <in 2>said >/dev/null &
	pid=$!
	exec 8>in
	cat good.csv >&8
	sleep 0.5
	kill -INT $pid
	exec 8>&-
	wait $pid && status=0 || status=$?
	[ $status -eq 130 ]
	[ "$(tail -n 1 said | sed "s/.*$(printf '\033')\[K//")" = \
	    "foc-ingest-cur: interrupted; nothing was loaded" ]
	[ "$(fingerprint)" = "$before" ]
}

@test "rules of foc.yaml come first" {
	sed 's/^classification: .*/classification:\
  - {name: search, product_code: AmazonS3, platform: BEDROCK,\
     feature: KNOWLEDGE_BASE}/' "$FOC_TOP/examples/foc.yaml" >foc.yaml
	FOC_ACTOR=sarah foc-org apply foc.yaml >/dev/null ||
	    FOC_ACTOR=admin foc-org apply foc.yaml >/dev/null
	export_x
	run -0 --separate-stderr foc-ingest-cur --explain x
	jq -es 'map(select(.id | startswith("search/"))) | length > 0' \
	    <<<"$output"
}

@test "an opaque code without a product name is AI where its code is" {
	export_x
	edit good.csv '
t, c = col["line_item_line_item_type"], col["line_item_product_code"]
p, k = col["product"], col["line_item_unblended_cost"]
tax = [r for r in rows[1:] if r[t] == "Usage" and "Bedrock Edition" in r[p]][0]
for code, cost in ((tax[c], "1.25"), ("unknownopaquecode", "3.5")):
    r = list(tax)
    r[t], r[c], r[p], r[k] = "Tax", code, "{}", cost
    r[col["line_item_usage_type"]] = ""
    r[col["line_item_resource_id"]] = ""
    rows.insert(1, r)'
	foc-ingest-cur -q x >/dev/null
	foc-ingest-cur -q --replace-export good.csv >/dev/null
	[ "$(sqlite3 "$FOC_DB" "SELECT max(amount) - min(amount) FROM load_sum
	    WHERE what = 'TYPE' AND key = 'Tax'")" = 12500000000 ]
	[ "$(sqlite3 "$FOC_DB" "SELECT amount FROM load_sum
	    WHERE key = 'unknownopaquecode' AND load = 'ld-2'")" = 35000000000 ]
}

# --- the unit gate

@test "a unit that is off by a thousand stops the load until looked at" {
	export_x
	edit good.csv '
u = col["pricing_unit"]
for r in rows[1:]:
    if "NovaLite-input" in r[col["line_item_usage_type"]]:
        r[u] = "1M tokens"'
	refused 1 "rule bedrock/input: nova-lite INPUT costs a thousandth of" \
	    foc-ingest-cur good.csv
	[[ $stderr == *--accept-units\ bedrock/input* ]]
	[[ $stderr =~ good.csv:[0-9]+: ]]
	run -0 --separate-stderr foc-ingest-cur \
	    --accept-units bedrock/input good.csv
}

# discount FACTOR [RATE]: input of nova-lite costs so much of its price.
discount() {
	edit good.csv "
from decimal import Decimal as D
cost, rate = col['line_item_unblended_cost'], col['line_item_unblended_rate']
for r in rows[1:]:
    if 'NovaLite-input' in r[col['line_item_usage_type']]:
        r[rate] = str(D(r[rate]) * D('${2:-$1}'))
        r[cost] = format(D(r[col['line_item_usage_amount']]) * D(r[rate]) /
            D('${2:-$1}') * D('$1'), '.10f')"
}

@test "a discount that the row's own rate confirms passes, a unit does not" {
	export_x
	cp good.csv list.csv
	discount 0.1
	run -0 --separate-stderr foc-ingest-cur -n good.csv
	cp list.csv good.csv
	discount 0.1 0.5
	refused 1 "costs a tenth of the price book's price" \
	    foc-ingest-cur good.csv
	cp list.csv good.csv
	discount 0.001
	refused 1 "costs a thousandth of the price book's price" \
	    foc-ingest-cur good.csv
}

@test "the gate counts rows once, knows its rules, and is overruled on record" {
	export_x
	edit good.csv '
k = col["line_item_unblended_cost"]
r = [r for r in rows[1:] if "NovaLite-input" in
    r[col["line_item_usage_type"]]][0]
r[k] = str(float(r[k]) * 1000)'
	refused 1 "times its own rate*(1 such row of this rule)" \
	    foc-ingest-cur good.csv
	refused 2 "bedrok/input: is no rule *before the stroke *agentcore" \
	    foc-ingest-cur --accept-units bedrok/input good.csv
	refused 2 "bedrock/imput: is no rule *behind the stroke *cache-read" \
	    foc-ingest-cur --accept-units bedrock/imput good.csv
	foc-ingest-cur -q --accept-units bedrock/input \
	    --accept-units bedrock/output good.csv >/dev/null
	[ "$(foc-audit log ld-1 | jq -r .rationale)" = \
	    "--accept-units bedrock/input: 1 row" ]
	run -0 foc-audit verify
}

@test "a cost that is not amount x rate by a factor of ten stops it too" {
	export_x
	edit good.csv '
n = 0
for r in rows[1:]:
    if r[col["line_item_product_code"]] == "AmazonBedrock" and n == 0 and \
       r[col["line_item_unblended_rate"]] and "tokens" in r[col["pricing_unit"]] \
       and float(r[col["line_item_usage_amount"]] or 0) > 0:
        r[col["line_item_unblended_rate"]] = str(
            float(r[col["line_item_unblended_rate"]]) / 10)
        n = 1'
	refused 1 "times its own rate" foc-ingest-cur good.csv
}

# --- what is refused

@test "broken gzip: cut off, bad checksum, bytes behind the end" {
	export_x
	gzip -c good.csv >g.csv.gz
	head -c -9 g.csv.gz >cut.csv.gz
	refused 3 "cut.csv.gz:*: the gzip data is cut off" \
	    foc-ingest-cur cut.csv.gz
	python3 - <<-'P'
		b = bytearray(open("g.csv.gz", "rb").read())
		b[-6] ^= 1
		open("crc.csv.gz", "wb").write(b)
		open("tail.csv.gz", "wb").write(
		    open("g.csv.gz", "rb").read() + b"tail")
		open("zero.csv.gz", "wb").write(
		    open("g.csv.gz", "rb").read() + b"\0")
	P
	refused 3 "broken gzip: incorrect data check" \
	    foc-ingest-cur crc.csv.gz
	refused 3 "bytes behind the end of the gzip data" \
	    foc-ingest-cur tail.csv.gz
	refused 3 "bytes behind the end of the gzip data" \
	    foc-ingest-cur zero.csv.gz
	cp good.csv named.csv.gz
	refused 3 "is named .gz but is no gzip data" \
	    foc-ingest-cur named.csv.gz
}

@test "broken CSV: file, line and column are named" {
	export_x
	for case in \
	    'line_item_unblended_cost|1,234.56|"1,234.56" is not a decimal' \
	    'line_item_unblended_cost|nan|"nan" is not a decimal' \
	    'line_item_usage_start_date|2026-02-30T00:00:00Z|is no time' \
	    'line_item_usage_end_date|yesterday|"yesterday" is no time' \
	    'bill_payer_account_id|12345|is no account id' \
	    'line_item_line_item_type||is empty'; do
		IFS='|' read -r column value what <<<"$case"
		cp good.csv bad.csv
		edit bad.csv "rows[7][col['$column']] = '$value'"
		refused 3 "bad.csv:8: $column: *$what" foc-ingest-cur bad.csv
	done
}

@test "broken CSV: short and long rows, stray and unclosed quotes" {
	export_x
	cp good.csv bad.csv
	edit bad.csv 'rows[7].pop()'
	refused 3 "bad.csv:8: has 116 fields, the header has 117" \
	    foc-ingest-cur bad.csv || refused 3 "bad.csv:8: has " \
	    foc-ingest-cur bad.csv
	sed '9s/USD/U"S"D/' good.csv >bad.csv
	refused 3 "bad.csv:9: byte * of the record: a quote where none may be" \
	    foc-ingest-cur bad.csv
	{ head -n 5 good.csv; printf '"Anniversary,x\n'; } >bad.csv
	refused 3 "bad.csv:6: a quote that is not closed" \
	    foc-ingest-cur bad.csv
	{ head -n 5 good.csv; printf '"'; yes 'x,y' | head -c 3000000; } \
	    >bad.csv
	refused 3 "bad.csv:6: the record that begins here is longer" \
	    foc-ingest-cur bad.csv
	{ head -n 5 good.csv; printf 'a\0b\n'; } >bad.csv
	refused 3 "bad.csv:6: byte 2 of the record: a NUL byte" \
	    foc-ingest-cur bad.csv
}

@test "lines are counted with the line ends that lie in quotes" {
	export_x
	edit good.csv '
rows[3][col["line_item_line_item_description"]] = "two\nmore\nlines"
rows[9][col["line_item_unblended_cost"]] = "x"'
	refused 3 "good.csv:12: line_item_unblended_cost" \
	    foc-ingest-cur good.csv
}

@test "after twenty errors the load stops, and says how many" {
	export_x
	edit good.csv '
for r in rows[1:]:
    r[col["line_item_unblended_cost"]] = "x"'
	before=$(fingerprint)
	run -3 --separate-stderr foc-ingest-cur good.csv
	[ "$(grep -c ' is not a decimal' <<<"$stderr")" -eq 20 ]
	[[ $stderr == *"20 errors, and perhaps more; nothing was loaded"* ]]
	[ "$(fingerprint)" = "$before" ]
}

@test "control characters of the input never reach the terminal" {
	export_x
	edit good.csv 'rows[7][col["line_item_unblended_cost"]] = "\x1b[31m" * 40'
	refused 3 'x1B?31m' foc-ingest-cur good.csv
	[[ $stderr != *$'\e'* ]]
	[ "${#stderr}" -lt 800 ]
}

@test "files that are no bill say what they lack" {
	export_x
	printf 'a,b\n1,2\n' >other.csv
	refused 3 "other.csv:1: is no cost and usage report: lacks the columns" \
	    foc-ingest-cur other.csv
	cp good.csv empty.csv
	edit empty.csv '
for r in rows[1:]:
    for n in ("line_item_line_item_type", "line_item_currency_code",
              "line_item_unblended_cost"):
        r[col[n]] = ""'
	refused 3 "empty.csv:2: is no row of a bill: lacks values of" \
	    foc-ingest-cur empty.csv
	head -n 1 good.csv >head.csv
	refused 3 "there is no line item" foc-ingest-cur head.csv
	refused 3 "No such file" foc-ingest-cur nothing.csv
	printf 'BilledCost,ChargePeriodStart\n1,2\n' >focus.csv
	refused 3 "is a FOCUS export" foc-ingest-cur focus.csv
	refused 3 "is Parquet" foc-ingest-cur - <<<'PAR1xxxx'
}

@test "a MONTHLY export is refused with the fix" {
	export_x
	edit good.csv '
for r in rows[1:]:
    r[col["line_item_usage_start_date"]] = "2026-11-01T00:00:00.000Z"
    r[col["line_item_usage_end_date"]] = "2026-12-01T00:00:00.000Z"'
	refused 3 "TIME_GRANULARITY HOURLY or DAILY" foc-ingest-cur good.csv
}

@test "a row of tokenless use that spans a month is refused too" {
	export_x
	cp good.csv ccu.csv
	span='
def month(r):
    r[col["line_item_usage_start_date"]] = "2026-11-01T00:00:00.000Z"
    r[col["line_item_usage_end_date"]] = "2026-12-01T00:00:00.000Z"
u = [r for r in rows[1:] if r[col["line_item_line_item_type"]] == "Usage"]'
	edit ccu.csv "$span"'
month([r for r in u if "Claude Platform" in r[col["product"]]][0])'
	refused 3 "TIME_GRANULARITY HOURLY or DAILY" foc-ingest-cur ccu.csv
	# capacity and subscriptions are paid for by the month
	edit good.csv "$span"'
b = [r for r in u if r[col["line_item_product_code"]] == "AmazonBedrock"]
for r in b[0], b[1]:
    month(r)
b[0][col["line_item_usage_type"]] = "USE1-ProvisionedThroughput-ModelUnits"
b[0][col["pricing_unit"]] = "Hours"
b[1][col["line_item_line_item_type"]] = "FlatRateSubscription"'
	run -0 foc-ingest-cur good.csv
}

@test "months have the same load ids in whatever order they come" {
	gencur --rows 200 --period 2026-10 --plain -o x
	gencur --rows 200 --period 2026-11 --plain -o y
	cp x/data/*/*.csv 10.csv
	cp y/data/*/*.csv 11.csv
	for files in "10.csv 11.csv" "11.csv 10.csv"; do
		run -0 --separate-stderr foc-ingest-cur -n $files
		[ "$(jq -r 'select(.kind == "load") | .id + " " + .period' \
		    <<<"$output")" = $'ld-1 2026-10\nld-2 2026-11' ]
	done
}

@test "after a bad first row nothing is said of the rest" {
	export_x
	for edit in 'rows[1][col["line_item_line_item_type"]] = ""' \
	    'rows[1][col["line_item_usage_start_date"]] = "never"' \
	    'rows[1][col["bill_payer_account_id"]] = "1"'; do
		cp good.csv bad.csv
		edit bad.csv "$edit
del rows[2:]"
		refused 3 "bad.csv:2: " foc-ingest-cur bad.csv
		[[ $stderr != *"in every row"* ]]
	done
}

@test "what would count twice is refused" {
	export_x
	refused 3 "is named twice" foc-ingest-cur good.csv good.csv
	cp good.csv copy.csv
	refused 3 "is the same, byte by byte, as good.csv" \
	    foc-ingest-cur good.csv copy.csv
	foc-ingest-cur -q x >/dev/null
	refused 1 "--replace-export takes its place" \
	    foc-ingest-cur --export focus good.csv
	run -0 --separate-stderr foc-ingest-cur --export focus \
	    --replace-export good.csv
}

# The same month by two deliveries, of which $old and $new are the folders.
deliveries_x() {
	gencur --rows 300 --chunks 2 --mode create-new --deliveries 2 -o x
	month=x/data/BILLING_PERIOD=2026-11
	old=$(echo $month/* | cut -d' ' -f1)
	new=$(echo $month/* | cut -d' ' -f2)
	rows=$(foc-ingest-cur -q -n x | jq 'select(.kind == "load") | .rows')
}

@test "a file without a byte is no part of a bill, however it is named" {
	deliveries_x
	part=$(echo "$new"/*-00001.csv.gz)
	whole=$(echo "$new"/*-00002.csv.gz)
	manifest=$(echo x/metadata/*/"${new##*/}"/*-Manifest.json)
	for data in "" "$(printf '\xef\xbb\xbf')"; do
		printf %s "$data" | gzip >nothing.gz
		: >no-byte.gz
		for empty in nothing.gz no-byte.gz; do
			cp $empty "$part"
			for path in x x/data "$new" "$manifest"; do
				refused 3 "-00001.csv.gz: is empty" \
				    foc-ingest-cur "$path"
			done
			refused 3 "$part: is empty" \
			    foc-ingest-cur "$whole" "$part"
			refused 3 "$part: is empty" foc-ingest-cur "$part"
		done
	done
	: >no-byte.csv
	refused 3 "no-byte.csv: is empty" foc-ingest-cur no-byte.csv "$whole"
	refused 3 "-: is empty" foc-ingest-cur - "$whole" </dev/null
	refused 3 "no-byte.csv: is empty" foc-ingest-cur --cells no-byte.csv
}

@test "a part without rows is loaded as it is, and named" {
	deliveries_x
	part=$(echo "$new"/*-00001.csv.gz)
	zcat "$part" | head -n 1 >head
	gzip <head >"$part"
	run -0 --separate-stderr foc-ingest-cur -n x
	[[ $stderr == *"${new##*/}/"*"-00001.csv.gz: has a header and no"* ]]
	[ "$(jq 'select(.kind == "load") | .rows < '"$rows" <<<"$output")" = \
	    true ]
	cp head a.csv
	cp head b.csv
	run -0 --separate-stderr foc-ingest-cur -n a.csv "$new"/*-00002.csv.gz \
	    b.csv
	[[ $stderr == *"a.csv: has a header and no rows, and so have 1 more"* ]]
	gzip <head >"$(echo "$new"/*-00002.csv.gz)"
	refused 3 "there is no line item in any of the files" foc-ingest-cur x
}

@test "two deliveries of a month are not one" {
	deliveries_x
	both="*/x/data/BILLING_PERIOD=2026-11: two deliveries of 2026-11, "
	both+="${old##*/} and ${new##*/}, *name the files of one*"
	refused 3 "$both" foc-ingest-cur x/data/*/*/*.gz
	refused 3 "$both" foc-ingest-cur "$old"/*1.csv.gz "$new"/*2.csv.gz
	refused 3 "$both" foc-ingest-cur "$old" "$new"
	refused 3 "$both" foc-ingest-cur --export foc-cur2 "$old"/*.gz x
	(cd "$new" && refused 3 "$both" foc-ingest-cur \
	    ../"${old##*/}"/*.gz ./*.gz)
	# In a copy of the month alone, and where the export was rearranged.
	mkdir flat
	cp -r $month/* flat
	refused 3 "/flat: two deliveries" foc-ingest-cur flat/*/*.gz
	cp "$old"/*1.csv.gz $month/one.csv.gz
	refused 3 "two deliveries of 2026-11, files beside it and ${new##*/}" \
	    foc-ingest-cur $month/one.csv.gz "$new"/*.gz
	# Legacy reports.
	mkdir -p y/20261101-20261201
	cp -r "$old" y/20261101-20261201/6b622448-daaa-439c-92f1-afc727f1e0a3
	cp -r "$new" y/20261101-20261201/20261116T061443Z
	refused 3 "two deliveries" foc-ingest-cur y/*/*/*.gz
}

@test "what lies in folders of several deliveries and is none twice" {
	deliveries_x
	one() {
		run -0 --separate-stderr foc-ingest-cur -n "$@"
		jq -se "map(select(.kind == \"load\").rows) == [$rows]" \
		    <<<"$output"
	}
	one x
	one "$month"
	one "$new"/*.gz
	one "$new"
	# Its parts in folders of any other name.
	mkdir -p p/1 p/2 p/BILLING_PERIOD=2026-11/{a,b} p/"${new##*/}"
	cp "$new"/*1.csv.gz p/1
	cp "$new"/*2.csv.gz p/2
	one p/1/*.gz p/2/*.gz
	one "$new"/*1.csv.gz p/2/*.gz
	mv p/1/*.gz p/BILLING_PERIOD=2026-11/a
	one p/BILLING_PERIOD=2026-11/a/*.gz p/2/*.gz
	mv p/2/*.gz p/BILLING_PERIOD=2026-11/b
	one p/BILLING_PERIOD=2026-11/?/*.gz
	# Months side by side, in their folders or without.
	gencur --rows 200 --mode create-new --period 2026-10 -o x
	gencur --rows 100 --mode create-new --period 2026-10 -o z
	run -0 --separate-stderr foc-ingest-cur -n x/data/*10/*/*.gz "$new"/*.gz
	[ "$(jq -s 'map(select(.kind == "load")) | length' <<<"$output")" = 2 ]
	cp -r x/data/*10/* "$new" p
	run -0 --separate-stderr foc-ingest-cur -n p/20*/*.gz
	# Another export of the payer: its folder lies elsewhere.
	run -0 --separate-stderr foc-ingest-cur -n x/data/*10/*/*.gz \
	    z/data/*10/*/*.gz
}

@test "the same rows in two files are refused, whatever became of them" {
	gencur --rows 300 --chunks 2 --plain -o x
	cp x/data/*/*-00001.csv a.csv
	cp x/data/*/*-00002.csv b.csv
	gzip -k a.csv
	refused 3 "a.csv.gz: has the same rows as a.csv; they would count twice" \
	    foc-ingest-cur a.csv b.csv a.csv.gz
	(head -n 1 a.csv && sed 1d a.csv | tac && echo) >other.csv
	refused 3 "other.csv: has the same rows as a.csv" \
	    foc-ingest-cur a.csv other.csv
	refused 3 "-: has the same rows" foc-ingest-cur other.csv - <a.csv
	# Two accounts' bills, say, of the same sums.
	sed 's/,[0-9]*:0*1,/,other,/; s/us-east-1/us-west-2/' a.csv >other.csv
	run ! diff -q a.csv other.csv
	run -0 foc-ingest-cur -n a.csv other.csv
	refused 3 "-: is named twice" foc-ingest-cur - - < <(cat a.csv)
	refused 3 "/dev/stdin: is named twice" \
	    foc-ingest-cur - /dev/stdin < <(cat a.csv)
	refused 3 "is the same, byte by byte" \
	    foc-ingest-cur <(cat a.csv) <(cat a.csv)
	ln a.csv hard.csv
	ln -s a.csv soft.csv
	refused 3 "hard.csv: is named twice" foc-ingest-cur a.csv hard.csv
	refused 3 "soft.csv: is named twice" foc-ingest-cur a.csv soft.csv
	mkfifo pipe
	refused 3 "pipe: is named twice" foc-ingest-cur pipe pipe
	cat a.csv >pipe &
	run -0 --separate-stderr foc-ingest-cur -n pipe b.csv
	[ "$(jq 'select(.kind == "load") | .rows' <<<"$output")" = 300 ]
}

@test "two folders of one export, or of one month, are seen" {
	gencur --rows 100 --mode create-new --deliveries 2 -o a
	cp -r a b
	rm -r a/data/*/2026-12* a/metadata/*/2026-12* b/data/*/2026-11* \
	    b/metadata/*/2026-11*
	cp a/metadata/*/2026*/*.json a/metadata/*/
	refused 3 "two deliveries of 2026-11 of one export, by their manif" \
	    foc-ingest-cur a b
	mkdir c d
	cp a/data/*/*/* a/metadata/*/*.json c
	cp b/data/*/*/* b/metadata/*/*.json d
	refused 3 "/c and */d: two deliveries of 2026-11 of one export" \
	    foc-ingest-cur c d
	# Exports of two accounts, say, whose rows may be the same or not.
	run -0 --separate-stderr foc-ingest-cur -n [ab]/data/*/*/*.gz
	[[ $stderr == *"comes from two places, "*/a/data/*" and "*/b/data/* ]]
	sed -i 's/5d9e7c1a/11111111/' a/metadata/*/*.json
	run -0 --separate-stderr foc-ingest-cur -n a b
	[[ $stderr == *"what lies in both counts twice"* ]]
}

@test "a manifest that lists no file, or one twice" {
	export_x
	gencur --rows 100 --period 2026-10 --plain -o x
	cp "$manifest" "$meta"/b-Manifest.json
	refused 3 "has 2 manifests" foc-ingest-cur x
	refused 3 "is named twice" foc-ingest-cur "$meta"/*.json
	rm "$meta"/b-*
	cp "$manifest" good.json
	jq '.dataFiles += .dataFiles' good.json >"$manifest"
	refused 3 "is named twice" foc-ingest-cur x
	jq '.dataFiles = []' good.json >"$manifest"
	run -0 --separate-stderr foc-ingest-cur -n x
	[[ $stderr == *"$manifest: lists no file; its month is left out"* ]]
}

@test "a file that changes while the bill is read is none of it" {
	gencur --rows 300 --chunks 2 --plain -o x
	cp x/data/*/*-00001.csv a.csv
	for change in 'echo >>a.csv' 'touch -d 2026-11-01 a.csv' \
	    'cp a.csv b.csv && mv b.csv a.csv' 'rm a.csv'; do
		cp x/data/*/*-00001.csv a.csv
		mkfifo go
		(exec 3>go; sleep 0.3; eval "$change"; cat x/data/*/*2.csv >&3) &
		if [[ $change == rm* ]]; then
			what="a.csv: No such file"
		else
			what="a.csv: changed while the bill was read"
		fi
		refused 3 "$what" foc-ingest-cur a.csv - <go
		rm go
	done
}

@test "--period asserts" {
	export_x
	refused 3 "is 2026-11, not 2026-10, which --period says" \
	    foc-ingest-cur --period 2026-10 good.csv
	refused 3 "has no manifest of the asked month" \
	    foc-ingest-cur --period 2026-10 x
	run -2 foc-ingest-cur --period november good.csv
	run -2 foc-ingest-cur --column nonsense=x good.csv
}

@test "manifests: chunks that are missing, extra, elsewhere or of another month" {
	gencur --rows 900 --chunks 3 --plain -o x
	data=$(echo x/data/BILLING_PERIOD=*)
	manifest=$(echo x/metadata/*/*-Manifest.json)
	cp -r x good
	mv "$data"/*-00002.csv away.csv
	refused 3 "00002.csv, which is not here" foc-ingest-cur x
	mv away.csv "$data/foc-cur2-00002.csv"
	cp "$data/foc-cur2-00001.csv" "$data/foc-cur2-00009.csv"
	refused 3 "00009.csv: is not in the manifest" foc-ingest-cur x
	head -n 1 "$data/foc-cur2-00001.csv" >"$data/foc-cur2-00009.csv"
	: >"$data/foc-cur2-00010.csv"
	run -0 --separate-stderr foc-ingest-cur -n x
	sed -i 's|data/BILLING_PERIOD=2026-11/foc-cur2-00001|data/../../etc/p|' \
	    "$manifest"
	refused 3 "which leads out of the delivery" foc-ingest-cur x
	cp good/metadata/*/* "$(dirname "$manifest")"/
	sed -i 's|BILLING_PERIOD=2026-11|BILLING_PERIOD=2026-10|' "$manifest"
	run -3 --separate-stderr foc-ingest-cur x
	[[ $stderr == *"of another month than the manifest"* ]]
	cp good/metadata/*/* "$(dirname "$manifest")"/
	sed -i 's|2026-11-01T|2026-09-01T|' "$manifest"
	refused 3 "speaks of another month" foc-ingest-cur x
	echo '{"dataFiles": [' >"$manifest"
	refused 3 "Manifest.json: column" foc-ingest-cur x
	echo '{"files": []}' >"$manifest"
	refused 3 "has no list dataFiles" foc-ingest-cur x
	rm "$manifest"
	refused 3 "has no manifest" foc-ingest-cur x
	rm -r x/metadata
	refused 3 "name the .csv.gz files themselves" foc-ingest-cur x
}

@test "manifests: symbolic links are not followed" {
	export_x
	mv "$data"/*.csv elsewhere.csv
	ln -s "$PWD/elsewhere.csv" "$data/foc-cur2-00001.csv"
	refused 3 "foc-cur2-00001.csv, which is a symbolic link" \
	    foc-ingest-cur x
	rm "$data/foc-cur2-00001.csv"
	mkdir "$data/foc-cur2-00001.csv"
	refused 3 "which is no plain file" foc-ingest-cur x
	rmdir "$data/foc-cur2-00001.csv"
	mv elsewhere.csv "$data/foc-cur2-00001.csv"
	mv "$data" elsewhere
	ln -s "$PWD/elsewhere" "$data"
	refused 3 "or lies behind one" foc-ingest-cur x
}

# Without the right to read what its mode forbids, though root may run it.
plain() {
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
	else
		setpriv --inh-caps=-all --bounding-set=-all "$@"
	fi
}

@test "what may not be read is named, and no input that is missing" {
	export_x
	for what in x x/metadata "$meta" "$data" "$data/foc-cur2-00001.csv"; do
		mode=$(stat -c %a "$what")
		chmod 0 "$what"
		refused 4 "${what##*/}*Permission denied" \
		    plain foc-ingest-cur x
		chmod "$mode" "$what"
	done
	mkdir -p logs/a
	chmod 0 logs/a
	run -4 --separate-stderr plain foc-ingest-trail logs
	[ "$stderr" = "foc-ingest-trail: logs/a: Permission denied" ]
}

@test "rows of another month than the manifest's are an error" {
	export_x
	edit "$data"/*.csv '
for r in rows[5:]:
    r[col["bill_billing_period_start_date"]] = "2026-10-01T00:00:00.000Z"'
	refused 3 "is 2026-10, not 2026-11, which the manifest says" \
	    foc-ingest-cur x
}

@test "other currencies are kept apart; a bill in none of ours is refused" {
	export_x
	usd=$(foc-ingest-cur -q --export x good.csv | jq -r .file_usd)
	edit good.csv '
r = list(rows[5])
r[col["line_item_currency_code"]] = "EUR"
r[col["line_item_unblended_cost"]] = "17.5"
rows.append(r)'
	run -0 --separate-stderr foc-ingest-cur --export x good.csv
	[[ $stderr == *"1 rows in EUR (17.5) are not in USD: kept apart"* ]]
	[ "$(jq -r .file_usd <<<"$output")" = "$usd" ]
	[ "$(jq -r .other_currencies.EUR <<<"$output")" = 17.5 ]
	edit good.csv '
for r in rows[1:]:
    r[col["line_item_currency_code"]] = "EUR"'
	refused 3 "is billed in EUR, foc.yaml says USD" \
	    foc-ingest-cur --export x good.csv ||
	    [[ $stderr == *"is billed in EUR"* ]]
}

@test "a line item type that is spelt otherwise is unknown" {
	export_x
	usual=$(foc-ingest-cur -n good.csv |
	    jq -r 'select(.kind == "load").spend_usd')
	edit good.csv '
t = col["line_item_line_item_type"]
u = [r for r in rows[1:] if r[t] == "Usage" and
    r[col["line_item_product_code"]] == "AmazonBedrock" and
    float(r[col["line_item_unblended_cost"]]) > 0]
u[0][t] = "usage"'
	run -0 --separate-stderr foc-ingest-cur good.csv
	[[ $stderr == *"line item type usage (1 rows) is not known"* ]]
	[ "$(jq -c .unknown_types <<<"$output")" = '["usage"]' ]
	[ "$(key spend_usd <<<"$output")" != "$usual" ]
	run -0 foc-workload usage --month 2026-11
	run -0 foc-db check
}

@test "reports count the line item types as spend that the rules do" {
	types=$(sed -n 's/^type\tuse\tline_type=\(.*\)\tspend$/\1/p' \
	    "$FOC_TOP/lib/ingest/rules.tsv" | tr '|' '\n' | sort)
	[ "$(wc -l <<<"$types")" -eq 4 ]
	sql=$FOC_TOP/lib/spend/attribution.sql
	[ "$(grep -c "'Usage'" "$sql")" -eq 1 ]
	while IFS=: read -r at _; do
		[ "$(tail -n +"$at" "$sql" | sed '/)/q' |
		    grep -o "'[A-Z][A-Za-z]*'" | tr -d "'" | sort)" = "$types" ]
	done < <(grep -n "'Usage'" "$sql")
}

# interrupted SIGNAL: the ingest of standard input ends with it, and soon.
interrupted() {
	local before
	before=$(fingerprint)
	run -130 --separate-stderr timeout --preserve-status -s "$1" -k 5 1 \
	    foc-ingest-cur -q -
	[ "$stderr" = "foc-ingest-cur: interrupted; nothing was loaded" ]
	[ "$(fingerprint)" = "$before" ]
}

@test "an interrupt ends an ingest at once, whatever comes in" {
	export_x
	for sig in INT TERM; do
		interrupted "$sig" < <(: | gzip >e && exec python3 -c '
import sys
members = open("e", "rb").read() * 10000
while True:
    sys.stdout.buffer.write(members)' 2>/dev/null)
		interrupted "$sig" < <(cat good.csv
		    yes "$(tail -n 1 good.csv)")
		interrupted "$sig" < <(exec sleep 5)
	done
}

@test "who may not ingest is told so" {
	export_x
	FOC_ACTOR=priya run -1 --separate-stderr foc-ingest-cur x
	[[ $stderr == *"priya may not do this"* ]]
}

@test "one ingest at a time" {
	export_x
	exec 9>"$FOC_DB.ingest"
	flock 9
	run -75 --separate-stderr foc-ingest-cur --wait 0 x
	[[ $stderr == *"foc.db: held by another ingest for more than 0 s"* ]]
}

@test "the lock of ingests is open to whoever may write the file" {
	export_x
	chmod 660 "$FOC_DB"
	foc-ingest-cur -q x >/dev/null
	[ "$(stat -c %a "$FOC_DB.ingest")" = 660 ]
	grep -q '^process [0-9]* (foc-ingest-cur)$' "$FOC_DB.ingest"
	chmod 640 "$FOC_DB"
	foc-ingest-cur -q x >/dev/null
	[ "$(stat -c %a "$FOC_DB.ingest")" = 600 ]
	rm "$FOC_DB.ingest"
	mkfifo "$FOC_DB.ingest"
	refused 4 "foc.db.ingest: is no plain file" foc-ingest-cur x
}

@test "what a killed ingest left is swept away by the next" {
	export_x
	sqlite3 "$FOC_DB" "INSERT INTO load SELECT 77, 'ld-77', '1', 'x', 0,
	    'USD', 'LOADING', 0, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, '0', NULL,
	    NULL, NULL, 0, 0, x'00', 0;
	    INSERT INTO cell VALUES (77, 0, 1, 1, 1, 1, 1, NULL, NULL)"
	foc-ingest-cur -q x >/dev/null
	[ "$(sqlite3 "$FOC_DB" "SELECT count(*) FROM load WHERE n = 77")" = 0 ]
	[ "$(sqlite3 "$FOC_DB" "SELECT count(*) FROM cell WHERE load = 77")" = 0 ]
}

# --- several files at once

# one_by_one COMMAND...: on one processor, so that files are read in turn.
one_by_one() {
	taskset -c "$(taskset -cp $$ | sed 's/.*: \([0-9]*\).*/\1/')" "$@"
}

# The tables that rows fill, but for how long it took.
loaded() {
	sqlite3 "$1" "UPDATE load SET milliseconds = 0" .dump |
	    grep -v 'INTO audit VALUES'
}

# What COMMAND says and leaves behind is the same at once and in turn.
same_at_once() {
	local way n=0
	cp "$FOC_DB" empty.db
	for way in one_by_one command command; do
		n=$((n + 1))
		cp empty.db "$n.db"
		FOC_DB=$n.db "$way" "$@" >"$n.out" 2>"$n.err" ||
		    echo "status $?" >>"$n.out"
		sed -i 's/"seconds":.*"mb_per_second":[0-9.]*//' "$n.out"
		loaded "$n.db" >"$n.dump"
	done
	cmp 1.out 2.out && cmp 1.err 2.err && cmp 1.dump 2.dump
	cmp 1.out 3.out && cmp 1.err 3.err && cmp 1.dump 3.dump
}

many_files() {
	[ "$(nproc)" -gt 1 ] || skip "there is one processor"
	gencur --rows 3000 --chunks 9 --ai-percent 60 --plain -o x
	mkdir m
	cp x/data/*/*.csv m
	python3 - m/*.csv <<-'P'
		import csv, random, sys
		r = random.Random(5)
		for path in sys.argv[1:]:
		    with open(path, newline="", encoding="utf-8") as f:
		        rows = list(csv.reader(f))
		    col = {n: i for i, n in enumerate(rows[0])}
		    for row in rows[1:]:
		        if r.random() < .1:
		            row[col["line_item_currency_code"]] = r.choice(
		                ["EUR", "CNY", "GBP"])
		        if r.random() < .05:
		            row[col["line_item_line_item_type"]] = r.choice(
		                ["Odd", "Strange", "New"])
		    with open(path, "w", newline="", encoding="utf-8") as f:
		        csv.writer(f, lineterminator="\n").writerows(rows)
	P
}

@test "files at once or in turn: the same load, notices and order" {
	many_files
	same_at_once foc-ingest-cur m/*.csv
	grep -q '"files":9' 1.out
	[ "$(grep -c 'kept apart' 1.err)" -gt 5 ]
	same_at_once foc-ingest-cur -n --explain x
}

@test "files at once or in turn: the same complaints" {
	many_files
	for n in 2 5 8; do
		edit "m/foc-cur2-0000$n.csv" '
for k in range(3, 40, 4):
    rows[k][col["line_item_unblended_cost"]] = "x%d" % k'
	done
	same_at_once foc-ingest-cur m/*.csv
	[ "$(grep -c 'is not a decimal number' 1.err)" -eq 20 ]
	[ "$(tail -n 1 1.out)" = "status 3" ]
	head -c 5000 m/foc-cur2-00003.csv | gzip | head -c 900 >m/cut.csv.gz
	same_at_once foc-ingest-cur m/foc-cur2-0000[1346].csv m/cut.csv.gz
	grep -q 'cut.csv.gz:.*cut off' 1.err
	same_at_once foc-ingest-cur m/foc-cur2-00001.csv none.csv
}

@test "files at once: sums whose order matters are made in order" {
	many_files
	edit m/foc-cur2-00001.csv '
keep = next(r for r in rows[1:] if r[col["line_item_usage_amount"]] not in
    ("", "0") and r[col["line_item_product_code"]] == "AmazonBedrock"
    and r[col["line_item_currency_code"]] == "USD"
    and r[col["line_item_line_item_type"]] == "Usage")
rows = [rows[0]]
for v in ("600000000", "600000001", "-600000000", "-600000001"):
    r = list(keep)
    for k in ("net_unblended_cost",):
        if "line_item_" + k in col: r[col["line_item_" + k]] = v
    r[col["line_item_unblended_cost"]] = v
    rows.append(r)'
	head -n 2 m/foc-cur2-00001.csv >a1.csv
	sed -n '1p;3p' m/foc-cur2-00001.csv >a2.csv
	sed -n '1p;4p' m/foc-cur2-00001.csv >a3.csv
	sed -n '1p;5p' m/foc-cur2-00001.csv >a4.csv
	same_at_once foc-ingest-cur a1.csv a2.csv a3.csv a4.csv
	grep -q 'does not fit 64' 1.err
	same_at_once foc-ingest-cur a1.csv a3.csv a2.csv a4.csv
	grep -q '"kind":"load"' 1.out
}

@test "no thread to be had: the work is done all the same" {
	many_files
	cat >no_threads.c <<-'C'
		#include <errno.h>
		#include <pthread.h>
		int
		pthread_create(pthread_t *t, const pthread_attr_t *a,
		    void *(*f)(void *), void *arg)
		{
			(void)t, (void)a, (void)f, (void)arg;
			return EAGAIN;
		}
	C
	[ -z "${SAN:-}" ] || skip "the sanitizers want to come first"
	"${CC:-cc}" -shared -fPIC -o no_threads.so no_threads.c
	cp "$FOC_DB" other.db
	foc-ingest-cur -q m/*.csv >/dev/null
	FOC_DB=other.db LD_PRELOAD=$PWD/no_threads.so \
	    foc-ingest-cur -q m/*.csv >/dev/null
	cmp <(loaded "$FOC_DB") <(loaded other.db)
	foc-ingest-cur -q --replace-export m/foc-cur2-00001.csv --older >/dev/null
}

@test "SIGINT while many files are read: 130, and nothing changed" {
	many_files
	gencur --rows 60000 --chunks 6 --level 1 -o y
	before=$(fingerprint)
	interrupted=0
	cp "$FOC_DB" empty.db
	for pause in 0.05 0.1 0.15 0.2 0.3; do
		cp empty.db "$FOC_DB"
		foc-ingest-cur -q y >/dev/null 2>err &
		pid=$!
		sleep "$pause"
		kill -INT "$pid" 2>/dev/null || true
		status=0
		wait "$pid" || status=$?
		# One that was quick enough is whole.
		[ "$status" -eq 130 ] || [ "$status" -eq 0 ]
		[ "$status" -eq 130 ] || continue
		interrupted=$((interrupted + 1))
		[ "$(fingerprint)" = "$before" ]
	done
	[ "$interrupted" -gt 0 ]
	cp empty.db "$FOC_DB"
	foc-ingest-cur -q y >/dev/null
	[ "$(active)" = ld-1 ]
	foc-db check
}
