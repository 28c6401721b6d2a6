/* SPDX-License-Identifier: MIT */
/* The catalog that a new file begins with. */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/tsv.h"
#include "db/seed.h"

#define PRICE_BOOK	"default-2026-10-10"
#define CATALOG_DATE	"2026-10-10"

/* Walk an embedded table; stop at the first row that fails. */
static int
each_row(struct foc *f, const char *table,
    int (*row)(struct foc *f, struct tsv *t))
{
	struct tsv t;
	int status = FOC_OK;

	tsv_open(&t, embed_text(table));
	while (status == FOC_OK && tsv_next(&t))
		status = row(f, &t);
	tsv_close(&t);
	return status;
}

/* Walk the comma-separated words of list (cut up in place). */
static int
each_word(struct foc *f, const char *list, struct tsv *t,
    int (*word)(struct foc *f, struct tsv *t, const char *word))
{
	char buf[512], *save = NULL, *w;
	int status = FOC_OK;

	if (strlen(list) >= sizeof(buf))
		return foc_fail(f, FOC_SYSTEM, "catalog: line %d: a list of "
		    "more than %zu bytes", t->line, sizeof(buf));
	memcpy(buf, list, strlen(list) + 1);
	for (w = strtok_r(buf, ",", &save); w != NULL && status == FOC_OK;
	    w = strtok_r(NULL, ",", &save))
		status = word(f, t, w);
	return status;
}

/* models.tsv: platforms, model, vendor, name, model_id, in_region, common */
static int
add_model(struct foc *f, struct tsv *t, const char *platform)
{
	bool approved = f->sandbox && strcmp(t->cell[6], "yes") == 0 &&
	    strcmp(platform, "CLAUDE_PLATFORM") != 0;

	return db_run(f, SQL_SEED_MODEL, "sssssisis", platform, t->cell[1],
	    t->cell[2], t->cell[3], strcmp(platform, "CLAUDE_PLATFORM") == 0 ?
	    t->cell[1] : t->cell[4],
	    (int64_t)(strcmp(t->cell[5], "yes") == 0),
	    approved ? "APPROVED" : "PENDING_REVIEW", f->now,
	    "built-in catalog " CATALOG_DATE);
}

static int
model_row(struct foc *f, struct tsv *t)
{
	int status = each_word(f, t->cell[0], t, add_model), i;

	for (i = 1; i < 5 && status == FOC_OK; i++)
		if (i != 2)		/* the vendor is no name of it */
			status = db_run(f, SQL_SEED_ALIAS, "ss", t->cell[i],
			    t->cell[1]);
	return status;
}

/* aliases.tsv: model, spellings */
static int
add_alias(struct foc *f, struct tsv *t, const char *alias)
{
	return db_run(f, SQL_SEED_ALIAS, "ss", alias, t->cell[0]);
}

static int
alias_row(struct foc *f, struct tsv *t)
{
	return each_word(f, t->cell[1], t, add_alias);
}

/* profiles.tsv: model, profile id, geography, source regions, destinations */
static int
add_profile(struct foc *f, struct tsv *t, const char *region)
{
	return db_run(f, SQL_SEED_PROFILE, "sssss", t->cell[0], t->cell[1],
	    t->cell[2], region, t->cell[4]);
}

static int
profile_row(struct foc *f, struct tsv *t)
{
	return each_word(f, t->cell[3], t, add_profile);
}

/*
 * prices.tsv: platforms, model, region, tier, geography, effective from, a
 * price a million tokens for each of these, source.
 */
static const char *const price_types[] = {
	"INPUT", "OUTPUT", "CACHE_READ", "CACHE_WRITE", "CACHE_WRITE_1H"
};
#define PRICE_FIRST	6
#define PRICE_TYPES	5

static int
add_price(struct foc *f, struct tsv *t, const char *platform)
{
	const char *text;
	int64_t from, usd;
	int i, status = FOC_OK;

	if (utc_parse_day(t->cell[5], strlen(t->cell[5]), &from) != 0)
		return foc_fail(f, FOC_SYSTEM, "price book: line %d: '%s' is "
		    "no day", t->line, t->cell[5]);
	for (i = 0; i < PRICE_TYPES && status == FOC_OK; i++) {
		text = t->cell[PRICE_FIRST + i];
		if (*text == '\0')
			continue;
		if (money_parse_exact(text, strlen(text), &usd) != 0)
			return foc_fail(f, FOC_SYSTEM, "price book: line %d: "
			    "'%s' is no price", t->line, text);
		status = db_run(f, SQL_SEED_PRICE, "ssssssiis", platform,
		    t->cell[1], t->cell[2], price_types[i], t->cell[3],
		    t->cell[4], usd, from, t->cell[PRICE_FIRST + PRICE_TYPES]);
	}
	return status;
}

static int
price_row(struct foc *f, struct tsv *t)
{
	return each_word(f, t->cell[0], t, add_price);
}

int
seed_catalog(struct foc *f)
{
	int status;

	if ((status = each_row(f, "db/models.tsv", model_row)) != FOC_OK ||
	    (status = each_row(f, "db/aliases.tsv", alias_row)) != FOC_OK ||
	    (status = each_row(f, "db/profiles.tsv", profile_row)) != FOC_OK ||
	    (status = each_row(f, "db/prices.tsv", price_row)) != FOC_OK ||
	    (status = db_meta_set(f, "catalog_date", CATALOG_DATE)) != FOC_OK)
		return status;
	return db_meta_set(f, "price_book", PRICE_BOOK);
}
