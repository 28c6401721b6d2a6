# SPDX-License-Identifier: MIT
"""Running things and what comes of it: the lines of the table."""
import os
import shutil
import statistics
import subprocess
import sys
import time

MIB = 1 << 20


class Run:
    """One whole process: seconds by the clock, of the processor, its peak."""

    def __init__(self, argv, env=None, stdin=None):
        begin = time.monotonic()
        p = subprocess.Popen(argv, env=env, text=True,
                             stdin=stdin or subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        # What is read is little: figures, and a complaint.
        self.out = p.stdout.read()
        err = p.stderr.read()
        _, status, usage = os.wait4(p.pid, 0)
        self.seconds = time.monotonic() - begin
        p.returncode = os.waitstatus_to_exitcode(status)
        p.stdout.close()
        p.stderr.close()
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss * 1024
        if p.returncode != 0:
            sys.exit("bench: %s: exit %d: %s"
                     % (" ".join(argv), p.returncode, err.strip()[:500]))


def quiet(argv, env=None):
    """As Run, with standard output thrown away: for what prints much."""
    return Run(["sh", "-c", 'exec "$@" >/dev/null', "sh"] + argv, env)


class Values:
    """Some measurements: their median, and between which they were."""

    def __init__(self, values):
        self.values = list(values)
        self.median = statistics.median(self.values)
        self.min = min(self.values)
        self.max = max(self.values)


def ratios(over, under):
    """Pair by pair: what ran side by side had the same machine."""
    return Values(a / b for a, b in zip(over.values, under.values))


class Line:
    """A line of the table.  goal: ("<=" or ">=", number), or None."""

    def __init__(self, key, work, values, unit, goal=None, peer=None,
                 of=None, ratio=None, note=None):
        self.key, self.work, self.values, self.unit = key, work, values, unit
        self.goal, self.peer, self.of = goal, peer, of
        self.ratio, self.note = ratio, note

    def judged(self):
        """What the goal speaks of: the ratio, where it is held against
        somebody; None where he is not there."""
        return self.values if self.peer is None else self.ratio

    def met(self):
        v = self.judged()
        if self.goal is None or v is None:
            return None
        kind, limit = self.goal
        return v.median <= limit if kind == "<=" else v.median >= limit

    def record(self):
        def three(v):
            return None if v is None else {
                "median": v.median, "min": v.min, "max": v.max,
                "runs": len(v.values)}
        return {"key": self.key, "work": self.work, "unit": self.unit,
                "measured": three(self.values), "peer": self.peer,
                "peer_measured": three(self.of), "ratio": three(self.ratio),
                "goal": None if self.goal is None else {
                    "is": self.goal[0], "value": self.goal[1],
                    "of": "measured" if self.peer is None else "ratio"},
                "met": self.met(), "note": self.note}


def has(program):
    return shutil.which(program) is not None


def first_line(argv):
    try:
        p = subprocess.run(argv, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return (p.stdout or p.stderr).split("\n")[0].strip()
