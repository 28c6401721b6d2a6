#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""kill-ingest (K1): SIGKILL foc-ingest-cur at random moments while it loads a
month anew; goal: 0 lost, 0 doubled.  After each kill the first reader works and
the file is as before or as after, row by row; loading again brings the file to
what an undisturbed load gives, to the last digit, and nothing lies about."""
import concurrent.futures
import os
import time

from torture import (SHORT, content, copy, fault, figure, foc, forget, killed,
                     natural, rng, sandbox, sound)

NOW = "2026-12-01T05:00:00Z"
TIMES = 40 if SHORT else 1000


def ingest(db):
    return foc("foc-ingest-cur", "-q", "new", db=db, actor="cron", now=NOW)


def one(i, seconds, kills, before, after, whole):
    """Kill it so many times, look, and load to the end."""
    db = copy("base.db", f"run{i}.db")
    seen = {"killed": 0, "between": 0}
    for _ in range(kills):
        seen["killed"] += killed(seconds, "foc-ingest-cur", "-q", "new",
                                 db=db, actor="cron", now=NOW)
        p = foc("foc-db", "loads", db=db, now=NOW)
        if p.returncode != 0:
            fault(f"kill {i}: a reader after it: {p.stderr}")
        now = content(db)
        if now not in (before, after):
            fault(f"kill {i} after {seconds:.6f} s: neither before nor after")
        seen["between"] += now == after
        said = sound(db) if i % 10 == 0 else ""
        if said:
            fault(f"kill {i}: before the next run: {said}")
    p = ingest(db)
    if p.returncode != 0:
        fault(f"kill {i}: the next run: {p.stderr}")
    if content(db, hidden=True) != whole:
        fault(f"kill {i}: loaded again, it is not the undisturbed load")
    p = foc("foc-audit", "verify", db=db)
    said = p.stderr if p.returncode else sound(db) if i % 20 == 0 else ""
    if said:
        fault(f"kill {i}: {said}")
    left = [f for f in os.listdir(".") if f.startswith(f"run{i}.db") and
            f not in (db, db + "-journal", db + ".lock",
                                           db + ".ingest")]
    if left:
        fault(f"kill {i}: left behind: {left}")
    forget(db)
    return seen


def main():
    natural()
    sandbox("base.db", "2026-10-01T00:00:00Z")
    foc("gencur", "--rows", 3000, "--until", "2026-11-20T00:00:00Z", "-o",
        "old", check=True)
    foc("gencur", "--rows", 6000, "-o", "new", check=True)
    foc("foc-ingest-cur", "-q", "old", db="base.db", actor="cron",
        now="2026-11-21T05:00:00Z", check=True)
    before = content("base.db")
    copy("base.db", "whole.db")
    start = time.monotonic()
    if ingest("whole.db").returncode != 0 or sound("whole.db"):
        raise SystemExit("the undisturbed load fails")
    took = time.monotonic() - start
    after, whole = content("whole.db"), content("whole.db", hidden=True)
    jobs = []
    while sum(kills for _, kills in jobs) < TIMES:
        # A third late, around the commit; some again and again.
        late = rng.random() < .33
        jobs.append((rng.uniform(.6 if late else 0, 1.1) * took,
                     5 if rng.random() < .1 else 1))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        seen = list(pool.map(lambda j: one(j[0], *j[1], before, after,
                                           whole), enumerate(jobs)))
    killed = sum(s["killed"] for s in seen)
    runs = sum(kills for _, kills in jobs)
    figure(f"{runs} runs of foc-ingest-cur, {killed} killed, "
           f"{sum(s['between'] for s in seen)} of {runs} had committed",
           f"{len(fault)} lost, doubled or damaged", "0",
           not fault and killed > runs / 10)


if __name__ == "__main__":
    main()
