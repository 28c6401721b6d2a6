/* SPDX-License-Identifier: MIT */
/* All cards of a portfolio's week together: what its owner approves. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/machine.h"
#include "spend/sign.h"

struct item {			/* a card that waits for the approval */
	char	*id;
	const char *verb;
};

struct rollup {
	struct foc *f;
	char	*id;		/* ru-2026-W46-Customer Care */
	const char *override;
	int64_t	node, week;
	struct item *item;
	size_t	n;
	size_t	cards, open;	/* open: no owner has accepted it */
	char	first_open[96];
	char	approved[160];	/* by whom and when, of the last approved */
};

int
foc_rollup_list(struct foc *f, int64_t week, const char *portfolio,
    const char *state, struct foc_out *out)
{
	int status = machine_check_state(f, MACHINE_CARD, state);

	if (status != FOC_OK)
		return status;
	return db_emit(f, out, NULL, SQL_ROLLUP_LIST, "Iss",
	    week == FOC_ALWAYS ? DB_NULL : week, portfolio, state);
}

/* The portfolio is the actor's, or of whom the actor stands in for. */
static int
find_portfolio(struct rollup *u, const char *portfolio)
{
	struct foc *f = u->f;
	const char *owner;
	struct rows r;
	int status, refused = FOC_OK;

	db_query(&r, f, SQL_PORTFOLIO_FACTS, "ssi", portfolio, f->actor,
	    f->now);
	if (db_next(&r)) {
		u->node = db_int(&r, 0);
		owner = db_text(&r, 1);
		if (db_int(&r, 2) == 0)
			refused = foc_fail(f, FOC_REFUSED, "%s: cannot "
			    "approve: %s owns the portfolio; only the owner "
			    "or a delegate approves", u->id, owner != NULL ?
			    owner : "nobody");
	} else {
		refused = foc_fail(f, FOC_REFUSED, "%s: there is no portfolio "
		    "%s; foc-org show hierarchy names them", u->id, portfolio);
	}
	status = db_done(&r);
	return status != FOC_OK ? status : refused;
}

static int
refuse_missing(struct rollup *u)
{
	char week[UTC_TEXT_MAX];
	struct rows r;
	int status, refused = FOC_OK;

	db_query(&r, u->f, SQL_ROLLUP_MISSING, "iii", u->node, u->week,
	    u->week + UTC_WEEK);
	if (db_next(&r))
		refused = foc_fail(u->f, FOC_REFUSED, "%s: cannot approve: %s "
		    "has no card; foc-spendcard generate --week %s makes it",
		    u->id, db_text(&r, 0), utc_week(week, u->week));
	status = db_done(&r);
	return status != FOC_OK ? status : refused;
}

/* Two people see each card: its owner's signature is not its approval. */
static int
refuse_own(struct rollup *u, struct rows *r)
{
	struct foc *f = u->f;
	const char *signer = db_text(r, 3);

	if (signer != NULL && strcmp(signer, f->actor) == 0)
		return foc_fail(f, FOC_REFUSED, "%s: cannot approve: %s "
		    "accepted %s; somebody else must approve", u->id, signer,
		    db_text(r, 0));
	if (signer != NULL && !f->sandbox && db_opt(r, 4) == f->uid)
		return foc_fail(f, FOC_REFUSED, "%s: cannot approve: the user "
		    "%lld accepted %s, as %s; somebody else must approve",
		    u->id, (long long)f->uid, db_text(r, 0), signer);
	return FOC_OK;
}

static int
take_card(struct rollup *u, struct rows *r)
{
	const char *id = db_text(r, 0), *state = db_text(r, 1);
	bool accepted = strcmp(state, "ACCEPTED") == 0;

	u->cards++;
	if (strcmp(state, "APPROVED") == 0) {
		snprintf(u->approved, sizeof(u->approved), " (by %s at %s)",
		    db_text(r, 5), db_text(r, 6));
		return FOC_OK;
	}
	if (db_int(r, 2) != 0)
		return foc_fail(u->f, FOC_REFUSED, "%s: cannot approve: %s is "
		    "incomplete; load the rest of the week and generate it "
		    "again", u->id, id);
	if (!accepted && u->open++ == 0)
		snprintf(u->first_open, sizeof(u->first_open), "%s is %s", id,
		    state);
	u->item = xreallocarray(u->item, u->n + 1, sizeof(*u->item));
	u->item[u->n++] = (struct item){ xstrdup(id),
	    accepted ? "approve" : "override" };
	return refuse_own(u, r);
}

