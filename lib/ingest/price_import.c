/* SPDX-License-Identifier: MIT */
/*
 * Files of the AWS Price List into the price book.  What a price is of is
 * told by the rules that classify the bill, so that both speak alike.
 */
#include <stdlib.h>
#include <string.h>

#include "core/intern.h"
#include "core/mem.h"
#include "core/sha.h"
#include "core/text.h"
#include "db/price.h"
#include "ingest/classify.h"
#include "ingest/offer.h"

enum { KEY_PLATFORM, KEY_MODEL, KEY_REGION, KEY_TYPE, KEY_TIER, KEY_GEOGRAPHY,
	KEY__MAX };

struct entry {				/* one price of the file */
	const char *key[KEY__MAX];	/* pooled */
	int64_t	day, usd;		/* a million tokens */
	const char *source;
	bool	ambiguous;		/* the file had another, lower one */
};

struct book {
	struct foc *f;
	struct foc_out *out;
	const char *file;
	struct classifier c;
	struct intern *keys, *unknown;
	struct entry *entry;		/* by id of its key */
	size_t	n, room;
	int64_t	rows, added, changed, unchanged, skipped, ambiguous;
};

/* Dollars a million tokens; -1 where that is no amount of tokens. */
static int
per_million(const struct offer_price *p, int64_t per_unit, int64_t *usd)
{
	char text[96];
	const char *shift;

	switch (per_unit) {
	case 1:
		shift = "e6";
		break;
	case 1000:
		shift = "e3";
		break;
	case 1000000:
		shift = "";
		break;
	default:
		return -1;
	}
	if (strlen(p->usd) + 3 > sizeof(text) || strpbrk(p->usd, "eE") != NULL)
		return -1;
	snprintf(text, sizeof(text), "%s%s", p->usd, shift);
	return money_parse(text, strlen(text), usd, NULL);
}

/* The name by the rules, else that of the attributes, known ones first. */
static const char *
model_of(struct book *b, const struct offer_price *p,
    const struct class_out *o)
{
	const char *known;

	if (*o->model != '\0' && !o->unknown_model)
		return o->model;
	if (*p->model != '\0' && (known = model_lookup(&b->c, p->model)) !=
	    NULL)
		return known;
	if (*o->model != '\0')
		return o->model;
	return pooled(&b->c, p->model, strlen(p->model));
}

/* Add it, or hold it against the one that the file had of the same. */
static void
keep(struct book *b, const struct entry *e)
{
	char *key = xasprintf("%s\t%s\t%s\t%s\t%s\t%s\t%lld", e->key[0],
	    e->key[1], e->key[2], e->key[3], e->key[4], e->key[5],
	    (long long)e->day);
	uint32_t id = intern_add(b->keys, key, strlen(key));
	struct entry *old;

	free(key);
	if (id == b->n) {
		if (b->n == b->room) {
			b->room = b->room * 2 + 64;
			b->entry = xreallocarray(b->entry, b->room,
			    sizeof(*b->entry));
		}
		b->entry[b->n++] = *e;
		return;
	}
	old = &b->entry[id];
	if (old->usd == e->usd)
		return;
	b->ambiguous += !old->ambiguous;
	old->ambiguous = true;
	if (e->usd > old->usd)		/* rather too much than too little */
		old->usd = e->usd;
}

static int
take(void *arg, const struct offer_price *p)
{
	struct book *b = arg;
	struct class_in in = { .entity = "", .code = p->code,
	    .product = p->service, .usage = p->usage, .resource = "",
	    .operation = p->operation, .unit = p->unit,
	    .description = p->description, .region = p->region };
	struct class_out o;
	struct entry e = { .day = p->published };
	char *source;

	b->rows++;
	classify(&b->c, &in, &o);
	if (o.kind != KIND_AI || p->usd == NULL || *o.region == '\0' ||
	    per_million(p, o.per_unit, &e.usd) != 0 || e.usd <= 0 ||
	    *(e.key[KEY_MODEL] = model_of(b, p, &o)) == '\0') {
		b->skipped++;
		return FOC_OK;
	}
	if (model_lookup(&b->c, e.key[KEY_MODEL]) == NULL)
		intern_add(b->unknown, e.key[KEY_MODEL],
		    strlen(e.key[KEY_MODEL]));
	e.key[KEY_PLATFORM] = o.platform;
	e.key[KEY_REGION] = o.region;
	e.key[KEY_TYPE] = o.token_type;
	e.key[KEY_TIER] = o.tier;
	e.key[KEY_GEOGRAPHY] = o.geography;
	source = xasprintf("%s%s%s", p->code, *p->version != '\0' ? " " : "",
	    p->version);
	e.source = pooled(&b->c, source, strlen(source));
	free(source);
	keep(b, &e);
	return FOC_OK;
}

/* --- into the file */

static int
compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int i, d;

	for (i = 0; i < KEY__MAX; i++)
		if ((d = strcmp(x->key[i], y->key[i])) != 0)
			return d;
	return (x->day > y->day) - (x->day < y->day);
}

