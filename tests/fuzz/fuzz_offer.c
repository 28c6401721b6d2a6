/* SPDX-License-Identifier: MIT */
/* Price offers, JSON and CSV: each price, then all of them into the book. */
#include "fuzz.h"
#include "ingest/offer.h"

static int
check_price(void *arg, const struct offer_price *p)
{
	int *n = arg;

	(*n)++;
	MUST(p->code != NULL && p->service != NULL && p->usage != NULL &&
	    p->operation != NULL && p->region != NULL && p->model != NULL &&
	    p->description != NULL && p->unit != NULL && p->version != NULL);
	MUST(p->published >= 0 && p->published % UTC_DAY == 0);
	MUST(strncmp(p->code, "AmazonBedrock", 13) == 0);
	return FOC_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct foc *f = fuzz_db();
	int prices = 0, status, imported;
	struct offer o = { .f = f, .file = "offer", .arg = &prices,
	    .take = check_price };

	status = offer_read(&o, (const char *)data, size);
	if (status != FOC_OK) {
		MUST(status == FOC_BAD_INPUT);
		fuzz_check_sentence(foc_errmsg(f));
	}
	MUST(foc_begin(f) == FOC_OK);
	imported = foc_price_import(f, "offer", (const char *)data, size,
	    fuzz_sink());
	MUST(imported == status);
	fuzz_undo(f);
	return 0;
}