/* The cards that this approval is about, if all of them may be approved. */
static int
read_cards(struct rollup *u)
{
	struct rows r;
	int status, refused = FOC_OK;

	db_query(&r, u->f, SQL_ROLLUP_CARDS, "ii", u->node, u->week);
	while (refused == FOC_OK && db_next(&r))
		refused = take_card(u, &r);
	if ((status = db_done(&r)) != FOC_OK || refused != FOC_OK)
		return status != FOC_OK ? status : refused;
	if (u->cards == 0)
		return foc_fail(u->f, FOC_REFUSED, "%s: cannot approve: there "
		    "are no cards", u->id);
	if (u->n == 0)
		return foc_fail(u->f, FOC_REFUSED, "%s: cannot approve: state "
		    "is APPROVED%s", u->id, u->approved);
	if (u->open > 0 && u->override == NULL)
		return foc_fail(u->f, FOC_REFUSED, "%s: cannot approve: %zu of "
		    "%zu cards are not accepted, the first %s; --override "
		    "with a reason approves them all the same", u->id, u->open,
		    u->cards, u->first_open);
	return FOC_OK;
}

static int
approve_cards(struct rollup *u)
{
	struct foc *f = u->f;
	const char *why;
	bool over;
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < u->n && status == FOC_OK; i++) {
		over = strcmp(u->item[i].verb, "override") == 0;
		why = over ? u->override : NULL;
		status = machine_may(f, MACHINE_CARD, u->item[i].id,
		    u->item[i].verb, NULL);
		if (status == FOC_OK)
			status = db_run(f, SQL_CARD_APPROVE, "ssIis",
			    u->item[i].id, f->actor, sign_uid(f), f->now, why);
		if (status == FOC_OK)
			status = machine_move(f, MACHINE_CARD, u->item[i].id,
			    u->item[i].verb, why);
	}
	return status;
}

int
foc_rollup_approve(struct foc *f, int64_t week, const char *portfolio,
    const char *override, struct foc_out *out)
{
	struct rollup u = { .f = f, .week = week, .override = override };
	char name[UTC_TEXT_MAX];
	const char *role;
	size_t i;
	int status;

	u.id = xasprintf("ru-%s-%s", utc_week(name, week), portfolio);
	if ((status = need_role(f, ROLE_PORTFOLIO_OWNER, &role)) != FOC_OK ||
	    (override != NULL && (status = need_reason(f, u.id, "--override",
	    override)) != FOC_OK) ||
	    (status = find_portfolio(&u, portfolio)) != FOC_OK ||
	    (status = refuse_missing(&u)) != FOC_OK ||
	    (status = read_cards(&u)) != FOC_OK ||
	    (status = approve_cards(&u)) != FOC_OK ||
	    (status = audit_add(f, role, "approve", u.id, NULL, "APPROVED",
	    u.open > 0 ? override : NULL)) != FOC_OK)
		goto out;
	status = db_emit(f, out, NULL, SQL_ROLLUP_LIST, "isn", week,
	    portfolio);
out:
	for (i = 0; i < u.n; i++)
		free(u.item[i].id);
	free(u.item);
	free(u.id);
	return status;
}

/* "ru-2026-W46-Customer Care": a week of eight characters, then the name. */
int
foc_rollup_approve_id(struct foc *f, const char *id, const char *override,
    struct foc_out *out)
{
	char week[9] = "";
	int64_t monday;

	if (strncmp(id, "ru-", 3) == 0)
		snprintf(week, sizeof(week), "%s", id + 3);
	if (strlen(week) != 8 || id[11] != '-' || id[12] == '\0' ||
	    utc_parse_week(week, 8, &monday) != 0)
		return foc_fail(f, FOC_REFUSED, "%s: there is no such roll-up; "
		    "foc-spendcard list --rollups names them", id);
	return foc_rollup_approve(f, monday, id + 12, override, out);
}
