# SPDX-License-Identifier: MIT
"""Scenes under strace: what they call, and what they do when a call fails."""
import collections
import os
import re
import shutil

from scenes import place, play
from torture import content, fault, foc, rng, skip, sound

CALLED = re.compile(r"(\d+) +(\w+)\(")
# What differs from run to run: a copy of a file that holds a duration, too.
VARYING = re.compile(r'"(seconds|mb_per_second|sha256|bytes|head|backup)":[^,}]*')


def need_strace():
    if shutil.which("strace") is None or \
            foc("strace", "-qq", "-o", "/dev/null", "true").returncode:
        skip("no strace, or it may not trace")


def steady(text):
    return VARYING.sub("", text)


def result(scene, db):
    """What the file and what the scene makes besides hold now."""
    makes = scene.makes and os.path.join(os.path.dirname(db), scene.makes)
    # An empty file is what a foc-init begins with and another goes on with.
    there = os.path.exists(db) and content(db)
    return (there or False,
            bool(makes) and os.path.exists(makes) and content(makes))


def traced(scene, db, calls, how=None):
    """The scene, and its trace; how: "error=EIO:when=3"."""
    trace = db + ".trace"
    # Behind the filter of seccomp strace injects errors, but no signals.
    fast = ("--seccomp-bpf",) if not how or "signal" not in how else ()
    p = play(scene, db, before=(
        "strace", "-f", "-qq", *fast, "-e", "signal=none", "-o", trace,
        "-e", f"trace={calls}",
        *(("-e", f"inject={calls}:{how}") if how else ())), timeout=120,
             env={"ASAN_OPTIONS": "detect_leaks=0"})    # which needs ptrace
    with open(trace, encoding="utf-8", errors="replace") as f:
        return p, f.read()


class Truth:
    """A scene undisturbed, and how often it makes each call."""

    def __init__(self, scene, calls=()):
        self.scene = scene
        db = place(scene, f"truth-{scene.name}")
        self.before = result(scene, db)
        p = play(scene, db)
        if p.returncode != 0:
            raise SystemExit(f"{scene.name}: {p.stderr}")
        self.out = steady(p.stdout)
        self.after = result(scene, db)
        self.calls = {}
        if calls:
            self.count(calls)

    def count(self, calls):
        scene = self.scene
        db = place(scene, f"truth-{scene.name}")
        per = collections.Counter(      # each thread counts for itself
            m.groups() for m in map(CALLED.match, traced(
                scene, db, ",".join(calls))[1].splitlines()) if m)
        self.calls = {call: max((n for (_, c), n in per.items() if c == call),
                                default=0) for call in calls}

    def again(self, db, what, often=.05):
        """The next, undisturbed run; sometimes all of foc-db check."""
        if result(self.scene, db) == self.before:
            p = play(self.scene, db)
            if p.returncode != 0:
                fault(f"{what}: the next run: {p.stderr}")
        if result(self.scene, db) != self.after:
            fault(f"{what}: the next run does not end as an undisturbed one")
        said = sound(db) if rng.random() < often else ""
        if said:
            fault(f"{what}: {said}")
