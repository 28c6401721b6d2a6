#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""All reports, an ingest, a request and its deadlines under time zones that
are far, odd, changing or nonsense, other locales, and clocks on 2024-02-29, at
the end of 2026 and after 2038; in a file that is no sandbox by libfaketime.
Goal: the same bytes as with UTC and C, 0 differences."""
import datetime
import os
import shutil
import subprocess

import world
from torture import (SHORT, TOP, VARYING, Faults, content, copy, environ,
                     figure, forget, rng)

ZONES = ("Pacific/Kiritimati", "Pacific/Apia", "America/St_Johns",
         "Asia/Kathmandu", "Europe/Berlin", "America/Los_Angeles",
         "Australia/Lord_Howe", "XYZ-99:59:59", ":nonsense/no where",
         "right/UTC", "EST5EDT,M3.2.0,M11.1.0", "")
LOCALES = ("C.utf8", "POSIX", "de_DE.UTF-8", "tr_TR.UTF-8", "ar_SA.UTF-8",
           "nonsense")
CLOCKS = ("2024-02-29T12:00:00Z", "2026-12-31T23:59:59Z",
          "2038-01-20T03:14:08Z", "2026-10-25T01:30:00Z")
REPORTS = [line.split() for line in """
foc-request list|foc-request show br-1 -f table|foc-approve queue -f csv
foc-approve scopes|foc-task list -f table|foc-task show ts-1|foc-task script ts-1
foc-claim list csbot|foc-claim handoff csbot -f env
foc-workload list --header|foc-workload list -f table
foc-workload usage --month 2026-10 --by hour|foc-workload usage --week last
foc-workload usage --month last|foc-workload usage --from 2026-10-01
foc-spendcard list -f csv|foc-spendcard show --week 2026-W42 csbot -f text --allow-stale
foc-spendcard show --week 2026-W42 csbot -f html --allow-stale
foc-spendcard show --week 2026-W42 csbot -f md --allow-stale
foc-spendcard review --week 2026-W42 -f text|foc-gaps list --month 2026-10
foc-watch list -f table|foc-maturity|foc-maturity -f text
foc-chargeback report --month 2026-10 --draft -f csv
foc-chargeback report --week 2026-W42 --draft
foc-chargeback report --month 2026-10 --draft -f focus
foc-chargeback reconcile --month 2026-10|foc-audit log|foc-audit show br-1 -f text
foc-audit log --month 2026-10 -f table|foc-status|foc-status -f text
foc-request notify|foc-gaps notify|foc-spendcard notify|foc-price list
foc-model list -f table|foc-prereq list|foc-org show|foc-db stats
foc-bill tracking csbot|foc-bill top model --month 2026-10
foc-why cd-2026-W41-csbot.r2:actual_usd|foc-states task -f table
foc-request list --as-of 2026-10-12|foc-workload usage --as-of 2026-10-13
foc-audit verify --state""".replace("\n", "|").split("|") if line]
# A card names the head of the audit, which hashes how long a load took.
VARYING |= {("card", "audit_head"), ("was_card", "audit_head")}
faults = Faults()
runs = 0


def run(args, db, now, **env):
    global runs
    runs += 1
    full = environ(db, "priya", now)
    full.update(env)
    for key in [k for k in full if full[k] is None]:
        del full[key]
    p = subprocess.run(args, env=full, stdin=subprocess.DEVNULL,
                       capture_output=True, check=False)
    return p.returncode, p.stdout, p.stderr


def make_locales():
    """Real ones, with commas in numbers, where their sources are there."""
    for name in () if SHORT else LOCALES[2:5]:
        os.makedirs("locales", exist_ok=True)
        if shutil.which("localedef"):
            subprocess.run(["localedef", "-i", name[:5], "-f", "UTF-8",
                            "locales/" + name], check=False,
                           capture_output=True)
            os.environ["LOCPATH"] = os.path.abspath("locales")


def settings():
    """Zone and locale, all zones and all locales at least once."""
    if SHORT:
        return [(rng.choice(ZONES), rng.choice(LOCALES)),
                (rng.choice(ZONES[:4]), "de_DE.UTF-8")]
    return [(z, LOCALES[i % len(LOCALES)]) for i, z in enumerate(ZONES)] + \
        [(rng.choice(ZONES), x) for x in LOCALES]


def reports(db, clocks, command=()):
    for now in clocks:
        before = [*command, now.replace("T", " ").rstrip("Z")] if command \
            else []
        for args in REPORTS:
            want = run([*before, *args], db, now)
            if want[0] not in (0, 1):
                faults(f"{' '.join(args)}: {want[0]} {want[2][:300]!r}")
            for zone, locale in settings():
                got = run([*before, *args], db, now, TZ=zone, LC_ALL=locale,
                          LANG=locale, LANGUAGE=locale)
                if got != want:
                    faults(f"TZ={zone} LC_ALL={locale} at {now}: "
                           f"{' '.join(args)} is another")


def ingests(base):
    """The same delivery and decisions, wherever they are made."""
    want = None
    bill = os.path.abspath("bill")
    world.bill(bill, [], rows=200, period="2026-12")
    for zone, locale in [("UTC", "C"), *settings()]:
        db = copy(base, os.path.abspath("t.db"))
        env = {"TZ": zone, "LC_ALL": locale, "LANG": locale}
        now = "2027-03-28T01:30:00Z"
        for who, args in (
                ("cron", ("foc-ingest-cur", "-q", bill)),
                ("priya", ("foc-request", "new", "--name", "z", "--product",
                           "Support Bot", "--use-case", "OPERATIONS",
                           "--runtime", "LAMBDA", "--tokens",
                           "input=1234567,output=89", "--start", "2027-03-28",
                           "--end", "2027-10-31", "--growth", "1.5")),
                ("cron", ("foc-spendcard", "generate", "--week", "last")),
                ("cron", ("foc-gaps", "detect")),
                ("cron", ("foc-watch", "scan"))):
            status, _, said = run(args, db, now, FOC_ACTOR=who, **env)
            if status != 0:
                faults(f"TZ={zone}: {' '.join(args)}: {status} {said!r}")
        got = content(db)
        del got["seal"]                 # binds what varies
        if want is None:
            want = got
        for table in got:
            if got[table] != want[table]:
                faults(f"TZ={zone} LC_ALL={locale}: {table} is another")
        forget(db)


def real_file():
    """No sandbox: the machine's clock, which libfaketime sets."""
    db = os.path.abspath("real.db")
    status, _, said = run(["foc-init", f"{TOP}/examples/foc.yaml"], db, None)
    if status != 0:
        faults(f"foc-init: {said!r}")
    some = [a for a in REPORTS if a[0] in ("foc-status", "foc-prereq",
                                           "foc-task", "foc-request",
                                           "foc-db")]
    for now in CLOCKS[:3]:
        for args in some[:3] if SHORT else some:
            at = datetime.datetime.fromisoformat(now.replace("Z", "+00:00"))
            fake = {"LD_PRELOAD": FAKE, "FAKETIME_FMT": "%s",
                    "FAKETIME": f"@{int(at.timestamp())}"}
            want = run(args, db, None, **fake)
            if want[0] not in (0, 1):
                faults(f"real file at {now}: {' '.join(args)}: {want}")
            for zone, locale in settings():
                got = run(args, db, None, TZ=zone, LC_ALL=locale, **fake)
                if got != want:
                    faults(f"real file at {now}, TZ={zone}: {' '.join(args)} "
                           "is another")
    forget(db)
    return "libfaketime"


FAKE = next((p for p in (
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1")
    if os.path.exists(p)), "")


def main():
    world.in_memory()
    base = os.path.abspath("foc.db")
    make_locales()
    world.build(base)
    reports(base, CLOCKS[1:3] if SHORT else CLOCKS)
    ingests(base)
    how = real_file() if FAKE and not os.environ.get("SAN") else "no faketime"
    figure(f"{len(REPORTS)} reports, {len(CLOCKS)} clocks, {len(ZONES)} zones,"
           f" {len(LOCALES)} locales, {how}: {runs} runs",
           f"{len(faults)} that differ", "0", not faults)


if __name__ == "__main__":
    main()
