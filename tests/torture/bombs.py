#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bombs (G6): small gzip files of many GB (short: 300 MB): an endless record, a
quote that is not closed, zeros, empty fields, blank lines, bad rows, and good
rows over and over; goal: memory of at most 64 MiB and 256 bytes a cell, a
refusal at the stated limit with the line, nothing loaded."""
import glob
import gzip
import re
import time

from torture import (SAN, SHORT, content, fault, figure, foc, measured, peak,
                     records, sandbox)

LOGICAL = 300 << 20 if SHORT else 10 << 30
BLOCK = 8 << 20
MEMORY = 64 << 20
NOW = "2026-12-01T05:00:00Z"


def gz(*parts):
    return b"".join(gzip.compress(p, 9) for p in parts)


def bomb(name, first, block, last=b""):
    """first, then block until there is enough; each a gzip member."""
    many = gz(block)
    with open(name, "wb") as f:
        f.write(gz(first))
        for _ in range(LOGICAL // len(block)):
            f.write(many)
        if last:
            f.write(gz(last))


def load(name):
    """Status, what it said, its most memory, how long it took."""
    start = time.monotonic()
    p = foc(*measured("memory", "foc-ingest-cur", "-q", name), db="foc.db",
            actor="cron", now=NOW)
    return (p.returncode, p.stderr, peak("memory"), time.monotonic() - start)


def main():
    sandbox("foc.db", "2026-10-01T00:00:00Z")
    foc("gencur", "--rows", 300, "-o", "good", check=True)
    with gzip.open(glob.glob("good/**/*.csv.gz", recursive=True)[0]) as f:
        header, *rows = f.read().splitlines(keepends=True)
    row = rows[0]
    cut = row.index(b",")
    lines = len(rows)
    before = content("foc.db")
    plan = [
        # name, first, block, what it has to say
        ("record", header + row[:cut], b"a" * BLOCK,
         r":2: .*longer than 1 MiB"),
        ("quote", header + b'"' + row[:cut], b"a,b\n" * (BLOCK // 4),
         r":2: .*longer than 1 MiB; is a quote not closed"),
        ("quote-late", header + b"".join(rows) + b'"', b'x"",\n' *
         (BLOCK // 5), rf":{lines + 2}: .*longer than 1 MiB; is a quote"),
        ("zeros", header, bytes(BLOCK), r":2: "),
        ("zeros-only", b"", bytes(BLOCK), r"."),
        ("header", header.rstrip(), b",column" * (BLOCK // 7), r"."),
        ("fields", header, b"," * BLOCK, r":2: "),
        ("rows", header, b"a,b\n" * (BLOCK // 4), r":2: has 2 fields"),
    ]
    most, slowest = 0, 0
    for name, first, block, wanted in plan:
        bomb("bomb.csv.gz", first, block)
        status, said, memory, seconds = load("bomb.csv.gz")
        most, slowest = max(most, memory), max(slowest, seconds)
        if status != 3:
            fault(f"{name}: status {status}: {said[:300]}")
        elif not re.search(wanted, said) or "bomb.csv.gz" not in said:
            fault(f"{name}: says: {said[:300]}")
        elif len(said) > 20000:
            fault(f"{name}: says {len(said)} bytes")
        if memory > MEMORY and not SAN:
            fault(f"{name}: {memory >> 20} MiB")
    if content("foc.db") != before:
        fault("something was loaded")
    # All rows good: it has to read them all, in as little.
    bomb("bomb.csv.gz", header, b"".join(rows * (BLOCK // len(
        b"".join(rows)))))
    status, said, memory, seconds = load("bomb.csv.gz")
    most = max(most, memory)
    cells = [r["cells"] for r in records("foc-db", "loads", db="foc.db")]
    if status != 0:
        fault(f"good rows: status {status}: {said[:300]}")
    if memory > MEMORY + 256 * sum(cells) and not SAN:
        fault(f"good rows: {memory >> 20} MiB for {cells} cells")
    figure(f"{len(plan) + 1} files of {LOGICAL / 2**30:.1f} GiB inflated, at "
           f"most {most / 2**20:.0f} MiB, refused within {slowest:.1f} s, "
           f"all good read in {seconds:.0f} s", f"{len(fault)} unbounded or "
           "accepted", "0 and 64 MiB", not fault)


if __name__ == "__main__":
    main()
