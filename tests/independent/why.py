#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Is what foc-why says behind figures really behind them, by Decimal?

why.py list FILE        names of all money in the records of FILE, a line each
why.py check REPORTS WHY EXPORT...
    every one of them is told in WHY with the value that REPORTS has; its
    signed parts, its rules, its cells and its lines each add up to it; a cell
    is the sum of its lines, and divided as its share says; each line is in
    the file of EXPORT, at that line, with that id and that cost.
"""
import csv
import decimal
import glob
import gzip
import hashlib
import json
import os
import sys

D = decimal.Decimal
decimal.getcontext().prec = 60
UNIT = D("1e-10")
MAPS = ("by_type", "by_platform", "other_currencies")
# Kinds whose money was written down by a person, or is told of a run.
STATED = ("figure", "request", "rule", "load_change", "report")


def records(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line, parse_float=D, parse_int=D) for line in f]


def money(value, way=(), parent=None):
    if isinstance(value, dict):
        for k, v in value.items():
            yield from money(v, way + (k,), way[-1] if way else None)
    elif isinstance(value, list):
        for i, v in enumerate(value):
            yield from money(v, way + (str(i + 1),), way[-1])
    elif isinstance(value, D) and way and (
            way[-1].endswith("_usd") or parent in MAPS):
        yield ".".join(way), value


def figures(path):
    """name -> values that records show of it"""
    found = {}
    for r in records(path):
        if r["kind"] in STATED:
            continue
        for key, value in money(r):
            found.setdefault("%s:%s" % (r["id"], key), set()).add(value)
    return found


class Bill:
    """Rows of exports, by the hash of their file and the line they begin."""

    def __init__(self, folders):
        self.path = {}
        for top in folders:
            names = [top] if os.path.isfile(top) else glob.glob(
                os.path.join(top, "**"), recursive=True)
            for name in names:
                if os.path.isfile(name):
                    with open(name, "rb") as f:
                        self.path[hashlib.sha256(
                            f.read()).hexdigest()] = name
        self.rows = {}

    def row(self, sha256, line):
        if sha256 not in self.rows:
            name = self.path[sha256]
            opened = gzip.open if name.endswith(".gz") else open
            rows, before = {}, 0
            with opened(name, "rt", newline="", encoding="utf-8") as f:
                reader = csv.reader(f, strict=True)
                head = next(reader)
                before = reader.line_num
                for values in reader:
                    rows[before + 1] = dict(zip(head, values))
                    before = reader.line_num
            self.rows[sha256] = rows
        return self.rows[sha256][line]


def fail(*what):
    print(*what)
    sys.exit(1)


def same(name, what, a, b):
    if a != b:
        fail("%s: %s: %s is not %s" % (name, what, a, b))


def check_cell(name, cell):
    if cell["share"] is None:
        same(name, "a whole cell", cell["amount_usd"], cell["cell_usd"])
        return
    num, den = (D(x) for x in cell["share"].split("/"))
    part = (cell["cell_usd"] * num / den).quantize(UNIT, decimal.ROUND_DOWN)
    same(name, "share and remainder of a cell", cell["amount_usd"],
         part + cell["remainder_usd"])
    if abs(cell["remainder_usd"]) > 8 * UNIT:
        fail(name, "a remainder of", cell["remainder_usd"])


COLUMN = {"UNBLENDED": "line_item_unblended_cost",
          "NET": "line_item_net_unblended_cost",
          "LIST": "pricing_public_on_demand_cost"}


def check_lines(name, basis, lines, files, bill):
    for line in lines:
        sha256 = files[(line["load"], line["file"])]
        row = bill.row(sha256, int(line["line"]))
        at = "%s:%s" % (line["file"], line["line"])
        same(name, at, row["identity_line_item_id"], line["line_item_id"])
        exact = D(row[COLUMN[basis]] or 0)
        same(name, at, exact.quantize(UNIT, decimal.ROUND_HALF_EVEN),
             line["amount_usd"])
        if line["residue_usd"] is not None:
            same(name, at, exact, line["amount_usd"] + line["residue_usd"])
        same(name, at, row["line_item_line_item_type"], line["line_type"])


def check_sums(name, why, told):
    value = why["value"]
    parts = [p for p in told["why_part"] if p["sign"]]
    kinds = 0
    if told["why_part"] and not parts:
        return                  # a median: what it is of is told
    if parts:
        kinds += 1
        same(name, "parts", value, sum(
            (p["value"] if p["sign"] == "+" else -p["value"])
            for p in parts))
    cells, rules = told["why_cell"], told["why_rule"]
    if cells or rules:
        kinds += 1
        same(name, "rules", sum(r["amount_usd"] for r in rules),
             sum(c["amount_usd"] for c in cells))
        same(name, "cells", value, sum(c["amount_usd"] for c in cells))
        for r in rules:
            same(name, "rule", r["amount_usd"], sum(
                c["amount_usd"] for c in cells if c["rule"] == r["rule"]))
        for c in cells:
            check_cell(name, c)
    lines = told["why_line"]
    if lines or not parts:
        same(name, "lines", value, sum(l["share_usd"] for l in lines))
    if cells:
        same(name, "rows of cells", why["rows"], len(lines))
        whole = {(c["load"], c["hour"], c["id"].split("#")[-1].rsplit(
            "|", 1)[0]): c["cell_usd"] for c in cells}
        same(name, "cells and their lines", sum(whole.values()),
             sum(l["amount_usd"] for l in lines))
    if not kinds and not lines and value != 0:
        fail(name, "has nothing behind it")


def check(reports, why, folders):
    shown, told, bill = figures(reports), {}, Bill(folders)
    for r in records(why):
        name = r["id"] if r["kind"] == "why" else r["of"]
        told.setdefault(name, {k: [] for k in (
            "why", "why_part", "why_rule", "why_cell", "why_file",
            "why_line")})[r["kind"]].append(r)
    for name, values in sorted(shown.items()):
        if name not in told or len(told[name]["why"]) != 1:
            fail(name, "is not told")
        same(name, "values shown", {told[name]["why"][0]["value"]}, values)
        check_sums(name, told[name]["why"][0], told[name])
        check_lines(name, told[name]["why"][0]["basis"],
                    told[name]["why_line"], {
            (f["load"], f["name"]): f["sha256"]
            for f in told[name]["why_file"]}, bill)
    # A part that is a figure is worth what that is shown as.
    for one in told.values():
        for p in one["why_part"]:
            if p["figure"] in shown:
                same(p["id"], "part", {p["value"]}, shown[p["figure"]])
    print(len(shown), "figures")


def main(args):
    if args[0] == "list":
        print("\n".join(sorted(figures(args[1]))))
    else:
        check(args[1], args[2], args[3:])


main(sys.argv[1:])
