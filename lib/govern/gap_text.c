/* SPDX-License-Identifier: MIT */
/* What is done about a gap: in words, and as commands to run. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/embed.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/text.h"
#include "govern/gap.h"
#include "govern/prereq.h"

#define NAME_BYTES	36		/* of a workload that is made up */
#define SUFFIX_BYTES	16		/* what makes it another one */
#define VALUES		48

struct text {
	struct foc *f;
	const struct gap_facts *g;
	struct value v[VALUES];
	size_t	n;
	struct words products, regions;
	char	*made[8];
	size_t	n_made;
};

int
gap_read(struct foc *f, const char *id, const char *workload,
    struct gap_facts *g)
{
	const char *text;
	struct rows r;
	bool found = false;
	int i, status;

	*g = (struct gap_facts){ { NULL } };
	db_query(&r, f, SQL_GAP_FACTS, "ssi", id, workload, f->now);
	if (db_next(&r)) {
		found = true;
		for (i = 0; i < GAP__MAX; i++) {
			text = db_text(&r, i);
			g->is[i] = xstrdup(text != NULL ? text : "");
		}
	}
	status = db_done(&r);
	if (status == FOC_OK && !found)
		status = foc_fail(f, FOC_REFUSED, "%s: is no gap; foc-gaps "
		    "list shows those there are", id);
	return status;
}

void
gap_free(struct gap_facts *g)
{
	int i;

	for (i = 0; i < GAP__MAX; i++)
		free(g->is[i]);
}

bool
gap_is(const struct gap_facts *g, const char *scenario)
{
	return strcmp(g->is[GAP_SCENARIO], scenario) == 0;
}

static void
put(struct text *x, const char *name, const char *value)
{
	x->v[x->n++] = (struct value){ name, value, NULL };
}

static void
put_flag(struct text *x, const char *name, bool on)
{
	put(x, name, on ? "y" : "");
}

/* value becomes x's. */
static void
put_made(struct text *x, const char *name, char *value)
{
	x->made[x->n_made++] = value;
	put(x, name, value);
}

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* --- a request, as far as the bill tells */

/* A name for a workload: of what was called, fit for one, and not taken. */
static int
make_name(struct foc *f, const char *from, char name[NAME_BYTES + SUFFIX_BYTES])
{
	size_t n = 0, len;
	int64_t taken = 1;
	int i, status = FOC_OK;

	for (; *from != '\0' && n < NAME_BYTES; from++)
		if (isalnum((unsigned char)*from))
			name[n++] = (char)tolower((unsigned char)*from);
		else if (n > 0 && name[n - 1] != '-')
			name[n++] = '-';
	while (n > 0 && name[n - 1] == '-')
		n--;
	name[n] = '\0';
	if (!text_is_slug(name))
		snprintf(name, NAME_BYTES + SUFFIX_BYTES, "ai-workload");
	len = strlen(name);
	for (i = 1; status == FOC_OK && taken != 0; i++) {
		if (i > 1)
			snprintf(name + len, SUFFIX_BYTES, "-%d", i);
		status = db_get_int(f, &taken, SQL_GAP_WORKLOAD_NAME, "s",
		    name);
	}
	return status;
}

static void
put_pair(FILE *to, const char *key, const char *value)
{
	fprintf(to, "%s: ", key);
	text_json(to, value);
	putc('\n', to);
}

/* What was spent, in cents, at least one: a first idea of a month. */
static void
put_estimate(FILE *to, const struct gap_facts *g)
{
	char text[DECIMAL_TEXT_MAX];
	int64_t cent = MONEY_ONE / 100, usd = 0;

	money_parse_exact(g->is[GAP_AMOUNT], strlen(g->is[GAP_AMOUNT]), &usd);
	usd = usd / cent * cent + (usd % cent != 0 ? cent : 0);
	fprintf(to, "estimate_usd: %s\n", money_text(text,
	    usd > 0 ? usd : cent));
}

