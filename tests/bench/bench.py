#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bench.py [--size full|quick|tiny] [--json FILE] [PART ...]

What is fast and what is not: one table on standard output, and the same as
JSON.  See README.  The programs are on PATH; FOC_TOP and FOC_BUILD name the
tree and where it was built.  Judges, and fails nothing: the exit status says
only whether everything could be run.
"""
import argparse
import json
import os
import platform
import shutil
import signal
import sys
import tempfile
import time

import ingest
import reports
import start
from measure import first_line

PARTS = {"ingest": ingest, "start": start, "reports": reports}
SIZES = {
    "full": dict(rows=395000, runs=5, starts=200, records=10000,
                 events=300000, workloads=1000, other_rows=20000,
                 until="2026-10-12T00:00:00Z"),
    "quick": dict(rows=40000, runs=3, starts=20, records=1000, events=20000,
                  workloads=100, other_rows=2000,
                  until="2026-10-12T00:00:00Z"),
    "tiny": dict(rows=1000, runs=1, starts=2, records=20, events=100,
                 workloads=10, other_rows=200, until="2026-10-03T00:00:00Z"),
}


class Bench:
    def __init__(self, size, work):
        self.__dict__.update(SIZES[size])
        self.top = os.environ["FOC_TOP"]
        self.build = os.path.join(self.top,
                                  os.environ.get("FOC_BUILD", "build"))
        self.tools = os.path.join(self.build, "bench")
        self.dir = work
        self.cores = os.cpu_count()
        self.versions = versions()

    def tool(self, name):
        return os.path.join(self.tools, name)


def versions():
    # Not imported here: what starts a program counts in the program's peak.
    duck = first_line([sys.executable, "-c",
                       "import duckdb; print(duckdb.__version__)"])
    return {
        "foc": first_line(["foc", "--version"]),
        "duckdb": duck,
        "sqlite3": first_line(["sqlite3", "--version"]),
        "miller": first_line(["mlr", "--version"]),
        "python": platform.python_version(),
    }


def cpu_model():
    try:
        with open("/proc/cpuinfo") as f:
            for row in f:
                if row.startswith("model name"):
                    return row.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.machine()


def memory_mib():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20


def machine(b, size):
    return {"cpu": cpu_model(), "cores": b.cores, "memory_mib": memory_mib(),
            "kernel": platform.release(), "versions": b.versions,
            "size": size, "load_before": os.getloadavg()[0],
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}


# --- the table

def number(v, unit):
    if unit == "events/s":
        return "%d" % v
    return "%.*f" % (3 if v < 1 else 2 if v < 10 else 1, v)


def spread(v, unit):
    if v is None:
        return ""
    text = number(v.median, unit)
    if len(v.values) > 1:
        text += " (%s-%s)" % (number(v.min, unit), number(v.max, unit))
    return text


def cells(line):
    v = line.values
    peer, ratio, goal = line.peer or "", "", ""
    if line.peer and line.of is None:
        peer, ratio = line.peer, "not installed"
    elif line.of is not None:
        peer = "%s %s %s" % (line.peer, number(line.of.median, line.unit),
                             line.unit)
        ratio = spread(line.ratio, "")
    if line.goal:
        goal = "%s %s" % (line.goal[0], ("%g" % line.goal[1]))
        if not line.peer:
            goal += " " + line.unit
    met = {True: "yes", False: "no", None: ""}[line.met()]
    return [line.work, spread(v, line.unit) + " " + line.unit, peer, ratio,
            goal, met]


HEAD = ["WORK", "MEASURED", "AGAINST", "RATIO", "GOAL", "MET"]


def table(lines):
    rows = [HEAD] + [cells(x) for x in lines]
    width = [max(len(r[i]) for r in rows) for i in range(len(HEAD))]
    return "\n".join("  ".join(
        c.ljust(w) for c, w in zip(r, width)).rstrip() for r in rows)


def report(lines, facts):
    v = facts["versions"]
    print(table(lines))
    print("\nMedians of %d, least and most; foc and who it is held against "
          "in turns." % SIZES[facts["size"]]["runs"])
    print("%s, %d cores, %d MiB, Linux %s; load before %.2f" % (
        facts["cpu"], facts["cores"], facts["memory_mib"], facts["kernel"],
        facts["load_before"]))
    print("; ".join("%s: %s" % (k, v[k] or "not installed") for k in v))


def main():
    p = argparse.ArgumentParser(usage=__doc__)
    p.add_argument("--size", choices=SIZES, default="full")
    p.add_argument("--json")
    p.add_argument("part", nargs="*")
    a = p.parse_args()
    for part in a.part:
        if part not in PARTS:
            p.error("%s: is none of %s" % (part, ", ".join(PARTS)))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    work = tempfile.mkdtemp(prefix="foc-bench.")
    try:
        b = Bench(a.size, work)
        facts = machine(b, a.size)
        lines = []
        for part in a.part or PARTS:
            for line in PARTS[part].lines(b):
                print("bench: %s: %s %s" % (line.work, spread(
                    line.values, line.unit), line.unit), file=sys.stderr)
                lines.append(line)
    finally:
        shutil.rmtree(work)
    report(lines, facts)
    if a.json:
        with open(a.json, "w") as f:
            json.dump({"machine": facts,
                       "lines": [x.record() for x in lines]}, f, indent=1)
            f.write("\n")


if __name__ == "__main__":
    main()
