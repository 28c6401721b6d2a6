# SPDX-License-Identifier: MIT
"""The same GROUP BY by others: the AI lines of a file by hour, who and what.

DuckDB has two threads, is timed without starting Python and loading DuckDB,
and keeps its answer inside.  It reads the file with all columns as text and
with their types found out, and the faster way counts.  sqlite3 and Miller
are programs and timed as a whole, once: they take ten times as long.
"""
import sys
import time

KEYS = ["line_item_usage_start_date", "bill_payer_account_id",
        "line_item_usage_account_id", "line_item_product_code", "product",
        "line_item_usage_type", "line_item_line_item_type", "pricing_unit",
        "line_item_iam_principal", "line_item_resource_id", "tags",
        "resource_tags"]
COST, USAGE = "line_item_unblended_cost", "line_item_usage_amount"
WHERE = """line_item_product_code like 'AmazonBedrock%'
    or product like '%Bedrock%' or product like '%Claude Platform%'
    or line_item_resource_id like 'arn:aws:bedrock:%'"""

DUCK = """create or replace temp table cells as
  select {keys}, sum(try_cast({cost} as decimal(38, 10))),
    sum(try_cast({usage} as decimal(38, 10))), count(*)
  from read_csv(?, header = true{how}) where {where} group by all"""


def sql(how):
    return DUCK.format(keys=", ".join(KEYS), cost=COST, usage=USAGE,
                       where=WHERE, how=how)


HOW = {"text": ", all_varchar = true", "typed": ""}


def duck(how, path):
    import duckdb
    duckdb.execute("set threads = 2")
    begin = time.monotonic()
    duckdb.execute(sql(HOW[how]), [path])
    took = time.monotonic() - begin
    n = duckdb.execute("select count(*) from cells").fetchone()[0]
    print("%.6f %d" % (took, n))


def sqlite3_script(path):
    return """.mode csv
.import "|gzip -dc '{path}'" x
SELECT count(*) FROM (SELECT {keys}, sum({cost}), sum({usage}), count(*)
  FROM x WHERE {where} GROUP BY {keys});
""".format(path=path, keys=", ".join('"%s"' % k for k in KEYS), cost=COST,
           usage=USAGE, where=WHERE)


def miller(path):
    like = ('$line_item_product_code =~ "^AmazonBedrock" || $product =~ '
            '"Bedrock|Claude Platform" || $line_item_resource_id =~ '
            '"^arn:aws:bedrock:"')
    return ["mlr", "--icsv", "--ojson", "--gzin", "filter", like, "then",
            "stats1", "-a", "sum,count", "-f", COST + "," + USAGE, "-g",
            ",".join(KEYS), path]


if __name__ == "__main__":
    duck(sys.argv[1], sys.argv[2])
