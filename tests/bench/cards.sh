#!/bin/sh
# SPDX-License-Identifier: MIT
# Cards of 1,000 workloads over a million cells, and their pack: how long.
# cards.sh [DIR]: with the programs on PATH and FOC_TOP set.
set -eu

dir=${1:-}
if [ -z "$dir" ]; then
	dir=$(mktemp -d)
	trap 'rm -rf "$dir"' EXIT
fi
mkdir -p "$dir"
cd "$dir"
rm -rf foc.db* pack
export FOC_DB="$PWD/foc.db" FOC_ACTOR=cron FOC_NOW=2026-11-16T09:00:00Z
FOC_NOW=2026-09-28T08:00:00Z foc-init --sandbox \
    "$FOC_TOP/examples/foc.yaml" >/dev/null

# Twelve kinds of tokens, hour by hour for five weeks, in turns.
sqlite3 "$FOC_DB" >/dev/null <<'END'
PRAGMA synchronous = OFF;
BEGIN;
CREATE TEMP TABLE n AS SELECT value AS n FROM generate_series(1, 1000);
INSERT INTO workload SELECT printf('w%04d', n), (SELECT min(id) + n % 3
  FROM node WHERE level = 4), 1790000000, 'ACTIVE', 1790812800, NULL, NULL
  FROM n;
INSERT INTO request (n, id, workload, adds_to, use_case, runtime, principal,
  availability, state, description, growth_ppm, requester, submitted_at,
  review_due, priority, case_acknowledged) SELECT n, 'br-' || n,
  printf('w%04d', n), 0, 'OPERATIONS', 'LAMBDA', '', 'STANDARD', 'LIVE', '', 0,
  'priya', 0, 0, 'NORMAL', 0 FROM n;
INSERT INTO estimate (workload, request, usd, growth_ppm, set_by, set_at,
  rationale) SELECT printf('w%04d', n), 'br-' || n, n * 10000000000, 0,
  'sarah', 1790000000, '' FROM n;
INSERT INTO anchor (n, id, workload, anchor_kind, value, account, created_at)
  SELECT n, 'an-' || n, printf('w%04d', n), 'ROLE',
  'arn:aws:iam::341153769010:role/finops-w' || n, '341153769010', 1790000000
  FROM n;
INSERT INTO claim SELECT 'an-' || n, 1790812800, 'priya', 1790812800, NULL, 0
  FROM n;
INSERT INTO caller SELECT n, '012345678901', '341153769010',
  'arn:aws:iam::341153769010:role/finops-w' || n, '', '', '', '{}', '' FROM n;
INSERT INTO sku SELECT n, 'BEDROCK', 'INFERENCE', CASE n % 3
    WHEN 0 THEN 'claude-haiku-4-5' WHEN 1 THEN 'claude-sonnet-4-6'
    ELSE 'nova-pro' END, CASE n % 4 WHEN 0 THEN 'INPUT' WHEN 1 THEN 'OUTPUT'
    WHEN 2 THEN 'CACHE_READ' ELSE 'CACHE_WRITE' END, 'STANDARD', 'REGIONAL',
  'us-east-1', 'Usage', '1K tokens', 1000, 'AWS', '' FROM n WHERE n <= 12;
INSERT INTO cell SELECT 1 + (h.value >= 384), 1792108800 + 3600 * h.value,
  1 + (n.n + h.value) % 12, n.n, 1, 10000000000 + n.n * 1000,
  1000000 + n.n * h.value, NULL, NULL
  FROM n, generate_series(0, 5 * 168 - 1) AS h;
INSERT INTO cell SELECT 1 + (h.value >= 384), 1792108800 + 3600 * h.value,
  1 + (n.n + h.value + 5) % 12, n.n, 1, 10000000000, 3333333 + n.n,
  NULL, NULL FROM n, generate_series(0, 5 * 168 - 1, 5) AS h;
INSERT INTO load SELECT n, 'ld-' || n, '012345678901', 'x', period, 'USD',
  'ACTIVE', 0, 1794800000, NULL, 1, 0, 0, 0, 0, 0, 0, 0, '0', NULL, NULL,
  until, 0, 0, x'00', 0 FROM (
  SELECT 1 AS n, 1790812800 AS period, 1793491200 AS until
  UNION ALL SELECT 2, 1793491200, 1795132800);
UPDATE load SET (spend_usd, ai_usd, file_usd) = (SELECT sum(cost), sum(cost),
  sum(cost) FROM cell WHERE load = load.n);
COMMIT;
END
timed() {
	what=$1
	shift
	start=$(date +%s%N)
	"$@" >out
	end=$(date +%s%N)
	printf '%-24s %6d ms\n' "$what" $(((end - start) / 1000000))
}

printf '%s cells\n' "$(sqlite3 "$FOC_DB" 'SELECT count(*) FROM cell')"
timed generate foc-spendcard generate --week 2026-W46
timed 'generate again' foc-spendcard generate --week 2026-W46
timed list foc-spendcard list
timed 'show, one' foc-spendcard show w0500
timed 'show, week, jsonl' foc-spendcard show --week 2026-W46
timed 'show, week, html' foc-spendcard show --week 2026-W46 -f html
timed pack foc-spendcard pack --week 2026-W46 -o pack
