# SPDX-License-Identifier: MIT
"""Files to measure on: what is in them is made by the programs themselves,
by gencur, and by fill, which calls the library as the programs do."""
import os
import shutil
import subprocess
import sys

NEEDS, BILLED = "2026-09-28T08:00:00Z", "2026-10-12T07:00:00Z"

PEOPLE = """\
organization: Bench
currency: USD
people:
  - {id: priya, name: P, email: p@x, unix: [], roles: [product-owner]}
  - {id: sarah, name: S, email: s@x, unix: [], roles: [finops-lead]}
  - {id: eli, name: E, email: e@x, unix: [], roles: [cloud-engineer]}
  - {id: dana, name: D, email: d@x, unix: [],
     roles: [portfolio-owner, finance]}
  - {id: cron, name: C, email: c@x, unix: [], roles: [operator]}
hierarchy:
  - unit: Unit
    departments:
      - department: Department
        portfolios:
"""


def organisation(workloads):
    """A product for each ten workloads, a portfolio for each ten products;
    eight of the products share the account."""
    n = (workloads + 9) // 10
    text = PEOPLE
    for i in range(0, n, 10):
        text += ("          - portfolio: F%d\n            owner: dana\n"
                 "            products:\n" % (i // 10))
        for j in range(i, min(i + 10, n)):
            text += "              - {product: P%d, owner: priya}\n" % j
    shared = ", ".join("P%d" % j for j in range(min(n, 8)))
    return text + (
        'accounts:\n  - {id: "341153769010", name: a, environment: prod, '
        'shared_by: [%s]}\n  - {id: "012345678901", name: payer, '
        "payer: true}\n" % shared)


def env(db, now, actor="cron"):
    return dict(os.environ, FOC_DB=db, FOC_NOW=now, FOC_ACTOR=actor,
                LC_ALL="C", TZ="UTC")


def call(argv, environ=None, stdout=subprocess.DEVNULL):
    p = subprocess.run(argv, env=environ, stdin=subprocess.DEVNULL,
                       stdout=stdout, stderr=subprocess.PIPE, text=True)
    if p.returncode != 0:
        sys.exit("bench: %s: exit %d: %s"
                 % (" ".join(argv[:4]), p.returncode, p.stderr.strip()[:500]))
    return p.stdout


def sandbox(db, yaml):
    for tail in ("", "-journal", ".lock", ".ingest"):
        if os.path.exists(db + tail):
            os.remove(db + tail)
    call(["foc-init", "--sandbox", yaml], env(db, NEEDS))
    return db


def empty(top, where):
    """The organisation of the examples, and nothing else."""
    return sandbox(where, os.path.join(top, "examples", "foc.yaml"))


def filled(tools, where, workloads):
    """A file with so many claimed workloads, and their roles for gencur."""
    yaml = where + ".yaml"
    with open(yaml, "w") as f:
        f.write(organisation(workloads))
    sandbox(where, yaml)
    roles = call([os.path.join(tools, "fill"), where, "workloads",
                  str(workloads)], stdout=subprocess.PIPE)
    return roles.split()


def bill(where, folder, rows, until, roles):
    """Twenty thousand lines of all sorts and the workloads' own, by the hour
    from the 1st of October on; read in on the 12th."""
    call(["gencur", "--period", "2026-10", "--until", until, "--rows",
          str(rows), "--level", "1"] + roles + ["-o", folder])
    call(["foc-ingest-cur", "-q", folder], env(where, BILLED))
    shutil.rmtree(folder)


def events(tools, where, n, workloads):
    call([os.path.join(tools, "fill"), where, "events", str(n),
          str(workloads)])


def export(folder, rows, percent, chunks=1):
    """A month of CUR 2.0, 117 columns; returns its data files."""
    call(["gencur", "--rows", str(rows), "--ai-percent", str(percent),
          "--chunks", str(chunks), "-o", folder])
    files = []
    for at, _, names in os.walk(folder):
        files += [os.path.join(at, n) for n in names if n.endswith(".csv.gz")]
    return sorted(files)
