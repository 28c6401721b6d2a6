/* SPDX-License-Identifier: MIT */
/* CloudTrail: log files, and what get-event-selectors says of a trail. */
#include "fuzz.h"
#include "govern/task.h"
#include "ingest/trail.h"

#define WORKSPACE	"arn:aws:aws-external-anthropic:us-east-1:" \
			"341153769010:workspace/wrkspc_01Example"

static void
check_call(const struct trail_call *c)
{
	MUST(c->hour >= 0 && c->hour % UTC_HOUR == 0);
	MUST(strncmp(c->workspace, "wrkspc_", 7) == 0 &&
	    fuzz_is_plain(c->workspace, strlen(c->workspace), ""));
	MUST(c->role != NULL && c->account != NULL);
	MUST(c->tokens >= 0 && (c->has_tokens || c->tokens == 0));
}

/* As a whole: is it a log file, by its form, and how many records has it? */
static bool
is_log(const char *text, size_t len, int64_t *events)
{
	struct err e;
	cJSON *tree = json_parse(text, len, &e);
	const cJSON *list = json_member(tree, "Records");
	bool is = cJSON_IsArray(list);

	*events = is ? cJSON_GetArraySize(list) : 0;
	cJSON_Delete(tree);
	return is;
}

/* In two pieces, wherever cut, it is what it is as a whole. */
static void
check_log(const char *text, size_t len, size_t cut)
{
	struct trail_file t;
	struct trail_reader *r = trail_open(&t);
	struct err e = { .status = FOC_OK };
	int64_t events;
	bool is = is_log(text, len, &events);
	size_t i;
	int status;

	if (trail_feed(r, text, cut))
		trail_feed(r, text + cut, len - cut);
	status = trail_close(r, &e);
	if (status != FOC_OK) {
		MUST(status == FOC_BAD_INPUT && e.status == status);
		MUST(t.call == NULL);
		fuzz_check_sentence(e.text);
		return;
	}
	MUST(is && t.events == events);
	MUST((int64_t)t.n + t.homeless <= t.events);
	for (i = 0; i < t.n; i++)
		check_call(&t.call[i]);
	trail_free(&t);
}

/* Ours is added to what was there, and nothing of that is gone. */
static void
check_selectors(struct foc *f, const char *text, size_t len)
{
	struct selectors s, again;
	char *out;
	struct err e;
	cJSON *merged, *was;
	int status = selectors_read(f, text, len, WORKSPACE, &s), n;

	if (status != FOC_OK) {
		fuzz_check_sentence(foc_errmsg(f));
		selectors_free(&s);
		return;
	}
	was = json_parse(text, len, &e);
	merged = json_parse(s.merged, strlen(s.merged), &e);
	MUST(cJSON_IsArray(merged));
	n = cJSON_IsArray(json_member(was, "AdvancedEventSelectors")) ?
	    cJSON_GetArraySize(json_member(was, "AdvancedEventSelectors")) :
	    0;
	MUST(cJSON_GetArraySize(merged) >= n + 1);
	MUST(fuzz_is_plain(s.trail, strlen(s.trail), ""));
	out = xasprintf("{\"TrailARN\":\"%s\",\"AdvancedEventSelectors\":%s}",
	    s.trail, s.merged);
	status = selectors_read(f, out, strlen(out), WORKSPACE, &again);
	/* What was merged records our calls; or is too long for a trail. */
	MUST(status == FOC_OK ? again.covered : status == FOC_REFUSED);
	selectors_free(&again);
	free(out);
	cJSON_Delete(merged);
	cJSON_Delete(was);
	selectors_free(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_log((const char *)data, size, size > 0 ? data[size / 2] % size : 0);
	check_selectors(fuzz_db(), (const char *)data, size);
	return 0;
}
