#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""oom (F2): malloc, calloc or realloc fails at N, once or from there on, in each
command on a small file; goal: 0 crashes, 0 false successes.  A command that
fails says "out of memory" with status 4, and the file is as it was."""
import concurrent.futures
import hashlib
import os
import re
import shutil
import subprocess

from inject import steady
from scenes import DAY, Scene, bases, place, play, scenes
from torture import (SHORT, TOP, content, fault, figure, forget, natural,
                     rng)

READS = ["foc-status", "foc-request list", "foc-request show br-1",
         "foc-approve show br-1", "foc-task list",
         "foc-claim handoff csbot", "foc-workload usage csbot",
         "foc-workload show csbot", "foc-spendcard show csbot",
         "foc-spendcard show csbot -f html", "foc-spendcard show csbot -f md",
         "foc-chargeback --month 2026-11 --draft", "foc-maturity",
         "foc-maturity -f html", "foc-gaps list --month 2026-11",
         "foc-watch", "foc-audit log", "foc-audit verify --state",
         "foc-audit show csbot", "foc-db check", "foc-db loads",
         "foc-org show people", "foc-model list", "foc-price list",
         "foc-prereq list", "foc-states", "foc-audit log -f table",
         "foc-request list --as-of 2026-11-01 -f csv",
         "foc-bill ask what does csbot cost"]
# The last is glibc's word when it loads what looks up users: with status 127.
SAYS = re.compile(r"out of memory|Cannot allocate memory|"
                  r"cannot allocate memory for thread-local data")
lib = os.path.abspath("oom.so")
base = os.path.abspath("base")


def digest(db):
    with open(db, "rb") as f:
        return hashlib.sha256(f.read()).digest()


def played(scene, db, **env):
    log = db + ".oom"
    if os.path.exists(log):
        os.unlink(log)
    p = play(scene, db, env={"LD_PRELOAD": lib, "OOM_LOG": log, **env},
             timeout=120)
    with open(log, encoding="ascii") as f:
        return p, f.read()


class Truth:
    def __init__(self, scene):
        self.scene = scene
        db = place(scene, f"truth-{scene.name}")
        self.before = scene.base and content(scene.base)
        self.digest = scene.base and digest(scene.base)
        p, made = played(scene, db)
        self.fails = p.returncode, p.stderr
        self.out = steady(p.stdout)
        self.allocations = int(made)
        self.after = content(db)
        self.reads = self.after == self.before


def unchanged(truth, db):
    if not truth.scene.base:            # what the next foc-init goes on with
        return not os.path.exists(db) or (
            play(truth.scene, db).returncode == 0 and
            content(db) == truth.after)
    if digest(db) == truth.digest and (not os.path.exists(db + "-journal") or
                                       not os.path.getsize(db + "-journal")):
        return True
    return content(db) == truth.before


def one(job):
    truth, n, ever = job
    scene = truth.scene
    what = f"{scene.name}: allocation {n}{' and all after' if ever else ''}"
    where = os.path.abspath(f"run-{scene.name}-{n}-{ever:d}".replace(" ", "_")
                            .replace("/", "_"))
    db = place(scene, where)
    p, log = played(scene, db, OOM_AT=str(n), OOM_EVER=f"{ever:d}")
    makes = scene.makes and os.path.exists(os.path.join(where, scene.makes))
    if log != "failed":
        if p.returncode < 0 or p.returncode > 127:
            fault(f"{what}: crashed without it: {p.returncode} {p.stderr}")
    elif p.returncode == truth.fails[0]:
        if steady(p.stdout) != truth.out:
            fault(f"{what}: success without the whole answer")
        if not truth.reads and content(db) != truth.after:
            fault(f"{what}: false success")
        if scene.makes and not makes:
            fault(f"{what}: made nothing")
    elif p.returncode not in (4, 127) or not SAYS.search(p.stderr):
        fault(f"{what}: status {p.returncode}: {p.stderr[-300:]}")
    elif not unchanged(truth, db):
        if "recorded as event" not in p.stderr or content(db) != truth.after:
            fault(f"{what}: changed the file, and failed: {p.stderr}")
    elif makes:
        fault(f"{what}: failed, and left {scene.makes}")
    forget(db)
    shutil.rmtree(where)
    return log == "failed"


def main():
    natural()           # and others have allocators of their own
    made = subprocess.run([os.environ.get("CC") or "cc", "-O2", "-shared",
                           "-fPIC", "-o", lib,
                           f"{TOP}/tests/torture/oom.c"], check=False)
    if made.returncode != 0:
        raise SystemExit("oom.c does not compile")
    bases(base, rows=100)
    truths = [Truth(s) for s in scenes(base)]
    card = os.path.join(base, "carded.db")
    truths += [Truth(Scene(r, card, tuple(r.split()), "sarah", DAY, None))
               for r in READS]
    for t in truths:
        if t.fails[0] != 0:
            fault(f"{t.scene.name}: fails undisturbed: {t.fails}")
    per = 5 if SHORT else 250
    jobs = []
    for t in truths:
        # The first are those of the start, which every command shares.
        few = min(per, t.allocations)
        for n in rng.sample(range(1, t.allocations + 1), few):
            jobs.append((t, n, rng.random() < .5))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        done = sum(pool.map(one, jobs))
    figure(f"{done} failures among {sum(t.allocations for t in truths)} "
           f"allocations of {len(truths)} commands",
           f"{len(fault)} crashes, false successes or changes", "0",
           not fault and done > len(jobs) * .9)


if __name__ == "__main__":
    main()
