/* SPDX-License-Identifier: MIT */
/*
 * Applying foc.yaml: what is new or different is put, then what is gone is
 * dropped, in the other direction, so that owners and parents are there
 * when they are needed.
 */
#include <stdlib.h>
#include <string.h>

#include "core/intern.h"
#include "core/mem.h"
#include "core/sha.h"
#include "org/apply.h"
#include "org/plan.h"

#define ACCOUNT_LEN	12		/* "341153769010 Support Bot" */

/* ------------------------------------------------------- one item is put */

/* The words of a blank-separated list, each with the id in one statement. */
static int
put_words(struct foc *f, enum sql_id clear, enum sql_id put, const char *id,
    const char *words)
{
	int status = db_run(f, clear, "s", id);
	size_t n;
	char *word;

	for (; status == FOC_OK && *words != '\0';
	    words += n + (words[n] == ' ')) {
		n = strcspn(words, " ");
		word = xstrndup(words, n);
		status = db_run(f, put, "ss", id, word);
		free(word);
	}
	return status;
}

static int
put_person(struct foc *f, const struct item *t)
{
	int status = db_run(f, SQL_ORG_PUT_PERSON, "sss", t->name,
	    t->field[0], t->field[1]);

	if (status == FOC_OK)
		status = put_words(f, SQL_ORG_CLEAR_UNIX, SQL_ORG_PUT_UNIX,
		    t->name, t->field[2]);
	if (status == FOC_OK)
		status = put_words(f, SQL_ORG_CLEAR_ROLES, SQL_ORG_PUT_ROLE,
		    t->name, t->field[3]);
	return status;
}

static int
put_delegate(struct foc *f, const struct item *t)
{
	int64_t until = 0;

	if (utc_parse(t->field[1], strlen(t->field[1]), &until) != 0)
		return foc_fail(f, FOC_SYSTEM, "delegate of %s: bad time",
		    t->name);
	return db_run(f, SQL_ORG_PUT_DELEGATE, "ssi", t->name, t->field[0],
	    until);
}

/* Two periods of one share may not overlap, or it would count twice. */
static int
put_share(struct foc *f, const struct item *t, bool is_new)
{
	char *account = xstrndup(t->name, ACCOUNT_LEN);
	const char *product = t->name + ACCOUNT_LEN + 1;
	char at[UTC_TEXT_MAX];
	int64_t from = 0, until = 0;
	int status;

	/* Anything but a time is "always". */
	if (utc_parse(t->field[0], strlen(t->field[0]), &from) != 0)
		from = 0;
	status = db_get_int(f, &until, SQL_ORG_SHARE_UNTIL, "ss", account,
	    product);
	if (status == FOC_OK && from < until) {
		if (t->loose)
			from = until;
		else
			status = foc_fail(f, FOC_REFUSED, "account %s: %s "
			    "shared it until %s already; from may not be "
			    "before that", account, product,
			    utc_text(at, until));
	}
	if (status == FOC_OK && !is_new)	/* the old period never was */
		status = db_run(f, SQL_ORG_END_SHARE, "ssi", account, product,
		    INT64_MIN);
	if (status == FOC_OK)
		status = db_run(f, SQL_ORG_PUT_SHARE, "ssi", account, product,
		    from);
	free(account);
	return status;
}

static int
blocked(struct foc *f, const char *what, const char *name, enum sql_id by,
    const char *arg, const char *would_work)
{
	char *why;
	int status = db_get_text(f, &why, by, arg != NULL ? "s" : "", arg);

	if (status == FOC_OK && why != NULL)
		status = foc_fail(f, FOC_REFUSED, "%s %s: %s refers to it; "
		    "%s", what, name, why, would_work);
	free(why);
	return status;
}

static int
put_setting(struct foc *f, const struct item *t, bool is_new)
{
	int status = FOC_OK;

	if (!is_new && strcmp(t->name, "currency") == 0)
		status = blocked(f, "setting", t->name, SQL_ORG_BLOCK_CURRENCY,
		    NULL, "the currency of a file with loads stays");
	return status != FOC_OK ? status :
	    db_meta_set(f, t->name, t->field[0]);
}

