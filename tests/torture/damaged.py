#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Copies of a file with bits flipped, bytes overwritten, pages zeroed, swapped
or lost, ends cut off, and values changed in any table: programs may refuse
them, but neither crash, hang nor take much memory, and where foc-db check
finds nothing every report has to be that of the whole file.  Goal: of 1,400,
0 crashes, 0 hangs, 0 silent wrong answers."""
import os
import resource
import sqlite3
import subprocess

import world
from torture import SAN, SHORT, Faults, environ, figure, forget, rng

COPIES = 40 if SHORT else 1400
NOW = "2026-10-26T09:00:00Z"
LIMIT = 60 if SAN else 10               # seconds; a hang, if longer
REPORTS = (
    ("foc-audit", "verify", "--state"), ("foc-audit", "log"),
    ("foc-request", "list"), ("foc-approve", "scopes"),
    ("foc-task", "list"), ("foc-claim", "list", "csbot"),
    ("foc-workload", "list", "--header", "--month", "2026-10"),
    ("foc-workload", "usage"), ("foc-spendcard", "list"),
    ("foc-gaps", "list"), ("foc-watch", "list"), ("foc-model", "list"),
    ("foc-price", "list"), ("foc-prereq", "list"),
    ("foc-org", "show"), ("foc-maturity",),
    ("foc-chargeback", "report", "--draft", "--month", "2026-10"),
    ("foc-chargeback", "reconcile", "--month", "2026-10"))
faults = Faults()


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(args, db, what):
    """Status, output; a crash or a hang is a fault at once."""
    try:
        p = subprocess.run(args, env=environ(db, "sarah", NOW), timeout=LIMIT,
                           stdin=subprocess.DEVNULL, capture_output=True,
                           preexec_fn=None if SAN else limited, check=False)
    except subprocess.TimeoutExpired:
        faults(f"{what}: {' '.join(args)}: hangs")
        return -1, b""
    if p.returncode not in (0, 1, 2, 3, 4, 75):
        faults(f"{what}: {' '.join(args)}: status {p.returncode}: "
               f"{p.stderr[-500:]!r}")
    elif p.returncode and not p.stderr and args[0] != "foc-maturity":
        faults(f"{what}: {' '.join(args)}: fails and does not say why")
    return p.returncode, p.stdout


# --- what can happen to a file

def flip(b, _):
    for _ in range(rng.choice((1, 1, 1, 2, 8))):
        b[rng.randrange(len(b))] ^= 1 << rng.randrange(8)


def flip_head(b, _):
    b[rng.randrange(100 if rng.random() < .5 else 4096)] ^= \
        1 << rng.randrange(8)


def overwrite(b, _):
    at, n = rng.randrange(len(b)), rng.choice((1, 4, 16, 512))
    b[at:at + n] = rng.choice((bytes(n), b"\xff" * n, rng.randbytes(n)))[
        :len(b) - at]


def page_zero(b, page):
    at = rng.randrange(len(b) // page) * page
    b[at:at + page] = bytes(page)


def page_swap(b, page):
    x, y = (rng.randrange(1, len(b) // page) * page for _ in range(2))
    b[x:x + page], b[y:y + page] = b[y:y + page], b[x:x + page]


def page_copy(b, page):
    x, y = (rng.randrange(len(b) // page) * page for _ in range(2))
    b[x:x + page] = b[y:y + page]


def page_head(b, page):
    at = rng.randrange(1, len(b) // page) * page
    b[at + rng.randrange(12)] = rng.randrange(256)


def cut(b, page):
    del b[rng.choice((rng.randrange(len(b)),
                      rng.randrange(len(b) // page) * page)):]


def longer(b, page):
    b += rng.randbytes(rng.choice((1, page, 3 * page)))


BYTES = (flip, flip, flip, flip_head, overwrite, page_zero, page_swap,
         page_copy, page_head, cut, longer)


def value(path):
    """One value of one row of any table, as another tool would."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA ignore_check_constraints = ON")
    db.execute("PRAGMA synchronous = OFF")
    try:
        tables = [t for t, in db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'"
            " AND name NOT LIKE 'was!_%' ESCAPE '!'")]
        for _ in range(200):
            table = rng.choice(tables)
            columns = [c[1] for c in db.execute(f"PRAGMA table_info({table})")]
            rows = db.execute(f"SELECT * FROM {table}").fetchall()
            if not rows or table == "audit":
                continue
            row, i = rng.choice(rows), rng.randrange(len(columns))
            v = row[i]
            new = (v + rng.choice((-1, 1, 1000)) if isinstance(v, int) else
                   v + "x" if isinstance(v, str) else None if v else v)
            if new is None:
                continue
            where = " AND ".join(f"{c} IS ?" for c in columns)
            try:
                db.execute(f"UPDATE {table} SET {columns[i]} = ?"
                           f" WHERE {where}", (new, *row))
            except (sqlite3.IntegrityError, OverflowError):
                continue
            return f"{table}.{columns[i]}: {v!r} -> {new!r}"
    finally:
        db.close()
    return "nothing"


def judge(path, what, whole):
    """found, refused or unseen; a silent wrong answer is a fault."""
    status, _ = run(("foc-db", "check"), path, what)
    if status != 0:
        for args in rng.sample(REPORTS, 4):     # broken: they need only live
            run(args, path, what)
        return "found"
    for args in REPORTS:
        status, out = run(args, path, what)
        if (status, out) != whole[args]:
            if status == 4:
                return "refused"
            faults(f"{what}: foc-db check finds nothing, and "
                   f"{' '.join(args)} is another")
            return "wrong"
    return "unseen"


def main():
    world.in_memory()
    base, path = os.path.abspath("foc.db"), os.path.abspath("t.db")
    world.build(base)
    whole = {args: run(args, base, "whole") for args in REPORTS}
    if any(status not in (0, 1) for status, _ in whole.values()):
        faults(f"whole: {[a for a in whole if whole[a][0]]}")
    with open(base, "rb") as f:
        good = f.read()
    page = int.from_bytes(good[16:18], "big")
    count = dict.fromkeys(("found", "refused", "wrong", "unseen"), 0)
    for i in range(COPIES):
        b = bytearray(good)
        forget(path)
        if i % 4 == 3:
            with open(path, "wb") as f:
                f.write(b)
            what = value(path)
        else:
            how = rng.choice(BYTES)
            how(b, page)
            what = f"{i}: {how.__name__}"
            with open(path, "wb") as f:
                f.write(b)
        count[judge(path, what, whole)] += 1
    forget(path)
    figure(f"{COPIES} damaged copies, {count['found']} found by foc-db check, "
           f"{count['refused']} by a report, {count['unseen']} of no "
           "consequence", f"{len(faults)} crashes, hangs and silent wrong "
           "answers", "0", not faults)


if __name__ == "__main__":
    main()
