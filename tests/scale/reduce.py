# SPDX-License-Identifier: MIT
"""reduce.py SQL OUT.csv.gz [parquet BILL.csv]: run a query of foc-ingest-cur
--print-sql duckdb with DuckDB and write its result.  With parquet, the table
cur2 is the bill in the types of AWS's Parquet exports first: doubles,
timestamps and maps.  Exit status 77 where there is no DuckDB."""
import sys

try:
    import duckdb
except ImportError:
    sys.exit(77)

DOUBLES = ("line_item_unblended_cost", "line_item_usage_amount",
           "line_item_net_unblended_cost", "pricing_public_on_demand_cost")
MAPS = ("product", "tags", "resource_tags")


def typed(name):
    if name in DOUBLES:
        return f'CAST(nullif("{name}", \'\') AS DOUBLE) AS "{name}"'
    if name in MAPS:
        return (f"CAST(CAST(coalesce(nullif(\"{name}\", ''), '{{}}') AS JSON) "
                f'AS MAP(VARCHAR, VARCHAR)) AS "{name}"')
    if name.endswith("_date"):
        return (f'CAST(CAST("{name}" AS TIMESTAMPTZ) AS TIMESTAMP) '
                f'AS "{name}"')
    return f'"{name}"'


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        sql = f.read()
    db = duckdb.connect()
    db.execute("SET TimeZone = 'UTC'")
    if sys.argv[3:4] == ["parquet"]:
        bill = ("read_csv('%s', header = true, all_varchar = true, "
                "delim = ',', quote = '\"', escape = '\"')" % sys.argv[4])
        names = [row[0] for row in
                 db.execute(f"DESCRIBE SELECT * FROM {bill}").fetchall()]
        db.execute("COPY (SELECT " + ", ".join(map(typed, names)) +
                   f" FROM {bill}) TO 'cur2.parquet' (FORMAT parquet)")
        db.execute("CREATE VIEW cur2 AS SELECT * FROM 'cur2.parquet'")
    db.execute(f"COPY ({sql}) TO '{sys.argv[2]}' (HEADER, COMPRESSION gzip)")


main()
