#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bitflip: one bit of a file that has all kinds of rows is flipped, anywhere
but in free pages; goal: each is found by foc-db check, which exits 1 or 4 and
says so, or every row and the schema read as before.  0 crashes, 0 hangs."""
import concurrent.futures
import lzma
import os
import sqlite3
import subprocess
import threading

from torture import (SHORT, TOP, SYSTEM, Faults, environ, figure, foc, forget,
                     rng)

TIMES = 30 if SHORT else 1000
SECONDS = 60
fault = Faults()
local = threading.local()


def rich(db):
    with lzma.open(f"{TOP}/tests/data/schema/v1-rich.sql.xz", "rt") as sql:
        con = sqlite3.connect(db)
        con.executescript(sql.read())
        con.close()
    foc("foc-db", "migrate", db=db, actor="sarah",
        now="2026-11-16T11:50:00Z", check=True)


def free_pages(db):
    """By the list of free pages in the file's header."""
    with open(db, "rb") as f:
        data = f.read()
    size = int.from_bytes(data[16:18], "big")
    size = 65536 if size == 1 else size
    trunk, free = int.from_bytes(data[32:36], "big"), set()
    while trunk:
        at = (trunk - 1) * size
        n = int.from_bytes(data[at + 4:at + 8], "big")
        free.add(trunk)
        free.update(int.from_bytes(data[at + 8 + 4 * i:at + 12 + 4 * i],
                                   "big") for i in range(n))
        trunk = int.from_bytes(data[at:at + 4], "big")
    return data, size, free


def dump(db):
    """Every row and the schema; None where they cannot be read."""
    try:
        con = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
        con.text_factory = bytes
        try:
            names = [n.decode() for n, in con.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table'"
                " ORDER BY name")]
            return [con.execute("SELECT type, name, tbl_name, sql FROM"
                                " sqlite_schema ORDER BY 1, 2").fetchall()] + [
                (n, sorted(map(repr, con.execute(f'SELECT * FROM "{n}"'))))
                for n in names] + [con.execute(
                    f"PRAGMA {p}").fetchall()
                    for p in ("application_id", "user_version")]
        finally:
            con.close()
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def one(data, at, bit, truth):
    """'found', 'nothing' (changed), or what is wrong."""
    if not hasattr(local, "db"):
        local.db = f"flip-{threading.get_ident()}.db"
    db = local.db
    forget(db)
    with open(db, "wb") as f:
        f.write(data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1:])
    os.chmod(db, 0o600)
    try:
        p = subprocess.run(["foc-db", "check"], env=environ(db),
                           stdin=subprocess.DEVNULL, capture_output=True,
                           timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"no end within {SECONDS} s"
    if p.returncode < 0 or p.returncode > 127:
        return f"crashed: {p.returncode}: {p.stderr[-300:]!r}"
    if p.returncode in (1, SYSTEM):
        said = p.stderr.decode(errors="replace")
        return "found" if said.startswith("foc-db: ") and len(
            said) > 20 else f"status {p.returncode} says nothing: {said!r}"
    if p.returncode != 0:
        return f"status {p.returncode}: {p.stderr!r}"
    return "nothing" if dump(db) == truth else "not found"


def main():
    rich("rich.db")
    data, size, free = free_pages("rich.db")
    truth = dump("rich.db")
    if foc("foc-db", "check", db="rich.db").returncode != 0:
        raise SystemExit("bitflip: the file is not sound to begin with")
    places = []
    while len(places) < TIMES:
        at = rng.randrange(len(data))
        if at // size + 1 not in free:
            places.append((at, rng.randrange(8)))
    # The first page's header is small, and everything hangs on it.
    places[:TIMES // 20] = [(rng.randrange(100), rng.randrange(8))
                            for _ in range(TIMES // 20)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda p: one(data, *p, truth), places))
    for (at, bit), what in zip(places, said):
        if what not in ("found", "nothing"):
            fault(f"byte {at} (page {at // size + 1} at {at % size}), bit"
                  f" {bit}: {what}")
    figure(f"{TIMES} single bits flipped, {said.count('found')} found,"
           f" {said.count('nothing')} changed no row",
           f"{len(fault)} not found, crashed or hung", "0",
           not fault and said.count("found") > TIMES / 4)


if __name__ == "__main__":
    main()
