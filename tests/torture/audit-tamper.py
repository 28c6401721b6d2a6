#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Events and governed rows are edited, deleted, inserted, swapped, replaced,
cut off and chained anew, one tampering at a time: foc-audit verify has to
find each and name the first event, or the object, that does not hold, and a
second verifier has to agree; what was not tampered with raises no alarm.
Goal: all found, 0 false alarms, 0 differences."""
import hashlib
import os
import sqlite3
import string

import verifier
import world
from torture import (SHORT, Faults, copy, figure, foc, forget, records, rng)

TAMPERINGS = 100 if SHORT else 2000
CLEAN = 10 if SHORT else 1000
EVENT = ("seq at actor uid login_uid role verb object before after rationale"
         " digest prev hash").split()
# Governed tables and how the object of a row is named.
GOVERNED = {
    "request": "id", "scope": "id", "task": "id", "anchor": "id",
    "model_access": "id", "card": "id", "gap": "id", "investigation": "id",
    "load": "id", "workload": "'wl-' || name", "task_step": "task",
    "claim": "anchor", "estimate": "'wl-' || workload",
    "stop_action": "'wl-' || workload", "load_file": "load",
    "load_sum": "load", "card_line": "card", "card_dispute": "card",
    "gap_act": "gap", "investigation_figure": "investigation",
    "trail": "id", "trail_call": "'tr-' || trail", "person": "'org'",
    "person_role": "'org'", "person_unix": "'org'", "node": "'org'",
    "account": "'org'", "account_share": "'org'", "policy": "'org'",
    "rule": "'org'", "cell": "'ld-' || load"}
faults = Faults()


def opened(path):
    """As whoever may write the file: no triggers, no constraints."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA ignore_check_constraints = ON")
    db.execute("PRAGMA synchronous = OFF")
    triggers = db.execute("SELECT name, sql FROM sqlite_schema"
                          " WHERE type = 'trigger'").fetchall()
    db.execute("BEGIN")
    for name, _ in triggers:
        db.execute(f'DROP TRIGGER "{name}"')
    return db, triggers


def closed(db, triggers):
    for _, sql in triggers:
        db.execute(sql)
    db.execute("COMMIT")
    db.close()


def other(v):
    """Another value of the same type."""
    if v is None:
        return rng.choice(["", "x", 0, 7, b"", b"\0"])
    if isinstance(v, int):
        return rng.choice([v + 1, v - 1, -v - 1, v ^ 1 << rng.randrange(40),
                           None])
    if isinstance(v, bytes):
        at = rng.randrange(len(v)) if v else 0
        return rng.choice([v[:at] + bytes([(v[at] if v else 0) ^ 1 <<
                                           rng.randrange(8)]) + v[at + 1:],
                           v + b"\0", v[:-1] if v else b"x", None])
    at = rng.randrange(len(v) + 1)
    return rng.choice([v[:at] + rng.choice(string.ascii_letters) + v[at:],
                       v + "\0", v + "\0x", v + " ", v.swapcase() + "_",
                       v[:-1] if v else "x", None])


def set_one(db, table, where, args, columns):
    """Change one column of a row to a value that its table takes."""
    for _ in range(40):
        column = rng.choice(columns)
        old, = db.execute(f"SELECT {column} FROM {table} WHERE {where}",
                          args).fetchone()
        new = other(old)
        try:
            db.execute(f"UPDATE {table} SET {column} = ? WHERE {where}",
                       (new, *args))
        except (sqlite3.IntegrityError, OverflowError):
            continue
        now = db.execute(f"SELECT {column} FROM {table} WHERE {where}", args)
        now = now.fetchone() if not where.startswith(column) else (new,)
        if now is None or now[0] != old or type(now[0]) is not type(old):
            return f"{table}.{column}: {old!r} -> {new!r}"
    return None


def last(db):
    return db.execute("SELECT max(seq) FROM audit").fetchone()[0]


# --- what can be done to the events.  Each gives what it did and the event at
# which that has to be found, None where only a head can show it.

def edit(db):
    n = rng.randrange(last(db) + 1)
    did = set_one(db, "audit", "seq = ?", (n,), EVENT[1:])
    # An edited hash of n is seen at n; its successor does not matter.
    return did and f"event {n}: {did}", n


def delete(db):
    n = rng.randrange(last(db))
    db.execute("DELETE FROM audit WHERE seq = ?", (n,))
    return f"event {n} deleted", n


