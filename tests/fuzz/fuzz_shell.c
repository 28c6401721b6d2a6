/* SPDX-License-Identifier: MIT */
/*
 * Words for a shell, alone and in templates: a small model of what a POSIX
 * shell makes of them gives each back unchanged, and finds nothing else.
 */
#include "fuzz.h"
#include "govern/fill.h"

#define WORDS_MAX	8

struct shell {
	char	*word[WORDS_MAX];
	size_t	n;
};

/*
 * Token recognition of XCU 2.3, for what is quoted in single quotes or by a
 * backslash.  Any other character that means something to a shell, unquoted,
 * ends the run.
 */
static void
split_words(const char *s, struct shell *sh)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
	char *to = NULL;

	sh->n = 0;
	for (; *s != '\0'; s++) {
		if (*s == ' ' || *s == '\n') {
			to = NULL;
			continue;
		}
		if (to == NULL) {
			MUST(sh->n < WORDS_MAX);
			to = sh->word[sh->n++] = xcalloc(strlen(s) + 1, 1);
		}
		if (*s == '\'') {
			for (s++; *s != '\''; s++) {
				MUST(*s != '\0');
				*to++ = *s;
			}
		} else if (*s == '\\') {
			MUST(s[1] != '\0' && s[1] != '\n');
			*to++ = *++s;
		} else {
			MUST(strchr(plain, *s) != NULL);
			*to++ = *s;
		}
	}
}

static void
free_words(struct shell *sh)
{
	while (sh->n > 0)
		free(sh->word[--sh->n]);
}

static void
check_alone(const char *s)
{
	char *out = fuzz_print(text_shell, s);
	struct shell sh;

	split_words(out, &sh);
	MUST(sh.n == 1 && strcmp(sh.word[0], s) == 0);
	/* No option where an operand should be. */
	MUST(*s == '-' ? *out == '\'' : true);
	free_words(&sh);
	free(out);
}

/* In a template of commands, as one value and as a list. */
static void
check_template(const char *a, const char *b)
{
	static const char tmpl[] = "aws {{a}} --list {{list}} --b={{b}} end\n";
	struct words list = { 0 };
	struct value v[] = { { "a", a, NULL }, { "b", b, NULL },
	    { "list", NULL, &list } };
	struct values all = { v, 3 };
	struct shell sh;
	char *out = NULL, *joined;
	size_t size, more;
	FILE *to = open_memstream(&out, &size);

	MUST(to != NULL);
	words_add(&list, a);
	words_add(&list, b);
	more = list.n;
	MUST(fill_text(to, tmpl, sizeof(tmpl) - 1, &all, FILL_SHELL) == 0);
	MUST(fclose(to) == 0);
	split_words(out, &sh);
	joined = xasprintf("--b=%s", b);
	MUST(sh.n == 5 + more && strcmp(sh.word[0], "aws") == 0 &&
	    strcmp(sh.word[1], a) == 0 && strcmp(sh.word[3], a) == 0 &&
	    strcmp(sh.word[2 + more], b) == 0 &&
	    strcmp(sh.word[3 + more], joined) == 0 &&
	    strcmp(sh.word[4 + more], "end") == 0);
	free(joined);
	free_words(&sh);
	free(out);
	words_free(&list);
}

/* The same in JSON: the value, and nothing beside it. */
static void
check_json(const char *a)
{
	static const char tmpl[] = "{\"a\": \"{{a}}\", \"b\": 1}";
	struct value v = { "a", a, NULL };
	struct values all = { &v, 1 };
	char *out = NULL;
	size_t size;
	FILE *to = open_memstream(&out, &size);
	struct err e;
	cJSON *tree;

	MUST(to != NULL);
	MUST(fill_text(to, tmpl, sizeof(tmpl) - 1, &all, FILL_JSON) == 0);
	MUST(fclose(to) == 0);
	tree = json_parse(out, strlen(out), &e);
	MUST(tree != NULL && cJSON_GetArraySize(tree) == 2);
	if (utf8_valid(a, strlen(a)))
		MUST(strcmp(json_string(tree, "a"), a) == 0);
	cJSON_Delete(tree);
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = { data, size };
	char *first = bytes_text(&b, size / 2), *rest = bytes_rest(&b);

	check_alone(first);
	check_alone(rest);
	check_template(first, rest);
	check_json(first);
	free(rest);
	free(first);
	return 0;
}
