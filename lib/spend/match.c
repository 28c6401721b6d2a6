/* SPDX-License-Identifier: MIT */
/* From words to an intent and its slots. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "spend/question.h"

#define ENOUGH		5		/* weight of what is meant */
#define LEAD		2		/* over the next that could be */
#define KEY_MAX		512

struct match {
	struct foc *f;
	struct question *q;
	const struct lexicon *words;
	struct tokens t;
	int	score[INTENT__MAX];
	bool	has_span, leave;	/* leave: the next model is left */
	const char *before;		/* the word before: a hint */
};

static void
add_weights(struct match *m, const struct meaning *w)
{
	int i;

	for (i = 0; i < INTENT__MAX; i++)
		m->score[i] += w->weight[i];
}

/* What it says for an intent that a name or a time is there. */
static void
add_found(struct match *m, const char *what)
{
	char key[KEY_MAX];
	const struct meaning *w;
	size_t n;

	snprintf(key, sizeof(key), "<%s>", what);
	if ((w = lexicon_find(m->words, key, &n)) != NULL)
		add_weights(m, w);
}

static int
take_span(struct match *m, const struct foc_span *span, const char *word)
{
	struct foc_span *had = &m->q->span;

	if (m->has_span && (had->from != span->from || had->to != span->to))
		return puzzled(m->f, "is a second time; ask of one", word);
	if (!m->has_span)
		add_found(m, "period");
	*had = *span;
	m->has_span = true;
	return FOC_OK;
}

/* A number among the words [at, at + n), or the year that follows; -1. */
static int64_t
number_of(const struct match *m, size_t *at, size_t n, const char *period)
{
	const char *w;
	size_t i;

	for (i = *at; i < *at + n; i++) {
		w = m->t.word[i];
		if (strspn(w, "0123456789") == strlen(w))
			return strlen(w) < 10 ? strtol(w, NULL, 10) : 0;
	}
	if (strncmp(period, "month-", 6) != 0 || i == m->t.n)
		return -1;
	w = m->t.word[i];
	if (strlen(w) != 4 || strspn(w, "0123456789") != 4)
		return -1;
	++*at;
	return strtol(w, NULL, 10);
}

static int
take_word(struct match *m, const struct meaning *w, size_t *at, size_t n)
{
	struct question *q = m->q;
	struct foc_span span;
	int64_t number;

	if (w->veto)
		return puzzled(m->f, "makes it a question that has no answer "
		    "here", w->key);
	if (w->by != BY_NONE) {
		if (q->by != BY_NONE && q->by != w->by)
			q->by = BY__MAX;	/* of both: neither leads */
		else
			q->by = w->by;
	}
	m->leave |= w->from;
	add_weights(m, w);
	if (w->period == NULL)
		return FOC_OK;
	number = number_of(m, at, n, w->period);
	if (!when_period(w->period, number, m->f->now, &span))
		return puzzled(m->f, "is no time that has been", w->key);
	return take_span(m, &span, w->key);
}

/* Of the things that one name means, the kind that a word beside it names. */
static const struct meaning *
choose(const struct match *m, const struct meaning *w, size_t n, size_t next)
{
	const char *after = next < m->t.n ? m->t.word[next] : "", *kind;
	size_t i;

	for (i = 0; i < n; i++) {
		kind = slot_name(w[i].slot);
		if (w[i].is_name && (strcmp(after, kind) == 0 ||
		    (m->before != NULL && strcmp(m->before, kind) == 0)))
			return &w[i];
	}
	for (i = 0; i < n && !w[i].is_name; i++)
		continue;
	return &w[i];
}

static int
take_name(struct match *m, const struct meaning *w, const struct meaning *end)
{
	char **slot = &m->q->slot[w->slot];
	int status = refuse_several(m->f, w, end);

	if (status != FOC_OK)
		return status;
	if (w->slot == SLOT_MODEL && m->leave) {
		m->leave = false;
		return FOC_OK;
	}
	if (*slot != NULL && strcmp(*slot, w->value) != 0)
		return puzzled(m->f, "is a second one of its kind; ask of one",
		    w->key);
	if (*slot == NULL) {
		*slot = xstrdup(w->value);
		add_found(m, slot_name(w->slot));
	}
	return FOC_OK;
}

