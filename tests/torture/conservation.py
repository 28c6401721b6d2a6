#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random bills of many months and payers, with costs of every size and sign.
Every load has to state the exact sums of its file; owners, their parts of
shared accounts, products and all levels above have to add up to AI spend; and
the same rows in another order, in other files, in pieces, twice or beside an
older delivery have to give the same file and the same reports, byte by byte.
Goal: 10,000 loads, 0 units off, 0 bytes changed."""
import collections
import csv
import json
import os
from decimal import ROUND_HALF_EVEN, Decimal, getcontext

import world
from torture import (SHORT, Faults, content, figure, foc, forget, rng,
                     sandbox)

LOADS = 150 if SHORT else 10000
MONTHS = 15 if SHORT else 50            # of one round
PAYERS = ("012345678901", "987654321098")
NOW = "2031-01-01T05:00:00Z"
UNIT = Decimal("1e-10")
getcontext().prec = 80
faults = Faults()
HEAD = """bill_billing_entity bill_billing_period_start_date
    bill_payer_account_id bill_invoice_id line_item_usage_account_id
    line_item_line_item_type line_item_usage_start_date
    line_item_usage_end_date line_item_product_code line_item_usage_type
    line_item_operation line_item_resource_id line_item_usage_amount
    line_item_unblended_cost line_item_unblended_rate
    line_item_currency_code line_item_iam_principal pricing_unit
    product_region_code product resource_tags""".split()
USES = (                # is it AI, entity, code, product, usage, unit, rate
    (1, "AWS", "AmazonBedrock", "Amazon Bedrock", "NovaPro-input-tokens",
     "1K tokens", "0.0008"),
    (1, "AWS", "AmazonBedrock", "Amazon Bedrock", "NovaPro-output-tokens",
     "1K tokens", "0.0032"),
    (1, "AWS", "AmazonBedrockService", "Amazon Bedrock Service",
     "Claude4.5Haiku-input-tokens", "1K tokens", "0.0011"),
    (1, "AWS Marketplace", "4a524th30q694o538qndh9ucht",
     "Claude Haiku 4.5 (Amazon Bedrock Edition)",
     "MP:USE1_InputTokenCount-Units", "Units", "1.1"),
    (1, "AWS", "AmazonBedrock", "Amazon Bedrock",
     "Guardrail-ContentPolicyUnitsConsumed", "TextUnits", "0.00015"),
    (1, "AWS", "AmazonBedrockAgentCore", "Amazon Bedrock AgentCore",
     "Runtime:Consumption-based:vCPU", "vCPU-Hours", "0.0895"),
    (0, "AWS", "AmazonEC2", "Amazon Elastic Compute Cloud", "BoxUsage:m5",
     "Hrs", "0.096"),
    (0, "AWS", "AmazonS3", "Amazon Simple Storage Service",
     "Requests-Tier1", "Requests", "0.000005"))
ACCOUNTS = ("341153769010", "222233334444", "555566667777", "012345678901")
SPEND = {"Usage", "DiscountedUsage", "SavingsPlanCoveredUsage",
         "FlatRateSubscription"}
TAGS = ("{}", "{}", '{"user_element4": "Support Bot"}',
        '{"user_element3": "Customer Care"}', '{"user_element1": "Retail"}',
        '{"user_element4": "No Such Product"}')


def cost():
    """An amount as bills write them; AWS is not consistent either."""
    how = rng.randrange(8)
    if how == 0:
        return rng.choice(("0", "0.0", "0.0000000001", "0.0000000005",
                           "0.00000000005", "0.00000000015", "1e-7",
                           "4.0E-7", "2.5E-10", "3.5E-11"))
    if how == 1:
        return f"{rng.randrange(10**7)}.{rng.randrange(10**4):04}"
    places = rng.choice((2, 6, 10, 10, 11, 15, 20))
    return f"{rng.randrange(10)}.{rng.randrange(10**places):0{places}}"


def stamp(year, month, day, hour):
    return f"{year}-{month:02}-{day:02}T{hour:02}:00:00.000Z"


def row(year, month, payer):
    ai, entity, code, title, usage, unit, rate = rng.choice(USES)
    amount = cost()
    kind = "Usage"
    if rng.random() < .2:
        kind = rng.choice(("Credit", "Refund", "Tax", "Fee", "EdpDiscount",
                           "DiscountedUsage"))
        if kind in ("Credit", "Refund", "EdpDiscount"):
            amount = "-" + amount
    day, hour = rng.randrange(1, 28), rng.randrange(23)
    used = Decimal(amount) / Decimal(rate) if kind in SPEND else 0
    # Sums of billed units are 64 bits: 922 million in one group.
    if ai and used > 1_000_000:
        amount, used = rate, 1
    return bool(ai), [
        entity, stamp(year, month, 1, 0), payer, rng.choice(("", "111", "22")),
        rng.choice(ACCOUNTS), kind, stamp(year, month, day, hour),
        stamp(year, month, day, hour + 1), code,
        usage if code.startswith("4a5") else "USE1-" + usage,
        "InvokeModelInference", "", f"{used:.10f}", amount, rate, "USD",
        rng.choice(("", "", "arn:aws:iam::341153769010:role/app",
                    "arn:aws:sts::222233334444:assumed-role/x/session-1")),
        unit, "us-east-1", f'{{"product_name":"{title}"}}', rng.choice(TAGS)]


def rounded(text):
    return Decimal(text).quantize(UNIT, ROUND_HALF_EVEN)


class Truth:
    """What Decimal makes of the rows of one load."""

    def __init__(self):
        self.rows = self.ai_rows = 0
        self.file = self.ai = self.spend = self.exact = Decimal(0)

    def add(self, ai, r):
        c = rounded(r[13])
        self.rows += 1
        self.file += c
        self.exact += Decimal(r[13])
        if ai:
            self.ai_rows += 1
            self.ai += c
            if r[5] in SPEND:
                self.spend += c


def months(first, n):
    return [(2026 + (first + i) // 12, (first + i) % 12 + 1)
            for i in range(n)]


def bills(round_no):
    """The rows of each month and payer, and what they come to."""
    rows, truth = {}, {}
    for year, month in months(0, MONTHS):
        for payer in PAYERS:
            key = (f"{year}-{month:02}", payer)
            truth[key] = Truth()
            rows[key] = []
            for i in range(rng.randrange(1, 40)):
                ai, r = row(year, month, payer)
                if i == 0 and round_no % 2:
                    continue            # some loads have next to nothing
                rows[key].append(r)
                truth[key].add(ai, r)
            if not rows[key]:
                del rows[key], truth[key]
    return rows, truth


def write(name, rows):
    with open(name, "w", newline="", encoding="utf-8") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(HEAD)
        out.writerows(rows)
    return name


def ingest(db, *files):
    p = foc("foc-ingest-cur", "--export", "e", "--older", *files, db=db,
            actor="cron", now=NOW)
    if p.returncode != 0:
        faults(f"ingest: status {p.returncode}: {p.stderr[:500]}")
    return [json.loads(x, parse_float=Decimal, parse_int=Decimal)
            for x in p.stdout.splitlines()]


def same(what, is_, should):
    if is_ != should:
        faults(f"{what}: {is_}, not {should}")


def same_lines(what, is_, should):
    """The first line that differs will do."""
    for a, b in zip((is_ + "end").splitlines(), (should + "end").splitlines()):
        if a != b:
            faults(f"{what}: {a}\nnot {b}")
            return


def check_loads(loads, truth):
    found = {}
    for r in loads:
        if r["kind"] == "load":
            found[r["period"], r["payer"]] = r
    same("loads", sorted(found), sorted(truth))
    for key, r in found.items():
        t = truth[key]
        for name, want in (
                ("rows", t.rows), ("ai_rows", t.ai_rows),
                ("skipped_rows", t.rows - t.ai_rows), ("file_usd", t.file),
                ("ai_usd", t.ai), ("skipped_usd", t.file - t.ai),
                ("spend_usd", t.spend), ("residue_usd", t.exact - t.file)):
            same(f"{key}: {name}", r[name], want)
        same(f"{key}: by_type", sum(r["by_type"].values()), t.ai)
        same(f"{key}: by_platform", sum(r["by_platform"].values()), t.ai)
        same(f"{key}: reconciled", r["reconciled"], True)


def records(db, *args, ok=(0,)):
    p = foc(*args, db=db, now=NOW)
    if p.returncode not in ok:
        faults(f"{' '.join(args)}: status {p.returncode}: {p.stderr[:300]}")
    return p.stdout, [json.loads(x, parse_float=Decimal, parse_int=Decimal)
                      for x in p.stdout.splitlines()]


def parts(db, truth, some):
    """Owners, parts of pools, products and what is above them."""
    first, last = min(truth)[0], max(truth)[0]
    year, month = map(int, last.split("-"))
    end = f"{year + month // 12}-{month % 12 + 1:02}-01"
    said, usage = records(db, "foc-workload", "usage", "--by", "hour",
                          "--from", first + "-01", "--to", end)
    sums = collections.Counter()
    for u in usage:
        sums[u["hour"][:7]] += u["cost_usd"]
    spend = collections.Counter()
    for (period, _), t in truth.items():
        spend[period] += t.spend
    for period, amount in spend.items():
        same(f"{period}: owners", sums[period], amount)
    same("months of owners", set(sums) - set(spend), set())
    pools = collections.defaultdict(list)
    for u in usage:
        if u["source"] == "POOL":
            key = u["id"].split("|")
            pools["|".join(key[:-2])].append(u["cost_usd"])
    for key, shares in pools.items():
        # What cannot be divided goes in single units, so of n rows of one
        # key the shares differ by no more than there are rows behind it.
        if max(shares) - min(shares) > 40 * UNIT:
            faults(f"{key}: shares {shares}")
    text = [said]
    for period in some:
        totals = {}
        for level in ("rows", "total", "e1", "e2", "e3", "e4"):
            said, found = records(db, "foc-chargeback", "report", "--month",
                                  period, "--draft", "--level", level,
                                  ok=(0, 1))
            text.append(said)
            totals[level] = sum(r["amount_usd"] for r in found
                                if r["kind"].startswith("chargeback"))
            cents = sum(r["amount_rounded_usd"] for r in found
                        if r["kind"].startswith("chargeback"))
            same(f"{period}: cents of {level}", cents, totals[level].quantize(
                Decimal("0.01"), ROUND_HALF_EVEN) if found else 0)
        same(f"{period}: levels", set(totals.values()), {totals["rows"]})
        said, found = records(db, "foc-chargeback", "reconcile", "--month",
                              period)
        text.append(said)
        for r in found:
            same(r["id"], [r["difference_usd"], r["lines_difference"]],
                 [0, 0])
        by = collections.Counter()
        for r in found:
            by[r["by"]] += r["bill_usd"]
        of = [t for (p, _), t in truth.items() if p == period]
        whole, ai = sum(t.file for t in of), sum(t.ai for t in of)
        want = {"PLATFORM": ai, "TYPE": ai, "PRODUCT": whole - ai,
                "INVOICE": whole, "FILE": whole,
                "SPEND": sum(t.spend for t in of)}
        for name, amount in by.items():
            same(f"{period}: reconcile by {name}", amount, want.get(name))
    foc("foc-gaps", "detect", db=db, actor="cron", now=NOW, check=True)
    said, found = records(db, "foc-gaps", "list", "--from", first + "-01",
                          "--to", end)
    text.append(said)
    owned = sum(u["cost_usd"] for u in usage if u["source"] == "WORKLOAD")
    same("gaps and workloads", owned + sum(
        g["amount_usd"] for g in found if g["class"] == "ATTRIBUTION"),
        sum(spend.values()))
    return text


def kept(db):
    """All rows, but for the files that they came in."""
    tables = content(db)
    for table in ("load_file", "audit", "load"):
        del tables[table]
    return tables


def loads_of(db):
    return [{k: v for k, v in r.items() if k not in (
        "files", "reconcile", "seconds", "mb_per_second", "unchanged")}
            for r in db if r["kind"] == "load"]


def any_order(bill, one, first, reports):
    """The same rows by other ways."""
    rows, truth, some = bill
    pieces = [r for part in rows.values() for r in part]
    rng.shuffle(pieces)
    n = rng.randrange(1, 6)
    files = [write(f"p{i}.csv", pieces[i::n]) for i in range(n)]
    rng.shuffle(files)
    two = sandbox(os.path.abspath("two.db"))
    how = rng.choice(("once", "part before", "another before"))
    if how == "part before":
        # The month as it was when it was not complete.
        ingest(two, write("part.csv", pieces[:len(pieces) // 2]))
    elif how == "another before":
        changed = [r[:13] + ["1"] + r[14:] if r[5] not in SPEND else r
                   for r in pieces]
        ingest(two, write("part.csv", changed))
    again = ingest(two, *files)
    if how == "once":
        same("records of another order", loads_of(again), loads_of(first))
        for is_, should in zip(parts(two, truth, some), reports):
            same_lines("reports of another order", is_, should)
        if kept(two) != kept(one):
            a, b = kept(one), kept(two)
            faults("rows of " + ", ".join(t for t in a if a[t] != b[t]) +
                   " depend on the order")
    else:
        for is_, should in zip(parts(two, truth, some), reports):
            same_lines(f"reports, {how}", is_, should)
    for order in ("sorted", "reversed"):
        again = ingest(two, *sorted(files, reverse=order == "reversed"))
        if not all(r.get("unchanged") for r in again if r["kind"] == "load"):
            faults(f"{order}: the same delivery was loaded again")
    forget(two)


def main():
    world.in_memory()
    done = round_no = 0
    one = os.path.abspath("one.db")
    while done < LOADS:
        rows, truth = bills(round_no)
        forget(one)
        sandbox(one)
        files = [write(f"{p}-{m}.csv", r) for (m, p), r in rows.items()]
        first = ingest(one, *files)
        check_loads(first, truth)
        some = rng.sample(sorted({period for period, _ in truth}), 3)
        reports = parts(one, truth, some)
        any_order((rows, truth, some), one, first, reports)
        p = foc("foc-db", "check", db=one)
        if p.returncode != 0:
            faults(f"foc-db check: {p.stderr}")
        done += len(truth)
        round_no += 1
    figure(f"{done} loads, each in two orders and twice",
           f"{len(faults)} sums, splits, roll-ups or orders that differ", "0",
           not faults)


if __name__ == "__main__":
    main()