def insert(db):
    n = rng.randrange(1, last(db) + 2)
    db.execute("UPDATE audit SET seq = -seq WHERE seq >= ?", (n,))
    db.execute("UPDATE audit SET seq = 1 - seq WHERE seq < 0")
    e = list(db.execute("SELECT * FROM audit WHERE seq < ? ORDER BY random()",
                        (n,)).fetchone())
    before = db.execute("SELECT hash FROM audit WHERE seq = ?",
                        (n - 1,)).fetchone()[0]
    e[0], e[13] = n, rng.randbytes(32)
    e[12] = rng.choice([before, rng.randbytes(32)])
    if db.execute("SELECT 1 FROM audit WHERE prev = ?", (e[12],)).fetchone():
        e[12] = rng.randbytes(32)       # prev is unique
    db.execute(f"INSERT INTO audit VALUES ({','.join('?' * 14)})", e)
    return f"an event inserted at {n}", n


def swap(db):
    a, b = sorted(rng.sample(range(last(db) + 1), 2))
    db.execute("UPDATE audit SET seq = -1 WHERE seq = ?", (a,))
    db.execute("UPDATE audit SET seq = ? WHERE seq = ?", (a, b))
    db.execute("UPDATE audit SET seq = ? WHERE seq = -1", (b,))
    return f"events {a} and {b} swapped", a


def replace(db):
    n = rng.randrange(last(db) + 1)
    e = list(db.execute("SELECT * FROM audit WHERE seq = ?", (n,)).fetchone())
    for i in (2, 5, 6, 7):
        e[i] = db.execute(f"SELECT {EVENT[i]} FROM audit WHERE {EVENT[i]} <> ?"
                          " ORDER BY random()", (e[i],)).fetchone()[0]
    db.execute(f"REPLACE INTO audit VALUES ({','.join('?' * 14)})", e)
    return f"event {n} replaced", n


def renumber(db):
    n = rng.randrange(last(db) + 1)
    to = last(db) + rng.randrange(1, 5)
    db.execute("UPDATE audit SET seq = ? WHERE seq = ?", (to, n))
    return (f"event {n} made {to}", n) if to != n else (None, None)


def truncate(db):
    """As many off the end as leave every row as its events say."""
    n = rng.randrange(1, last(db) + 1)
    db.execute("DELETE FROM audit WHERE seq >= ?", (n,))
    return f"cut off from {n} on", None


def chain_anew(db):
    """A valid chain that says something else."""
    n = rng.randrange(last(db) + 1)
    column = rng.choice(["at", "actor", "uid", "role", "verb", "before",
                         "after", "rationale"])
    e = db.execute(f"SELECT {column} FROM audit WHERE seq = ?",
                   (n,)).fetchone()[0]
    new = e + 1 if isinstance(e, int) else (e or "") + "x"
    db.execute(f"UPDATE audit SET {column} = ? WHERE seq = ?", (new, n))
    rechain(db, n)
    return f"event {n}: {column} changed, chained anew", None


def rechain(db, n):
    file_id, = db.execute("SELECT value FROM meta WHERE key = 'id'").fetchone()
    prev = bytes(32)
    if n > 0:
        prev, = db.execute("SELECT hash FROM audit WHERE seq = ?",
                           (n - 1,)).fetchone()
    # prev and hash are unique: out of the way first.
    rows = db.execute("SELECT * FROM audit WHERE seq >= ? ORDER BY seq",
                      (n,)).fetchall()
    db.execute("DELETE FROM audit WHERE seq >= ?", (n,))
    for e in rows:
        new = hashlib.sha256(b"".join(map(verifier.field, (
            "foc-audit-1", file_id, prev, *e[:12])))).digest()
        db.execute(f"INSERT INTO audit VALUES ({','.join('?' * 14)})",
                   (*e[:12], prev, new))
        prev = new


# --- and to the rows that they speak of

def some_row(db, tables):
    table = rng.choice([t for t in tables if db.execute(
        f"SELECT 1 FROM {t}").fetchone()])
    columns = db.execute(f"PRAGMA table_info({table})").fetchall()
    key = [c[1] for c in sorted(columns, key=lambda c: c[5]) if c[5]]
    rows = db.execute(f"SELECT {', '.join(key)} FROM {table}").fetchall()
    where = " AND ".join(f"{k} IS ?" for k in key)
    args = rng.choice(rows)
    key_of, = db.execute(f"SELECT {GOVERNED[table]} FROM {table}"
                         f" WHERE {where}", args).fetchone()
    return table, [c[1] for c in columns], key, where, args, key_of


