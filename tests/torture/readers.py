#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""readers (C2): 8 readers ask, over and over, while a big month takes the place
of another; goal: 0 errors, and each answer is that of before or that of after,
byte by byte: nobody sees half a load."""
import collections
import threading
import time

from torture import SHORT, copy, fault, figure, foc, natural, sandbox, sound

NOW = "2026-12-01T05:00:00Z"
ROWS = 20000 if SHORT else 1000000
QUESTIONS = [("foc-db", "loads"), ("foc-audit", "log"),
             ("foc-workload", "usage", "--month", "2026-11"),
             ("foc-workload", "usage", "--week", "2026-W47")]


def ask(question, db):
    start = time.monotonic()
    p = foc(*question, db=db, now=NOW)
    return p, time.monotonic() - start


def steady(text):
    """Without how long the loading took and what is hashed over that."""
    out = []
    for word in text.split(","):
        key = word.split(":")[0].strip('{"')
        if key not in ("seconds", "mb_per_second", "hash", "prev", "digest"):
            out.append(word)
    return ",".join(out)


class Reader(threading.Thread):
    def __init__(self, number, stop):
        super().__init__()
        self.question = QUESTIONS[number % len(QUESTIONS)]
        self.stop = stop
        self.saw = collections.Counter()
        self.took = []

    def run(self):
        while not self.stop.is_set():
            p, seconds = ask(self.question, "foc.db")
            self.took.append(seconds)
            if p.returncode != 0:
                fault(f"{self.question}: {p.returncode} {p.stderr}")
            else:
                self.saw[steady(p.stdout)] += 1


def main():
    natural()
    sandbox("foc.db", "2026-10-01T00:00:00Z")
    foc("gencur", "--rows", 3000, "--until", "2026-11-20T00:00:00Z",
        "-o", "old", check=True)
    foc("gencur", "--rows", ROWS, "--level", 1, "-o", "new", check=True)
    foc("foc-ingest-cur", "-q", "old", db="foc.db", actor="cron",
        now="2026-11-21T05:00:00Z", check=True)
    before = {q: steady(ask(q, "foc.db")[0].stdout) for q in QUESTIONS}
    copy("foc.db", "after.db")
    foc("foc-ingest-cur", "-q", "new", db="after.db", actor="cron", now=NOW,
        check=True)
    after = {q: steady(ask(q, "after.db")[0].stdout) for q in QUESTIONS}
    stop = threading.Event()
    readers = [Reader(n, stop) for n in range(8)]
    for r in readers:
        r.start()
    time.sleep(.3)
    start = time.monotonic()
    p = foc("foc-ingest-cur", "-q", "new", db="foc.db", actor="cron", now=NOW)
    whole = time.monotonic() - start
    if p.returncode != 0:
        fault(f"the ingest: {p.stderr}")
    time.sleep(.5)
    stop.set()
    for r in readers:
        r.join()
    saw = collections.Counter()
    for r in readers:
        q = r.question
        if before[q] == after[q]:
            raise SystemExit(f"{q} cannot tell before from after")
        for text, times in r.saw.items():
            which = "before" if text == before[q] else \
                "after" if text == after[q] else "half"
            saw[which] += times
            if which == "half":
                fault(f"{q}: neither before nor after: {text[:300]}")
    said = sound("foc.db")
    if said:
        fault(said)
    took = sorted(t for r in readers for t in r.took)
    figure(f"8 readers, {len(took)} answers while {ROWS} lines were loaded in "
           f"{whole:.1f} s, {saw['before']} of before, {saw['after']} of "
           f"after, p99 {took[len(took) * 99 // 100] * 1000:.0f} ms",
           f"{len(fault)} errors or halves", "0",
           not fault and saw["before"] > 0 and saw["after"] > 0)


if __name__ == "__main__":
    main()
