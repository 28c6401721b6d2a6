# SPDX-License-Identifier: MIT
"""A bill to ask about: MONTH, days, and the roles of three workloads."""
import csv
import datetime
import sys
from decimal import Decimal

month, days, csbot, docsum, coder = sys.argv[1:]
first = datetime.datetime.fromisoformat(month + "-01")
november = month == "2026-11"
HAIKU, OPUS = "Claude4.5Haiku", "Claude4.7Opus"

# role, account, what, thousands of tokens, dollars a million
lines = [
    (coder, "222233334444", HAIKU + "-input-tokens", 3900, "1.1"),
    (coder, "222233334444", HAIKU + "-cache-read-input-token-count", 1100,
     "0.11"),
    (coder, "222233334444", HAIKU + "-output-tokens", 998, "5.5"),
    (csbot, "341153769010", HAIKU + "-input-tokens", 1000, "1.1"),
    (docsum, "341153769010", "NovaPro-output-tokens", 1000, "3.2"),
    ("arn:aws:iam::555566667777:role/checkout-service", "555566667777",
     OPUS + "-input-tokens", 400, "5.5"),
    ("", "341153769010", "NovaLite-input-tokens", 1000, "0.06"),
]
if november:
    lines.append((csbot, "341153769010", OPUS + "-input-tokens", 100, "5.5"))

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow("""bill_billing_period_start_date bill_payer_account_id
line_item_usage_account_id line_item_usage_start_date line_item_usage_end_date
line_item_line_item_type line_item_product_code line_item_usage_type
line_item_usage_amount pricing_unit line_item_unblended_cost
line_item_currency_code line_item_resource_id line_item_iam_principal
product_region_code bill_billing_entity product_product_name
identity_line_item_id""".split())
for day in range(int(days)):
    start = first + datetime.timedelta(days=day)
    end = start + datetime.timedelta(days=1)
    for n, (role, account, what, thousands, price) in enumerate(lines):
        out.writerow([month + "-01T00:00:00Z", "012345678901", account,
            start.isoformat() + "Z", end.isoformat() + "Z", "Usage",
            "AmazonBedrock", "USE1-" + what, thousands, "1K tokens",
            Decimal(price) * thousands / 1000, "USD", "", role, "us-east-1",
            "AWS", "Amazon Bedrock", "%s-%d-%d" % (month, day, n)])
