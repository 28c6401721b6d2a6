#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""full-disk (F3): a full file system, a limit on file sizes, /dev/full, closed
standard output and readers that went away; goal: 0 false successes.  Each
failure names what failed, the file is as before or as the message says, and the
next run completes."""
import os
import re
import resource
import subprocess

from inject import Truth, result, steady
from scenes import bases, place, play, scenes
from torture import SHORT, copy, environ, fault, figure, foc, rng

READS = [("foc-request", "list"), ("foc-workload", "usage", "csbot"),
         ("foc-spendcard", "list"), ("foc-status",),
         ("foc-audit", "log", "-f", "table"), ("foc-model", "list"),
         ("foc-states",), ("foc-request", "--help"),
         ("foc-request", "--version"), ("foc", "--help")]
ran = 0


def judge(truth, db, p, what):
    global ran
    ran += 1
    now = result(truth.scene, db)
    if now not in (truth.before, truth.after):
        fault(f"{what}: neither before nor after: {p.stderr}")
    elif p.returncode == 0:
        if now != truth.after:
            fault(f"{what}: false success")
    elif p.returncode < 0 or p.returncode > 127:
        fault(f"{what}: crashed: {p.returncode}")
    elif p.returncode not in (4, 75) or not p.stderr.strip():
        fault(f"{what}: status {p.returncode}: {p.stderr}")
    elif now != truth.before and not re.search(": done|recorded as",
                                               p.stderr):
        fault(f"{what}: it was done, but: {p.stderr}")


def without_room(truths, mount):
    """A file system with so much room left; then with enough."""
    for t in truths:
        db = place(t.scene, mount)
        need = 0
        while True:
            forget_filler(mount)
            db = place(t.scene, mount)
            st = os.statvfs(mount)
            fill(mount, st.f_bavail * st.f_frsize - need)
            p = play(t.scene, db)
            judge(t, db, p, f"{t.scene.name} with {need} bytes left")
            forget_filler(mount)
            t.again(db, f"{t.scene.name} after {need} bytes left", .2)
            if p.returncode == 0:
                break
            need += 65536 if SHORT else 16384


def fill(where, size):
    with open(os.path.join(where, "filler"), "wb") as f:
        f.write(b"\0" * max(size, 0))


def forget_filler(where):
    try:
        os.unlink(os.path.join(where, "filler"))
    except FileNotFoundError:
        pass


def full_disk(truths):
    mount = os.path.abspath("mount")
    os.mkdir(mount)
    p = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none",
                        mount], check=False, stderr=subprocess.DEVNULL)
    if p.returncode != 0:
        return False
    try:
        without_room(truths, mount)
    finally:
        subprocess.run(["umount", mount], check=False)
    return True


def file_sizes(truths):
    """No file may grow beyond a limit (and SIGXFSZ kills nobody)."""
    for t in truths:
        size = t.scene.base and os.path.getsize(t.scene.base) or 0
        for limit in {0, 512, 4096, size // 2, size, size + 4096,
                      size + rng.randrange(1, 200000)}:
            db = place(t.scene, f"limit-{t.scene.name}")
            p = play(t.scene, db, preexec_fn=lambda n=limit:
                     resource.setrlimit(resource.RLIMIT_FSIZE, (n, n)))
            what = f"{t.scene.name} with files of {limit} bytes"
            judge(t, db, p, what)
            t.again(db, what)


def bad_outputs(truths):
    """Standard output that takes nothing: full, closed, not for writing."""
    global ran
    for t in truths:
        for how in (">/dev/full", ">&-", "</dev/null 1<&0", ">&- 2>&-",
                    ">&- 2>&- <&-"):
            db = place(t.scene, f"out-{t.scene.name}")
            p = play(t.scene, db, before=(
                "sh", "-c", f'exec "$@" {how}', "sh"))
            what = f"{t.scene.name} {how}"
            if "2>&-" in how:
                p.stderr = "(closed): done"
            if p.returncode == 0 and t.out:
                fault(f"{what}: false success")
            judge(t, db, p, what)
            t.again(db, what)
    card = copy("base/carded.db", "reads.db")
    for argv in READS:
        for how in (">/dev/full", ">&-", "</dev/null 1<&0"):
            p = foc("sh", "-c", f'exec "$@" {how}', "sh", *argv, db=card)
            ran += 1
            if p.returncode != 4 or not p.stderr.strip():
                fault(f"{argv} {how}: status {p.returncode}: {p.stderr}")
        with subprocess.Popen(argv, env=environ(card), stderr=subprocess.PIPE,
                              stdout=subprocess.PIPE) as p:
            p.stdout.close()            # the reader had what it wanted
            said = p.stderr.read()
        ran += 1
        if p.returncode != 0 or said:
            fault(f"{argv} | true: status {p.returncode}: {said}")


def main():
    bases(os.path.abspath("base"), rows=200)
    truths = [Truth(s) for s in scenes(os.path.abspath("base"))]
    for t in truths:
        assert steady(t.out) == t.out
    bad_outputs(truths if not SHORT else rng.sample(truths, 4))
    file_sizes(truths if not SHORT else rng.sample(truths, 4))
    few = ("approve", "backup") if SHORT else (
        "ingest", "approve", "backup", "init", "accept")
    mounted = full_disk([t for t in truths if t.scene.name in few])
    figure(f"{ran} runs without room{'' if mounted else ', no tmpfs'}",
           f"{len(fault)} false successes or damaged", "0", not fault)


if __name__ == "__main__":
    main()
