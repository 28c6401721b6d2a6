#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""sum.py KEY [BY]: the exact sum of a number key over JSON Lines on standard
input, as one number, or as "value sum" lines by another key."""
import decimal
import json
import sys

decimal.getcontext().prec = 60


def text(v):
    s = format(v, "f")
    if "." in s:
        s = s.rstrip("0").rstrip(".")
    return "0" if s in ("-0", "") else s


sums = {}
for line in sys.stdin:
    r = json.loads(line, parse_float=decimal.Decimal,
                   parse_int=decimal.Decimal)
    by = r.get(sys.argv[2]) if len(sys.argv) > 2 else ""
    sums[by] = sums.get(by, decimal.Decimal(0)) + (r[sys.argv[1]] or 0)
if len(sys.argv) > 2:
    for by in sorted(sums, key=str):
        print(by, text(sums[by]))
else:
    print(text(sums.get("", decimal.Decimal(0))))
