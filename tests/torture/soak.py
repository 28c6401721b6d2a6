#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""soak (L1): for MINUTES (3) four teams ask, decide, implement, claim and
retire at random, rightly and wrongly, while bills are loaded and backups made,
and one command in six is killed; each answer, state and event is held against
a small model that shares no code, each load against the sums of its generator;
goal: 0 differences."""
import json
import os
import random
import threading
import time
from decimal import Decimal

from torture import (GRANT, OK, REFUSED, SEED, SHORT, copy, fault, figure, foc,
                     killed, natural, records, sandbox, sound)

MINUTES = float(os.environ.get("MINUTES") or 0) or (.07 if SHORT else 3)
DB = os.path.abspath("foc.db")
KILLS = 1 / 6
clock = [1793005200]                    # 2026-10-26T09:00:00Z
lock = threading.Lock()
count = {"commands": 0, "killed": 0, "loads": 0, "backups": 0}

# verb: who may, from which states, to which
ARROWS = {
    "approve": ("sarah", {"PENDING_REVIEW"}, "APPROVED"),
    "reject": ("sarah", {"PENDING_REVIEW"}, "REJECTED"),
    "resubmit": ("priya", {"REJECTED"}, "PENDING_REVIEW"),
    "withdraw": ("priya", {"PENDING_REVIEW", "REJECTED", "APPROVED",
                           "CE_IN_PROGRESS", "READY_TO_CLAIM"}, "WITHDRAWN"),
    "step": ("eli", {"APPROVED", "CE_IN_PROGRESS"}, "CE_IN_PROGRESS"),
    "complete": ("eli", {"CE_IN_PROGRESS"}, "READY_TO_CLAIM"),
    "claim": ("priya", {"READY_TO_CLAIM"}, "LIVE"),
    "retire": ("priya", {"LIVE"}, "RETIRED"),
}
LIKELY = ["approve"] * 3 + ["step"] * 8 + ["complete"] * 3 + ["claim"] * 2
# Wrong for everything: nobody, and who has not the role.
STRANGERS = {"approve": "priya", "reject": "eli", "complete": "sarah",
             "claim": "eli", "withdraw": "marco", "step": "priya",
             "retire": "eli", "resubmit": "eli"}


def now():
    with lock:
        clock[0] += 1
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(clock[0]))


def tally(what):
    with lock:
        count[what] += 1


class Request:
    """What the model knows of one."""

    def __init__(self, rid, name):
        self.rid, self.name = rid, name
        self.state, self.steps, self.history = "PENDING_REVIEW", 0, []
        self.task = None

    def may(self, verb, actor):
        who, states, _ = ARROWS[verb]
        if actor != who or self.state not in states:
            return False
        return verb not in ("step", "complete") or (
            self.steps == 3) == (verb == "complete")

    def did(self, verb):
        self.state = ARROWS[verb][2]
        if verb == "step":
            self.steps += 1
        self.history.append(verb)

    def argv(self, verb):
        task = self.task or "ts-999999"
        if verb == "approve":
            return ("foc-approve", "grant", self.rid, *GRANT, "--rationale",
                    "ok")
        if verb == "step":
            n = min(self.steps + 1, 3)
            more = {1: (), 2: ("--artefact", f"role_arn=arn:aws:iam::"
                               f"341153769010:role/{self.role}"),
                    3: ("--artefact", "policy_applied=true")}[n]
            return ("foc-task", "step", task, str(n), *more)
        return {"reject": ("foc-approve", "reject", self.rid, "--rationale",
                           "no"),
                "resubmit": ("foc-request", "resubmit", self.rid),
                "withdraw": ("foc-request", "withdraw", self.rid, "--reason",
                             "late"),
                "retire": ("foc-request", "retire", self.rid, "--reason",
                           "over"),
                "complete": ("foc-task", "complete", task),
                "claim": ("foc-claim", self.name)}[verb]

    role = "none"

    def find_task(self):
        for t in records("foc-task", "list", db=DB, now=now()):
            if t["workload"] == self.name:
                self.task = t["id"]
                self.role = records("foc-task", "show", self.task, db=DB,
                                    now=now())[0]["role_arn"].split("/")[-1]

    def seen(self):
        """State and steps that the file has."""
        r = records("foc-request", "show", self.rid, db=DB, now=now())[0]
        steps = 0
        if self.task:
            t = records("foc-task", "show", self.task, db=DB, now=now())[0]
            # The fourth is done by completing the task.
            steps = sum(s["done_at"] is not None for s in t["steps"][:3])
        return r["state"], steps


class Team(threading.Thread):
    def __init__(self, number, until):
        super().__init__()
        self.rng = random.Random(SEED * 1000 + number)
        self.number, self.until = number, until
        self.requests = []

    def run(self):
        while time.monotonic() < self.until:
            try:
                if len(self.requests) < 4 or self.rng.random() < .02:
                    self.ask()
                else:
                    self.act(self.rng.choice(self.requests[-12:]))
            except (SystemExit, KeyError, IndexError) as e:
                fault(f"team {self.number}: {e!r}")

    def ask(self):
        name = f"w{self.number}-{len(self.requests)}-" \
               f"{self.rng.randrange(10**6)}"
        argv = ("foc-request", "new", "--name", name, "--product",
                "Support Bot", "--use-case", "OPERATIONS", "--runtime",
                "LAMBDA", "--estimate-usd", "10")
        tally("commands")
        if self.rng.random() < KILLS:
            killed(self.rng.uniform(0, .05), *argv, db=DB, actor="priya",
                   now=now())
            tally("killed")
        else:
            p = foc(*argv, db=DB, actor="priya", now=now())
            if p.returncode != OK:
                return fault(f"{argv}: {p.returncode} {p.stderr}")
        mine = [r["id"] for r in records("foc-request", "list", db=DB,
                                         now=now()) if r["workload"] == name]
        if len(mine) > 1:
            fault(f"{name} was asked for {len(mine)} times")
        if mine:
            self.requests.append(Request(mine[0], name))
        return None

    def act(self, r):
        right = [v for v in ARROWS if r.may(v, ARROWS[v][0])]
        pool = [v for v in LIKELY if v in right]
        if pool and self.rng.random() < .6:
            verb = self.rng.choice(pool)
        else:
            verb = self.rng.choice(list(ARROWS))
        actor = ARROWS[verb][0]
        if self.rng.random() < .1:
            actor = STRANGERS[verb]
        argv, before = r.argv(verb), (r.state, r.steps)
        tally("commands")
        if self.rng.random() < KILLS:
            tally("killed")
            killed(self.rng.uniform(0, .05), *argv, db=DB, actor=actor,
                   now=now())
            seen = r.seen()
            if seen != before:
                if not r.may(verb, actor):
                    fault(f"{argv} as {actor} in {before}: became {seen}")
                r.did(verb)
        else:
            p = foc(*argv, db=DB, actor=actor, now=now())
            if r.may(verb, actor):
                if p.returncode != OK:
                    fault(f"{argv} as {actor} in {before}: {p.returncode} "
                          f"{p.stderr}")
                    return
                r.did(verb)
            elif p.returncode != REFUSED or not p.stderr:
                fault(f"{argv} as {actor} in {before}: {p.returncode} "
                      f"{p.stderr}{p.stdout}")
        if verb == "approve" and r.state == "APPROVED":
            r.find_task()
        seen = r.seen()
        if seen != (r.state, r.steps):
            fault(f"{r.rid}: {seen} in the file, {r.state} {r.steps} in the "
                  f"model, after {argv} as {actor}")
            r.state, r.steps = seen


class Bills(threading.Thread):
    """Deliveries, each longer than the one before, some cut off."""

    def __init__(self, until):
        super().__init__()
        self.rng = random.Random(SEED * 1000 + 99)
        self.until = until

    def run(self):
        n, sums = 0, {None}
        while time.monotonic() < self.until:
            n += 1
            day, hour = divmod(n, 24)
            foc("gencur", "--rows", 100 + n * 10, "--seed", n, "--until",
                f"2026-11-{2 + day % 27:02}T{hour:02}:00:00Z", "-o", "bill",
                "--truth", "truth", check=True)
            with open("truth", encoding="utf-8") as f:
                truth = json.load(f, parse_float=Decimal)
            total = Decimal(truth["file_usd"])
            argv = ("foc-ingest-cur", "-q", "bill")
            tally("loads")
            if self.rng.random() < KILLS * 2:
                tally("killed")
                killed(self.rng.uniform(0, .2), *argv, db=DB, actor="cron",
                       now=now())
                sums = sums | {total}
            else:
                p = foc(*argv, db=DB, actor="cron", now=now())
                if p.returncode != OK:
                    fault(f"a bill: {p.returncode} {p.stderr}")
                sums = {total}
            out = foc("foc-db", "loads", "--state", "ACTIVE", "-f", "csv",
                      "--fields", "file_usd,residue_usd", db=DB, now=now()).stdout
            has = [sum(map(Decimal, line.split(","))) for line in
                   out.split()[1:]] or [None]
            if len(has) != 1 or has[0] not in sums:
                fault(f"loaded is {has}, delivered was {sums}")
            sums = set(has)
            if n % 5 == 0:
                self.back_up(n)

    def back_up(self, n):
        to = f"backup{n}.db"
        p = foc("foc-db", "backup", to, db=DB, actor="cron", now=now())
        if p.returncode != OK:
            fault(f"backup: {p.stderr}")
        elif sound(to):
            fault(f"backup {n}: {sound(to)}")
        else:
            os.unlink(to)
        tally("backups")


def compare(teams):
    """The events of each request are those of the model, in its order."""
    events = {}
    for e in records("foc-audit", "log", db=DB):
        events.setdefault(e["object"], []).append(e["verb"])
    tasks = {r.task: r for t in teams for r in t.requests if r.task}
    for t in teams:
        for r in t.requests:
            asked = [v for v in r.history if v not in ("step", "complete")]
            has = [v for v in events.get(r.rid, []) if v in ARROWS and
                   v not in ("step", "complete")]
            if has != asked:
                fault(f"{r.rid}: {asked} in the model, {has} in the audit")
    for task, r in tasks.items():
        has = [v for v in events.get(task, []) if v in ("step", "complete")]
        asked = []
        for verb in r.history:          # completing is the fourth step
            if verb in ("step", "complete"):
                asked += ["step"] + [verb] * (verb == "complete")
        if has != asked:
            fault(f"{task}: {asked} in the model, {has} in the audit")


def main():
    natural()
    sandbox(DB)
    until = time.monotonic() + MINUTES * 60
    teams = [Team(n, until) for n in range(4)]
    lanes = [*teams, Bills(until)]
    for t in lanes:
        t.start()
    for t in lanes:
        t.join()
    compare(teams)
    p = foc("foc-audit", "verify", "--state", db=DB)
    said = p.stderr if p.returncode else sound(copy(DB, "end.db"))
    if said:
        fault(f"at the end: {said}")
    states = {}
    for t in teams:
        for r in t.requests:
            states[r.state] = states.get(r.state, 0) + 1
    did = sum(len(r.history) for t in teams for r in t.requests)
    figure(f"{MINUTES:g} minutes, {count['commands']} commands, {did} "
           f"transitions of {sum(states.values())} requests into "
           f"{len(states)} states, {count['loads']} bills, "
           f"{count['backups']} backups, {count['killed']} killed",
           f"{len(fault)} differences", "0", not fault and did > 0)


if __name__ == "__main__":
    main()
