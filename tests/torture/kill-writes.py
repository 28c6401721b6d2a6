#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""kill-writes (K3): SIGKILL at every system call that may change a file of one
ingest, one approval, one backup, one new file and one migration; goal: 0
lost.  The file is as before or as after, row by row, and the next run works."""
import concurrent.futures
import os
import shutil

from inject import Truth, need_strace, result, traced
from scenes import bases, place, scenes
from torture import SHORT, fault, figure, forget, natural, rng

CALLS = ["pwrite64", "write", "ftruncate", "fdatasync", "fsync", "unlink",
         "rename", "openat", "fchmod"]
WRITERS = ["ingest", "approve", "backup", "init", "migrate"]


def one(job):
    truth, call, n = job
    what = f"{truth.scene.name}: killed at {call} {n}"
    where = os.path.abspath(f"run-{truth.scene.name}-{call}-{n}")
    db = place(truth.scene, where)
    p, _ = traced(truth.scene, db, call, f"signal=KILL:when={n}")
    if p.returncode == 0:
        return 0                        # another thread's call, or none
    if p.returncode not in (-9, 137):
        fault(f"{what}: status {p.returncode}: {p.stderr}")
    if result(truth.scene, db) not in (truth.before, truth.after):
        fault(f"{what}: neither before nor after")
    truth.again(db, what)
    forget(db)
    shutil.rmtree(where)
    return 1


def main():
    natural()
    need_strace()
    bases(os.path.abspath("base"))
    truths = [Truth(s, CALLS) for s in scenes(os.path.abspath("base"))
              if s.name in WRITERS]
    jobs = [(t, call, n) for t in truths for call in CALLS
            for n in range(1, t.calls[call] + 1)]
    every = len(jobs)
    if SHORT:
        jobs = rng.sample(jobs, min(every, 40))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        done = sum(pool.map(one, jobs))
    figure(f"{done} kills at {every} calls of "
           f"{', '.join(t.scene.name for t in truths)}",
           f"{len(fault)} lost or damaged", "0",
           not fault and done > len(jobs) * .8)


if __name__ == "__main__":
    main()
