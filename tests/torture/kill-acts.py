#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""kill-acts (K2): SIGKILL at random moments of what people do: ask, approve,
reject, a step, complete, claim, generate and accept cards, apply foc.yaml; goal:
each is wholly there or wholly not, the chain verifies, no lock is stuck."""
import concurrent.futures
import os
import shutil
import time

from inject import Truth, result
from scenes import bases, place, play, scenes
from torture import SHORT, fault, figure, foc, forget, killed, natural, rng

TIMES = 60 if SHORT else 1000
OTHERS = ("init", "ingest", "backup")


def typical(truth):
    """How long it takes."""
    took = []
    for _ in range(3):
        db = place(truth.scene, f"truth-{truth.scene.name}")
        start = time.monotonic()
        play(truth.scene, db)
        took.append(time.monotonic() - start)
    return sorted(took)[1]


def one(job):
    i, truth, seconds = job
    scene = truth.scene
    what = f"{scene.name} killed after {seconds:.6f} s"
    db = place(scene, os.path.abspath(f"run{i}"))
    was_killed = killed(seconds, *scene.argv, db=db, actor=scene.actor,
                        now=scene.now, cwd=os.path.dirname(db))
    p = foc("foc-audit", "verify", db=db, timeout=20)
    now = result(scene, db)
    # A file that was not migrated yet is verified by its own programs.
    old = scene.name == "migrate" and now == truth.before
    if p.returncode != 0 and not (old and "run foc-db migrate" in p.stderr):
        fault(f"{what}: the audit: {p.stderr}")
    if now not in (truth.before, truth.after):
        fault(f"{what}: neither before nor after")
    truth.again(db, what)
    forget(db)
    shutil.rmtree(os.path.dirname(db))
    return was_killed, now == truth.after


def main():
    natural()
    bases(os.path.abspath("base"))
    truths = [(t, typical(t)) for t in map(Truth, scenes(os.path.abspath(
        "base"))) if t.scene.name not in OTHERS]
    jobs = []
    for i in range(TIMES):
        t, whole = rng.choice(truths)
        jobs.append((i, t, rng.uniform(0, 1.1) * whole))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        seen = list(pool.map(one, jobs))
    kills = sum(k for k, _ in seen)
    figure(f"{TIMES} runs of {len(truths)} acts, {kills} killed, "
           f"{sum(a for _, a in seen)} had committed",
           f"{len(fault)} halves, forks or stuck locks", "0",
           not fault and kills > TIMES / 10)


if __name__ == "__main__":
    main()
