/* SPDX-License-Identifier: MIT */
/*
 * What a row of the bill is: the shortcuts of the ingest say what the rules
 * say, and a pattern fits what trying every way says that it fits.
 */
#include <ctype.h>

#include "fuzz.h"
#include "ingest/classify.h"

#define FIELDS	9

static struct classifier c;

static void
set_up(void)
{
	static bool done;

	if (!done)
		MUST(classifier_open(fuzz_db(), &c) == FOC_OK);
	done = true;
}

static void
check_class(const struct class_out *out)
{
	MUST(out->kind == KIND_AI || out->kind == KIND_OPAQUE ||
	    out->kind == KIND_OTHER);
	if (out->kind != KIND_AI)
		return;
	MUST(out->platform != NULL && *out->platform != '\0');
	MUST(out->feature != NULL && out->model != NULL &&
	    out->token_type != NULL && out->tier != NULL &&
	    out->geography != NULL && out->region != NULL &&
	    out->unit != NULL && out->endpoint != NULL);
	MUST(out->per_unit == DB_NULL || out->per_unit > 0);
	MUST(out->rule != NULL && *out->rule != '\0');
}

static bool
same(const struct class_out *a, const struct class_out *b)
{
	return a->kind == b->kind && (a->kind != KIND_AI ||
	    (strcmp(a->platform, b->platform) == 0 &&
	    strcmp(a->feature, b->feature) == 0 &&
	    strcmp(a->model, b->model) == 0 &&
	    strcmp(a->token_type, b->token_type) == 0 &&
	    strcmp(a->tier, b->tier) == 0 &&
	    strcmp(a->region, b->region) == 0 &&
	    a->per_unit == b->per_unit));
}

/* Looked at early it must not be thrown away if it is AI. */
static void
check_early(const struct class_in *in, const struct class_out *out)
{
	const char *resources = NULL;
	enum kind early = classify_early(&c, in->entity, in->code,
	    &resources);

	if (early == KIND_OTHER)
		MUST(out->kind == KIND_OTHER);
	else if (resources != NULL && !pattern_fits(resources, in->resource,
	    strlen(in->resource)))
		MUST(out->kind != KIND_AI);
}

/* Equal keys of resources: classified alike. */
static void
check_key(struct class_in in, const struct class_out *out,
    const char *resource)
{
	char a[RESOURCE_KEY_MAX], b[RESOURCE_KEY_MAX];
	size_t n = resource_key(&c, in.resource, a);
	struct class_out other;

	MUST(n <= sizeof(a));
	if (n == 0 || resource_key(&c, resource, b) != n ||
	    memcmp(a, b, n) != 0)
		return;
	in.resource = resource;
	classify(&c, &in, &other);
	MUST(same(out, &other));
}

/* One pattern, every way. */
static bool
fits(const char *p, const char *end, const char *s, const char *stop)
{
	if (p == end)
		return s == stop;
	if (*p == '*')
		return fits(p + 1, end, s, stop) ||
		    (s < stop && fits(p, end, s + 1, stop));
	return s < stop && (*p == '?' || *p == *s ||
	    (isalpha((unsigned char)*p) && isalpha((unsigned char)*s) &&
	    (*p | 0x20) == (*s | 0x20))) && fits(p + 1, end, s + 1, stop);
}

static void
check_pattern(const char *p, const char *s)
{
	const char *from = p, *end;
	bool want = false;

	if (strlen(p) > 12 || strlen(s) > 12)
		return;
	for (;; from = end + 1) {
		end = strchrnul(from, '|');
		want = want || fits(from, end, s, s + strlen(s));
		if (*end == '\0')
			break;
	}
	MUST(pattern_fits(p, s, strlen(s)) == want);
}

/* Fields that the fuzzer gives, TAB between them. */
static char *
next_field(char **rest)
{
	char *s = strsep(rest, "\t");

	return s != NULL ? s : (char *)"";
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = { data, size };
	char *text = bytes_rest(&b), *rest = text, *field[FIELDS + 1];
	struct class_in in;
	struct class_out out;
	char name[NAME_MAX_BYTES];
	struct arn arn;
	size_t i;

	set_up();
	for (i = 0; i <= FIELDS; i++)
		field[i] = rest != NULL ? next_field(&rest) : (char *)"";
	in = (struct class_in){ field[0], field[1], field[2], field[3],
	    field[4], field[5], field[6], field[7], field[8] };
	classify(&c, &in, &out);
	check_class(&out);
	check_early(&in, &out);
	check_key(in, &out, field[9]);
	if (arn_parse(&arn, in.resource))
		MUST(arn.rest != NULL);
	if (model_of_arn(in.resource, name))
		MUST(strlen(name) < sizeof(name));
	(void)model_lookup(&c, field[9]);
	(void)name_end(&c, in.usage);
	check_pattern(field[0], field[1]);
	check_pattern(field[8], field[9]);
	free(text);
	return 0;
}