/* Of AWSReservedSSO_{set}_{16 digits} the set tells; of an ARN the end. */
static char *
make_base(const char *name, const char *what)
{
	static const char sso[] = "AWSReservedSSO_";
	const char *end = strrchr(name, '_');

	if (begins(name, sso) && end - name >= (ptrdiff_t)sizeof(sso))
		return xstrndup(name + sizeof(sso) - 1,
		    (size_t)(end - name) - (sizeof(sso) - 1));
	if (*name == '\0')
		name = strrchr(what, '/') != NULL ? strrchr(what, '/') + 1 :
		    what;
	return xstrdup(name);
}

static char *
write_request(struct foc *f, const struct gap_facts *g, const char *what)
{
	char *base = make_base(g->is[GAP_NAME], what);
	char name[NAME_BYTES + SUFFIX_BYTES], *text = NULL, *description;
	size_t size;
	FILE *to;

	if (make_name(f, base, name) != FOC_OK ||
	    (to = memstream(&text, &size)) == NULL) {
		free(base);
		return xstrdup("");
	}
	free(base);
	put_pair(to, "name", name);
	fputs("use_case: OPERATIONS\n", to);
	if (strstr(g->is[GAP_RESOURCE], ":bedrock-agentcore:") != NULL)
		fputs("runtime: AGENTCORE\n", to);
	else
		fputs("# runtime: LAMBDA, ECS, EC2, AGENTCORE or OTHER\n", to);
	fputs("availability: STANDARD\n", to);
	put_estimate(to, g);
	description = xasprintf("%s: %.200s in account %s, so far without a "
	    "budget%s%.60s", g->is[GAP_ID], what, g->is[GAP_ACCOUNT],
	    *g->is[GAP_MODEL] != '\0' ? "; model " : "", g->is[GAP_MODEL]);
	put_pair(to, "description", description);
	free(description);
	fclose(to);
	if (size > 0)			/* the template ends its line */
		text[size - 1] = '\0';
	return text;
}

/* --- a denial */

static char *
write_denial(struct foc *f, const struct gap_facts *g)
{
	const char *arn = g->is[GAP_PRINCIPAL];
	char *partition = begins(arn, "arn:") ? xstrndup(arn + 4,
	    strcspn(arn + 4, ":")) : xstrdup("aws"), *text = NULL;
	const char *tmpl = embed_text("govern/gap.deny.json");
	const struct value v[] = {
		{ "partition", partition, NULL },
		{ "model_id", *g->is[GAP_MODEL_ID] != '\0' ?
		    g->is[GAP_MODEL_ID] : g->is[GAP_MODEL], NULL },
	};
	const struct values all = { v, 2 };
	size_t size;
	FILE *to = memstream(&text, &size);

	(void)f;
	if (to != NULL) {
		fill_text(to, tmpl, strlen(tmpl), &all, FILL_JSON);
		fclose(to);
		if (size > 0)
			text[size - 1] = '\0';
	}
	free(partition);
	return text != NULL ? text : xstrdup("");
}

/* --- all of it */

static const char *
what_of(const struct gap_facts *g)
{
	static const enum gap_column columns[] = {
		GAP_PRINCIPAL, GAP_WORKSPACE, GAP_RESOURCE, GAP_ACCOUNT
	};
	size_t i;

	for (i = 0; *g->is[columns[i]] == '\0' && i < 3; i++)
		continue;
	return g->is[columns[i]];
}

static void
split_lines(const char *text, struct words *w)
{
	size_t n;
	char *line;

	for (; *text != '\0'; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		line = xstrndup(text, n);
		words_add(w, line);
		free(line);
	}
}

static void
read_regions(const char *json, struct words *w)
{
	struct err e;
	cJSON *list = json_parse(json, strlen(json), &e), *item;

	cJSON_ArrayForEach(item, list)
		if (cJSON_IsString(item))
			words_add(w, item->valuestring);
	cJSON_Delete(list);
}

/* Who calls: what IAM can deny it with. */
static void
put_caller(struct text *x)
{
	const char *arn = x->g->is[GAP_PRINCIPAL], *name = x->g->is[GAP_NAME];
	bool role = strstr(arn, ":role/") != NULL;
	bool sso = role && begins(name, "AWSReservedSSO_");
	bool user = strstr(arn, ":user/") != NULL;

	put_flag(x, "role", role && !sso);
	put_flag(x, "sso", sso);
	put_flag(x, "user", user);
	put_flag(x, "other", !role && !user);
	put(x, "name", name);
}

