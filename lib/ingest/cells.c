/* SPDX-License-Identifier: MIT */
/* Cells: hour x what x who, and what its rows add up to. */
#include <stdlib.h>
#include <string.h>

#include "ingest/merge.h"
#include "ingest/tags.h"

/* Put a text and its NUL behind n bytes of run->key. */
static size_t
append(struct run *run, size_t n, const char *s)
{
	size_t len = strlen(s) + 1;

	if (n + len > run->key_max) {
		run->key_max = (n + len) * 2;
		run->key = xreallocarray(run->key, run->key_max, 1);
	}
	memcpy(run->key + n, s, len);
	return n + len;
}

uint32_t
sku_add(struct run *run, const struct class_out *c, const char *type,
    const char *legal_entity)
{
	char per_unit[24] = "";
	size_t n = 0;

	if (c->per_unit != DB_NULL)
		snprintf(per_unit, sizeof(per_unit), "%lld",
		    (long long)c->per_unit);
	/* The order of the columns of table sku. */
	n = append(run, n, c->platform);
	n = append(run, n, c->feature);
	n = append(run, n, c->model);
	n = append(run, n, c->token_type);
	n = append(run, n, c->tier);
	n = append(run, n, c->geography);
	n = append(run, n, c->region);
	n = append(run, n, type);
	n = append(run, n, c->unit);
	n = append(run, n, per_unit);
	n = append(run, n, legal_entity);
	n = append(run, n, c->endpoint);
	return intern_add(run->skus, run->key, n);
}

static bool
keeps_session(const struct run *run, const char *role, const char *session)
{
	if (run->keep_sessions != KEEP_SSO)
		return run->keep_sessions == KEEP_ALL;
	return strncmp(role, "AWSReservedSSO_", 15) == 0 ||
	    strchr(session, '@') != NULL;
}

/*
 * arn:aws:sts::A:assumed-role/R/S becomes the role arn:aws:iam::A:role/R and
 * the session S, where policy keeps it; every other principal stays as it is.
 */
static void
fold_principal(const struct run *run, const char *text, char **principal,
    char **session)
{
	struct arn a;
	const char *role, *slash;

	*session = NULL;
	if (!arn_parse(&a, text) || strcmp(a.service, "sts") != 0 ||
	    strncmp(a.rest, "assumed-role/", 13) != 0) {
		*principal = xstrdup(text);
		return;
	}
	role = a.rest + 13;
	slash = strchrnul(role, '/');
	*principal = xasprintf("arn:%s:iam::%s:role/%.*s", a.partition,
	    a.account, (int)(slash - role), role);
	if (*slash == '/' && keeps_session(run, role, slash + 1))
		*session = xstrdup(slash + 1);
}

/* wrkspc_... of a Claude Platform workspace's ARN. */
static const char *
workspace_of(const char *resource)
{
	struct arn a;

	if (!arn_parse(&a, resource) ||
	    strcmp(a.service, "aws-external-anthropic") != 0 ||
	    strncmp(a.rest, "workspace/", 10) != 0)
		return "";
	return a.rest + 10;
}

static bool
add_map(struct reader *r, enum column c, struct tags *t)
{
	const char *text = row_text(r, c);
	struct err e;

	if (text == NULL)
		return false;
	if (tags_add_map(t, text, &e) == FOC_OK)
		return true;
	bad_row(r, c, "%s", e.text);
	return false;
}

/* All tags of the row, malloc'd; NULL where they are bad. */
static char *
row_tags(struct reader *r)
{
	struct tags t = { 0 };
	char *text = NULL, *field;
	const char *p;
	size_t i, len;

	if (add_map(r, COL_TAGS, &t) && add_map(r, COL_RESOURCE_TAGS, &t)) {
		for (i = 0; i < r->h.n_tags; i++) {
			p = record_field(&r->split.r, r->h.tag[i].col, &len);
			field = xmalloc(len + 1);
			field_decode(field, p, len);
			tags_add(&t, r->h.tag[i].key, field);
			free(field);
		}
		text = tags_json(&t);
	}
	tags_free(&t);
	return text;
}

static bool
is_account(struct reader *r, const char *s)
{
	if (strlen(s) == 12 && strspn(s, "0123456789") == 12)
		return true;
	bad_row(r, COL_ACCOUNT, "is no account id of 12 digits");
	return false;
}

