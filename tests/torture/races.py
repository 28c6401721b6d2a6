#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""races (C1, C3): 16 processes at once drive 50 requests around their states,
and pairs do what excludes each other; goal: 0 lost, 0 doubled, 0 failures by
locking, one winner of each pair, and the loser is told who won.  Prints the
p99 of the time that a transition takes among 16."""
import concurrent.futures
import random
import re
import threading
import time

from scenes import bases
from torture import (BUSY, GRANT, OK, REFUSED, SEED, SHORT, copy, fault,
                     figure, foc, natural, records, request, sandbox, sound)

WORKERS = 16
REQUESTS = 50 if not SHORT else 10
TURNS = 1000 if not SHORT else 20
PAIRS = 100 if not SHORT else 12
NOW = "2026-10-26T09:00:00Z"
took, done = [], []
ledger = threading.Lock()


def act(rng, request_id):
    """A random transition; whether it applies is for the program to say."""
    turn = rng.choice(("reject", "resubmit"))
    if turn == "reject":
        argv = ("foc-approve", "reject", request_id, "--rationale", "no")
        actor = "sarah"
    else:
        argv = ("foc-request", "resubmit", request_id, "--estimate-usd",
                str(rng.randrange(1, 1000)))
        actor = "priya"
    start = time.monotonic()
    p = foc(*argv, db="foc.db", actor=actor, now=NOW)
    return turn, actor, p, time.monotonic() - start


def worker(number):
    rng = random.Random(SEED * 1000 + number)
    for _ in range(TURNS):
        rid = f"br-{rng.randrange(1, REQUESTS + 1)}"
        turn, actor, p, seconds = act(rng, rid)
        with ledger:
            took.append(seconds)
            if p.returncode == OK:
                done.append((rid, "reject" if turn == "reject" else
                             "resubmit", actor))
        if p.returncode == BUSY:
            fault(f"{turn} {rid}: failed by locking: {p.stderr}")
        elif p.returncode == REFUSED:
            if "cannot " not in p.stderr or "state is " not in p.stderr:
                fault(f"{turn} {rid}: refused without the state: {p.stderr}")
        elif p.returncode != OK:
            fault(f"{turn} {rid}: {p.returncode} {p.stderr}")


def check_transitions():
    """What succeeded is in the audit once, in an order that the states allow."""
    log = [e for e in records("foc-audit", "log", db="foc.db")
           if e["verb"] in ("reject", "resubmit")]
    if sorted(done) != sorted((e["object"], e["verb"], e["actor"])
                              for e in log):
        fault(f"{len(done)} transitions succeeded, {len(log)} are recorded")
    state = {}
    for e in log:
        was = state.get(e["object"], "PENDING_REVIEW")
        if e["before"] != was:
            fault(f"event {e['seq']}: from {e['before']}, was {was}")
        state[e["object"]] = e["after"]
    for r in records("foc-request", "list", db="foc.db"):
        if r["state"] != state.get(r["id"], "PENDING_REVIEW"):
            fault(f"{r['id']} is {r['state']}, by the audit {state[r['id']]}")


def pair(i, db, a, b):
    """Two commands at once: exactly one wins, the other hears who."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        ran = [pool.submit(foc, *argv, db=db, actor=actor, now=NOW)
               for argv, actor in (a, b)]
        ran = [r.result() for r in ran]
    won = [n for n in (0, 1) if ran[n].returncode == OK]
    if len(won) != 1 or ran[1 - won[0]].returncode != REFUSED:
        fault(f"pair {i}: {[r.returncode for r in ran]} "
              f"{[r.stderr for r in ran]}")
        return
    winner = (a, b)[won[0]][1]
    said = ran[1 - won[0]].stderr
    if not re.search(rf"by {winner}\b", said):
        fault(f"pair {i}: {winner} won, and the loser hears: {said}")


def conflicts():
    """Approve against reject, and claim against claim."""
    bases("base", rows=50)
    sandbox("pairs.db")
    for i in range(1, PAIRS + 1):
        request("pairs.db", f"w{i}", now=NOW)
        rid = f"br-{i}"
        if i % 3 == 0:
            db = copy("base/ready.db", "claims.db")
            claim = (("foc-claim", "csbot"), "priya")
            pair(i, db, claim, claim)
            if len(records("foc-claim", "list", "csbot", db=db)) != 1 or \
                    sound(db):
                fault(f"pair {i}: claimed twice")
            continue
        grant = (("foc-approve", "grant", rid, *GRANT, "--rationale", "ok"),
                 "sarah")
        other = (("foc-approve", "reject", rid, "--rationale", "no"), "sarah")
        pair(i, "pairs.db", grant, other)


def main():
    natural()
    sandbox("foc.db")
    for i in range(1, REQUESTS + 1):
        request("foc.db", f"w{i}", now=NOW)
    threads = [threading.Thread(target=worker, args=(n,))
               for n in range(WORKERS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    check_transitions()
    conflicts()
    for db in ("foc.db", "pairs.db"):
        said = sound(db)
        if said:
            fault(f"{db}: {said}")
    took.sort()
    p99 = took[len(took) * 99 // 100]
    figure(f"{WORKERS} processes, {WORKERS * TURNS} transitions of "
           f"{REQUESTS} requests, {len(done)} applied, p99 "
           f"{p99 * 1000:.0f} ms, max {took[-1] * 1000:.0f} ms; {PAIRS} pairs",
           f"{len(fault)} lost, doubled, forked or locked out", "0",
           not fault and len(done) > 0)


if __name__ == "__main__":
    main()
