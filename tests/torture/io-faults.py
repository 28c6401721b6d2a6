#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""io-faults (F1): an error on the Nth system call of each kind in each writer;
goal: 0 false successes, 0 damaged, 0 crashes.  Where a writer fails, the file
is as before; or it is as after, and the message says so.  Where it says that it
was done, it was, and the answer is whole.  Each message names a file.  The next
run works."""
import collections
import concurrent.futures
import os
import re
import shutil

from scenes import bases, place, play, scenes
from torture import (SHORT, Faults, content, figure, foc, forget, rng, skip,
                     sound)

CALLS = [("pwrite64", ("EIO", "ENOSPC", "EINTR")),
         ("write", ("EIO", "ENOSPC")), ("fdatasync", ("EIO", "ENOSPC")),
         ("fsync", ("EIO",)), ("ftruncate", ("EIO", "EINTR")),
         ("openat", ("EMFILE", "EIO", "EINTR")), ("read", ("EIO", "EINTR")),
         ("pread64", ("EIO", "EINTR")), ("fcntl", ("EIO", "ENOLCK", "EINTR")),
         ("flock", ("EIO", "EINTR")), ("unlink", ("EIO",)),
         ("rename", ("EIO", "ENOSPC"))]
CALLED = re.compile(r"(\d+) +(\w+)\(")
CRASH = re.compile(r"Sanitizer|runtime error|core dumped")
NAMES = re.compile(r"^[a-z-]+: ([^ ]*[/.]|cannot write|done)")
fault = Faults()
base = os.path.abspath("base")


def result(scene, db):
    """What the file and what it makes besides hold now."""
    makes = scene.makes and os.path.join(os.path.dirname(db), scene.makes)
    there = os.path.exists(db) and os.path.getsize(db)
    return (there and content(db),
            bool(makes) and os.path.exists(makes) and content(makes))


def traced(scene, db, call, how):
    trace = db + ".trace"
    p = play(scene, db, before=(
        "strace", "-f", "-qq", "--seccomp-bpf", "-e", "signal=none", "-o",
        trace, "-e", f"trace={call}", *(("-e", f"inject={call}:{how}")
                                        if how else ())), timeout=60)
    with open(trace, encoding="utf-8", errors="replace") as f:
        return p, f.read()


class Truth:
    """A scene undisturbed, and how often it makes each call."""

    def __init__(self, scene):
        self.scene = scene
        db = place(scene, f"truth-{scene.name}")
        self.before = result(scene, db)
        p = play(scene, db)
        if p.returncode != 0:
            raise SystemExit(f"{scene.name}: {p.stderr}")
        self.out = steady(p.stdout)
        self.after = result(scene, db)
        db = place(scene, f"truth-{scene.name}")
        per = collections.Counter(      # each thread counts for itself
            tuple(CALLED.match(line).groups()) for line in
            traced(scene, db, ",".join(c for c, _ in CALLS), None)[1]
            .splitlines() if CALLED.match(line))
        self.calls = {call: max((n for (_, c), n in per.items() if c == call),
                                default=0) for call, _ in CALLS}


def steady(text):
    return re.sub(r'"(seconds|mb_per_second|sha256|bytes)":[^,}]*', "", text)


def judge(truth, db, p, what):
    """Is what it said what happened?"""
    if p.returncode < 0 or p.returncode > 127 or CRASH.search(p.stderr):
        return fault(f"{what}: crashed: {p.returncode} {p.stderr}")
    if p.returncode == 127 and "shared libraries" in p.stderr:
        return None                     # not even begun
    now = result(truth.scene, db)
    if now not in (truth.before, truth.after):
        return fault(f"{what}: neither before nor after: status "
                     f"{p.returncode} {p.stderr}")
    if p.returncode == 0:
        if now != truth.after:
            fault(f"{what}: false success")
        elif steady(p.stdout) != truth.out:
            fault(f"{what}: success without the whole answer")
        return None
    if p.returncode not in (1, 4, 75):
        fault(f"{what}: status {p.returncode}: {p.stderr}")
    elif not NAMES.search(p.stderr):
        fault(f"{what}: names no file: {p.stderr}")
    elif now != truth.before and \
            not re.search(": done|recorded as", p.stderr):
        fault(f"{what}: it was done, but: {p.stderr}")
    return None


def again(truth, db, what):
    """The next, undisturbed run."""
    if result(truth.scene, db) == truth.before:
        p = play(truth.scene, db)
        if p.returncode != 0:
            fault(f"{what}: the next run: {p.stderr}")
    if result(truth.scene, db) != truth.after:
        fault(f"{what}: the next run does not end as an undisturbed one")
    said = sound(db) if rng.random() < .05 else ""
    if said:
        fault(f"{what}: {said}")


def one(job):
    truth, call, error, n = job
    what = f"{truth.scene.name}: {error} at {call} {n}"
    where = os.path.abspath(f"run-{truth.scene.name}-{call}-{error}-{n}")
    db = place(truth.scene, where)
    p, trace = traced(truth.scene, db, call, f"error={error}:when={n}")
    injected = "(INJECTED)" in trace
    if injected:
        judge(truth, db, p, what)
        if p.returncode != 0:
            again(truth, db, what)
    forget(db)
    shutil.rmtree(where)
    return injected


def main():
    if shutil.which("strace") is None or \
            foc("strace", "-qq", "-o", "/dev/null", "true").returncode:
        skip("no strace, or it may not trace")
    bases(base)
    truths = [Truth(s) for s in scenes(base)]
    jobs = [(t, call, error, n) for t in truths for call, errors in CALLS
            for error in errors for n in range(1, t.calls[call] + 1)]
    every = len(jobs)
    jobs = rng.sample(jobs, min(every, 150 if SHORT else 2500))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        done = sum(pool.map(one, jobs))
    figure(f"{done} of {every} possible faults in {len(truths)} writers",
           f"{len(fault)} false successes, damaged, crashed or unclear", "0",
           not fault and done >= (100 if SHORT else 500))


if __name__ == "__main__":
    main()
