/* SPDX-License-Identifier: MIT */
/* Intents, what each may be about, and names. */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/mem.h"
#include "core/text.h"
#include "core/tsv.h"
#include "spend/question.h"

#define KEY_MAX		512
#define SHOWN_MAX	60		/* columns of a word in a complaint */

static const char *const intents[INTENT__MAX] = {
	[INTENT_TRACKING] = "tracking", [INTENT_TOP] = "top",
	[INTENT_UNAPPROVED] = "unapproved", [INTENT_OWNER] = "owner",
	[INTENT_TODO] = "todo", [INTENT_WHATIF] = "whatif",
	[INTENT_UNATTRIBUTED] = "unattributed", [INTENT_STOP] = "stop",
	[INTENT_RESUME] = "resume",
};
static const char *const slots[SLOT__MAX] = {
	[SLOT_WORKLOAD] = "workload", [SLOT_PRODUCT] = "product",
	[SLOT_PORTFOLIO] = "portfolio", [SLOT_MODEL] = "model",
	[SLOT_ACCOUNT] = "account", [SLOT_ROLE] = "role",
	[SLOT_WORKSPACE] = "workspace",
};
static const char *const bys[BY__MAX] = {
	[BY_NONE] = "", [BY_PRODUCT] = "product", [BY_WORKLOAD] = "workload",
	[BY_MODEL] = "model",
};

const char *
intent_name(enum intent i)
{
	return intents[i];
}

const char *
slot_name(enum slot s)
{
	return slots[s];
}

const char *
by_name(enum by b)
{
	return bys[b];
}

int
intent_parse(struct foc *f, const char *word, enum intent *i)
{
	int k;

	for (k = 0; k < INTENT__MAX; k++)
		if (strcmp(word, intents[k]) == 0) {
			*i = (enum intent)k;
			return FOC_OK;
		}
	return foc_fail(f, FOC_USAGE, "'%s': is nothing that can be asked",
	    word);
}

int
by_parse(struct foc *f, const char *word, enum by *b)
{
	int k;

	for (k = BY_NONE + 1; k < BY__MAX; k++)
		if (strcmp(word, bys[k]) == 0) {
			*b = (enum by)k;
			return FOC_OK;
		}
	return foc_fail(f, FOC_USAGE, "'%s': is none of product, workload and "
	    "model", word);
}

/* --- what may be asked of what */

static bool
has_word(const char *list, const char *word, char *after)
{
	size_t n = strlen(word);
	const char *p;

	for (p = list; (p = strstr(p, word)) != NULL; p += n)
		if ((p == list || p[-1] == ' ') &&
		    strchr(" !", p[n]) != NULL) {
			*after = p[n];
			return true;
		}
	return false;
}

#define PERIOD_BIT	(1u << SLOT__MAX)	/* a time is no slot */

/* The slots of an intent, in *takes and *needs by bits. */
void
slots_of(enum intent i, unsigned *takes, unsigned *needs)
{
	struct tsv t;
	char after;
	int s;

	*takes = *needs = 0;
	tsv_open(&t, embed_text("spend/answer_intents.tsv"));
	while (tsv_next(&t)) {
		if (strcmp(t.cell[0], intents[i]) != 0)
			continue;
		for (s = 0; s < SLOT__MAX; s++)
			if (has_word(t.cell[1], slots[s], &after)) {
				*takes |= 1u << s;
				*needs |= after == '!' ? 1u << s : 0;
			}
		if (has_word(t.cell[1], "period", &after))
			*takes |= PERIOD_BIT;
	}
	tsv_close(&t);
}

unsigned
slots_in(const struct question *q)
{
	unsigned set = 0;
	int s;

	for (s = 0; s < SLOT__MAX; s++)
		set |= q->slot[s] != NULL ? 1u << s : 0;
	return set | (q->span.from != FOC_ALWAYS ? PERIOD_BIT : 0);
}

/* What was not understood, and what would be. */
int
puzzled(struct foc *f, const char *why, const char *word)
{
	char *shown = text_visible_cut(word, SHOWN_MAX), *list = xstrdup("");
	char *longer;
	struct tsv t;
	int status;

	tsv_open(&t, embed_text("spend/answer_intents.tsv"));
	while (tsv_next(&t)) {
		longer = xasprintf("%s%s%s", list, *list != '\0' ? " " : "",
		    t.cell[2]);
		free(list);
		list = longer;
	}
	tsv_close(&t);
	status = foc_fail(f, FOC_REFUSED, "not understood: %s%s%s%s; these "
	    "can be: %s", *shown != '\0' ? "'" : "", shown, *shown != '\0' ?
	    "' " : "", why, list);
	free(list);
	free(shown);
	return status;
}

int
question_check(struct foc *f, const struct question *q)
{
	unsigned takes, needs, in = slots_in(q);
	int s;

	slots_of(q->intent, &takes, &needs);
	for (s = 0; s < SLOT__MAX; s++) {
		if (in & ~takes & 1u << s)
			return foc_fail(f, FOC_REFUSED, "%s: %s %s: such a "
			    "question is not about a %s", intents[q->intent],
			    slots[s], q->slot[s], slots[s]);
		if (needs & ~in & 1u << s)
			return foc_fail(f, FOC_REFUSED, "%s: which %s? its "
			    "name belongs into the question",
			    intents[q->intent], slots[s]);
	}
	if (in & ~takes & PERIOD_BIT)
		return foc_fail(f, FOC_REFUSED, "%s: such a question is not "
		    "about a time", intents[q->intent]);
	return FOC_OK;
}

/* --- a name by itself */

/* FOC_REFUSED where a name means two things of one kind; w is the first. */
int
refuse_several(struct foc *f, const struct meaning *w,
    const struct meaning *end)
{
	const struct meaning *x;

	for (x = w + 1; x < end && x->slot == w->slot; x++)
		if (strcmp(x->value, w->value) != 0)
			return foc_fail(f, FOC_REFUSED, "'%s': is the name of "
			    "more than one %s: %s, %s", w->key,
			    slots[w->slot], w->value, x->value);
	return FOC_OK;
}

int
question_name(struct foc *f, const char *name, struct question *q)
{
	struct lexicon l = { 0 };
	const struct meaning *w = NULL;
	struct tokens t;
	char key[KEY_MAX];
	unsigned takes, needs;
	size_t n = 0, i;
	int status = lexicon_read(f, &l);

	slots_of(q->intent, &takes, &needs);
	if (status == FOC_OK && tokens_cut(&t, name) == 0) {
		tokens_join(&t, 0, t.n, false, key, sizeof(key));
		w = lexicon_find(&l, key, &n);
	}
	if (status == FOC_OK)
		tokens_free(&t);
	for (i = 0; i < n && !(w[i].is_name && takes & 1u << w[i].slot); i++)
		continue;
	if (status == FOC_OK && i == n)
		status = foc_fail(f, FOC_REFUSED, "'%s': is not the name of "
		    "anything that you may ask about", name);
	else if (status == FOC_OK)
		status = refuse_several(f, &w[i], w + n);
	if (status == FOC_OK)
		q->slot[w[i].slot] = xstrdup(w[i].value);
	lexicon_free(&l);
	return status;
}

void
question_free(struct question *q)
{
	int s;

	for (s = 0; s < SLOT__MAX; s++) {
		free(q->slot[s]);
		q->slot[s] = NULL;
	}
}
