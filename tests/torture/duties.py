#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random histories of asking, approving, rejecting, asking anew, implementing,
proposing, deciding, revoking, claiming, withdrawing and retiring, by people
with one role or several and under owners that change, against a model that
was written from the manual.  Goal: of 20,000 histories 0 acts that are taken
or refused otherwise than by the model, and 0 states that differ."""
import os
import shutil
import sqlite3
import subprocess

import world
from torture import SHORT, Faults, figure, foc, forget, rng

HISTORIES = 300 if SHORT else 20000
PER_FILE = 100
NOW = "2026-10-26T09:00:00Z"
PEOPLE = {
    "priya": "product-owner", "marco": "product-owner", "sarah":
    "finops-lead", "fred": "finops-lead", "eli": "cloud-engineer",
    "carl": "cloud-engineer", "dana": "portfolio-owner finance",
    "olga": "operator", "ada": "admin",
    "max": "product-owner finops-lead cloud-engineer",
    "may": "product-owner cloud-engineer", "moe": "product-owner finops-lead",
    "zoe": "finops-lead cloud-engineer"}
OWNERS = [p for p, roles in PEOPLE.items() if "product-owner" in roles]
PRODUCTS = ("A", "B", "C")
REGIONS = ("us-east-1", "us-west-2")
faults = Faults()
acts = taken = 0


def has(who, role):
    return role in PEOPLE[who].split()


def yaml(owners):
    lines = ["organization: Test", "people:"]
    lines += [f"  - {{id: {p}, name: {p}, email: {p}@example.com, roles: "
              f"[{', '.join(r.split())}]}}" for p, r in PEOPLE.items()]
    lines += ["hierarchy:", "  - unit: U", "    departments:",
              "      - department: D", "        portfolios:",
              "          - portfolio: P", "            owner: dana",
              "            products:"]
    lines += [f"              - {{product: {p}, owner: {o}}}"
              for p, o in owners.items()]
    return "\n".join(lines + [
        "accounts:", '  - {id: "341153769010", name: a, environment: prod}',
        '  - {id: "012345678901", name: payer, payer: true}', ""])


class Scope:
    """Of a request, in one region: what was granted, and its task."""

    def __init__(self, region, state):
        self.region, self.state = region, state
        self.proposer = self.decider = None
        self.task, self.done = None, 0      # state, steps
        self.id = self.task_id = None


class Request:
    """What the manual says of one request."""

    def __init__(self, name, product, asker):
        self.name, self.product, self.asker = name, product, asker
        self.state = "PENDING_REVIEW"
        self.approvers, self.builders = set(), set()
        self.scopes = []
        self.claimed = False

    def live(self):
        return [s for s in self.scopes if s.state in (
            "PENDING_APPROVAL", "PENDING_IMPLEMENTATION", "IMPLEMENTED")]

    def work(self):
        return [s for s in self.scopes
                if s.task in ("OPEN", "IN_PROGRESS")]

    def settle(self):
        """After a task ended: is everything done?"""
        if self.state != "CE_IN_PROGRESS" and self.state != "APPROVED":
            return
        if not self.work() and any(s.state == "IMPLEMENTED"
                                   for s in self.scopes) and not any(
                s.task == "CANCELLED" and s.state == "PENDING_IMPLEMENTATION"
                for s in self.scopes):
            self.state = "READY_TO_CLAIM"


class Model:
    def __init__(self, owners):
        self.owners = owners

    def owns(self, who, r):
        return has(who, "product-owner") and self.owners[r.product] == who

    # Each: may this person do it now?  If so, it is done.

    def new(self, who, r):
        return has(who, "product-owner") and self.owners[r.product] == who

    def grant(self, who, r, region):
        if not (has(who, "finops-lead") and r.state == "PENDING_REVIEW" and
                who != r.asker):
            return False
        r.state = "APPROVED"
        r.approvers = {who}
        s = Scope(region, "PENDING_IMPLEMENTATION")
        s.task, s.decider = "OPEN", who
        r.scopes.append(s)
        return True

    def reject(self, who, r):
        if not (has(who, "finops-lead") and r.state == "PENDING_REVIEW" and
                who != r.asker):
            return False
        r.state = "REJECTED"
        return True

    def resubmit(self, who, r):
        if not (self.owns(who, r) and r.state == "REJECTED"):
            return False
        r.state, r.asker = "PENDING_REVIEW", who
        return True

    def withdraw(self, who, r):
        if not (self.owns(who, r) and r.state in (
                "PENDING_REVIEW", "REJECTED", "APPROVED", "CE_IN_PROGRESS",
                "READY_TO_CLAIM")):
            return False
        r.state = "WITHDRAWN"
        self.end(r)
        return True

    def retire(self, who, r):
        if not ((self.owns(who, r) or has(who, "finops-lead")) and
                r.state == "LIVE"):
            return False
        r.state = "RETIRED"
        self.end(r)
        return True

    def end(self, r):
        for s in r.scopes:
            if s.state != "REVOKED":
                s.state = "REVOKED"
            if s.task in ("OPEN", "IN_PROGRESS"):
                s.task = "CANCELLED"

    def step(self, who, r, s, n):
        if not (has(who, "cloud-engineer") and who != r.asker and
                who not in r.approvers and
                who != s.proposer and s.task in ("OPEN", "IN_PROGRESS") and
                n == s.done + 1):
            return False
        s.task, s.done = "IN_PROGRESS", n
        r.builders.add(who)
        if r.state == "APPROVED":
            r.state = "CE_IN_PROGRESS"
        if n == 4:
            s.task, s.state = "IMPLEMENTED", "IMPLEMENTED"
            r.settle()
        return True

    def complete(self, who, r, s):
        return s.done == 3 and self.step(who, r, s, 4)

    def cancel(self, who, r, s):
        if not (has(who, "finops-lead") and s.task in ("OPEN",
                                                       "IN_PROGRESS")):
            return False
        s.task = "CANCELLED"
        return True

    def reopen(self, who, r, s):
        if not (has(who, "finops-lead") and s.task == "CANCELLED" and
                s.state == "PENDING_IMPLEMENTATION"):
            return False
        s.task = "OPEN"
        return True

    def propose(self, who, r, region):
        if not ((self.owns(who, r) or has(who, "cloud-engineer")) and
                r.state in ("APPROVED", "CE_IN_PROGRESS", "READY_TO_CLAIM",
                            "LIVE") and
                region not in [s.region for s in r.live()]):
            return False
        s = Scope(region, "PENDING_APPROVAL")
        s.proposer = who
        r.scopes.append(s)
        return True

    def decide(self, who, r, s, yes):
        if not (has(who, "finops-lead") and s.state == "PENDING_APPROVAL" and
                who not in (r.asker, s.proposer) and
                who not in r.builders):
            return False
        if not yes:
            s.state = "REVOKED"
            return True
        s.state, s.task, s.decider = "PENDING_IMPLEMENTATION", "OPEN", who
        r.approvers.add(who)
        return True                 # what is ready stays so

    def revoke(self, who, r, s):
        if not (has(who, "finops-lead") and s.state in (
                "PENDING_APPROVAL", "PENDING_IMPLEMENTATION", "IMPLEMENTED")
                and who != r.asker and who not in r.builders):
            return False
        if s.state == "PENDING_APPROVAL" and who == s.proposer:
            return False                # that is to decline it
        s.state = "REVOKED"
        if s.task in ("OPEN", "IN_PROGRESS"):
            s.task = "CANCELLED"
        r.settle()
        return True

    def claim(self, who, r):
        if not (self.owns(who, r) and who not in r.approvers and
                who not in r.builders and r.state == "READY_TO_CLAIM"):
            return False
        r.state, r.claimed = "LIVE", True
        return True


class Programs:
    """The library, driven by lines; and what stands in its file."""

    def __init__(self, path, owners):
        forget(path)
        self.path = path
        with open("foc.yaml", "w", encoding="utf-8") as f:
            f.write(yaml(owners))
        foc("foc-init", "--sandbox", "foc.yaml", db=path, now=NOW, check=True)
        driver = os.path.join(os.path.dirname(shutil.which("foc")),
                              "torture", "duties")
        self.p = subprocess.Popen([driver, path, NOW], text=True, bufsize=1,
                                  stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE)
        self.db = sqlite3.connect(path)

    def act(self, *words):
        self.p.stdin.write("\t".join(map(str, words)) + "\n")
        self.p.stdin.flush()
        status, _, sentence = self.p.stdout.readline().rstrip("\n").partition(
            "\t")
        return int(status), sentence

    def look(self, name):
        """id, state, and every scope with its task, of a workload."""
        r = self.db.execute("SELECT id, state FROM request WHERE workload = ?",
                            (name,)).fetchone()
        scopes = self.db.execute(
            "SELECT s.id, s.region, s.state, t.id, t.state, s.role_name,"
            " (SELECT count(*) FROM task_step x WHERE x.task = t.id)"
            " FROM scope s LEFT JOIN task t ON t.scope = s.id AND"
            " t.type = 'BEDROCK_ENABLE' WHERE s.workload = ? ORDER BY s.n",
            (name,)).fetchall()
        return r, scopes

    def close(self):
        self.p.stdin.close()
        if self.p.wait() != 0:
            faults(f"the driver ended with {self.p.returncode}")
        self.db.close()


def choose(r, model):
    """An act, most often one that the state has, by somebody or other."""
    who = rng.choice(list(PEOPLE))
    if rng.random() < .5:
        who = rng.choice([model.owners[r.product], "sarah", "eli"])
    s = rng.choice(r.scopes) if r.scopes else None
    verbs = ["grant", "reject", "resubmit", "withdraw", "retire", "claim",
             "propose"]
    likely = {"PENDING_REVIEW": "grant grant grant grant reject",
              "REJECTED": "resubmit", "READY_TO_CLAIM": "claim claim propose",
              "APPROVED": "step step step step propose",
              "CE_IN_PROGRESS": "step step step step propose",
              "LIVE": "propose propose step step step retire"}
    if s is not None:
        verbs += ["step", "step", "complete", "cancel", "reopen", "decide",
                  "decide", "revoke"]
        if s.state == "PENDING_APPROVAL" and rng.random() < .6:
            return who, "decide", s
    if r.state in likely and rng.random() < .7:
        verbs = likely[r.state].split()
    return who, rng.choice(verbs), s


ACTED_ON = ("step", "complete", "cancel", "reopen", "decide", "revoke")


def do(programs, model, r, who, verb, s):
    """One act on both sides; what was expected, and what came of it."""
    if verb in ACTED_ON and s is None:
        return None
    if verb in ("step", "complete", "cancel", "reopen") and s.task_id is None:
        return None
    if verb in ("grant", "propose"):
        region = rng.choice(REGIONS)
        return getattr(model, verb)(who, r, region), programs.act(
            who, verb, r.id, region)
    if verb == "step":
        n = s.done % 4 + 1 if rng.random() < .85 else rng.randrange(1, 5)
        artefact = {2: f"role_arn={s.arn}", 3: "policy_applied=true"}
        return model.step(who, r, s, n), programs.act(
            who, verb, s.task_id, n, artefact.get(n, ""))
    if verb in ("complete", "cancel", "reopen"):
        return getattr(model, verb)(who, r, s), programs.act(
            who, verb, s.task_id)
    if verb == "decide":
        yes = rng.random() < .8
        return model.decide(who, r, s, yes), programs.act(
            who, verb, s.id, "y" if yes else "n")
    if verb == "revoke":
        return model.revoke(who, r, s), programs.act(who, verb, s.id)
    return getattr(model, verb)(who, r), programs.act(
        who, verb, r.name if verb == "claim" else r.id)


def agree(programs, r, story):
    """Does the file say what the model says?"""
    request, scopes = programs.look(r.name)
    r.id = request[0]
    ours = [r.state] + [(s.region, s.state, s.task, s.done)
                        for s in r.scopes]
    theirs = [request[1]] + [(x[1], x[2], x[4], x[6] or 0) for x in scopes]
    for s, x in zip(r.scopes, scopes):
        s.id, s.task_id = x[0], x[3]
        s.arn = f"arn:aws:iam::341153769010:role/{x[5]}"
    if ours != theirs:
        faults(f"{r.name}: {theirs}, the model {ours}\n  after " +
               "\n  ".join(story[-12:]))
        return False
    return True


def history(programs, model, n):
    global acts, taken
    r = Request(f"w{n}", rng.choice(PRODUCTS), None)
    r.asker = model.owners[r.product]
    story = []
    who = rng.choice(list(PEOPLE)) if rng.random() < .2 else r.asker
    expected = model.new(who, r)
    status, said = programs.act(who, "new", r.name, r.product)
    acts += 1
    if (status == 0) != expected:
        faults(f"{who} new {r.product} of {r.asker}: {status} {said}")
    if status != 0:
        return
    story.append(f"{who} asks, owner of {r.product}")
    if not agree(programs, r, story):
        return
    for _ in range(rng.randrange(4, 30)):
        if rng.random() < .04:
            model.owners[r.product] = rng.choice(OWNERS)
            with open("new.yaml", "w", encoding="utf-8") as f:
                f.write(yaml(model.owners))
            status, said = programs.act("ada", "apply", "new.yaml")
            if status != 0:
                faults(f"apply: {status} {said}")
            story.append(f"{r.product} goes to {model.owners[r.product]}")
        who, verb, s = choose(r, model)
        was = r.state
        both = do(programs, model, r, who, verb, s)
        if both is None:
            continue
        acts += 1
        expected, (status, said) = both
        story.append(f"{who} {verb}: {status} {said}")
        taken += status == 0
        if (status == 0) != expected or status not in (0, 1):
            faults(f"{was}: {who} ({PEOPLE[who]}) {verb}: {status} {said}; "
                   f"the model says {expected}; asked by {r.asker}, approved "
                   f"by {sorted(r.approvers)}, implemented by "
                   f"{sorted(r.builders)}\n  after " + "\n  ".join(story))
            return
        if not agree(programs, r, story):
            return


def main():
    world.in_memory()
    path = os.path.abspath("foc.db")
    done = 0
    while done < HISTORIES and len(faults) < 50:
        owners = {p: rng.choice(OWNERS) for p in PRODUCTS}
        programs, model = Programs(path, owners), Model(owners)
        for _ in range(PER_FILE):
            history(programs, model, done)
            done += 1
        programs.close()
        p = foc("foc-audit", "verify", db=path)
        if p.returncode != 0:
            faults(f"foc-audit verify: {p.stderr}")
    figure(f"{done} histories, {acts} acts of which {taken} were taken",
           f"{len(faults)} that the model has otherwise", "0", not faults)


if __name__ == "__main__":
    main()
