#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Bills written in every way that CSV allows and broken in every way; amounts
and times in every spelling; every ISO week from 2019 to 2041.  Goal: what is
good gives the same load, amounts and times are exact or refused, each refusal
names file and line (and the column, where it is one); 0 partial loads, each
under a second."""
import csv
import datetime
import io
import json
import os
import re
import sqlite3
import time
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, getcontext

import world
from torture import SAN, SHORT, Faults, figure, foc, rng, sandbox

getcontext().prec = 60
DB = "foc.db"
NOW = "2026-12-01T05:00:00Z"
COST, START, END = ("line_item_unblended_cost", "line_item_usage_start_date",
                    "line_item_usage_end_date")
faults = Faults()
count = {}


def ingest(path, *options):
    start = time.monotonic()
    p = foc("foc-ingest-cur", *options, path, db=DB, actor="cron", now=NOW)
    took = time.monotonic() - start
    if took > (30 if SAN else 5):       # a second, on a machine of its own
        faults(f"{path}: took {took:.1f} s")
    return p


def glance():
    db = sqlite3.connect(DB)
    try:
        return db.execute("SELECT (SELECT group_concat(id || state ||"
                          " hex(digest)) FROM load), (SELECT count(*) FROM"
                          " cell), (SELECT count(*) FROM audit)").fetchone()
    finally:
        db.close()


def refused(what, p, name, line, column=None):
    """One line for each error: file:line: column: and nothing else."""
    said = p.stderr.splitlines()
    place = f"foc-ingest-cur: {name}:" + (f"{line}: " if line else "")
    if line is None:                    # nothing is in it
        place = f"foc-ingest-cur: {name}: is empty, "
    if p.returncode != 3 or p.stdout or not said or \
            not said[0].startswith(place) or \
            column and not said[0][len(place):].startswith(column + ": "):
        faults(f"{what}: status {p.returncode}: {p.stderr[:300]!r}, not "
               f"{place}{column or ''}")


def text_of(rows, end="\n", quote=csv.QUOTE_MINIMAL):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end, quoting=quote).writerows(rows)
    return out.getvalue()


# --- the grammar

def good_files(rows, text):
    """name, bytes: all of these are the same bill."""
    width = len(rows[0])
    yield "as it is", text.encode()
    yield "CRLF", text_of(rows, "\r\n").encode()
    yield "all quoted", text_of(rows, quote=csv.QUOTE_ALL).encode()
    yield "all quoted, CRLF", text_of(rows, "\r\n", csv.QUOTE_ALL).encode()
    yield "no end of line at the end", text.rstrip("\n").encode()
    yield "a byte order mark", b"\xef\xbb\xbf" + text.encode()
    yield "a byte order mark, quoted", b"\xef\xbb\xbf" + text_of(
        rows, quote=csv.QUOTE_ALL).encode()
    yield "columns in another order", text_of(
        [[r[i] for i in range(width - 1, -1, -1)] for r in rows]).encode()
    more = [rows[0] + ["more"]] + [r + [v] for r, v in zip(rows[1:], (
        "a\nb", "a\r\nb", '"', '""', ",", "a,b\n", "\n", '",\n"', "=1", "\t",
        " x ", "é", "漢字", "\U0001f600", "", "'", "\\", "\\n", "x" * 60000)
        + ("y",) * len(rows))]
    yield "a column of odd fields", text_of(more).encode()
    yield "the same, CRLF", text_of(more, "\r\n").encode()
    yield "unquoted where it can be", "\n".join(
        ",".join(f if not re.search('[",\r\n]', f) else
                 '"' + f.replace('"', '""') + '"' for f in r)
        for r in more).encode()


def bad_files(rows, text):
    """name, bytes, the line that has to be named, 0 for none."""
    lines = text.split("\n")
    at = [i for i, x in enumerate(lines[:-1]) if i > 4 and '"' in x][0]
    nth = at + 1
    col = {n: i for i, n in enumerate(rows[0])}

    def with_line(new):
        return "\n".join(lines[:at] + [new] + lines[at + 1:]).encode()

    def raw(new):
        return b"\n".join([x.encode() for x in lines[:at]] + [new] +
                          [x.encode() for x in lines[at + 1:]])

    def header(change):
        return text_of([change(list(rows[0]))] + rows[1:]).encode()

    yield "empty", b"", None
    yield "one line end", b"\n", 0
    yield "a header alone without its end", lines[0][:50].encode(), 0
    yield "no CSV", b"\x89PNG\r\n\x1a\n" + bytes(300), 0
    yield "an HTML page", b"<!DOCTYPE html><html><body>404</body></html>", 0
    yield "JSON", b'{"a": 1}\n', 0
    yield "UTF-16", text.encode("utf-16"), 0
    yield "semicolons", text.replace(",", ";").encode(), 0
    yield "tabs", text_of(rows).replace(",", "\t").encode(), 0
    yield "a field less", with_line(lines[at].rsplit(",", 1)[0]), nth
    yield "a field more", with_line(lines[at] + ",x"), nth
    yield "many fields more", with_line(lines[at] + ",x" * 5000), nth
    yield "a quote inside", with_line('x"y' + lines[at]), nth
    yield "a quote at the end", with_line(lines[at] + '"'), nth
    yield "text behind a quote", with_line('"x"y' + lines[at]), nth
    yield "a blank behind a quote", with_line(
        lines[at].replace('",', '" ,', 1)), nth
    yield "an open quote", ("\n".join(lines[:at] + ['"' + lines[at]])
                            ).encode(), nth
    yield "a NUL", raw(lines[at].encode() + b"\0"), nth
    yield "a NUL in quotes", raw(b'"\0"' + lines[at].encode()), nth
    yield "bad UTF-8", raw(lines[at].encode().replace(b"USD", b"US\xff")), nth
    yield "half a character", raw(lines[at].encode().replace(
        b"USD", b"US\xe6\xbc")), nth
    yield "an overlong character", raw(lines[at].encode().replace(
        b"USD", b"US\xc0\xaf")), nth
    yield "a surrogate", raw(lines[at].encode().replace(
        b"USD", b"US\xed\xa0\x80")), nth
    yield "the header again", "\n".join(lines[:at] + [lines[0]] + lines[at:]
                                        ).encode(), nth
    yield "a line cut in half", "\n".join(lines[:at] + [lines[at][:40]]
                                          ).encode(), nth
    yield "a longer field than any", with_line(
        '"' + "x" * 2_000_000 + '",' + lines[at]), nth
    yield "a column twice", header(lambda h: [
        COST if n == "line_item_blended_cost" else n for n in h]), 0
    yield "no cost", header(lambda h: [
        "x" if n == COST else n for n in h]), 0
    yield "no account", header(lambda h: [
        "x" if n == "line_item_usage_account_id" else n for n in h]), 0
    yield "no period", header(lambda h: [
        "x" if n == "bill_billing_period_start_date" else n for n in h]), 0
    for name, column, value in (
            ("no payer", "bill_payer_account_id", ""),
            ("a short payer", "bill_payer_account_id", "12345678901"),
            ("a payer of letters", "bill_payer_account_id", "12345678901x"),
            ("a long account", "line_item_usage_account_id", "1" * 13),
            ("no type", "line_item_line_item_type", ""),
            ("no period", "bill_billing_period_start_date", ""),
            ("a period that is none", "bill_billing_period_start_date",
             "2026-13-01T00:00:00Z"),
            ("amount of use", "line_item_usage_amount", "1,5"),
            ("amount of use", "line_item_usage_amount", "12 GB"),
            ("too much use", "line_item_usage_amount", "9" * 30),
            ("too much cost", COST, "9" * 30),
            ("a cost of letters", COST, "free"),
            ("no time", START, ""), ("an end before its start", END,
                                     "2020-01-01T00:00:00.000Z")):
        ai = [i for i, r in enumerate(rows) if i > 3 and
              "ROLE" not in r and r[col["line_item_product_code"]].startswith(
                  "AmazonBedrock") and
              r[col["line_item_line_item_type"]] == "Usage"][0]
        changed = [list(r) for r in rows]
        changed[ai][col[column]] = value
        above = text_of(rows[:ai]).count("\n") + 1
        yield f"{name}: {value!r}", text_of(changed).encode(), above


def grammar(rows, text):
    before = glance()
    for name, data in good_files(rows, text):
        with open("good.csv", "wb") as f:
            f.write(data)
        p = ingest("good.csv")
        count["good files"] = count.get("good files", 0) + 1
        if p.returncode != 0 or "nothing changed" not in p.stderr:
            faults(f"good: {name}: status {p.returncode}: {p.stderr[:300]!r}")
    for name, data, line in bad_files(rows, text):
        with open("bad.csv", "wb") as f:
            f.write(data)
        count["bad files"] = count.get("bad files", 0) + 1
        refused(name, ingest("bad.csv"), "bad.csv", line)
        if glance() != before:
            faults(f"{name}: something was loaded")
    if glance() != before:
        faults("the good files are not one copy")


# --- amounts and times: exact, or refused

AMOUNTS = """0 -0 +0 00 0.0 1 -1 +1 1. .5 -.5 5.e1 1e5 1E5 1e+5 1e-5 4.0E-7
    1.0E-10 5e-11 1.5e-10 2.5e-10 -2.5e-10 0.00000000005 0.00000000015
    0.000000000049999999 0.00000000005000000000000001 123456.7890123456789
    0.1234567890123456789012345678901234567890 00012.5 1234567.8901 1e8 -1e8
    900000000 922337203.6854775807 922337203.6854775808 1e9 1e18 1e19 1e400
    1e-400 9223372036854775807 1,234.56 1.234,56 1 234 1_000 1'000 nan NaN inf
    -inf Infinity 0x1A 0x1p3 1.5abc abc 1e 1e+ e5 . - + -- +-1 1-1 1.2.3 1..2
    $1 1$ 1USD (1) 1% ١٢ １ ½ ∞ 1e1.5 --1 1e5e5 0b1 0o7 1/2 true null
    "" 1f 1L 1d .e1 0e0 0e999 1e0000001 1e-0000001""".split()
FINEST = Decimal("1e-28")       # of what is kept of a residue
CANONICAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,20})?([eE]-?[0-9])?$")
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$")
TIMES = """2026-11-03T04:00:00Z 2026-11-03T04:00:00.000Z 2026-11-03T04:00:00
    2026-11-03T04:00:00.000 2026-11-03T04:00:00+00:00 2026-11-03T04:00:00-00:00
    2026-11-03T06:00:00+02:00 2026-11-02T23:30:00-04:30 2026-11-03T04:00Z
    2026-11-03T04 2026-11-03 20261103T040000Z 2026-11-3T04:00:00Z
    2026-1-03T04:00:00Z 26-11-03T04:00:00Z 2026-13-03T04:00:00Z
    2026-00-03T04:00:00Z 2026-11-00T04:00:00Z 2026-11-31T04:00:00Z
    2026-02-29T04:00:00Z 2026-11-03T24:00:00Z 2026-11-03T25:00:00Z
    2026-11-03T04:60:00Z 2026-11-03T04:00:60Z 2026-11-03T04:00:61Z
    2026-11-03T04:00:00z 2026-11-03t04:00:00Z 2026-11-03T04:00:00ZZ
    2026-11-03T04:00:00Z. 2026-11-03T04:00:00.Z 2026-11-03T04:00:00.0000000001Z
    2026-11-03T04:00:00+25:00 2026-11-03T04:00:00+2:00 2026-11-03T04:00:00EST
    11/03/2026 03.11.2026 1793678400 1793678400000 yesterday now 2026-W45-2
    2026-307 +2026-11-03T04:00:00Z -2026-11-03T04:00:00Z 02026-11-03T04:00:00Z
    2026-11-03T04:00:00.123456Z 99999-11-03T04:00:00Z""".split() + [
        "2026-11-03 04:00:00", "2026-11-03 04:00:00.000",
        "2026-11-03 04:00:00Z", " 2026-11-03T04:00:00Z",
        "2026-11-03T04:00:00Z ", "2026-11-03 04:00:00 UTC",
        "2026-11-03\t04:00:00Z", "Tue Nov  3 04:00:00 2026",
        "11/03/26 4:00", "2026-11-03T04:00:00\u00a0Z"]
PLAIN = re.compile(r"2026-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$")


def one(rows, ai, changes):
    """A bill of one row, changed."""
    col = {n: i for i, n in enumerate(rows[0])}
    row = list(rows[ai])
    for column, value in changes.items():
        row[col[column]] = value
    with open("one.csv", "w", encoding="utf-8", newline="") as f:
        f.write(text_of([rows[0], row]))
    return ingest("one.csv", "-n", "--older", "--replace-export")


def record(p):
    return next(json.loads(x, parse_float=Decimal, parse_int=Decimal)
                for x in p.stdout.splitlines() if '"kind":"load"' in x)


def amounts(rows, skipped):
    """Of a row that is no AI: no rate stands beside it."""
    more = [f"{rng.choice(('', '-'))}{rng.randrange(10**rng.randrange(1, 9))}"
            f".{rng.randrange(10**k):0{k}}" for k in
            [rng.randrange(1, 20) for _ in range(20 if SHORT else 300)]]
    for text in AMOUNTS + more:
        p = one(rows, skipped, {COST: text})
        count["amounts"] = count.get("amounts", 0) + 1
        if p.returncode == 0:
            try:
                exact = Decimal(text) if NUMBER.match(text) else None
            except InvalidOperation:
                exact = None
            want = exact and exact.quantize(Decimal("1e-10"), ROUND_HALF_EVEN)
            got = record(p)["file_usd"]
            if exact is None or got != (want or 0) or \
                    abs(record(p)["residue_usd"] - exact + got) >= FINEST:
                faults(f"amount {text!r}: was taken for {got} and "
                       f"{record(p)['residue_usd']}")
        else:
            refused(f"amount {text!r}", p, "one.csv", 2, COST)
            if CANONICAL.match(text) and abs(Decimal(text)) < 922337203:
                faults(f"amount {text!r}: refused: {p.stderr}")


def meaning(text):
    """Seconds, as Python reads what is plain or has an offset."""
    try:
        t = datetime.datetime.fromisoformat(text.strip().replace("Z",
                                                                 "+00:00"))
    except ValueError:
        return None
    if t.tzinfo is None:
        t = t.replace(tzinfo=datetime.timezone.utc)
    return t.timestamp()


def times(rows, ai):
    for text in TIMES:
        p = one(rows, ai, {START: text, END: "2026-11-03T05:00:00Z"})
        count["times"] = count.get("times", 0) + 1
        plain = PLAIN.match(text) and meaning(text) is not None
        if p.returncode == 0:
            got = record(p)["first_hour"]
            if meaning(text) is None or \
                    meaning(got) != meaning(text) // 3600 * 3600:
                faults(f"time {text!r}: was taken for {got}")
        else:
            refused(f"time {text!r}", p, "one.csv", 2)
            if plain:
                faults(f"time {text!r}: refused: {p.stderr}")


def weeks():
    """What a week is, by the span that gaps says of it."""
    every = [(y, w) for y in range(2019, 2042) for w in range(0, 55)]
    for y, w in rng.sample(every, 60) if SHORT else every:
        p = foc("foc-gaps", "list", "--week", f"{y}-W{w:02}", db=DB,
                now="2041-12-31T00:00:00Z")
        count["weeks"] = count.get("weeks", 0) + 1
        try:
            monday = datetime.date.fromisocalendar(y, w, 1)
        except ValueError:
            if p.returncode != 2:
                faults(f"week {y}-W{w:02}: {p.returncode} {p.stderr}")
            continue
        said = re.search(r"from (\S+)T00:00:00Z to (\S+)T00:00:00Z", p.stderr)
        if not said or said[1] != str(monday) or \
                said[2] != str(monday + datetime.timedelta(7)):
            faults(f"week {y}-W{w:02}: {p.stderr!r}, not {monday}")
    for bad in ("2026-W5", "2026W05", "2026-w05", "26-W05", "2026-W005",
                "2026-W05-1", "2026-05", "W05", "2026-W", "-W05", "2026-W-1",
                " 2026-W05", "2026-W05 ", "2026-W0５", "next", ""):
        p = foc("foc-gaps", "list", "--week", bad, db=DB, now=NOW)
        if p.returncode != 2 or p.stderr.count("\n") != 1:
            faults(f"week {bad!r}: status {p.returncode}: {p.stderr!r}")


def main():
    world.in_memory()
    sandbox(DB)
    path, = world.bill("x", [], rows=120, period="2026-11")
    with open(path, encoding="utf-8", newline="") as f:
        text = f.read()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    # Lines that stand on one line of the file each.
    rows = [r for r in rows if not any("\n" in f for f in r)]
    text = text_of(rows)
    with open("first.csv", "w", encoding="utf-8", newline="") as f:
        f.write(text)
    p = ingest("first.csv", "-q")
    if p.returncode != 0:
        faults(p.stderr)
    col = {n: i for i, n in enumerate(rows[0])}
    kinds = [(i, r[col["line_item_product_code"]]) for i, r in enumerate(rows)
             if r[col["line_item_line_item_type"]] == "Usage"]
    ai = next(i for i, c in kinds if c.startswith("AmazonBedrock"))
    skipped = next(i for i, c in kinds if c in ("AmazonEC2", "AmazonS3"))
    grammar(rows, text)
    before = glance()
    amounts(rows, skipped)
    times(rows, ai)
    if glance() != before:
        faults("a dry run loaded something")
    foc("foc-gaps", "detect", db=DB, actor="cron", now=NOW, check=True)
    weeks()
    figure(", ".join(f"{n} {what}" for what, n in count.items()),
           f"{len(faults)} taken wrongly, refused wrongly or without their "
           "place", "0", not faults)


if __name__ == "__main__":
    main()
