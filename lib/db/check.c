/* SPDX-License-Identifier: MIT */
/* Is the file sound?  One line for each thing that is not. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/sink.h"
#include "core/text.h"
#include "db/check.h"
#include "db/migrate.h"

static void
json_quoted(FILE *to, const char *key, const char *value)
{
	fprintf(to, ",\"%s\":", key);
	text_json(to, value);
}

void
check_report(struct foc_out *out, const char *what, bool ok, const char *detail)
{
	char *json = NULL;
	size_t size;
	FILE *to = memstream(&json, &size);

	if (to == NULL)
		return;
	fprintf(to, "{\"kind\":\"check\",\"id\":\"%s\",\"result\":\"%s\"", what,
	    ok ? "OK" : "BROKEN");
	json_quoted(to, "detail", detail);
	putc('}', to);
	fclose(to);
	sink_record(out, json);
	free(json);
}

/* A pragma that says "ok" in one row, or what is wrong in several. */
static int
check_pragma(struct foc *f, const char *what, enum sql_id id,
    struct foc_out *out)
{
	struct rows r;
	const char *text;
	int status, bad = 0;

	db_query(&r, f, id, "");
	while (db_next(&r)) {
		text = db_text(&r, 0);
		if (id == SQL_INTEGRITY_CHECK && strcmp(text, "ok") == 0)
			continue;
		/* SQLITE_NOMEM: the page may be as good as any. */
		if (strstr(text, "error code=7") != NULL)
			mem_out();
		check_report(out, what, false, text);
		bad++;
	}
	if ((status = db_done(&r)) != FOC_OK)
		return status;
	if (bad == 0)
		check_report(out, what, true, "");
	return bad == 0 ? FOC_OK : foc_fail(f, FOC_REFUSED, "%s: %d broken "
	    "%s; " RESTORE, what, bad, bad == 1 ? "place" : "places");
}

/* Every dollar once: the cells of each load against its stated sums. */
static int
check_conservation(struct foc *f, struct foc_out *out)
{
	static const char *const what[] = {
		"its cells do not add up to its AI dollars",
		"cells are missing or too many",
		"its cells do not add up to its AI rows",
		"AI and other dollars do not add up to the file"
	};
	char detail[160];
	struct rows r;
	int status, i, bad = 0, loads = 0;

	db_query(&r, f, SQL_CHECK_CONSERVATION, "");
	while (db_next(&r)) {
		loads++;
		for (i = 0; i < 4; i++) {
			if (db_int(&r, i + 1) == 0)
				continue;
			snprintf(detail, sizeof(detail), "%s: %s",
			    db_text(&r, 0), what[i]);
			check_report(out, "conservation", false, detail);
			bad++;
		}
	}
	if ((status = db_done(&r)) != FOC_OK)
		return status;
	snprintf(detail, sizeof(detail), "%d loads", loads);
	if (bad == 0)
		check_report(out, "conservation", true, detail);
	return bad == 0 ? FOC_OK : foc_fail(f, FOC_REFUSED, "conservation: %d "
	    "%s not hold", bad, bad == 1 ? "sum does" : "sums do");
}

/* Every line of a bill in one bucket, however the bill is cut. */
static int
check_ledger(struct foc *f, struct foc_out *out)
{
	char detail[256];
	struct rows r;
	int status, bad = 0;

	db_query(&r, f, SQL_CHECK_LEDGER, "");
	while (db_next(&r)) {
		snprintf(detail, sizeof(detail), "%s: %s: off by %s dollars "
		    "and %lld lines", db_text(&r, 0), db_text(&r, 1),
		    db_text(&r, 2), (long long)db_int(&r, 3));
		check_report(out, "ledger", false, detail);
		bad++;
	}
	if ((status = db_done(&r)) != FOC_OK)
		return status;
	if (bad == 0)
		check_report(out, "ledger", true, "");
	return bad == 0 ? FOC_OK : foc_fail(f, FOC_REFUSED, "ledger: %d %s "
	    "not hold", bad, bad == 1 ? "sum of lines does" :
	    "sums of lines do");
}

static void
swallow(struct foc_out *out, const char *json)
{
	(void)out;
	(void)json;
}

/* Cells are looked at hour by hour among the rows: not here, too. */
static int
check_audit(struct foc *f, struct foc_out *out)
{
	struct foc_out none = { swallow };
	int status = foc_audit_verify(f, NULL, 0, false, &none);

	check_report(out, "audit", status == FOC_OK,
	    status == FOC_OK ? "" : f->err.text);
	return status;
}

static int
check_schema(struct foc *f, struct foc_out *out)
{
	int64_t version = 0;
	bool known = false;
	int status = db_get_int(f, &version, SQL_USER_VERSION, "");

	if (status == FOC_OK)
		status = schema_known(f, version, &known);
	if (status == FOC_OK && !known)
		status = foc_fail(f, FOC_REFUSED, "schema: the tables, "
		    "indexes, views and triggers are not those of version "
		    "%lld; " RESTORE, (long long)version);
	check_report(out, "schema", status == FOC_OK,
	    status == FOC_OK ? "" : f->err.text);
	return status;
}

static int
check_integrity(struct foc *f, struct foc_out *out)
{
	return check_pragma(f, "integrity", SQL_INTEGRITY_CHECK, out);
}

static int
check_keys(struct foc *f, struct foc_out *out)
{
	return check_pragma(f, "foreign-keys", SQL_FOREIGN_KEY_CHECK, out);
}

int
foc_db_check(struct foc *f, struct foc_out *out)
{
	static int (*const checks[])(struct foc *, struct foc_out *) = {
		check_integrity, check_schema, check_keys, check_audit,
		check_rows, check_conservation, check_ledger
	};
	struct err first = { 0 };
	size_t i;
	int status, worst = FOC_OK;

	for (i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		status = checks[i](f, out);
		if (status != FOC_OK && first.status == FOC_OK)
			first = f->err;
		worst = foc_worst(worst, status);
	}
	if (worst != FOC_OK)
		f->err = first;
	return worst;
}

int
foc_db_stats(struct foc *f, struct foc_out *out)
{
	return db_emit(f, out, NULL, SQL_STATS, "");
}
