# SPDX-License-Identifier: MIT
"""any-shape.py RECORDS ROUNDS [SEED]: foc-table on records whose values were
taken away or changed for others; it must print them all, and end with 0."""
import json
import random
import subprocess
import sys

VALUES = [None, True, 0, -1, "x", "", [], {}, [1, "a", None], {"a": 1}, [{}],
          [[]], "<b>\x1b[31m\u202e", "2026-11-16T00:00:00Z", 1e3]


def changed(value):
    if isinstance(value, dict):
        return {k: changed(v) if random.random() > .12
                else random.choice(VALUES)
                for k, v in value.items()
                if k == "kind" or random.random() > .08}
    if isinstance(value, list):
        return [changed(v) for v in value]
    return value


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        records = [json.loads(line) for line in f]
    rounds = int(sys.argv[2])
    random.seed(int(sys.argv[3]) if len(sys.argv) > 3 else 7)
    failed = 0
    for _ in range(rounds):
        text = "".join(json.dumps(changed(random.choice(records))) + "\n"
                       for _ in range(50))
        for fmt in ("table", "csv", "jsonl"):
            p = subprocess.run(["foc-table", "-f", fmt], input=text.encode(),
                               capture_output=True, check=False)
            if p.returncode != 0 or p.stderr or not p.stdout:
                failed += 1
                print(fmt, p.returncode, p.stderr[-500:].decode())
    print(f"{rounds * 3} runs, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
