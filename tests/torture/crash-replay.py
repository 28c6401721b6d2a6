#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""crash-replay (F4): the writes of a commit are recorded, and the disk rebuilt
as a power cut may leave it: after every call, with all, none, or a random part
of what was not synced yet, writes torn at a sector; goal: 0 damaged.  Each file
opens, is sound, and is as before or as after; what was told to be done is there
even without anything that was not synced."""
import os
import re
import subprocess
import sqlite3

from inject import need_strace
from scenes import bases, place, scenes
from torture import (SHORT, content, environ, fault, figure, forget, natural,
                     rng)

SECTOR = 512
SUBSETS = 40 if SHORT else 200          # of each commit
CALL = re.compile(r"\d+ +(pwrite64|ftruncate|fdatasync|fsync)\(\d+<([^>]*)>"
                  r"(?:, (.*))?\) = (\d+)")


def record(scene, db):
    """The calls on the file and its journal: (suffix, call, arguments)."""
    trace = db + ".trace"
    p = subprocess.run(
        ["strace", "-f", "-qq", "-y", "-xx", "-s", "1000000", "-o", trace,
         "-e", "trace=pwrite64,ftruncate,fdatasync,fsync", *scene.argv],
        env=environ(db, scene.actor, scene.now), capture_output=True,
        check=False)
    if p.returncode != 0:
        raise SystemExit(f"{scene.name}: {p.stderr}")
    calls = []
    with open(trace, encoding="ascii") as f:
        for line in f:
            m = CALL.match(line)
            if not m:
                if "foc.db" in line and "unfinished" in line:
                    raise SystemExit(f"cannot read: {line[:100]}")
                continue
            path = bytes.fromhex(m[2].replace("\\x", "")).decode() \
                if m[2].startswith("\\x") else m[2]
            if path not in (db, db + "-journal"):
                continue
            calls.append((path[len(db):], m[1], arguments(m[1], m[3])))
    return calls


def arguments(call, text):
    if call == "pwrite64":
        data, size, offset = re.match(r'"([^"]*)", (\d+), (\d+)', text).groups()
        data = bytes.fromhex(data.replace("\\x", ""))
        assert len(data) == int(size)
        return int(offset), data
    return int(text) if call == "ftruncate" else None


def apply(disk, suffix, call, args):
    if call == "ftruncate":
        del disk[suffix][args:]
    else:
        offset, data = args
        if len(disk[suffix]) < offset:
            disk[suffix].extend(bytes(offset - len(disk[suffix])))
        disk[suffix][offset:offset + len(data)] = data


def torn(op):
    """Some whole sectors of a write, from the front."""
    suffix, call, args = op
    if call != "pwrite64" or len(args[1]) <= SECTOR or rng.random() < .7:
        return op
    cut = rng.randrange(1, len(args[1]) // SECTOR + 1) * SECTOR
    return suffix, call, (args[0], args[1][:cut])


def crash(durable, pending, which):
    disk = {s: bytearray(b) for s, b in durable.items()}
    for op in pending:
        if which == "all" or (which == "some" and rng.random() < .5):
            apply(disk, *(torn(op) if which == "some" else op))
    return disk


def check(db, disk, states, what):
    forget(db)
    for suffix, data in disk.items():
        with open(db + suffix, "wb") as f:
            f.write(data)
    try:
        con = sqlite3.connect(db)
        said = con.execute("PRAGMA integrity_check").fetchone()[0]
        con.close()
        now = content(db)
    except sqlite3.DatabaseError as e:
        said, now = str(e), None
    if said != "ok" or now not in states:
        fault(f"{what}: {said}, {'neither before nor after' if said == 'ok' else ''}")


def replay(scene):
    db = place(scene, f"run-{scene.name}")
    before = content(db)
    durable = {}
    for suffix in ("", "-journal"):
        durable[suffix] = bytearray()
        if os.path.exists(db + suffix):
            with open(db + suffix, "rb") as f:
                durable[suffix] = bytearray(f.read())
    calls = record(scene, db)
    after = content(db)
    assert before != after and len(calls) > 10
    pending, points = [], []
    for n, (suffix, call, args) in enumerate(calls):
        if call in ("fdatasync", "fsync"):
            for op in [op for op in pending if op[0] == suffix]:
                apply(durable, *op)
            pending = [op for op in pending if op[0] != suffix]
        else:
            pending.append((suffix, call, args))
        points.append((n, {s: bytes(b) for s, b in durable.items()},
                       list(pending)))
    checked = 0
    states = (before, after)
    prefixes = points if not SHORT else rng.sample(points, 15)
    for n, disk, rest in prefixes:
        for which in ("all", "none"):
            check(db, crash(disk, rest, which), states,
                  f"{scene.name}: cut after call {n}, {which} of what was not "
                  "synced")
            checked += 1
    loose = [p for p in points if p[2]]
    for _ in range(SUBSETS):
        n, disk, rest = rng.choice(loose)
        check(db, crash(disk, rest, "some"), states,
              f"{scene.name}: cut after call {n}, a part")
        checked += 1
    check(db, crash(points[-1][1], [], "none"), (after,),
          f"{scene.name}: it said that it was done, and after a cut it is not")
    return checked + 1


def main():
    natural()
    need_strace()
    bases(os.path.abspath("base"), rows=60)
    names = ("approve",) if SHORT else ("approve", "complete", "accept",
                                        "ingest")
    todo = [s for s in scenes(os.path.abspath("base")) if s.name in names]
    checked = sum(replay(s) for s in todo)
    figure(f"{checked} disks after a power cut in {', '.join(names)}",
           f"{len(fault)} damaged or lost", "0", not fault)


if __name__ == "__main__":
    main()