/* The caller of the present record, UINT32_MAX where it is bad. */
static uint32_t
new_caller(struct reader *r, const struct month *m)
{
	struct run *run = r->run;
	char *text[4] = { NULL }, *principal = NULL, *session = NULL;
	static const enum column cols[] = {
		COL_ACCOUNT, COL_PRINCIPAL, COL_RESOURCE, COL_INVOICE
	};
	uint32_t id = UINT32_MAX;
	const char *s;
	char *tags = NULL;
	size_t i, n = 0;

	for (i = 0; i < 4; i++) {
		if ((s = row_text(r, cols[i])) == NULL)
			goto out;
		text[i] = xstrdup(s);
	}
	if (!is_account(r, text[0]) || (tags = row_tags(r)) == NULL)
		goto out;
	fold_principal(run, text[1], &principal, &session);
	/* The order of the columns of table caller. */
	n = append(run, n, m->payer);
	n = append(run, n, text[0]);
	n = append(run, n, principal);
	n = append(run, n, session != NULL ? session : "");
	n = append(run, n, text[2]);
	n = append(run, n, workspace_of(text[2]));
	n = append(run, n, tags);
	n = append(run, n, text[3]);
	id = intern_add(run->callers, run->key, n);
out:
	for (i = 0; i < 4; i++)
		free(text[i]);
	free(principal);
	free(session);
	free(tags);
	return id;
}

static const enum column caller_columns[] = {
	COL_PAYER, COL_ACCOUNT, COL_PRINCIPAL, COL_RESOURCE, COL_TAGS,
	COL_RESOURCE_TAGS, COL_INVOICE
};
#define CALLER_COLUMNS (sizeof(caller_columns) / sizeof(caller_columns[0]))

/* Tags that are columns belong to the key too: by name and value. */
static size_t
append_tag_columns(struct reader *r, size_t n)
{
	struct run *run = r->run;
	const char *p;
	size_t i, len;

	for (i = 0; i < r->h.n_tags; i++) {
		p = record_field(&r->split.r, r->h.tag[i].col, &len);
		if (len == 0)
			continue;
		n = append(run, n, r->h.tag[i].key);
		if (n + len + 1 > run->key_max) {
			run->key_max = (n + len + 1) * 2;
			run->key = xreallocarray(run->key, run->key_max, 1);
		}
		memcpy(run->key + n, p, len);
		n += len;
		run->key[n++] = '\0';
	}
	return n;
}

static uint32_t
find_caller(struct reader *r, const struct month *m)
{
	struct run *run = r->run;
	size_t len = append_tag_columns(r, row_key(r, caller_columns,
	    CALLER_COLUMNS));
	uint32_t id = intern_add(run->raw_callers, run->key, len);

	if (id == run->n_callers) {
		GROW(run->caller, run->n_callers, run->callers_max);
		run->caller[run->n_callers++] = UINT32_MAX;
	}
	if (run->caller[id] == UINT32_MAX)
		run->caller[id] = new_caller(r, m);
	return run->caller[id];
}

static void
note_rows(struct run *run, struct line *line, struct what *w, int64_t rows,
    int64_t cost, int64_t hour)
{
	struct month *m = &run->month[line->month];

	w->rows += rows;
	w->amount += cost;
	if (w->c.kind == KIND_OPAQUE) {
		line->file.held_rows += rows;
		line->file.held += cost;
		return;
	}
	line->file.ai_rows += rows;
	line->file.ai += cost;
	if (m->first_hour == DB_NULL || hour < m->first_hour)
		m->first_hour = hour;
	if (m->last_hour == DB_NULL || hour > m->last_hour)
		m->last_hour = hour;
	if (w->c.unclassified && line->bucket == BUCKET_SPEND)
		m->unclassified_rows += rows;
}

void
cell_add(struct reader *r, struct line *line, struct what *w, int64_t cost,
    int64_t start)
{
	struct run *run = r->run;
	struct cell_key key = { .hour = start - start % UTC_HOUR,
	    .month = line->month, .sku = w->sku };
	int64_t usage, net, list;
	bool given, has_net, has_list;
	struct cell *c;

	if (w->c.kind == KIND_OPAQUE)
		key.held = 1 + (uint32_t)(w - run->what);
	key.caller = find_caller(r, &run->month[line->month]);
	if (key.caller == UINT32_MAX ||
	    !row_money(r, COL_AMOUNT, &usage, &given, NULL) ||
	    !row_money(r, COL_NET, &net, &has_net, NULL) ||
	    !row_money(r, COL_LIST, &list, &has_list, NULL))
		return;
	if (w->spend)
		gate_row(r, w, cost, usage, start);
	r->what = w;
	r->cell = key;
	r->net = net;
	r->list = list;
	c = run_cell(run, &key);
	c->weight = weight_add(c->weight, weight_of(usage, cost, net, list));
	c->rows += r->group.rows;
	c->has_net |= has_net;
	c->has_list |= has_list;
	if (money_add(&c->usage, usage) != 0 ||
	    money_add(&c->cost, cost) != 0 || money_add(&c->net, net) != 0 ||
	    money_add(&c->list, list) != 0)
		bad_row(r, COL_COST, "the sum of its hour does not fit 64 "
		    "bits of 1e-10");
	note_rows(run, line, w, r->group.rows, cost, key.hour);
}