def row_edit(db):
    table, columns, key, where, args, key_of = some_row(db, GOVERNED)
    free = [c for c in columns if c not in key and not (
        table in ("load", "trail") and c == "n")]
    if not free:
        return None, None
    did = set_one(db, table, where, args, free)
    if did and table == "load" and ".state" in did and "LOADING" in did:
        return None, None
    return did, key_of


def row_delete(db):
    table, _, _, where, args, key_of = some_row(db, GOVERNED)
    db.execute(f"DELETE FROM {table} WHERE {where}", args)
    return f"{table}: {key_of}: a row deleted", key_of


def row_insert(db):
    """A row like another one, under a key of its own."""
    table, columns, key, where, args, key_of = some_row(
        db, set(GOVERNED) - {"load", "trail"})
    row = dict(zip(columns, db.execute(
        f"SELECT * FROM {table} WHERE {where}", args).fetchone()))
    own = key[-1]
    if isinstance(row[own], int):
        row[own] += 1000
    else:
        row[own] += "9" if row[own][-1:].isdigit() else "x"
    if table in ("request", "scope", "task", "anchor", "gap",
                 "investigation", "model_access"):
        row["id"] = row["id"][:3] + str(row["n"])
        key_of = row["id"]
    elif own in ("id", "name") and GOVERNED[table] != "'org'":
        key_of = ("wl-" if table == "workload" else "") + row[own]
    for column in ("revision", "at", "role_name"):
        if table in ("card", "scope") and column in row and row[column]:
            row[column] = (row[column] + 50 if isinstance(row[column], int)
                           else row[column] + "x")
    try:
        db.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})",
                   list(row.values()))
    except sqlite3.IntegrityError:
        return None, None
    return f"{table}: a row {key_of} more", key_of


EVENTS = (edit, edit, edit, delete, insert, swap, replace, renumber, truncate,
          chain_anew)
ROWS = (row_edit, row_edit, row_edit, row_delete, row_insert)


def said(path, *options):
    """What verify names first: an event's number, an object's id, or None."""
    p = foc("foc-audit", "verify", "--state", *options, db=path)
    if p.returncode == 0:
        return None
    if p.returncode != 1 or p.stderr.count("\n") != 1:
        return f"status {p.returncode}: {p.stderr}"
    where = p.stderr.split(": ")[1]
    return int(where[6:]) if where.startswith("event ") else where


def tamper(base, path, head):
    copy(base, path)
    db, triggers = opened(path)
    by_head = None
    how = rng.choice(rng.choice((EVENTS, ROWS)))
    what, found_at = how(db)
    if what is None:
        closed(db, triggers)
        return False
    if found_at is None:
        by_head = last(db)
    closed(db, triggers)
    if found_at is None:
        got = said(path, "--head", head)
        if not isinstance(got, int):
            faults(f"{what}: with a head {got!r} was said")
        plain, second = said(path), verifier.verify(path, state=True)
        if plain != second:
            faults(f"{what}: without a head {plain!r}, second {second!r}")
        if verifier.verify(path, [head], True) is None:
            faults(f"{what}: with a head the second verifier finds nothing")
        return by_head is not None
    got, second = said(path), verifier.verify(path, state=True)
    if got != found_at:
        faults(f"{how.__name__}: {what}: {got!r} was said, not {found_at!r}")
    if second != found_at:
        faults(f"{how.__name__}: {what}: second verifier: {second!r}, not "
               f"{found_at!r}")
    return True


def main():
    world.in_memory()
    base, path = os.path.abspath("foc.db"), os.path.abspath("t.db")
    world.build(base)
    head = records("foc-audit", "head", db=base)[0]["id"]
    for i in range(CLEAN):              # nothing was done to it: no alarm
        options = ("--head", head) if i % 2 else ()
        if said(base, *options) is not None:
            faults(f"clean run {i}: {said(base, *options)!r} was said")
    if verifier.verify(base, [head], True) is not None:
        faults("clean: the second verifier is not content: "
               f"{verifier.verify(base, [head], True)!r}")
    done = 0
    while done < TAMPERINGS:
        done += tamper(base, path, head)
    forget(path)
    figure(f"{done} tamperings, {CLEAN} clean runs, two verifiers",
           f"{len(faults)} not found, named wrongly or alarms that were false",
           "0", not faults)


if __name__ == "__main__":
    main()