static int
put(struct foc *f, enum item_kind kind, const struct item *t, bool is_new)
{
	char *const *v = t->field;

	switch (kind) {
	case ITEM_SETTING:
		return put_setting(f, t, is_new);
	case ITEM_PERSON:
		return put_person(f, t);
	case ITEM_DELEGATE:
		return put_delegate(f, t);
	case ITEM_UNIT:
		return db_run(f, SQL_ORG_PUT_UNIT, "s", t->name);
	case ITEM_DEPARTMENT:
		return db_run(f, SQL_ORG_PUT_DEPARTMENT, "s", t->name);
	case ITEM_PORTFOLIO:
		return db_run(f, SQL_ORG_PUT_PORTFOLIO, "sss", t->name, v[0],
		    v[1]);
	case ITEM_PRODUCT:
		return db_run(f, SQL_ORG_PUT_PRODUCT, "sss", t->name, v[0],
		    v[1]);
	case ITEM_ACCOUNT:
		return db_run(f, SQL_ORG_PUT_ACCOUNT, "ssss", t->name, v[0],
		    v[1], v[2]);
	case ITEM_SHARE:
		return put_share(f, t, is_new);
	case ITEM_RULE:
		return db_run(f, SQL_ORG_PUT_RULE, "ss", t->name, v[0]);
	case ITEM__MAX:
		break;
	}
	return FOC_OK;
}

/* --------------------------------------------------- one item is dropped */

static int
drop_person(struct foc *f, const struct item *t)
{
	int status = blocked(f, "person", t->name, SQL_ORG_BLOCK_PERSON,
	    t->name, "finish or cancel it before the person leaves");

	if (status == FOC_OK)
		status = db_run(f, SQL_ORG_DROP_PERSON, "s", t->name);
	if (status == FOC_OK)
		status = db_run(f, SQL_ORG_CLEAR_ROLES, "s", t->name);
	if (status == FOC_OK)
		status = db_run(f, SQL_ORG_CLEAR_UNIX, "s", t->name);
	return status;
}

static int
drop_product(struct foc *f, const struct item *t)
{
	int status = blocked(f, "product", t->name, SQL_ORG_BLOCK_PRODUCT,
	    t->name, "a product with workloads stays in the file");

	return status != FOC_OK ? status :
	    db_run(f, SQL_ORG_DROP_NODE, "is", INT64_C(4), t->name);
}

static int
drop_account(struct foc *f, const struct item *t)
{
	int status = blocked(f, "account", t->name, SQL_ORG_BLOCK_ACCOUNT,
	    t->name, "revoke it before the account goes");

	return status != FOC_OK ? status :
	    db_run(f, SQL_ORG_DROP_ACCOUNT, "s", t->name);
}

static int
drop_share(struct foc *f, const struct item *t)
{
	char *account = xstrndup(t->name, ACCOUNT_LEN);
	int status = db_run(f, SQL_ORG_END_SHARE, "ssi", account,
	    t->name + ACCOUNT_LEN + 1, f->now);

	free(account);
	return status;
}

static int
drop(struct foc *f, enum item_kind kind, const struct item *t)
{
	switch (kind) {
	case ITEM_PERSON:
		return drop_person(f, t);
	case ITEM_DELEGATE:
		return db_run(f, SQL_ORG_PUT_DELEGATE, "snn", t->name);
	case ITEM_UNIT:
		return db_run(f, SQL_ORG_DROP_NODE, "is", INT64_C(1), t->name);
	case ITEM_DEPARTMENT:
		return db_run(f, SQL_ORG_DROP_DEPARTMENT, "s", t->name);
	case ITEM_PORTFOLIO:
		return db_run(f, SQL_ORG_DROP_NODE, "is", INT64_C(3), t->name);
	case ITEM_PRODUCT:
		return drop_product(f, t);
	case ITEM_ACCOUNT:
		return drop_account(f, t);
	case ITEM_SHARE:
		return drop_share(f, t);
	case ITEM_RULE:
		return db_run(f, SQL_ORG_DROP_RULE, "s", t->name);
	case ITEM_SETTING:		/* always wanted */
	case ITEM__MAX:
		break;
	}
	return FOC_OK;
}

/* ------------------------------------------------------------- the plan */

static int
tell(struct plan *p, const char *op, const char *what, const char *name,
    const char *detail)
{
	p->changes++;
	return db_emit(p->f, p->out, NULL, SQL_ORG_CHANGE, "ssss", op, what,
	    name, detail);
}

static int
put_one(struct plan *p, enum item_kind kind, const struct item *t,
    struct item *old)
{
	char *detail;
	int status;

	if (old != NULL) {
		old->kept = true;
		if (t->loose || item_equal(t, old))
			return FOC_OK;
	}
	if ((status = put(p->f, kind, t, old == NULL)) != FOC_OK)
		return status;
	detail = item_difference(kind, old, t);
	status = tell(p, old == NULL ? "+" : "~", item_word(kind), t->name,
	    detail);
	free(detail);
	return status;
}

