# SPDX-License-Identifier: MIT
"""Starting: every program over true, and lists of ten thousand records."""
import json
import os
import statistics
import subprocess
import sys

import fixture
from measure import Line, Run, Values, quiet

NOW = "2026-10-12T08:00:00Z"
LISTS = [["foc-request", "list"], ["foc-task", "list"],
         ["foc-workload", "list"], ["foc-approve", "scopes"]]
# Their first verb goes through the bill: a report, not a list.
REPORTS = ["foc-gaps", "foc-maturity", "foc-workload"]


def programs(b):
    return sorted(n for n in os.listdir(b.build) if n.startswith("foc") and
                  os.access(os.path.join(b.build, n), os.X_OK) and
                  os.path.isfile(os.path.join(b.build, n)))


def over_true(b, argv, env):
    """Milliseconds over true, a median of pairs, and the exit status."""
    p = subprocess.run([b.tool("spawn"), str(b.starts)] + argv, env=env,
                       capture_output=True, text=True)
    if p.returncode != 0:
        sys.exit("bench: " + p.stderr.strip())
    rows = [[int(x) for x in r.split()] for r in p.stdout.splitlines()]
    return (statistics.median(it - base for base, it, _ in rows) / 1e6,
            max(status for _, _, status in rows))


def start(b, key, work, names, tail, goal):
    """The slowest counts.  Some want a name or a file first, and end with 2:
    without a verb to start with, they are left out."""
    db = fixture.empty(b.top, os.path.join(b.dir, "start.db"))
    env = fixture.env(db, NOW)
    took = {}
    for name in names:
        ms, status = over_true(b, [name] + tail, env)
        if status == 0:
            took[name] = ms
        elif tail:
            sys.exit("bench: %s: exit %d" % (" ".join([name] + tail), status))
    worst = max(took, key=took.get)
    # What is judged is the slowest program; the others are its min and max.
    values = Values(took.values())
    values.median = values.max
    return Line(key, work, values, "ms", goal, note="over true; the "
                "slowest of %d is %s, median of them %.1f ms" % (
                    len(took), worst, statistics.median(took.values())))


def lines(b):
    goal = ("<=", 4)
    every = programs(b)
    yield start(b, "start", "start of any program", every, ["--version"],
                goal)
    # Without a verb a program shows what there is in the file: little yet.
    yield start(b, "start-open", "start, open a file, list",
                [n for n in every if n not in REPORTS], [], goal)
    yield start(b, "start-report", "start, report of no bill",
                ["foc-gaps", "foc-workload"], [], None)
    db = os.path.join(b.dir, "list.db")
    fixture.filled(b.tools, db, b.records)
    env = fixture.env(db, NOW)
    for argv in LISTS:
        runs = [quiet(argv, env) for _ in range(b.runs)]
        took = Values(r.seconds * 1000 for r in runs)
        yield Line("list-" + argv[0][4:] + "-" + argv[1],
                   " ".join(argv), took, "ms", ("<=", 30),
                   note="%d records" % b.records)
    yield from events(b, db)


def events(b, db):
    """The audit of these, and a long one of a few workloads."""
    yield verify(b, "audit-verify-objects", "audit verify, many objects", db)
    few = min(b.records, 100)
    fixture.filled(b.tools, db, few)
    fixture.events(b.tools, db, b.events, few)
    yield verify(b, "audit-verify", "audit verify", db)


def verify(b, key, work, db):
    env = fixture.env(db, NOW)
    rates, n = [], 0
    for _ in range(b.runs):
        r = Run(["foc-audit", "verify"], env)
        n = json.loads(r.out)["events"]
        rates.append(n / r.seconds)
    return Line(key, work, Values(rates), "events/s", (">=", 300000),
                note="%d events" % n)


