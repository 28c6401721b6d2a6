/* SPDX-License-Identifier: MIT */
/*
 * Questions: an intent and what it is about, or a refusal; and nothing that
 * is not written as such means to stop anything.
 */
#include <strings.h>

#include "fuzz.h"
#include "spend/question.h"

static void
reach(struct foc *f)
{
	static bool done;

	if (done)
		return;
	done = true;
	MUST(db_script(f, SQL_QUESTION_REACH) == FOC_OK);
	MUST(db_run(f, SQL_QUESTION_REACH_FILL, "sii", f->actor, f->now,
	    (int64_t)1) == FOC_OK);
	MUST(db_run(f, SQL_QUESTION_REACH_ALL, "i", (int64_t)1) == FOC_OK);
}

static void
check_tokens(const char *text)
{
	struct tokens t;
	char key[64];
	size_t i;

	if (tokens_cut(&t, text) == 0) {
		MUST(t.n <= TOKENS_MAX);
		for (i = 0; i < t.n; i++)
			MUST(t.word[i] != NULL && *t.word[i] != '\0');
		for (i = 0; i < t.n; i++) {
			tokens_join(&t, i, t.n - i < MEANING_WORDS ? t.n - i :
			    MEANING_WORDS, i % 2 == 0, key, sizeof(key));
			MUST(strlen(key) < sizeof(key));
		}
	}
	tokens_free(&t);
}

static void
check_question(struct foc *f, const char *text)
{
	struct question q;
	char when[WHEN_MAX];
	int status = question_read(f, text, &q), i;

	if (status != FOC_OK) {
		MUST(status == FOC_REFUSED || status == FOC_USAGE);
		fuzz_check_sentence(foc_errmsg(f));
		question_free(&q);
		return;
	}
	MUST(q.intent < INTENT__MAX);
	MUST(intent_name(q.intent) != NULL);
	MUST(question_check(f, &q) == FOC_OK);
	if (q.span.from != FOC_ALWAYS) {
		MUST(q.span.from < q.span.to && q.span.from <= f->now);
		when_text(when, &q.span);
		MUST(strlen(when) < sizeof(when));
	}
	for (i = 0; i < SLOT__MAX; i++)
		MUST(q.slot[i] == NULL || *q.slot[i] != '\0');
	/* Whoever wants something stopped says so in a word of that. */
	if (q.intent == INTENT_STOP)
		MUST(strcasestr(text, "stop") != NULL ||
		    strcasestr(text, "suspend") != NULL ||
		    strcasestr(text, "halt") != NULL ||
		    strcasestr(text, "kill") != NULL ||
		    strcasestr(text, "paus") != NULL ||
		    strcasestr(text, "shut") != NULL ||
		    strcasestr(text, "block") != NULL ||
		    strcasestr(text, "disable") != NULL ||
		    strcasestr(text, "turn") != NULL ||
		    strcasestr(text, "switch") != NULL ||
		    strcasestr(text, "freeze") != NULL ||
		    strcasestr(text, "cut") != NULL);
	question_free(&q);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = { data, size < 1200 ? size : 1200 };
	char *text = bytes_rest(&b);
	struct question q = { .intent = INTENT_OWNER };
	struct foc *f = fuzz_db();

	reach(f);
	check_tokens(text);
	check_question(f, text);
	/* Each reads all words anew: what no name is as long as is spared. */
	if (size < 64 && question_name(f, text, &q) != FOC_OK)
		fuzz_check_sentence(foc_errmsg(f));
	question_free(&q);
	free(text);
	return 0;
}
