/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/json.h"
#include "core/mem.h"
#include "core/text.h"
#include "govern/words.h"

#define PPM_UNIT	(MONEY_ONE / 10000)	/* 0.0001 percent as money */
#define TOKENS_DIGITS	15

void
words_add(struct words *w, const char *word)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		if (strcmp(w->word[i], word) == 0)
			return;
	w->word = xreallocarray(w->word, w->n + 1, sizeof(*w->word));
	w->word[w->n++] = xstrdup(word);
}

void
words_free(struct words *w)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		free(w->word[i]);
	free(w->word);
	*w = (struct words){ 0 };
}

int
words_split(struct foc *f, const char *option, const char *list,
    struct words *w)
{
	const char *p = list;
	char *word;
	size_t n;

	if (list == NULL)
		return foc_fail(f, FOC_USAGE, "%s is needed", option);
	for (;;) {
		n = strcspn(p, ",");
		if (n == 0)
			return foc_fail(f, FOC_USAGE, "%s: a word is missing "
			    "in '%s'", option, list);
		word = xstrndup(p, n);
		words_add(w, word);
		free(word);
		if (p[n] == '\0')
			return FOC_OK;
		p += n + 1;
	}
}

char *
words_join(const struct words *w, const char *between)
{
	char *text = NULL;
	size_t size, i;
	FILE *out = memstream(&text, &size);

	if (out == NULL)
		return xstrdup("");
	for (i = 0; i < w->n; i++)
		fprintf(out, "%s%s", i > 0 ? between : "", w->word[i]);
	fclose(out);
	return text;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
words_sort(struct words *w)
{
	if (w->n > 1)
		qsort(w->word, w->n, sizeof(*w->word), compare);
}

char *
words_json(const struct words *w)
{
	char *text = NULL;
	size_t size, i;
	FILE *out = memstream(&text, &size);

	if (out == NULL)
		return xstrdup("[]");
	putc('[', out);
	for (i = 0; i < w->n; i++) {
		fputs(i > 0 ? "," : "", out);
		text_json(out, w->word[i]);
	}
	putc(']', out);
	fclose(out);
	return text;
}

int
word_of(struct foc *f, const char *option, const char *text,
    const char *const *words, size_t n, const char **word)
{
	struct words all = { 0 };
	char *list;
	size_t i;
	int status;

	for (i = 0; i < n; i++)
		if (strcasecmp(text, words[i]) == 0) {
			*word = words[i];
			return FOC_OK;
		}
	for (i = 0; i < n; i++)
		words_add(&all, words[i]);
	list = words_join(&all, ", ");
	status = foc_fail(f, FOC_USAGE, "%s: '%s' is none of %s", option,
	    text, list);
	free(list);
	words_free(&all);
	return status;
}

/* Digits with at most one point: an amount, whatever else is wrong. */
static bool
is_digits(const char *text)
{
	size_t n = strspn(text, "0123456789");

	if (text[n] == '.')
		n += 1 + strspn(text + n + 1, "0123456789");
	return text[n] == '\0' && strpbrk(text, "123456789") != NULL;
}

int
usd_of(struct foc *f, const char *option, const char *text, int64_t *usd)
{
	int64_t rounded;

	if (is_digits(text) &&
	    money_parse(text, strlen(text), &rounded, NULL) != 0)
		return foc_fail(f, FOC_USAGE, "%s: '%s' is too large; at most "
		    "922 million dollars", option, text);
	if (is_digits(text) &&
	    money_parse_exact(text, strlen(text), usd) != 0)
		return foc_fail(f, FOC_USAGE, "%s: '%s' has more than ten "
		    "decimals", option, text);
	if (!is_digits(text) ||
	    money_parse_exact(text, strlen(text), usd) != 0 || *usd <= 0)
		return foc_fail(f, FOC_USAGE, "%s: '%s' is no positive amount "
		    "of dollars, such as 250 or 1200.50", option, text);
	return FOC_OK;
}

int
percent_of(struct foc *f, const char *option, const char *text, int64_t low,
    int64_t high, int64_t *ppm)
{
	int64_t v;

	if (money_parse_exact(text, strlen(text), &v) != 0 ||
	    v % PPM_UNIT != 0 || v < low * MONEY_ONE || v > high * MONEY_ONE)
		return foc_fail(f, FOC_USAGE, "%s: '%s' is no percent from "
		    "%lld to %lld with at most four decimals", option, text,
		    (long long)low, (long long)high);
	*ppm = v / PPM_UNIT;
	return FOC_OK;
}

const char *const token_words[TOKEN__MAX] = {
	[TOKEN_INPUT] = "input", [TOKEN_OUTPUT] = "output",
	[TOKEN_CACHE_READ] = "cache_read", [TOKEN_CACHE_WRITE] = "cache_write",
	[TOKEN_CACHE_WRITE_1H] = "cache_write_1h",
};
const char *const token_names[TOKEN__MAX] = {
	[TOKEN_INPUT] = "INPUT", [TOKEN_OUTPUT] = "OUTPUT",
	[TOKEN_CACHE_READ] = "CACHE_READ", [TOKEN_CACHE_WRITE] = "CACHE_WRITE",
	[TOKEN_CACHE_WRITE_1H] = "CACHE_WRITE_1H",
};

/* "input=N" into tokens, each once; -1 is "not given". */
static int
read_tokens(struct foc *f, const char *option, const char *pair,
    int64_t tokens[TOKEN__MAX])
{
	const char *digits = strchr(pair, '=');
	size_t i;

	for (i = 0; digits != NULL && i < TOKEN__MAX; i++)
		if (strncmp(pair, token_words[i], (size_t)(digits - pair)) ==
		    0 && token_words[i][digits - pair] == '\0')
			break;
	if (digits == NULL || i == TOKEN__MAX)
		return foc_fail(f, FOC_USAGE, "%s: '%s' is none of "
		    "input=N, output=N, cache_read=N, cache_write=N, "
		    "cache_write_1h=N", option, pair);
	digits++;
	if (*digits == '\0' || strlen(digits) > TOKENS_DIGITS ||
	    digits[strspn(digits, "0123456789")] != '\0')
		return foc_fail(f, FOC_USAGE, "%s: '%s' is no whole "
		    "number of tokens a month", option, digits);
	if (tokens[i] >= 0)
		return foc_fail(f, FOC_USAGE, "%s: %s is given twice",
		    option, token_words[i]);
	tokens[i] = strtoll(digits, NULL, 10);
	return FOC_OK;
}

int
tokens_read(struct foc *f, const char *option, const char *text,
    int64_t tokens[TOKEN__MAX])
{
	struct words pairs = { 0 };
	size_t i;
	int status;

	for (i = 0; i < TOKEN__MAX; i++)
		tokens[i] = -1;
	status = words_split(f, option, text, &pairs);
	for (i = 0; i < pairs.n && status == FOC_OK; i++)
		status = read_tokens(f, option, pairs.word[i], tokens);
	words_free(&pairs);
	return status;
}

int
tokens_parse(struct foc *f, const char *json, int64_t tokens[TOKEN__MAX])
{
	const char *number;
	struct err e;
	cJSON *was;
	size_t i;

	if ((was = json_parse(json, strlen(json), &e)) == NULL)
		return foc_fail(f, FOC_SYSTEM, "tokens in the file: %s",
		    e.text);
	for (i = 0; i < TOKEN__MAX; i++) {
		number = json_number(was, token_words[i]);
		tokens[i] = number == NULL ? -1 : strtoll(number, NULL, 10);
	}
	cJSON_Delete(was);
	return FOC_OK;
}

char *
tokens_json(const int64_t tokens[TOKEN__MAX])
{
	char *json = NULL;
	size_t size, i, n = 0;
	FILE *out = memstream(&json, &size);

	if (out == NULL)
		return xstrdup("{}");
	putc('{', out);
	for (i = 0; i < TOKEN__MAX; i++)
		if (tokens[i] >= 0)
			fprintf(out, "%s\"%s\":%lld", n++ > 0 ? "," : "",
			    token_words[i], (long long)tokens[i]);
	putc('}', out);
	fclose(out);
	return json;
}
