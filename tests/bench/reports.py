# SPDX-License-Identifier: MIT
"""Reports over a thousand claimed workloads and a million cells."""
import json
import os
import shutil

import fixture
from measure import Line, Values, quiet

NOW = "2026-10-12T08:00:00Z"
# key, work, what is run, whether it writes, goal in seconds
WORK = [
    ("cards", "cards of a week",
     ["foc-spendcard", "generate", "-q", "--week", "2026-W41"], True, 2),
    ("gaps", "gaps detect", ["foc-gaps", "detect"], True, 2),
    ("maturity", "maturity", ["foc-maturity"], False, 1),
    ("chargeback", "chargeback",
     ["foc-chargeback", "--month", "2026-10", "--draft", "-q"], False, 2),
    ("chargeback-net", "chargeback, all levels, net",
     ["foc-chargeback", "--month", "2026-10", "--draft", "-q", "--level",
      "all", "--basis", "net"], False, None),
    ("chargeback-focus", "chargeback as FOCUS",
     ["foc-chargeback", "--month", "2026-10", "--draft", "-q", "-f", "focus"],
     False, None),
    ("reconcile", "chargeback reconcile",
     ["foc-chargeback", "reconcile", "--month", "2026-10"], False, None),
    ("usage", "workload usage, by day",
     ["foc-workload", "usage", "--month", "2026-10"], False, None),
    ("watch", "watch scan", ["foc-watch", "scan"], True, None),
]


def prepare(b, db):
    """Workloads, eleven days of bill, the cards of the week before."""
    roles = fixture.filled(b.tools, db, b.workloads)
    fixture.bill(db, os.path.join(b.dir, "cur"), b.other_rows,
                 b.until, roles)
    quiet(["foc-spendcard", "generate", "-q", "--week", "2026-W40"],
          fixture.env(db, NOW))
    out = fixture.call(["foc-db", "stats"], fixture.env(db, NOW),
                       stdout=-1)
    rows = {r["id"]: r["rows"] for r in map(json.loads, out.splitlines())}
    return "%d workloads, %d cells" % (rows["workload"], rows["cell"])


def lines(b):
    db, kept = (os.path.join(b.dir, n) for n in ("work.db", "kept.db"))
    note = prepare(b, kept)
    for key, work, argv, writes, goal in WORK:
        took = []
        shutil.copy(kept, db)
        for _ in range(b.runs):
            if writes:
                shutil.copy(kept, db)
            took.append(quiet(argv, fixture.env(db, NOW)).seconds)
        yield Line(key, work, Values(took), "s",
                   None if goal is None else ("<=", goal), note=note)
