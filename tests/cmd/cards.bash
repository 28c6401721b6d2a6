# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# A file with a bill whose sums are known by hand, and its cards.

# A sandbox with two live workloads and a bill.
carded_sandbox() {
	# shellcheck source=tests/docs/prelude.sh
	source "$FOC_TOP/tests/docs/prelude.sh"
	cd "$BATS_TEST_TMPDIR"
	export FOC_DB=$PWD/foc.db FOC_NOW=2026-11-16T09:00:00Z
	export FOC_ACTOR=cron
	bring file asked granted ready live
	bill
}

# A bill of October, and of November up to the 16th: each day csbot spends a
# dollar and a third, nobody in its account a dollar, and in an account that
# nobody shares somebody two.
bill() {
	local role

	role=$(foc-claim handoff csbot | jq -r .role_arn)
	sqlite3 "$FOC_DB" <<-EOF
	INSERT INTO sku VALUES
	  (1,'BEDROCK','INFERENCE','claude-haiku-4-5','INPUT','STANDARD',
	   'REGIONAL','us-east-1','Usage','1K tokens',1000,'AWS',''),
	  (2,'BEDROCK','INFERENCE','claude-haiku-4-5','OUTPUT','STANDARD',
	   'REGIONAL','us-east-1','Usage','1K tokens',1000,'AWS',''),
	  (3,'BEDROCK','INFERENCE','claude-haiku-4-5','INPUT','STANDARD',
	   'REGIONAL','us-east-1','Credit','1K tokens',1000,'AWS','');
	INSERT INTO caller VALUES
	  (1,'012345678901','341153769010','$role','','','','{}',''),
	  (2,'012345678901','341153769010','','','','','{}',''),
	  (3,'012345678901','555566667777','','','','','{}','');
	CREATE TEMP TABLE day AS
	  SELECT 1790812800 + value * 86400 AS at,
	    1 + (value > 30) AS load FROM generate_series(0, 45);
	INSERT INTO cell SELECT load, at + 32400, 1, 1, 1, 20000000000,
	  10000000000, NULL, NULL FROM day;
	INSERT INTO cell SELECT load, at + 32400, 2, 1, 1, 10000000000,
	  3333333333, NULL, NULL FROM day;
	INSERT INTO cell SELECT load, at + 32400, 1, 2, 1, 20000000000,
	  10000000001, NULL, NULL FROM day;
	INSERT INTO cell SELECT load, at + 32400, 1, 3, 1, 20000000000,
	  20000000000, NULL, NULL FROM day;
	INSERT INTO cell SELECT load, at + 32400, 3, 3, 1, 0,
	  -5000000000, NULL, NULL FROM day;
	INSERT INTO load SELECT n, 'ld-' || n, '012345678901', 'x', period,
	  'USD', 'ACTIVE', 0, 1794800000, NULL, 1, 0, 0, 0, 0, 0, 0, 0, '0',
	  NULL, NULL, until, 0, 0, x'00', 0 FROM (
	  SELECT 1 AS n, 1790812800 AS period, 1793491200 AS until
	  UNION ALL SELECT 2, 1793491200, 1794787200);
	UPDATE load SET
	  spend_usd = (SELECT sum(cost) FROM cell
	    WHERE load = n AND cost > 0),
	  ai_usd = (SELECT sum(cost) FROM cell WHERE load = n),
	  file_usd = (SELECT sum(cost) FROM cell WHERE load = n);
	EOF
}

# The exact sum of a key of the records on standard input.
sum_of() {
	python3 -c '
import decimal, json, sys
decimal.getcontext().prec = 60
print(sum((json.loads(l, parse_float=decimal.Decimal,
    parse_int=decimal.Decimal)[sys.argv[1]] or 0 for l in sys.stdin),
    decimal.Decimal(0)).normalize().__format__("f"))' "$1"
}

cards() {
	foc-spendcard generate --week 2026-W45 -q >/dev/null
	foc-spendcard generate --week 2026-W46 -q >/dev/null
}

# more DOLLARS: on Sunday 2026-11-15 of csbot, and none forgotten.
more() {
	sqlite3 "$FOC_DB" "UPDATE cell SET cost = cost + $1 * 10000000000
	    WHERE caller = 1 AND sku = 1 AND hour / 86400 = 20772;
	    UPDATE load SET spend_usd = spend_usd + $1 * 10000000000
	    WHERE n = 2"
}
