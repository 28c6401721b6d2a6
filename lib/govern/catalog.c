/* SPDX-License-Identifier: MIT */
/* The model catalog: what there is, and what may be used. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "db/machine.h"
#include "govern/catalog.h"
#include "govern/duty.h"
#include "govern/route.h"

const char *const platform_words[PLATFORMS] = {
	"BEDROCK", "MARKETPLACE", "CLAUDE_PLATFORM", "AGENTCORE"
};

int
foc_model_list(struct foc *f, const char *platform, struct foc_out *out)
{
	const char *word = NULL;
	int status;

	if (platform != NULL && (status = word_of(f, "--platform", platform,
	    platform_words, PLATFORMS, &word)) != FOC_OK)
		return status;
	return db_emit(f, out, NULL, SQL_MODEL_RECORD, "sn", word);
}

int
foc_model_headline(struct foc *f)
{
	char *synced = NULL;
	int64_t n;
	int status;

	status = db_get_int(f, &n, SQL_CATALOG_ONBOARDED, "i",
	    f->now - f->now % UTC_DAY);
	if (status == FOC_OK)
		status = db_meta(f, "catalog_synced", &synced);
	if (status == FOC_OK)
		foc_notice(f, "%lld model%s onboarded today; last catalog "
		    "sync: %s", (long long)n, n == 1 ? "" : "s",
		    synced != NULL ? synced : "never");
	free(synced);
	return status;
}

/* --- status */

/* "BEDROCK:claude-haiku-4-5" is the id of a record. */
static const char *
split_id(const char *name, const char **platform)
{
	size_t i, n;

	for (i = 0; i < PLATFORMS; i++) {
		n = strlen(platform_words[i]);
		if (strncmp(name, platform_words[i], n) == 0 &&
		    name[n] == ':') {
			*platform = platform_words[i];
			return name + n + 1;
		}
	}
	return name;
}

static int
all_platforms(struct foc *f, const char *model, struct words *w)
{
	struct rows r;

	db_query(&r, f, SQL_MODEL_PLATFORMS, "s", model);
	while (db_next(&r))
		words_add(w, db_text(&r, 0));
	return db_done(&r);
}

/* Those named, or all, or the only one that there is. */
static int
choose_platforms(struct foc *f, const char *model, const char *asked,
    struct words *w)
{
	struct words all = { 0 }, named = { 0 };
	const char *word;
	char *list;
	size_t i;
	int status = all_platforms(f, model, &all);

	if (status == FOC_OK && asked != NULL && strcasecmp(asked, "ALL") != 0)
		status = words_split(f, "--platform", asked, &named);
	for (i = 0; i < named.n && status == FOC_OK; i++) {
		status = word_of(f, "--platform", named.word[i],
		    platform_words, PLATFORMS, &word);
		if (status == FOC_OK)
			words_add(w, word);
	}
	if (status == FOC_OK && named.n == 0 && (asked != NULL || all.n == 1))
		for (i = 0; i < all.n; i++)
			words_add(w, all.word[i]);
	if (status == FOC_OK && w->n == 0) {
		list = words_join(&all, ", ");
		status = foc_fail(f, FOC_REFUSED, "model %s: is on %s; "
		    "--platform says which is meant, ALL means all", model,
		    list);
		free(list);
	}
	words_free(&named);
	words_free(&all);
	return status;
}

static int
not_there(struct foc *f, const char *platform, const char *model)
{
	return foc_fail(f, FOC_REFUSED, "model %s: is not in the catalog of "
	    "%s", model, platform);
}

/*
 * Move one; *moved tells.  Among several, those that are there already are
 * left alone.
 */
static int
move_one(struct foc *f, const char *platform, const char *model,
    const char *verb, const char *rationale, bool lenient, bool *moved)
{
	char *id = xasprintf("%s:%s", platform, model), *state = NULL;
	int status;

	status = db_get_text(f, &state, SQL_STATE_MODEL, "s", id);
	if (status == FOC_OK && state == NULL)
		status = not_there(f, platform, model);
	if (status == FOC_OK && (!lenient ||
	    machine_arrow(MACHINE_MODEL, state, verb) != NULL)) {
		status = machine_may(f, MACHINE_MODEL, id, verb, NULL);
		if (status == FOC_OK)
			status = db_run(f, SQL_MODEL_TOUCH, "si", id, f->now);
		if (status == FOC_OK)
			status = machine_move(f, MACHINE_MODEL, id, verb,
			    rationale);
		*moved = status == FOC_OK;
	}
	free(state);
	free(id);
	return status;
}

static int
move_all(struct foc *f, const struct words *platforms, const char *model,
    const char *verb, const char *rationale)
{
	bool moved, any = false;
	size_t i;
	int status = FOC_OK;

	for (i = 0; i < platforms->n && status == FOC_OK; i++) {
		moved = false;
		status = move_one(f, platforms->word[i], model, verb,
		    rationale, platforms->n > 1, &moved);
		any |= moved;
	}
	if (status == FOC_OK && !any)	/* let the engine say why not */
		status = move_one(f, platforms->word[0], model, verb,
		    rationale, false, &moved);
	return status;
}

int
foc_model_decide(struct foc *f, const char *name, const char *platform,
    const char *verb, const char *rationale, struct foc_out *out)
{
	const char *rest = split_id(name, &platform);
	struct words platforms = { 0 };
	char *model = NULL;
	size_t i;
	int status;

	if ((status = duty_rationale(f, name, "--rationale", rationale)) !=
	    FOC_OK ||
	    (status = catalog_find(f, rest, &model)) != FOC_OK ||
	    (status = choose_platforms(f, model, platform, &platforms)) !=
	    FOC_OK)
		goto out;
	status = move_all(f, &platforms, model, verb, rationale);
	for (i = 0; i < platforms.n && status == FOC_OK; i++)
		status = db_emit(f, out, NULL, SQL_MODEL_RECORD, "ss",
		    platforms.word[i], model);
out:
	words_free(&platforms);
	free(model);
	return status;
}
