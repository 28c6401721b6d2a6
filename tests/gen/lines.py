# SPDX-License-Identifier: MIT
"""lines.py PAYER PRICES <spend >export.csv: a CUR 2.0 file of known amounts.

A line of spend is "TIME ACCOUNT PRINCIPAL MODEL USD": that model's input
tokens for that many dollars in that hour, at the price of foc-price list
(JSON Lines, the file PRICES).  "-" is no principal.  All of it is one month.
"""
import csv
import json
import sys
from decimal import Decimal

COLUMNS = """identity_line_item_id bill_payer_account_id bill_bill_type
bill_billing_entity bill_invoice_id bill_billing_period_start_date
bill_billing_period_end_date line_item_line_item_type
line_item_usage_start_date line_item_usage_end_date
line_item_usage_account_id line_item_product_code product
line_item_usage_type line_item_operation line_item_resource_id
line_item_iam_principal line_item_usage_amount line_item_currency_code
line_item_unblended_rate line_item_unblended_cost pricing_unit
product_region_code line_item_legal_entity tags resource_tags""".split()


def main():
    payer, prices = sys.argv[1:]
    price = {}
    with open(prices, encoding="utf-8") as f:
        for line in f:
            p = json.loads(line, parse_float=Decimal, parse_int=Decimal)
            if (p["token_type"], p["tier"], p["geography"]) == (
                    "INPUT", "STANDARD", "REGIONAL"):
                price.setdefault(p["model"], p["usd_per_million"])
    out = csv.DictWriter(sys.stdout, COLUMNS)
    out.writeheader()
    for n, line in enumerate(sys.stdin):
        time, account, principal, model, usd = line.split()
        month, hour = time[:7], int(time[11:13])
        after = "%d-%02d" % (int(month[:4]) + (month[5:] == "12"),
                             int(month[5:]) % 12 + 1)
        rate = price[model] / 1000
        out.writerow({
            "identity_line_item_id": "line%d" % n,
            "bill_payer_account_id": payer,
            "bill_bill_type": "Anniversary",
            "bill_billing_entity": "AWS",
            "bill_billing_period_start_date": month + "-01T00:00:00.000Z",
            "bill_billing_period_end_date": after + "-01T00:00:00.000Z",
            "line_item_line_item_type": "Usage",
            "line_item_usage_start_date": time,
            "line_item_usage_end_date": "%s%02d:59:59Z" % (time[:11], hour),
            "line_item_usage_account_id": account,
            "line_item_product_code": "AmazonBedrock",
            "product": '{"product_name":"Amazon Bedrock"}',
            "line_item_usage_type": "USE1-%s-input-tokens" % model,
            "line_item_operation": "InvokeModelInference",
            "line_item_iam_principal": principal.replace("-", "", 1)
            if principal == "-" else principal,
            "line_item_usage_amount": "%.10f" % (Decimal(usd) / rate),
            "line_item_currency_code": "USD",
            "line_item_unblended_rate": rate,
            "line_item_unblended_cost": usd,
            "pricing_unit": "1K tokens",
            "product_region_code": "us-east-1",
            "line_item_legal_entity": "Amazon Web Services, Inc.",
            "tags": "{}", "resource_tags": "{}"})


if __name__ == "__main__":
    main()
