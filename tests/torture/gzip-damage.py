#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Gzip files that are whole in every way that the format allows, and broken
in every way; one byte of a good bill changed at 1,000 places, and the bill cut
off at 1,000.  Goal: each is taken with unchanged rows and sums, or refused
with status 3 and the name of the file; 0 accepted broken, 0 partial loads."""
import gzip
import json
import os
import shutil
import sqlite3
import struct
import zlib

import world
from torture import SHORT, Faults, content, figure, foc, rng, sandbox

CHANGES = CUTS = 60 if SHORT else 1000
DATA = os.environ.get("FOC_TEST_DATA")
DB = "foc.db"
faults = Faults()
tried = {"good": 0, "bad": 0}


def ingest(path, *options):
    return foc("foc-ingest-cur", *options, path, db=DB, actor="cron",
               now="2026-12-01T05:00:00Z")


def glance():
    """Loads and cells, quicker than all content."""
    db = sqlite3.connect(DB)
    try:
        return db.execute("SELECT group_concat(id || state || hex(digest)),"
                          " (SELECT count(*) FROM cell), (SELECT count(*)"
                          " FROM audit), (SELECT count(*) FROM sku)"
                          " FROM load").fetchone()
    finally:
        db.close()


def member(data, flags=0, method=8, extra=b"", level=6, trailer=None,
           strategy=zlib.Z_DEFAULT_STRATEGY, magic=b"\x1f\x8b"):
    """One member, made by hand; extra is what the flags say follows."""
    head = magic + bytes([method, flags]) + bytes(4) + b"\0\x03" + extra
    if flags & 2:
        head += struct.pack("<H", zlib.crc32(head) & 0xffff)
    c = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    body = c.compress(data) + c.flush()
    if trailer is None:
        trailer = struct.pack("<II", zlib.crc32(data), len(data) & 0xffffffff)
    return head + body + trailer


def whole(data):
    """name, bytes: all of these hold the data."""
    third = len(data) // 3
    pieces = [data[i:i + 997] for i in range(0, len(data), 997)]
    yield "plain gzip", gzip.compress(data)
    for level in range(10):
        yield f"level {level}", gzip.compress(data, level)
    for name in ("HUFFMAN_ONLY", "RLE", "FIXED", "FILTERED"):
        yield name, member(data, strategy=getattr(zlib, "Z_" + name))
    yield "two members", gzip.compress(data[:third]) + \
        gzip.compress(data[third:])
    yield "a member every 997 bytes", b"".join(map(gzip.compress, pieces))
    yield "an empty member first", gzip.compress(b"") + gzip.compress(data)
    yield "an empty member last", gzip.compress(data) + gzip.compress(b"")
    yield "a name", member(data, 8, extra=b"bill.csv\0")
    yield "a long name", member(data, 8, extra=b"x" * 70000 + b"\0")
    yield "a comment", member(data, 16, extra=b"by hand\0")
    yield "an extra field", member(data, 4, extra=b"\x06\0" + b"abcdef")
    yield "an extra field of 65535", member(
        data, 4, extra=b"\xff\xff" + bytes(65535))
    yield "a header checksum", member(data, 2)
    yield "text flag", member(data, 1)
    yield "all of these", member(
        data, 31, extra=b"\x02\0ab" + b"name\0" + b"comment\0")
    blocks = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = b"".join(blocks.compress(p) + blocks.flush(zlib.Z_FULL_FLUSH)
                    for p in pieces) + blocks.flush()
    yield "flushed often", b"\x1f\x8b\x08\0" + bytes(4) + b"\0\x03" + body + \
        struct.pack("<II", zlib.crc32(data), len(data))


def broken(data):
    good = gzip.compress(data)
    raw = zlib.compressobj(6, zlib.DEFLATED, -15)
    raw = raw.compress(data) + raw.flush()
    sums = struct.pack("<II", zlib.crc32(data), len(data))
    yield "empty", b""
    yield "one byte", b"\x1f"
    yield "the header alone", good[:10]
    yield "plain text", data
    yield "zlib instead", zlib.compress(data)
    yield "raw deflate", raw
    yield "wrong checksum", member(data, trailer=b"\0\0\0\0" + sums[4:])
    yield "wrong length", member(
        data, trailer=sums[:4] + struct.pack("<I", len(data) + 1))
    yield "length of nothing", member(data, trailer=sums[:4] + bytes(4))
    yield "no trailer", good[:-8]
    yield "half a trailer", good[:-4]
    yield "one byte short", good[:-1]
    yield "garbage behind", good + b"garbage"
    yield "zeros behind", good + bytes(512)
    yield "half a header behind", good + b"\x1f\x8b\x08"
    yield "a broken second member", good + good[:-9]
    yield "a second member with a wrong checksum", good + member(
        b"x", trailer=bytes(8))
    yield "garbage between", good + b"\0" + good
    yield "another method", member(data, method=7)
    yield "method 0", member(data, method=0)
    yield "wrong magic", member(data, magic=b"\x1f\x8c")
    yield "compress", b"\x1f\x9d\x90" + data
    for bit in (0x20, 0x40, 0x80, 0xe0):
        yield f"reserved flag {bit:#x}", member(data, bit)
    bad = bytearray(member(data, 2))
    bad[10] ^= 1
    yield "a wrong header checksum", bytes(bad)
    yield "a name without an end", good[:3] + b"\x08" + good[4:10] + b"x" * 99
    yield "an extra field past the end", \
        good[:3] + b"\x04" + good[4:10] + b"\xff\xff" + b"x" * 99
    yield "no last block", good[:10] + b"\0" + raw[1:] + sums
    yield "a reserved block", good[:10] + b"\x07" + raw[1:] + sums
    yield "the data twice, one trailer", good[:10] + raw + raw + sums
    yield "a distance too far back", good[:10] + bytes(
        [0x4b, 0x04, 0x02, 0x00]) + sums
    yield "zeros", bytes(1000)
    yield "ones", b"\xff" * 1000


def refused(name, p, path):
    """A refusal is one of the input, says where, and prints nothing."""
    if p.returncode != 3 or p.stdout or path not in p.stderr or \
            not p.stderr.startswith("foc-ingest-cur: "):
        faults(f"{name}: status {p.returncode}: {p.stderr[:300]!r}")


def corpora(before):
    """The public sets are no bills; what their gzip is comes out first."""
    if not DATA or not os.path.isdir(DATA + "/corpora/gzip"):
        return 0
    n = 0
    with open(DATA + "/corpora/gzip/go/expected.jsonl", encoding="utf-8") as f:
        cases = [json.loads(line) for line in f if line.strip()]
    for folder, _, files in os.walk(DATA + "/corpora/gzip/zlib-ng"):
        cases += [{"file": os.path.relpath(f"{folder}/{x}", DATA + "/corpora"),
                   "expect": "any"} for x in files if x.endswith(".gz")]
    for case in cases:
        shutil.copyfile(f"{DATA}/corpora/{case['file']}", "set.csv.gz")
        p = ingest("set.csv.gz")
        n += 1
        refused(case["file"], p, "set.csv.gz")
        of_gzip = any(word in p.stderr for word in (
            "gzip", "cut off", "header crc"))
        # Of data that is whole the reader says first that it is no bill.
        if case["file"].endswith("hello_short_header.gz"):
            of_gzip = True
        if case["expect"] == "reject" and not of_gzip or \
                case["expect"] == "accept" and of_gzip:
            faults(f"{case['file']}: {case['expect']}: {p.stderr!r}")
        if glance() != before:
            faults(f"{case['file']}: something was loaded")
    return n


def damaged(good, before):
    """Bytes changed and cut off; what is taken has to be the same bill."""
    n = 0
    for i in range(CHANGES + CUTS):
        bad = bytearray(good)
        at = rng.randrange(len(good)) if i % 4 else rng.randrange(24)
        if i % 8 == 4:
            at = len(good) - 1 - rng.randrange(12)
        if i < CHANGES:
            what = f"byte {at} changed"
            bad[at] ^= rng.randrange(1, 256)
        else:
            what = f"cut off at {at}"
            del bad[at:]
        with open("hurt.csv.gz", "wb") as f:
            f.write(bad)
        p = ingest("hurt.csv.gz")
        if p.returncode == 0 and "nothing changed" in p.stderr:
            if i >= CHANGES:
                faults(f"{what}: was accepted")
        else:
            refused(what, p, "hurt.csv.gz")
            n += 1
        if glance() != before:
            faults(f"{what}: something was loaded")
    return n


def main():
    world.in_memory()
    sandbox(DB)
    path, = world.bill("x", [], rows=300)
    with open(path, "rb") as f:
        data = f.read()
    ingest(path, "-q")
    before, all_before = glance(), content(DB)
    for name, bad in whole(data):
        with open("good.csv.gz", "wb") as f:
            f.write(bad)
        p = ingest("good.csv.gz")
        tried["good"] += 1
        if p.returncode != 0 or "nothing changed" not in p.stderr:
            faults(f"good: {name}: status {p.returncode}: {p.stderr!r}")
    for name, bad in broken(data):
        with open("bad.csv.gz", "wb") as f:
            f.write(bad)
        tried["bad"] += 1
        refused(name, ingest("bad.csv.gz"), "bad.csv.gz")
        if glance() != before:
            faults(f"bad: {name}: something was loaded")
    public = corpora(before)
    refusals = damaged(gzip.compress(data), before)
    if content(DB) != all_before:
        faults("the file is not as it was")
    figure(f"{tried['good']} whole and {tried['bad']} broken files, {public} "
           f"of public sets, {CHANGES} bytes changed, {CUTS} cuts "
           f"({refusals} refused, the others the same bill)",
           f"{len(faults)} taken broken, refused whole or partly loaded", "0",
           not faults)


if __name__ == "__main__":
    main()
