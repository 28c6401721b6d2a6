# SPDX-License-Identifier: MIT
"""Reading the bill: against zlib alone, against others, and in what memory."""
import json
import os
import shutil
import sys

import fixture
import peers
from measure import MIB, Line, Run, Values, has, ratios

NOW = "2026-12-01T05:00:00Z"
CELL = 256


def ingest(b, folder):
    """A fresh file each time; what is timed is the reading alone."""
    db = fixture.empty(b.top, os.path.join(b.dir, "ingest.db"))
    return Run(["foc-ingest-cur", "-q", folder], fixture.env(db, NOW))


def cells_of(run):
    return sum(json.loads(r)["cells"] for r in run.out.splitlines())


def inflate(b, path):
    return Run([b.tool("inflate"), path])


def duck(path, how):
    r = Run([sys.executable, os.path.abspath(peers.__file__), how, path])
    seconds, groups = r.out.split()
    return float(seconds), int(groups)


def faster_way(path):
    return min(peers.HOW, key=lambda how: duck(path, how)[0])


def against_inflate(b, key, work, goal, folder, files, extra):
    """Each round all of them, one after the other."""
    way = None
    if extra and b.versions["duckdb"]:
        way = faster_way(files[0])
    mine, theirs, ducks, groups = [], [], [], None
    for _ in range(b.runs):
        theirs.append(inflate(b, files[0]))
        mine.append(ingest(b, folder))
        if way:
            seconds, groups = duck(files[0], way)
            ducks.append(seconds)
    took = Values(r.seconds for r in mine)
    alone = Values(r.seconds for r in theirs)
    raw = int(theirs[0].out)
    cells = cells_of(mine[0])
    note = "%d rows, %.0f MB in %.0f MB, %d cells, %.0f MB/s" % (
        b.rows, raw / 1e6, os.path.getsize(files[0]) / 1e6, cells,
        raw / 1e6 / took.median)
    yield Line(key + "-inflate", work, took, "s", ("<=", goal), "zlib inflate",
               alone, ratios(took, alone), note)
    if extra:
        yield from against_duckdb(key, work, took, way, ducks, groups)
        yield from against_once(b, key, work, took, files[0])
    b.memory.append((key[7:], work, max(r.peak for r in mine), cells))


def against_duckdb(key, work, took, way, ducks, groups):
    if not ducks:
        yield Line(key + "-duckdb", work, took, "s", (">=", 2.5),
                   "DuckDB", note="not installed")
        return
    theirs = Values(ducks)
    yield Line(key + "-duckdb", work, took, "s", (">=", 2.5), "DuckDB",
               theirs, ratios(theirs, took), "its GROUP BY, 2 threads, "
               "columns %s, %d groups" % (way, groups))


def against_once(b, key, work, took, path):
    """What takes ten times as long is asked once."""
    for name, program in (("sqlite3", "sqlite3"), ("Miller", "mlr")):
        if not has(program):
            yield Line("%s-%s" % (key, program), work, took, "s", None, name,
                       note="not installed")
            continue
        r = once(b, program, path)
        theirs = Values([r.seconds])
        yield Line("%s-%s" % (key, program), work, took, "s", None, name,
                   theirs, Values([r.seconds / took.median]), "asked once")


def once(b, program, path):
    if program == "mlr":
        out = os.path.join(b.dir, "miller")
        return Run(["sh", "-c", 'o=$1; shift; exec "$@" >"$o"', "sh", out] +
                   peers.miller(path))
    script, db = os.path.join(b.dir, "x.sql"), os.path.join(b.dir, "x.db")
    with open(script, "w") as f:
        f.write(peers.sqlite3_script(path))
    with open(script) as f:
        r = Run(["sqlite3", db], stdin=f)
    os.remove(db)
    return r


def several_files(b):
    """The same lines in one file and in four: bytes per second, as sizes
    differ a little."""
    one, four = os.path.join(b.dir, "one"), os.path.join(b.dir, "four")
    single = fixture.export(one, b.rows, 10)
    parts = fixture.export(four, b.rows, 10, 4)
    raw1 = sum(int(inflate(b, f).out) for f in single)
    raw4 = sum(int(inflate(b, f).out) for f in parts)
    rate1, rate4 = [], []
    for _ in range(b.runs):
        rate1.append(raw1 / ingest(b, one).seconds / 1e6)
        r = ingest(b, four)
        rate4.append(raw4 / r.seconds / 1e6)
    rate1, rate4 = Values(rate1), Values(rate4)
    b.memory.append(("files", "ingest, 4 files", r.peak, cells_of(r)))
    shutil.rmtree(one)
    shutil.rmtree(four)
    yield Line("ingest-files", "ingest, 4 files on %d cores" % b.cores, rate4,
               "MB/s", (">=", 1.8), "1 file", rate1, ratios(rate4, rate1))


def memory(b):
    for key, work, peak, cells in b.memory:
        limit = 64 + cells * CELL / MIB
        yield Line("memory-" + key, "memory, " + work, Values([peak / MIB]), "MiB",
                   ("<=", round(limit, 1)),
                   note="64 MiB + 256 B for each of %d cells" % cells)


def lines(b):
    b.memory = []
    folder = os.path.join(b.dir, "x")
    files = fixture.export(folder, b.rows // 4, 40)
    r = ingest(b, folder)
    b.memory.append(("quarter", "ingest, 40 % AI, a quarter of the rows",
                     r.peak, cells_of(r)))
    shutil.rmtree(folder)
    for percent, goal in ((10, 1.25), (100, 2.5)):
        files = fixture.export(folder, b.rows, percent)
        yield from against_inflate(
            b, "ingest-%d" % percent, "ingest, %d %% AI" % percent, goal,
            folder, files, percent == 10)
        shutil.rmtree(folder)
    yield from several_files(b)
    yield from memory(b)
