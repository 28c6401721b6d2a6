#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""io-faults (F1): an error on the Nth system call of each kind in each writer;
goal: 0 false successes, 0 damaged, 0 crashes.  Where a writer fails, the file
is as before; or it is as after, and the message says so.  Where it says that it
was done, it was, and the answer is whole.  Each message names a file.  The next
run works."""
import concurrent.futures
import os
import re
import shutil

from inject import Truth, need_strace, result, steady, traced
from scenes import bases, place, scenes
from torture import SHORT, fault, figure, forget, natural, rng

CALLS = [("pwrite64", ("EIO", "ENOSPC", "EINTR")),
         ("write", ("EIO", "ENOSPC")), ("fdatasync", ("EIO", "ENOSPC")),
         ("fsync", ("EIO",)), ("ftruncate", ("EIO", "EINTR")),
         ("openat", ("EMFILE", "EIO", "EINTR")), ("read", ("EIO", "EINTR")),
         ("pread64", ("EIO", "EINTR")), ("fcntl", ("EIO", "ENOLCK", "EINTR")),
         ("flock", ("EIO", "EINTR")), ("unlink", ("EIO",)),
         ("rename", ("EIO", "ENOSPC"))]
CRASH = re.compile(r"Sanitizer|runtime error|core dumped")
NAMES = re.compile(r"^[a-z-]+: ([^ ]*[/.]|cannot write|done)")
base = os.path.abspath("base")


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
            truth.again(db, what)
    forget(db)
    shutil.rmtree(where)
    return injected


def main():
    natural()               # LeakSanitizer does not work under strace
    need_strace()
    bases(base)
    truths = [Truth(s, [call for call, _ in CALLS]) for s in scenes(base)]
    jobs = [(t, call, error, n) for t in truths for call, errors in CALLS
            for error in errors for n in range(1, t.calls[call] + 1)]
    every = len(jobs)
    jobs = rng.sample(jobs, min(every, 100 if SHORT else 2500))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        done = sum(pool.map(one, jobs))
    figure(f"{done} of {every} possible faults in {len(truths)} writers",
           f"{len(fault)} false successes, damaged, crashed or unclear", "0",
           not fault and done >= (50 if SHORT else 500))


if __name__ == "__main__":
    main()