static int
put_all(struct plan *p, enum item_kind kind)
{
	struct items *now = &p->now[kind], *want = &p->want[kind];
	struct intern *names = intern_new();
	uint32_t id;
	size_t i;
	int status = FOC_OK;

	/* Names of one kind differ: the number is the index. */
	for (i = 0; i < now->n; i++)
		intern_add(names, now->item[i].name,
		    strlen(now->item[i].name));
	for (i = 0; i < want->n && status == FOC_OK; i++) {
		id = intern_add(names, want->item[i].name,
		    strlen(want->item[i].name));
		status = put_one(p, kind, &want->item[i],
		    id < now->n ? &now->item[id] : NULL);
	}
	intern_free(names);
	return status;
}

static int
drop_all(struct plan *p, enum item_kind kind)
{
	struct items *now = &p->now[kind];
	char *detail;
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < now->n && status == FOC_OK; i++) {
		if (now->item[i].kept)
			continue;
		if ((status = drop(p->f, kind, &now->item[i])) != FOC_OK)
			break;
		detail = item_difference(kind, &now->item[i], NULL);
		status = tell(p, "-", item_word(kind), now->item[i].name,
		    detail);
		free(detail);
	}
	return status;
}

/* Keys that a newer program brought along come in with their default. */
static int
put_policy(struct plan *p, const struct policy_key *k, const char *value)
{
	char *stored, *detail;
	const char *was;
	int status = db_get_text(p->f, &stored, SQL_POLICY_GET, "s", k->key);

	was = stored != NULL ? stored : k->value;
	if (status == FOC_OK && (stored == NULL || strcmp(stored, value) != 0))
		status = db_run(p->f, SQL_ORG_PUT_POLICY, "ss", k->key, value);
	if (status == FOC_OK && strcmp(was, value) != 0) {
		detail = xasprintf("%s -> %s", was, value);
		status = tell(p, "~", "policy", k->key, detail);
		free(detail);
	}
	free(stored);
	return status;
}

int
org_change(struct foc *f, const struct org *o, bool first,
    struct foc_out *out, int64_t *changes)
{
	struct plan p = { .f = f, .out = out, .first = first };
	int kind, status = plan_collect(&p, o);
	size_t i;

	for (kind = 0; kind < ITEM__MAX && status == FOC_OK; kind++)
		status = put_all(&p, (enum item_kind)kind);
	while (--kind >= 0 && status == FOC_OK)
		status = drop_all(&p, (enum item_kind)kind);
	for (i = 0; i < policy_count() && status == FOC_OK; i++)
		status = put_policy(&p, &policy_keys[i], o->policy[i]);
	*changes = p.changes;
	plan_free(&p);
	return status;
}

static void
notice(void *arg, const char *text)
{
	foc_notice(arg, "%s", text);
}

/* A file that nobody may change again is allowed, but not silently. */
static void
warn_of_lockout(struct foc *f, const struct org *o)
{
	size_t i;

	for (i = 0; i < o->n_people; i++)
		if ((o->people[i].role_set & (ROLE_ADMIN |
		    ROLE_FINOPS_LEAD)) != 0)
			return;
	foc_notice(f, "%s: nobody has the role finops-lead or admin, so "
	    "nobody may apply a later version of it", o->doc.name);
}

int
org_load(struct foc *f, struct org *o, const char *name, const char *text,
    size_t len)
{
	int status = org_read(o, name, text, len, f->sandbox, notice, f,
	    &f->err);

	if (status == FOC_OK) {
		warn_of_lockout(f, o);
		org_check_delegates(o, f->now, notice, f);
	}
	return status;
}

int
org_record(struct foc *f, const char *role, const char *text, size_t len)
{
	unsigned char hash[SHA_BYTES];
	char hex[SHA_HEX_MAX], *before;
	int status;

	crypto_hash_sha256(hash, (const unsigned char *)text, len);
	sha_hex(hex, hash);
	status = db_meta(f, "org_sha256", &before);
	if (status == FOC_OK)
		status = db_meta_set(f, "org_sha256", hex);
	if (status == FOC_OK)
		status = audit_add(f, role, "apply", "org", before, hex, NULL);
	free(before);
	return status;
}

int
foc_org_apply(struct foc *f, const char *name, const char *text, size_t len,
    struct foc_out *out)
{
	struct org o;
	const char *role;
	int64_t changes = 0;
	int status = need_role(f, ROLE_ADMIN | ROLE_FINOPS_LEAD, &role);

	if (status != FOC_OK)
		return status;
	status = org_load(f, &o, name, text, len);
	if (status == FOC_OK)
		status = org_change(f, &o, false, out, &changes);
	if (status == FOC_OK && changes > 0)
		status = org_record(f, role, text, len);
	org_free(&o);
	return status;
}
