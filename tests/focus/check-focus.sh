#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# check-focus.sh: the FOCUS files of foc-chargeback before the public
# validator of the FinOps Foundation (focus_validator 2), where it is
# installed: as focus-validator on PATH, or as FOCUS_VALIDATOR says, such as
# "python3 -m focus_validator.main".  It has the rules of 1.2; a file of 1.3 has
# all that 1.2 asks for, and its own columns are looked at here.  Exit status 1
# where a rule fails, 77 where there is no validator.
set -euo pipefail

read -ra validator <<<"${FOCUS_VALIDATOR:-focus-validator}"
"${validator[@]}" --help >/dev/null 2>&1 || {
	echo "no focus-validator: set FOCUS_VALIDATOR"
	exit 77
}
# What is true of AWS accounts, regions and tags.  There are no unit prices in
# what is charged: a charge is a sum over hours and their prices.
criteria=ACCOUNT_NAMING_SUPPORTED,SUB_ACCOUNT_SUPPORTED,REGION_SUPPORTED
criteria+=,MULTIPLE_SUB_ACCOUNT_TYPES_SUPPORTED,TAGGING_SUPPORTED
criteria+=,MULTIPLE_BILLING_ACCOUNT_TYPES_SUPPORTED
criteria+=,MULTIPLE_PRICING_CATEGORIES_SUPPORTED,USAGE_MEASUREMENT_SUPPORTED
# Two rules of which no file can fulfil both (a provisional invoice has no id;
# an issued one has); the rule above them is fulfilled by either.
known='InvoiceId-C-00[45]-C'

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
# shellcheck source=tests/docs/prelude.sh
source "$FOC_TOP/tests/docs/prelude.sh"
export FOC_DB=$dir/foc.db FOC_NOW=2026-11-16T09:00:00Z FOC_ACTOR=cron
bring file asked granted ready live billed
failed=0
for version in 1.2 1.3; do
	foc-chargeback --month 2026-10 --draft -q -f focus \
	    --profile "$version" >"$version.csv"
	"${validator[@]}" --data-file "$dir/$version.csv" \
	    --validate-version 1.2 --block-download --output-type console \
	    --applicability-criteria "$criteria" >"$version.out" 2>&1 || :
	grep -a '^Total:' "$version.out" || {
		tail -n 5 "$version.out"
		exit 1
	}
	if grep -a 'FAIL ' "$version.out" | grep -Ev "$known"; then
		failed=1
	fi
done
exit "$failed"
