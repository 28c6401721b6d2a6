/* SPDX-License-Identifier: MIT */
/* What owners say of their cards, and what the FinOps lead answers. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/machine.h"
#include "spend/sign.h"

int64_t
sign_uid(const struct foc *f)
{
	return f->sandbox ? DB_NULL : f->uid;
}

/* Only the owner of the product speaks for it, or who stands in for them. */
static int
may_sign(struct foc *f, const char *id, const char *verb, bool whole)
{
	struct rows r;
	const char *owner, *delegate;
	int status, refused = FOC_OK;

	db_query(&r, f, SQL_CARD_SIGN_FACTS, "s", id);
	if (db_next(&r)) {
		owner = db_text(&r, 0);
		delegate = db_text(&r, 1);
		if (whole && db_int(&r, 3) != 0)
			refused = foc_fail(f, FOC_REFUSED, "%s: cannot %s: it "
			    "is incomplete; load the rest of the week and "
			    "generate it again", id, verb);
		else if ((owner == NULL || strcmp(owner, f->actor) != 0) &&
		    (delegate == NULL || strcmp(delegate, f->actor) != 0 ||
		    db_int(&r, 2) <= f->now))
			refused = foc_fail(f, FOC_REFUSED, "%s: cannot %s: "
			    "%s owns its product; only the owner or a delegate "
			    "signs", id, verb, owner != NULL ? owner :
			    "nobody");
	}
	status = db_done(&r);
	return status != FOC_OK ? status : refused;
}

int
foc_card_accept(struct foc *f, const char *id, struct foc_out *out)
{
	int status;

	if ((status = machine_may(f, MACHINE_CARD, id, "accept", NULL)) !=
	    FOC_OK ||
	    (status = may_sign(f, id, "accept", true)) != FOC_OK ||
	    (status = db_run(f, SQL_CARD_SIGN, "ssIi", id, f->actor,
	    sign_uid(f), f->now)) != FOC_OK ||
	    (status = machine_move(f, MACHINE_CARD, id, "accept", NULL)) !=
	    FOC_OK)
		return status;
	return db_emit(f, out, NULL, SQL_CARD_RECORD, "sn", id);
}

/* --- disputes */

/* A number of a line of the card, which nobody disputes yet. */
static int
find_line(struct foc *f, const char *id, const char *word, int64_t *line)
{
	struct rows r;
	char *end;
	int status, refused = FOC_OK;

	*line = strtoll(word, &end, 10);
	if (*end != '\0' || end == word || *line < 1)
		return foc_fail(f, FOC_USAGE, "%s: '%s' is no number of a "
		    "line", id, word);
	db_query(&r, f, SQL_DISPUTE_FACTS, "si", id, *line);
	if (db_next(&r)) {
		if (db_int(&r, 0) == 0)
			refused = foc_fail(f, FOC_REFUSED, "%s: has no line "
			    "%lld; its last is %lld", id, (long long)*line,
			    (long long)db_int(&r, 2));
		else if (db_int(&r, 1) != 0)
			refused = foc_fail(f, FOC_REFUSED, "%s: line %lld is "
			    "disputed already; it waits for an answer", id,
			    (long long)*line);
	}
	status = db_done(&r);
	return status != FOC_OK ? status : refused;
}

/* "lines 2, 5: too many tokens": what the audit says of it. */
static char *
dispute_words(const char *const *lines, size_t n, const char *reason)
{
	char *text = xasprintf("line%s", n > 1 ? "s" : ""), *longer;
	size_t i;

	for (i = 0; i < n; i++) {
		longer = xasprintf("%s%s %s", text, i > 0 ? "," : "",
		    lines[i]);
		free(text);
		text = longer;
	}
	longer = xasprintf("%s: %s", text, reason);
	free(text);
	return longer;
}

int
foc_card_dispute(struct foc *f, const char *id, const char *const *lines,
    size_t n, const char *reason, struct foc_out *out)
{
	char *words;
	int64_t line;
	size_t i;
	int status;

	if ((status = machine_may(f, MACHINE_CARD, id, "dispute", NULL)) !=
	    FOC_OK ||
	    (status = may_sign(f, id, "dispute", false)) != FOC_OK ||
	    (status = need_reason(f, id, "--reason", reason)) != FOC_OK)
		return status;
	if (n == 0)
		return foc_fail(f, FOC_USAGE, "%s: say which lines with --line",
		    id);
	for (i = 0; i < n && status == FOC_OK; i++) {
		status = find_line(f, id, lines[i], &line);
		if (status == FOC_OK)
			status = db_run(f, SQL_DISPUTE_ADD, "sissi", id, line,
			    reason, f->actor, f->now);
	}
	if (status != FOC_OK)
		return status;
	words = dispute_words(lines, n, reason);
	status = machine_move(f, MACHINE_CARD, id, "dispute", words);
	free(words);
	return status == FOC_OK ? db_emit(f, out, NULL, SQL_CARD_RECORD, "sn",
	    id) : status;
}

int
foc_card_answer(struct foc *f, const char *id, const char *text,
    struct foc_out *out)
{
	int status;

	if ((status = machine_may(f, MACHINE_CARD, id, "answer", NULL)) !=
	    FOC_OK ||
	    (status = need_reason(f, id, "--text", text)) != FOC_OK ||
	    (status = db_run(f, SQL_DISPUTE_ANSWER, "sssi", id, text,
	    f->actor, f->now)) != FOC_OK ||
	    (status = machine_move(f, MACHINE_CARD, id, "answer", text)) !=
	    FOC_OK)
		return status;
	return db_emit(f, out, NULL, SQL_CARD_RECORD, "sn", id);
}

/* --- what stays when so little of a card changed */

/* Disputes go over to the lines that there still are. */
static int
keep_disputes(struct foc *f, const char *was, const char *now,
    const char *why)
{
	int64_t kept, lost;
	int status;

	if ((status = db_run(f, SQL_DISPUTE_CARRY, "ss", now, was)) !=
	    FOC_OK ||
	    (status = db_get_int(f, &kept, SQL_DISPUTE_KEPT, "s", now)) !=
	    FOC_OK ||
	    (status = db_get_int(f, &lost, SQL_DISPUTE_LOST, "ss", was,
	    now)) != FOC_OK)
		return status;
	if (lost > 0)
		foc_notice(f, "%s: %lld of the disputed lines of %s are not "
		    "there any more", now, (long long)lost, was);
	return kept > 0 ? machine_move(f, MACHINE_CARD, now, "keep", why) :
	    FOC_OK;
}

int
sign_carry(struct foc *f, const char *was, const char *state,
    const char *now)
{
	static const char why[] = "the difference is within restate_ask";
	bool approved = strcmp(state, "APPROVED") == 0;
	int status;

	if ((status = db_run(f, SQL_CARD_CARRY, "ss", now, was)) != FOC_OK)
		return status;
	if (strcmp(state, "DISPUTED") == 0)
		return keep_disputes(f, was, now, why);
	status = machine_move(f, MACHINE_CARD, now, "carry", why);
	if (status == FOC_OK && approved)
		status = machine_move(f, MACHINE_CARD, now, "carry", why);
	return status;
}
