# SPDX-License-Identifier: MIT
"""What the torture scripts in Python share."""
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time

SEED = int(os.environ.get("SEED") or 1)
SHORT = os.environ.get("SHORT", "") not in ("", "0")
SAN = bool(os.environ.get("SAN"))
COV = bool(os.environ.get("COV"))
TOP = os.environ.get("FOC_TOP") or os.path.dirname(os.path.dirname(
    os.path.dirname(os.path.abspath(__file__))))
NAME = os.path.splitext(os.path.basename(sys.argv[0]))[0]
rng = random.Random(SEED)

OK, REFUSED, USAGE, BAD_INPUT, SYSTEM, BUSY = 0, 1, 2, 3, 4, 75


def figure(what, value, goal, ok):
    """The last word of a script; does not return."""
    print(f"{NAME}: {what}: {value}, goal {goal}, {'ok' if ok else 'FAILED'}")
    sys.exit(0 if ok else 1)


def skip(why):
    print(f"{NAME}: {why}, skipped")
    sys.exit(0)


def natural():
    """For what is about timing and the disk: not under the sanitizers, which
    take their time and would find nothing that other scripts do not; nor where
    lines are counted, for who is killed may take the counts along."""
    if SAN:
        skip("not under the sanitizers")
    if COV:
        skip("not where lines are counted")


class Faults(list):
    """What went wrong; the first ones are shown at once."""

    def __call__(self, text):
        if len(self) < 20:
            print(f"{NAME}: fault: {text}", flush=True)
        self.append(text)


fault = Faults()


def environ(db=None, actor=None, now=None, **more):
    env = dict(os.environ, LC_ALL="C", TZ="UTC")
    for key, value in (("FOC_DB", db), ("FOC_ACTOR", actor),
                       ("FOC_NOW", now)):
        if value is not None:
            env[key] = value
    env.update(more)
    return env


def foc(*args, db=None, actor=None, now=None, check=False, **options):
    """Run a program; stdout, stderr and returncode are in what it returns."""
    options.setdefault("stdin", subprocess.DEVNULL)
    if "input" in options:
        del options["stdin"]
    if "stdout" not in options:
        options["stdout"] = subprocess.PIPE
    p = subprocess.run([str(a) for a in args], text=True, errors="replace",
                       stderr=subprocess.PIPE, check=False,
                       env=environ(db, actor, now, **options.pop("env", {})),
                       **options)
    if check and p.returncode != 0:
        raise SystemExit(f"{NAME}: {' '.join(map(str, args))}: status "
                         f"{p.returncode}: {p.stderr}")
    return p


# A child counts what its parent had when it was forked: so a small parent.
LAUNCH = """
import os, sys
child = os.fork()
if child == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
_, status, used = os.wait4(child, 0)
with open(sys.argv[1], "w") as f:
    f.write(str(used.ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status))
"""


def measured(into, *args):
    """Arguments that run these; peak(into) then has the bytes it needed."""
    return [sys.executable, "-S", "-E", "-c", LAUNCH, into, *args]


def peak(into):
    with open(into, encoding="ascii") as f:
        return int(f.read()) * 1024


def killed(seconds, *args, db, actor=None, now=None, cwd=None):
    """SIGKILL a program after so long; was it still running?"""
    p = subprocess.Popen(args, env=environ(db, actor, now), cwd=cwd,
                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    p.kill()
    return p.wait() == -9


def records(*args, **options):
    """The records that a program prints; it has to succeed."""
    return [json.loads(line) for line in
            foc(*args, check=True, **options).stdout.splitlines()]


def sandbox(db, now="2026-10-26T09:00:00Z"):
    foc("foc-init", "--sandbox", f"{TOP}/examples/foc.yaml", db=db, now=now,
        check=True)
    return db


def request(db, name, **options):
    """A request of priya's; its id."""
    return records("foc-request", "new", "--name", name, "--product",
                   "Support Bot", "--use-case", "OPERATIONS", "--runtime",
                   "LAMBDA", "--estimate-usd", "10", db=db, actor="priya",
                   **options)[0]["id"]


GRANT = ("--platform", "BEDROCK", "--model", "nova-lite", "--account",
         "341153769010", "--region", "us-east-1")


def copy(db, to):
    """The file as it lies there, with a journal if it has one."""
    forget(to)
    for suffix in ("", "-journal"):
        if os.path.exists(db + suffix):
            shutil.copyfile(db + suffix, to + suffix)
    return to


def forget(db):
    for suffix in ("", "-journal", ".lock", ".ingest"):
        try:
            os.unlink(db + suffix)
        except FileNotFoundError:
            pass


# How long a load took, and what is hashed over it: the audit verifies that.
VARYING = {("load", "milliseconds"), ("audit", "digest"), ("audit", "hash"),
           ("audit", "prev"), ("seal", "digest")}
# What nobody sees: rows of a load that is not whole yet.
WHOLE = "(SELECT {} FROM load WHERE state <> 'LOADING')"
SEEN = {"load": "n IN " + WHOLE.format("n"),
        "load_file": "load IN " + WHOLE.format("id"),
        "load_sum": "load IN " + WHOLE.format("id"),
        "cell": "load IN " + WHOLE.format("n"),
        "sku": "id IN (SELECT sku FROM cell WHERE load IN " +
               WHOLE.format("n") + ")",
        "caller": "id IN (SELECT caller FROM cell WHERE load IN " +
                  WHOLE.format("n") + ")",
        "seal": "name NOT IN ('load', 'load_file', 'load_sum', 'sku', 'caller')"
                " AND (name <> 'cell' OR part IN " + WHOLE.format("n") + ")"}


def content(db, hidden=False):
    """Every row of every table, to compare; hidden: the rows of unfinished
    loads, too.  Rolls back what a dead writer left."""
    con = sqlite3.connect(db, timeout=30)
    try:
        con.text_factory = bytes
        rows = {}
        for (table,) in con.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table'"
                " ORDER BY name").fetchall():
            table = table.decode()
            columns = [c[1].decode() for c in con.execute(
                f'PRAGMA table_info("{table}")')]
            kept = ", ".join(f'"{c}"' for c in columns
                             if (table, c) not in VARYING)
            where = "1" if hidden else SEEN.get(table, "1")
            rows[table] = sorted(map(repr, con.execute(
                f'SELECT {kept} FROM "{table}" WHERE {where}')))
        return rows
    finally:
        con.close()


def sound(db):
    """'' or what foc-db check, integrity_check or the audit find broken."""
    con = sqlite3.connect(db, timeout=30)
    try:
        said = con.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as e:
        said = str(e)
    finally:
        con.close()
    if said != "ok":
        return said
    p = foc("foc-db", "check", db=db)
    return "" if p.returncode == 0 else p.stderr or p.stdout
