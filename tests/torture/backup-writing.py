#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""backup-writing (B1): backups, one after another, while 4 writers write; goal:
each passes foc-db check, its head stands in the audit of the file at the end, no
writer fails, and a backup put in the place of the file goes on working."""
import json
import os
import random
import threading

from torture import (SEED, SHORT, copy, fault, figure, foc, forget, natural,
                     records, request, sandbox, sound)

NOW = "2026-10-26T09:00:00Z"
BACKUPS = 12 if SHORT else 150
wrote = []


def writer(number, stop):
    rng = random.Random(SEED * 100 + number)
    n = 0
    while not stop.is_set():
        n += 1
        name = f"w{number}-{n}"
        rid = request("foc.db", name, now=NOW)
        wrote.append(name)
        if rng.random() < .7:
            p = foc("foc-approve", "reject", rid, "--rationale", "no",
                    db="foc.db", actor="sarah", now=NOW)
            if p.returncode != 0:
                fault(f"a writer: {p.stderr}")


def main():
    natural()
    sandbox("foc.db")
    stop = threading.Event()
    writers = [threading.Thread(target=writer, args=(n, stop))
               for n in range(4)]
    for w in writers:
        w.start()
    heads, sizes = [], []
    for n in range(BACKUPS):
        known = list(wrote)
        to = f"backup{n}.db"
        p = foc("foc-db", "backup", to, db="foc.db", actor="cron", now=NOW)
        if p.returncode != 0:
            fault(f"backup {n}: {p.stderr}")
            continue
        said = sound(to)
        if said:
            fault(f"backup {n}: {said}")
        has = {r["workload"] for r in records("foc-request", "list", db=to)}
        lost = set(known) - has
        if lost:
            fault(f"backup {n}: lacks {lost}, acknowledged before it began")
        heads.append(json.loads(p.stdout)["head"])
        sizes.append(len(has))
        if n + 1 < BACKUPS:
            forget(to)
    stop.set()
    for w in writers:
        w.join()
    for head in heads:
        p = foc("foc-audit", "verify", "--head", head, db="foc.db")
        if p.returncode != 0:
            fault(f"head {head}: {p.stderr}")
    if sizes != sorted(sizes) or len(set(sizes)) < BACKUPS // 3:
        fault(f"the backups hold {sizes} requests")
    forget("foc.db")
    copy(f"backup{BACKUPS - 1}.db", "foc.db")
    request("foc.db", "goes-on", now=NOW)
    said = sound("foc.db")
    if said:
        fault(f"the file from a backup: {said}")
    left = [f for f in os.listdir(".") if f.endswith(".tmp")]
    if left:
        fault(f"left behind: {left}")
    figure(f"{BACKUPS} backups while 4 writers made {len(wrote)} requests",
           f"{len(fault)} that do not verify or lack something", "0",
           not fault and len(wrote) > BACKUPS)


if __name__ == "__main__":
    main()
