/* SPDX-License-Identifier: MIT */
/* The machines as records, and as Graphviz. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/sink.h"
#include "db/machine.h"

const char *
foc_states_machine(size_t i)
{
	return i < MACHINE__MAX ? machine_get((enum machine_id)i)->name : NULL;
}

const char *
foc_state(const char *machine, size_t i)
{
	const struct machine *m = NULL;
	size_t k, j;

	for (k = 0; k < MACHINE__MAX; k++)
		if (strcmp(machine_get((enum machine_id)k)->name,
		    machine) == 0)
			m = machine_get((enum machine_id)k);
	for (k = 0; m != NULL && k < m->n; k++) {
		for (j = 0; j < k; j++)
			if (strcmp(m->arrows[j].to, m->arrows[k].to) == 0)
				break;
		if (j == k && i-- == 0)
			return m->arrows[k].to;
	}
	return NULL;
}

/* "product-owner,finops-lead", or "system". */
static void
role_words(unsigned roles, char *buf, size_t size)
{
	unsigned bit;
	size_t used = 0;

	snprintf(buf, size, "system");
	for (bit = 1; bit < ROLE_ANY && used < size; bit <<= 1)
		if ((roles & bit) != 0)
			used += (size_t)snprintf(buf + used, size - used,
			    "%s%s", used > 0 ? "," : "",
			    role_name((enum role)bit));
}

/* All words of the tables are plain: nothing here needs escaping. */
static void
give_arrow(const struct machine *m, const struct arrow *a,
    struct foc_out *out)
{
	const char *from = a->from != NULL ? a->from : "";
	const char *quote = a->from != NULL ? "\"" : "";
	char roles[128], *json;

	role_words(a->roles, roles, sizeof(roles));
	json = xasprintf("{\"kind\":\"arrow\",\"id\":\"%s:%s:%s\","
	    "\"machine\":\"%s\",\"from\":%s%s%s,\"verb\":\"%s\","
	    "\"to\":\"%s\",\"role\":\"%s\"}", m->name, from, a->verb, m->name,
	    quote, a->from != NULL ? from : "null", quote, a->verb, a->to,
	    roles);
	sink_record(out, json);
	free(json);
}

static void
draw_machine(const struct machine *m, FILE *to)
{
	char roles[128];
	const struct arrow *a;
	size_t i;

	fprintf(to, "  subgraph \"cluster_%s\" {\n    label=\"%s\";\n",
	    m->name, m->name);
	fprintf(to, "    \"%s.\" [shape=point];\n", m->name);
	for (i = 0; i < m->n; i++) {
		a = &m->arrows[i];
		role_words(a->roles, roles, sizeof(roles));
		fprintf(to, "    \"%s.%s\" [label=\"%s\"];\n", m->name, a->to,
		    a->to);
		fprintf(to, "    \"%s.%s\" -> \"%s.%s\" "
		    "[label=\"%s\\n%s\"];\n", m->name,
		    a->from != NULL ? a->from : "", m->name, a->to, a->verb,
		    roles);
	}
	fprintf(to, "  }\n");
}

int
foc_states(const char *machine, FILE *dot, struct foc_out *out)
{
	const struct machine *m;
	bool found = false;
	size_t i, k;

	if (dot != NULL)
		fprintf(dot, "digraph foc {\n  node [shape=box];\n");
	for (i = 0; i < MACHINE__MAX; i++) {
		m = machine_get((enum machine_id)i);
		if (machine != NULL && strcmp(machine, m->name) != 0)
			continue;
		found = true;
		if (dot != NULL)
			draw_machine(m, dot);
		for (k = 0; dot == NULL && k < m->n; k++)
			give_arrow(m, &m->arrows[k], out);
	}
	if (dot != NULL)
		fprintf(dot, "}\n");
	return found ? FOC_OK : FOC_USAGE;
}
