/* SPDX-License-Identifier: MIT */
/* The closed ledger: every line of a month's bills is in one bucket. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/sink.h"
#include "spend/chargeback.h"

struct ledger {
	struct chargeback c;
	int64_t	broken;
	char	*first;		/* sum that differs, in words */
};

static void
note_difference(struct ledger *l, struct rows *r)
{
	if (l->broken++ > 0)
		return;
	l->first = xasprintf("payer %s by %s%s%s is off by %s", db_text(r, 2),
	    db_text(r, 3), *db_text(r, 4) != '\0' ? ", " : "", db_text(r, 4),
	    db_text(r, 5));
}

static int
emit(struct ledger *l, struct foc_out *out)
{
	struct rows r;
	int status;

	db_query(&r, l->c.f, SQL_RECONCILE_RECORDS, "si", l->c.period,
	    l->c.month);
	while (db_next(&r)) {
		sink_record(out, db_text(&r, 0));
		if (db_int(&r, 1) != 0)
			note_difference(l, &r);
	}
	status = db_done(&r);
	if (status == FOC_OK && l->broken > 0)
		status = foc_fail(l->c.f, FOC_REFUSED, "%s: %lld sums of the "
		    "bills differ from where their lines went: %s; foc-db "
		    "check tells more", l->c.period, (long long)l->broken,
		    l->first);
	free(l->first);
	return status;
}

/*
 * The attribution refuses what does not add up; here the records say where.
 */
static int
reconcile(struct ledger *l, struct foc_out *out)
{
	int taken = chargeback_take(&l->c, ATTRIBUTION_COST), status;

	if (taken != FOC_OK && !l->c.broken)
		return taken;
	status = emit(l, out);
	if (status == FOC_OK && taken != FOC_OK)
		status = foc_fail(l->c.f, FOC_REFUSED, "%s: what was "
		    "attributed is not what the bills say; foc-db check "
		    "tells more", l->c.period);
	return status;
}

int
foc_chargeback_reconcile(struct foc *f, int64_t month, struct foc_out *out)
{
	struct ledger l = { .c = { .f = f, .month = month, .from = month,
	    .to = utc_month_next(month) } };
	int status;

	utc_month(l.c.period, month);
	if ((status = past_needs_shares(f)) != FOC_OK ||
	    (status = chargeback_begin(f)) != FOC_OK)
		return status;
	return chargeback_end(f, reconcile(&l, out));
}