/*
 * The longest phrase at word `at`, *n words long: a name, or where a word
 * that says something has the same length, that word, unless it is quoted.
 */
static const struct meaning *
longest(const struct match *m, size_t at, size_t *n, size_t *found)
{
	char key[KEY_MAX];
	const struct meaning *w;

	*n = m->t.n - at < MEANING_WORDS ? m->t.n - at : MEANING_WORDS;
	for (; *n > 0; --*n) {
		tokens_join(&m->t, at, *n, false, key, sizeof(key));
		w = lexicon_find(m->words, key, found);
		if (w == NULL) {
			tokens_join(&m->t, at, *n, true, key, sizeof(key));
			w = lexicon_find(m->words, key, found);
		}
		if (w != NULL)
			return w;
	}
	return NULL;
}

/* "csbot's" where that is no word of its own. */
static bool
without_s(struct match *m, size_t at)
{
	char *word = m->t.text + (m->t.word[at] - m->t.text);
	size_t n = strlen(word);

	if (n < 3 || strcmp(word + n - 2, "'s") != 0)
		return false;
	word[n - 2] = '\0';
	return true;
}

static int
take(struct match *m, size_t *at)
{
	const struct meaning *w;
	struct foc_span span;
	size_t n, found, last;
	int status;

	if ((w = longest(m, *at, &n, &found)) == NULL) {
		if (when_word(m->t.word[*at], m->f->now, &span)) {
			m->before = NULL;
			return take_span(m, &span, m->t.word[(*at)++]);
		}
		if (without_s(m, *at))
			return FOC_OK;
		return puzzled(m->f, "is no word that is known here, and not "
		    "the name of anything that you may ask about",
		    m->t.word[*at]);
	}
	last = *at + n - 1;
	if (w->is_name || (found > 1 && (!w->says || m->t.quoted[*at])))
		status = take_name(m, choose(m, w, found, *at + n), w + found);
	else
		status = take_word(m, w, at, n);
	m->before = m->t.word[last];
	*at += n;
	return status;
}

/* The one intent that is meant for sure, of those that take such slots. */
static int
decide(struct match *m)
{
	int i, best = -1, next = -1, lead;
	unsigned takes, needs, in = slots_in(m->q);

	for (i = 0; i < INTENT__MAX; i++) {
		slots_of((enum intent)i, &takes, &needs);
		if ((in & ~takes) != 0 && m->score[i] < ENOUGH)
			continue;
		if (best < 0 || m->score[i] > m->score[best]) {
			next = best;
			best = i;
		} else if (next < 0 || m->score[i] > m->score[next]) {
			next = i;
		}
	}
	lead = best < 0 ? 0 : m->score[best] - (next < 0 ? 0 : m->score[next]);
	if (best < 0 || m->score[best] < ENOUGH)
		return puzzled(m->f, "what is asked for is not clear", "");
	if (lead < LEAD)
		return puzzled(m->f, "it asks for two things at once", "");
	m->q->intent = (enum intent)best;
	if (m->q->by == BY__MAX)
		m->q->by = BY_NONE;
	return question_check(m->f, m->q);
}

int
question_read(struct foc *f, const char *text, struct question *q)
{
	struct match m = { .f = f, .q = q };
	struct lexicon l = { 0 };
	size_t at = 0;
	int status;

	*q = (struct question){ .span = { FOC_ALWAYS, FOC_ALWAYS } };
	if (strlen(text) > QUESTION_MAX)
		return foc_fail(f, FOC_USAGE, "a question has at most %d "
		    "bytes", QUESTION_MAX);
	if (!utf8_valid(text, strlen(text)))
		return foc_fail(f, FOC_USAGE, "the question is no UTF-8");
	m.words = &l;
	status = lexicon_read(f, &l);
	if (status == FOC_OK && tokens_cut(&m.t, text) != 0)
		status = puzzled(f, "it has too many words", "");
	if (status == FOC_OK && *m.t.odd != '\0')
		status = puzzled(f, "is no sign that questions have",
		    m.t.odd);
	while (status == FOC_OK && at < m.t.n)
		status = take(&m, &at);
	if (status == FOC_OK)
		status = decide(&m);
	tokens_free(&m.t);
	lexicon_free(&l);
	return status;
}
