# SPDX-License-Identifier: MIT
"""odd.py IN.csv OUT.csv [SEED]: a bill that gencur --plain wrote, with rows
beside its own that a reduction could get wrong."""
import csv
import json
import random
import sys

AMOUNTS = [
    # rounding: halves to even, either sign; more and more decimals
    "0.00000000005", "0.00000000015", "-0.00000000005", "-0.00000000025",
    "0.000000000050000000000000000000001", "0.12345678901234567890",
    "0.0000000000499999999999999999999", "0.00000000015000000000000000001",
    "9.984E-7", "1.2345678901234567e-05", "-4.5E-11", "1.23e+2", "3E0",
    "5.55E-17", "1.2345678901234567E-13", "+1.5", ".5", "2.", "007.25", "0",
    "-0", "0.00000001", "0.0000000101", "1234.5678901234", "1e-30",
]
LABELS = ['say "hi", ok', "Zürich", "東京", "a\\b", "tab\tin", "100%_!", "it's",
          "two\nlines", "", "x" * 300, "\u212a", "Ünï"]


def main():
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    with open(sys.argv[1], newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    names = list(rows[0])
    ai = [r for r in rows if "Bedrock" in r["line_item_product_code"] or
          "Bedrock" in r["product"]]
    spend = [r for r in ai if r["line_item_line_item_type"] == "Usage"]
    market = [r for r in spend if r["bill_billing_entity"] == "AWS Marketplace"]
    rest = [r for r in rows if r not in ai]
    odd = []

    def add(of, n=1, **change):
        r = dict(of)
        r.update({"line_item_" + k if not k.startswith("_") else k[1:]: v
                  for k, v in change.items()})
        odd.extend(dict(r) for _ in range(n))

    for amount in AMOUNTS:
        r = rng.choice(spend)
        # as cost, by a rate that has nothing to do with it: the gate looks
        add(r, rng.randint(1, 3), unblended_cost=amount, usage_amount="0",
            unblended_rate="")
        add(r, 2, usage_amount=amount, unblended_cost="0",
            net_unblended_cost=amount)
        add(r, 1, _pricing_public_on_demand_cost=amount, unblended_cost="0",
            usage_amount="0")
        add(rng.choice(rest), 2, unblended_cost=amount)
    for kind in ("Credit", "Refund", "BundledDiscount", "SppDiscount",
                 "Fee", "Novelty", "PrivateRateDiscount"):
        add(rng.choice(spend), 2, line_item_type=kind, unblended_cost="-1.25",
            usage_amount="1")
        add(rng.choice(rest), 2, line_item_type=kind, unblended_cost="-0.75")
    for r in (rng.choice(ai), rng.choice(rest)):
        add(r, 2, line_item_type="Fee", unblended_cost="")
        add(r, 3, currency_code="EUR", unblended_cost="7.1")
    # opaque codes: tax and credit of a product that is AI, and of one that
    # is not; decided after the last file
    for code in (rng.choice(market)["line_item_product_code"] if market else
                 "aaaa", "zzzz0000unknown"):
        for kind, cost in (("Tax", "0.37"), ("Credit", "-2.5")):
            add(rng.choice(market or spend), 2, line_item_type=kind,
                product_code=code, unblended_cost=cost, usage_type="",
                resource_id="", iam_principal="", unblended_rate="",
                _product="{}", _bill_billing_entity="AWS Marketplace",
                _pricing_unit="")
    account = spend[0]["line_item_usage_account_id"]
    for who in ("assumed-role/AWSReservedSSO_Dev_0123/jane@example.com",
                "assumed-role/AWSReservedSSO_Dev_0123/joe@example.com",
                "assumed-role/app/i-0123456789", "assumed-role/app/i-999",
                "assumed-role/fed/ann@corp", "federated-user/kim",
                "assumed-role/nothing"):
        add(rng.choice(spend), 2,
            iam_principal=f"arn:aws:sts::{account}:{who}")
    for label in LABELS:
        r = rng.choice(spend)
        add(r, 2, _tags=json.dumps({"iamPrincipal/owner": label,
            "z/" + label: "v", "a": label}, ensure_ascii=rng.random() < .5))
        add(r, 2, _resource_tags=json.dumps({"user_team": label}),
            line_item_description=label, resource_id=label)
        add(r, 1, operation=label, legal_entity=label)
        add(rng.choice(rest), 1, usage_type=label, operation=label,
            _bill_invoice_id=label[:20].replace("\n", ""))
        add(rng.choice(rest), 2, product_code=label or "x")
    for r in rng.sample(spend, min(20, len(spend))):
        add(r, 1)                               # the same row once more
        add(r, 1, unblended_rate="")
        add(r, 1, unblended_rate="n/a")
        add(r, 1, unblended_cost=str(float(r["line_item_unblended_cost"])
            * .7))
        add(r, 1, net_unblended_cost="", _pricing_public_on_demand_cost="")
        add(r, 1, usage_type=r["line_item_usage_type"].upper())
        add(r, 1, _product=json.dumps({"product_name": "", "region": "eu-1"}),
            _product_region_code="")
    add(rng.choice(spend), 2, line_item_type="FlatRateSubscription")
    # a Claude Platform, in units of a cent and not
    for cost in ("0.12", "0.12000000001", "0.13", "0", "-0.1"):
        add(spend[0], 2, usage_amount="12", unblended_cost=cost,
            unblended_rate="0.01", product_code="ClaudePlatform",
            usage_type="USE1-CCU", _pricing_unit="Units",
            resource_id="arn:aws:aws-external-anthropic:us-east-1:"
            f"{account}:workspace/wrkspc_1")
    rng.shuffle(odd)
    with open(sys.argv[2], "w", newline="", encoding="utf-8") as f:
        w = csv.DictWriter(f, names, lineterminator="\n")
        w.writeheader()
        w.writerows(rows + odd)


main()