static void
put_facts(struct text *x)
{
	static const struct { const char *name; enum gap_column c; } facts[] = {
		{ "id", GAP_ID }, { "account", GAP_ACCOUNT },
		{ "platform", GAP_PLATFORM }, { "model", GAP_MODEL },
		{ "resource", GAP_RESOURCE }, { "workload", GAP_WORKLOAD },
		{ "amount", GAP_AMOUNT }, { "from", GAP_FROM },
		{ "to", GAP_TO }, { "since", GAP_SINCE },
		{ "anchor", GAP_ANCHOR },
	};
	const struct gap_facts *g = x->g;
	const char *claim = g->is[GAP_CLAIM];
	bool known = *g->is[GAP_WORKLOAD] != '\0';
	bool named = *g->is[GAP_RESOURCE] != '\0';
	size_t i;

	for (i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		put(x, facts[i].name, g->is[facts[i].c]);
	put(x, "what", what_of(g));
	put_made(x, "export", prereq_fix("CUR_EXPORT", ""));
	put_flag(x, "claim_given", named && known);
	put_flag(x, "claim_ask", named && !known);
	put_flag(x, "nameless", !named);
	put_flag(x, "named", strcmp(g->is[GAP_NAMED], "0") != 0);
	put_flag(x, "nobody", gap_is(g, "ATTRIBUTION_NOT_ENABLED") ?
	    strcmp(g->is[GAP_NAMED], "0") == 0 : !known);
	put_flag(x, "ready", strcmp(claim, "ready") == 0);
	put_flag(x, "amend", strcmp(claim, "amend") == 0);
	put_flag(x, "ended", strcmp(claim, "ended") == 0);
	put_flag(x, "given", known && *claim == '\0');
	put_flag(x, "shared", gap_is(g, "UNATTRIBUTED_SPEND") &&
	    *g->is[GAP_PRINCIPAL] != '\0');
	put_flag(x, "nature", gap_is(g, "UNATTRIBUTED_SPEND") &&
	    *g->is[GAP_PRINCIPAL] == '\0');
}

static void
put_lists(struct text *x)
{
	split_lines(x->g->is[GAP_PRODUCTS], &x->products);
	read_regions(x->g->is[GAP_REGIONS], &x->regions);
	x->v[x->n++] = (struct value){ "products", NULL, &x->products };
	x->v[x->n++] = (struct value){ "regions", NULL, &x->regions };
	put_made(x, "region_list", words_join(&x->regions, ","));
	put(x, "product", x->products.n > 0 ? x->products.word[0] : "");
	put_flag(x, "one", x->products.n == 1);
	put_flag(x, "several", x->products.n > 1);
	put_flag(x, "none", x->products.n == 0);
}

int
gap_steps(struct foc *f, const struct gap_facts *g, const char *action,
    const char *rationale, struct steps *s)
{
	struct text x = { .f = f, .g = g };
	struct values all;
	char *file = xasprintf("govern/gap_%s.txt", action), *p;
	size_t i;
	int status = FOC_OK;

	for (p = file; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	put_facts(&x);
	put_caller(&x);
	put_lists(&x);
	put(&x, "rationale", rationale);
	put_made(&x, "reason", xasprintf("%s: %s", g->is[GAP_ID],
	    rationale != NULL ? rationale : ""));
	put_made(&x, "policy", xasprintf("FinOpsBlocked-%s", g->is[GAP_ID]));
	put_made(&x, "document", write_denial(f, g));
	put_made(&x, "yaml", strcmp(action, "REQUEST") == 0 ?
	    write_request(f, g, what_of(g)) : xstrdup(""));
	all = (struct values){ x.v, x.n };
	if (embed_text(file) == NULL ||
	    steps_read(s, embed_text(file), &all) != 0 || s->n != 1)
		status = foc_fail(f, FOC_SYSTEM, "%s: the template %s does "
		    "not fit it", g->is[GAP_ID], file);
	for (i = 0; i < x.n_made; i++)
		free(x.made[i]);
	words_free(&x.products);
	words_free(&x.regions);
	free(file);
	return status;
}
