#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The sums of a CUR delivery by Decimal, sharing no code with foc.

recompute.py FILE|MANIFEST...  prints one JSON object: rows, file_usd, ai_usd,
spend_usd, skipped_usd (each row rounded half-even to ten decimals, as foc
keeps them), exact_usd (not rounded), by_type and by_role (spend of assumed
roles, account:role).  Numbers are strings of exact digits.
"""
import csv
import decimal
import gzip
import json
import os
import re
import sys

D = decimal.Decimal
decimal.getcontext().prec = 60
TEN = D("1e-10")
SPEND = {"Usage", "DiscountedUsage", "SavingsPlanCoveredUsage",
         "FlatRateSubscription"}
CODES = {"AmazonBedrock", "AmazonBedrockService", "AmazonBedrockAgentCore",
         "AmazonBedrockFoundationModels"}
csv.field_size_limit(1 << 24)


def opened(path):
    with open(path, "rb") as f:
        magic = f.read(2)
    raw = gzip.open(path, "rb") if magic == b"\x1f\x8b" else open(path, "rb")
    import io
    return io.TextIOWrapper(raw, "utf-8-sig", newline="")


def files(path):
    if not path.endswith("Manifest.json"):
        return [path]
    with open(path, encoding="utf-8") as f:
        listed = json.load(f)["dataFiles"]
    top = path[:path.index("/metadata/")]
    return [os.path.join(top, u[u.index("/data/") + 1:]) for u in listed]


def snake(name):
    if "/" not in name:
        return name
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return name.replace("/", "_").lower()


def product_name(row):
    text = row.get("product") or ""
    name = row.get("product_product_name") or ""
    return json.loads(text).get("product_name", "") if text else name


def is_ai(row, name):
    code = row.get("line_item_product_code", "")
    resource = row.get("line_item_resource_id", "") or ""
    if code in CODES:
        return True
    if re.match(r"arn:aws[a-z-]*:(bedrock|aws-external-anthropic)", resource):
        return True
    return row.get("bill_billing_entity") == "AWS Marketplace" and (
        "Bedrock" in name or "Claude Platform" in name)


def main(paths):
    held, ai_codes = [], set()
    n = 0
    file = exact = ai = spend = D(0)
    by_type, by_role = {}, {}

    def count(row, cost):
        nonlocal ai, spend
        ai += cost
        kind = row["line_item_line_item_type"]
        by_type[kind] = by_type.get(kind, D(0)) + cost
        if kind not in SPEND:
            return
        spend += cost
        m = re.match(r"arn:aws[a-z-]*:sts::(\d+):assumed-role/([^/]+)/",
                     row.get("line_item_iam_principal") or "")
        if m:
            key = m.group(1) + ":" + m.group(2)
            by_role[key] = by_role.get(key, D(0)) + cost

    for path in (f for p in paths for f in files(p)):
        with opened(path) as f:
            reader = csv.reader(f, strict=True)
            head = [snake(h) for h in next(reader, [])]
            for cells in reader:
                row = dict(zip(head, cells))
                n += 1
                value = D(row["line_item_unblended_cost"] or 0)
                cost = value.quantize(TEN, decimal.ROUND_HALF_EVEN)
                exact += value
                file += cost
                name = product_name(row)
                if is_ai(row, name):
                    count(row, cost)
                    ai_codes.add(row["line_item_product_code"])
                elif (row.get("bill_billing_entity") == "AWS Marketplace"
                      and not name):
                    held.append((row, cost))
    for row, cost in held:
        if row["line_item_product_code"] in ai_codes:
            count(row, cost)

    def text(v):
        s = format(v, "f")
        if "." in s:
            s = s.rstrip("0").rstrip(".")
        return "0" if s in ("-0", "") else s

    json.dump({"rows": n, "file_usd": text(file), "exact_usd": text(exact),
               "ai_usd": text(ai), "spend_usd": text(spend),
               "skipped_usd": text(file - ai),
               "by_type": {k: text(v) for k, v in sorted(by_type.items())},
               "by_role": {k: text(v) for k, v in sorted(by_role.items())}},
              sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main(sys.argv[1:])
