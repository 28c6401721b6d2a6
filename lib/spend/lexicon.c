/* SPDX-License-Identifier: MIT */
/* Words of answer_words.tsv, and names of what the asker may know. */
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/mem.h"
#include "core/tsv.h"
#include "spend/question.h"

#define KEY_MAX		512

static struct meaning *
add(struct lexicon *l, const char *key)
{
	if ((l->n & (l->n - 1)) == 0)
		l->m = xreallocarray(l->m, l->n > 0 ? l->n * 2 : 1,
		    sizeof(*l->m));
	l->m[l->n] = (struct meaning){ .key = xstrdup(key) };
	return &l->m[l->n++];
}

/* One of the meanings between commas: "tracking 5", "by model", "veto". */
static int
mean(struct foc *f, struct meaning *m, const char *word, size_t len)
{
	char *text = xstrndup(word, len), *arg = strchr(text, ' ');
	enum intent i;
	int status = FOC_OK;

	if (arg != NULL)
		*arg++ = '\0';
	if (*text != '\0')
		m->says = true;
	if (strcmp(text, "veto") == 0)
		m->veto = true;
	else if (strcmp(text, "from") == 0)
		m->from = true;
	else if (strcmp(text, "period") == 0 && arg != NULL)
		m->period = xstrdup(arg);
	else if (strcmp(text, "by") == 0 && arg != NULL)
		status = by_parse(f, arg, &m->by);
	else if (*text != '\0' && arg != NULL && (status = intent_parse(f,
	    text, &i)) == FOC_OK)
		m->weight[i] = (signed char)strtol(arg, NULL, 10);
	free(text);
	return status;
}

static int
read_words(struct foc *f, struct lexicon *l)
{
	struct meaning *m;
	struct tsv t;
	const char *p;
	size_t n;
	int status = FOC_OK;

	tsv_open(&t, embed_text("spend/answer_words.tsv"));
	while (status == FOC_OK && tsv_next(&t)) {
		m = add(l, t.cell[0]);
		for (p = t.cell[1]; status == FOC_OK; p += n + 1) {
			n = strcspn(p, ",");
			status = mean(f, m, p, n);
			if (p[n] == '\0')
				break;
		}
	}
	tsv_close(&t);
	return status;
}

static void
add_name(struct lexicon *l, enum slot slot, const char *name,
    const char *value)
{
	struct meaning *m;
	struct tokens t;
	char key[KEY_MAX];

	if (tokens_cut(&t, name) == 0 && t.n > 0 && t.n <= MEANING_WORDS) {
		tokens_join(&t, 0, t.n, false, key, sizeof(key));
		m = add(l, key);
		m->is_name = m->says = true;
		m->slot = slot;
		m->value = xstrdup(value);
	}
	tokens_free(&t);
}

static int
read_names(struct foc *f, struct lexicon *l)
{
	struct rows r;

	db_query(&r, f, SQL_QUESTION_NAMES, "");
	while (db_next(&r))
		add_name(l, (enum slot)db_int(&r, 0), db_text(&r, 1),
		    db_text(&r, 2));
	return db_done(&r);
}

static int
order(const void *va, const void *vb)
{
	const struct meaning *a = va, *b = vb;
	int o = strcmp(a->key, b->key);

	if (o == 0)
		o = (int)a->is_name - (int)b->is_name;
	if (o == 0 && a->is_name)
		o = (int)a->slot - (int)b->slot;
	if (o == 0 && a->is_name)
		o = strcmp(a->value, b->value);
	return o;
}

int
lexicon_read(struct foc *f, struct lexicon *l)
{
	int status;

	*l = (struct lexicon){ 0 };
	if ((status = read_words(f, l)) == FOC_OK)
		status = read_names(f, l);
	qsort(l->m, l->n, sizeof(*l->m), order);
	return status;
}

void
lexicon_free(struct lexicon *l)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		free(l->m[i].key);
		free(l->m[i].value);
		free(l->m[i].period);
	}
	free(l->m);
	*l = (struct lexicon){ 0 };
}

const struct meaning *
lexicon_find(const struct lexicon *l, const char *key, size_t *n)
{
	size_t low = 0, high = l->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (strcmp(l->m[mid].key, key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (*n = 0; low + *n < l->n && strcmp(l->m[low + *n].key, key) == 0;
	    ++*n)
		continue;
	return *n > 0 ? &l->m[low] : NULL;
}
