#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""any-shape: foc-table on records whose values were taken away or changed for
others; goal: it prints them all, and ends with 0."""
import json
import subprocess

from torture import SHORT, fault, figure, foc, request, rng, sandbox

VALUES = [None, True, 0, -1, "x", "", [], {}, [1, "a", None], {"a": 1}, [{}],
          [[]], "<b>\x1b[31m\u202e", "2026-11-16T00:00:00Z", 1e3]


def changed(value):
    if isinstance(value, dict):
        return {k: changed(v) if rng.random() > .12 else rng.choice(VALUES)
                for k, v in value.items()
                if k == "kind" or rng.random() > .08}
    if isinstance(value, list):
        return [changed(v) for v in value]
    return value


def main():
    db = sandbox("foc.db")
    request(db, "csbot")
    seen = []
    for args in (("foc-states",), ("foc-request", "list"),
                 ("foc-model", "list"), ("foc-audit", "log"),
                 ("foc-status",)):
        out = foc(*args, "-f", "jsonl", db=db, check=True).stdout
        seen += [json.loads(line) for line in out.splitlines()]
    rounds = 40 if SHORT else 400
    for _ in range(rounds):
        text = "".join(json.dumps(changed(rng.choice(seen))) + "\n"
                       for _ in range(50))
        for fmt in ("table", "csv", "jsonl"):
            p = subprocess.run(["foc-table", "-f", fmt], input=text.encode(),
                               capture_output=True, check=False)
            if p.returncode != 0 or p.stderr or not p.stdout:
                fault(f"{fmt}: status {p.returncode}: "
                      f"{p.stderr[-500:].decode()}")
    figure(f"{rounds * 3} tables of changed records", f"{len(fault)} failed",
           "0", not fault)


if __name__ == "__main__":
    main()