static int
say(struct book *b, const struct entry *e, const char *op, int64_t was)
{
	char day[UTC_TEXT_MAX], old[DECIMAL_TEXT_MAX], new[DECIMAL_TEXT_MAX];
	char *name = xasprintf("%s:%s %s %s %s %s from %s", e->key[0],
	    e->key[1], e->key[2], e->key[3], e->key[4], e->key[5],
	    utc_day(day, e->day));
	char *detail = was == DB_NULL ? xstrdup(money_text(new, e->usd)) :
	    xasprintf("%s -> %s", money_text(old, was),
	    money_text(new, e->usd));
	int status;

	status = db_emit(b->f, b->out, NULL, SQL_CATALOG_CHANGE, "ssss", op,
	    "price", name, detail);
	free(detail);
	free(name);
	return status;
}

static int
insert(struct book *b, const struct entry *e, int64_t was)
{
	int status = db_run(b->f, SQL_SEED_PRICE, "ssssssiis", e->key[0],
	    e->key[1], e->key[2], e->key[3], e->key[4], e->key[5], e->usd,
	    e->day, e->source);

	b->added++;
	return status != FOC_OK ? status : say(b, e, "+", was);
}

/* A new row only where the price that holds on that day is another. */
static int
store(struct book *b, const struct entry *e)
{
	struct rows r;
	char *id = NULL;
	int64_t was = DB_NULL;
	bool same_day = false;
	int status;

	db_query(&r, b->f, SQL_PRICE_IN_EFFECT, "ssssssi", e->key[0],
	    e->key[1], e->key[2], e->key[3], e->key[4], e->key[5], e->day);
	if (db_next(&r)) {
		id = xstrdup(db_text(&r, 0));
		was = db_int(&r, 1);
		same_day = db_int(&r, 2) != 0;
	}
	status = db_done(&r);
	if (status == FOC_OK && was == e->usd) {
		b->unchanged++;
	} else if (status == FOC_OK && same_day) {
		b->changed++;
		status = db_run(b->f, SQL_PRICE_UPDATE, "sis", id, e->usd,
		    e->source);
		if (status == FOC_OK)
			status = say(b, e, "~", was);
	} else if (status == FOC_OK) {
		status = insert(b, e, was);
	}
	free(id);
	return status;
}

static int
store_all(struct book *b)
{
	size_t i;
	int status = FOC_OK;

	if (b->n > 0)
		qsort(b->entry, b->n, sizeof(*b->entry), compare_entries);
	for (i = 0; i < b->n && status == FOC_OK; i++)
		status = store(b, &b->entry[i]);
	return status;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *
unknown_json(const struct book *b)
{
	uint32_t i, n = intern_count(b->unknown);
	const char **name = xcalloc((size_t)n + 1, sizeof(*name));
	char *text = NULL;
	size_t size;
	FILE *out = memstream(&text, &size);

	for (i = 0; i < n; i++)
		name[i] = intern_get(b->unknown, i, NULL);
	qsort(name, n, sizeof(*name), compare_names);
	if (out != NULL) {
		putc('[', out);
		for (i = 0; i < n; i++) {
			fputs(i > 0 ? "," : "", out);
			text_json(out, name[i]);
		}
		putc(']', out);
		fclose(out);
	}
	free(name);
	return out != NULL ? text : xstrdup("[]");
}

/* The book has a new name where its contents are new. */
static int
name_book(struct book *b, char **was, char **now)
{
	int status = db_meta(b->f, "price_book", was);

	if (status == FOC_OK && b->added + b->changed == 0)
		*now = xstrdup(*was != NULL ? *was : "");
	else if (status == FOC_OK && (status = price_book_name(b->f, now)) ==
	    FOC_OK)
		status = db_meta_set(b->f, "price_book", *now);
	return status;
}

static int
finish(struct book *b, const char *role, const char *text, size_t len)
{
	char sha[SHA_HEX_MAX], *unknown, *was = NULL, *now = NULL, *after;
	int status = name_book(b, &was, &now);

	if (status != FOC_OK)
		goto out;
	after = xasprintf("%s: sha256 %s: +%lld ~%lld =%lld", now,
	    sha_hex_of(sha, text, len), (long long)b->added,
	    (long long)b->changed, (long long)b->unchanged);
	status = audit_add(b->f, role, "import", "price-book", was, after,
	    NULL);
	free(after);
	unknown = unknown_json(b);
	if (status == FOC_OK)
		status = db_emit(b->f, b->out, NULL, SQL_CATALOG_IMPORT,
		    "sssiiiiissi", b->file, sha, "prices", b->rows, b->added,
		    b->changed, b->unchanged, b->skipped, unknown, now,
		    b->ambiguous);
	free(unknown);
out:
	free(was);
	free(now);
	return status;
}

int
foc_price_import(struct foc *f, const char *file, const char *text,
    size_t len, struct foc_out *out)
{
	struct book b = { .f = f, .out = out, .file = file };
	struct offer o = { .f = f, .file = file, .arg = &b, .take = take };
	const char *role;
	int status;

	if ((status = need_role(f, ROLE_FINOPS_LEAD | ROLE_OPERATOR |
	    ROLE_ADMIN, &role)) != FOC_OK)
		return status;
	b.keys = intern_new();
	b.unknown = intern_new();
	status = classifier_open(f, &b.c);
	if (status == FOC_OK)
		status = offer_read(&o, text, len);
	if (status == FOC_OK)
		status = store_all(&b);
	if (status == FOC_OK)
		status = finish(&b, role, text, len);
	classifier_close(&b.c);
	intern_free(b.unknown);
	intern_free(b.keys);
	free(b.entry);
	return status;
}
