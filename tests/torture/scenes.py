# SPDX-License-Identifier: MIT
"""Writers to disturb: each a file as it is before, and one command."""
import collections
import lzma
import os
import sqlite3

from torture import (GRANT, TOP, copy, foc, forget, records, request, sandbox)

DAY = "2026-11-16T09:00:00Z"
ASKED = "2026-10-26T09:00:00Z"

# base: the file before, None where there is none; makes: a file besides it.
Scene = collections.namedtuple("Scene", "name base argv actor now makes")


OLD = f"{TOP}/tests/data/schema/v1-empty.sql.xz"


def of_version_1(db):
    """A file as programs of version 1 made it."""
    with lzma.open(OLD, "rt", encoding="utf-8") as f:
        con = sqlite3.connect(db)
        con.executescript(f.read())
        con.close()
    os.chmod(db, 0o600)


def bases(where, rows=400):
    """A file at every stage from nothing to a signed card, and two bills."""
    def path(name):
        return os.path.join(where, name + ".db")

    def stage(name, after):
        return copy(path(after), path(name))

    def act(actor, *argv, now=ASKED, **options):
        return records(*argv, db=db, actor=actor, now=now, **options)

    os.makedirs(where, exist_ok=True)
    of_version_1(path("version-1"))
    db = sandbox(path("empty"), now=ASKED)
    db = stage("asked", "empty")
    request(db, "csbot", now=ASKED)
    db = stage("granted", "asked")
    act("sarah", "foc-approve", "grant", "br-1", *GRANT, "--rationale", "ok")
    db = stage("stepped", "granted")
    arn = act("eli", "foc-task", "show", "ts-1")[0]["role_arn"]
    for step in (("1",), ("2", "--artefact", f"role_arn={arn}"),
                 ("3", "--artefact", "policy_applied=true")):
        act("eli", "foc-task", "step", "ts-1", *step)
    db = stage("ready", "stepped")
    act("eli", "foc-task", "complete", "ts-1")
    db = stage("live", "ready")
    act("priya", "foc-claim", "csbot")
    role = "csbot=341153769010:" + arn.split("/")[-1]
    foc("gencur", "--rows", rows, "--until", "2026-11-12T00:00:00Z",
        "--role", role, "-o", os.path.join(where, "old"), check=True)
    foc("gencur", "--rows", rows * 2, "--until", "2026-11-16T00:00:00Z",
        "--role", role, "-o", os.path.join(where, "new"), check=True)
    act("cron", "foc-ingest-cur", "-q", os.path.join(where, "old"), now=DAY)
    db = stage("billed", "live")
    act("cron", "foc-ingest-cur", "-q", os.path.join(where, "new"), now=DAY)
    db = stage("carded", "billed")
    act("cron", "foc-spendcard", "generate", "--week", "2026-W46", now=DAY)
    with open(f"{TOP}/examples/foc.yaml", encoding="utf-8") as f:
        text = f.read()
    with open(os.path.join(where, "foc.yaml"), "w", encoding="utf-8") as f:
        f.write(text.replace("Marco Bianchi", "Marco Bianco")
                .replace("window_days: 30", "window_days: 31"))


def scenes(where):
    """One writer of each kind, on the files of bases(where)."""
    def scene(name, base, actor, *argv, now=ASKED, makes=None):
        return Scene(name, base and os.path.join(where, base + ".db"),
                     argv, actor, now, makes)

    card = records("foc-spendcard", "list", db=os.path.join(
        where, "carded.db"))[0]["id"]
    return [
        scene("init", None, None, "foc-init", "--sandbox",
              f"{TOP}/examples/foc.yaml"),
        scene("org", "empty", "sarah", "foc-org", "apply",
              os.path.join(where, "foc.yaml")),
        scene("request", "empty", "priya", "foc-request", "new", "--name",
              "csbot", "--product", "Support Bot", "--use-case", "OPERATIONS",
              "--runtime", "LAMBDA", "--estimate-usd", "10"),
        scene("approve", "asked", "sarah", "foc-approve", "grant", "br-1",
              *GRANT, "--rationale", "ok"),
        scene("reject", "asked", "sarah", "foc-approve", "reject", "br-1",
              "--rationale", "no business case"),
        scene("step", "granted", "eli", "foc-task", "step", "ts-1", "1"),
        scene("complete", "stepped", "eli", "foc-task", "complete", "ts-1"),
        scene("claim", "ready", "priya", "foc-claim", "csbot"),
        scene("ingest", "live", "cron", "foc-ingest-cur", "-q",
              os.path.join(where, "new"), now=DAY),
        scene("generate", "billed", "cron", "foc-spendcard", "generate",
              "--week", "2026-W46", now=DAY),
        scene("accept", "carded", "priya", "foc-spendcard", "accept", card,
              now=DAY),
        scene("backup", "carded", "cron", "foc-db", "backup", "copy.db",
              now=DAY, makes="copy.db"),
        scene("migrate", "version-1", "sarah", "foc-db", "migrate", now=DAY),
    ]


def place(scene, where):
    """Lay the scene out in a directory of its own; the file's path."""
    os.makedirs(where, exist_ok=True)
    db = os.path.abspath(os.path.join(where, "foc.db"))
    for name in os.listdir(where):      # what a migration keeps, too
        if name.startswith("foc.db") or name.startswith("copy.db"):
            os.unlink(os.path.join(where, name))
    if scene.base:
        copy(scene.base, db)
    return db


def play(scene, db, before=(), env=None, **options):
    """The command, behind such words as those of strace."""
    return foc(*before, *scene.argv, db=db, actor=scene.actor, now=scene.now,
               cwd=os.path.dirname(db), env=env or {}, **options)
