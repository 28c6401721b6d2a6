/* SPDX-License-Identifier: MIT */
/* The stop switch: who may, the move, and what the organisation's SCP is. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "db/machine.h"
#include "govern/duty.h"
#include "govern/run.h"
#include "govern/stop.h"

#define POLICY_ID_MIN	8
#define POLICY_ID_MAX	128

static const char *
plain_name(const char *workload)
{
	return strncmp(workload, "wl-", 3) == 0 ? workload + 3 : workload;
}

bool
stop_is_policy_id(const char *id)
{
	size_t len = strlen(id);

	return len >= 2 + POLICY_ID_MIN && len <= 2 + POLICY_ID_MAX &&
	    strncmp(id, "p-", 2) == 0 && strspn(id + 2,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
	    == len - 2;
}

static const char *
verb_of(const struct foc_stop *s)
{
	return s->resume ? "resume" : "suspend";
}

static int
read_workload(struct foc *f, const char *workload, int64_t *product,
    char **control)
{
	struct rows r;

	*control = NULL;
	*product = 0;
	db_query(&r, f, SQL_STOP_WORKLOAD, "s", workload);
	if (db_next(&r)) {
		*product = db_int(&r, 0);
		*control = xstrdup(db_text(&r, 1));
	}
	return db_done(&r);
}

/* The owner of the product, who stands in for him, or a FinOps Lead. */
int
stop_may(struct foc *f, const struct foc_stop *s, const char *workload,
    const char **as, bool *again)
{
	char *object = xasprintf("wl-%s", workload), *control;
	int64_t product;
	int status;

	status = read_workload(f, workload, &product, &control);
	*again = s->again && control != NULL && strcmp(control,
	    s->resume ? "RESUMED" : "SUSPENDED") == 0;
	if (status == FOC_OK && *again)
		status = need_role(f, s->resume ? ROLE_FINOPS_LEAD :
		    ROLE_PRODUCT_OWNER | ROLE_FINOPS_LEAD, as);
	else if (status == FOC_OK)
		status = machine_may(f, MACHINE_CONTROL, object, verb_of(s),
		    as);
	if (status == FOC_OK && (f->roles & ROLE_FINOPS_LEAD) == 0)
		status = duty_owner(f, object, verb_of(s), product);
	free(control);
	free(object);
	return status;
}

int
stop_keep_policy(struct foc *f, const char *role, const char *id)
{
	char *before = NULL, *was, *is;
	int status;

	status = db_meta(f, SCP_POLICY_ID, &before);
	if (status == FOC_OK && (before == NULL || strcmp(before, id) != 0)) {
		was = before != NULL ? xasprintf(SCP_POLICY_ID "=%s", before) :
		    NULL;
		is = xasprintf(SCP_POLICY_ID "=%s", id);
		status = db_meta_set(f, SCP_POLICY_ID, id);
		if (status == FOC_OK)
			status = audit_add(f, role, "record", "org", was, is,
			    NULL);
		free(was);
		free(is);
	}
	free(before);
	return status;
}

static int
keep_artefact(struct foc *f, const char *role, const char *artefact)
{
	const char *id = artefact + strlen(SCP_POLICY_ID "=");

	if (strncmp(artefact, SCP_POLICY_ID "=", strlen(SCP_POLICY_ID "=")) !=
	    0)
		return foc_fail(f, FOC_USAGE, "--artefact: '%s' is not "
		    SCP_POLICY_ID "=ID", artefact);
	if (!stop_is_policy_id(id))
		return foc_fail(f, FOC_USAGE, "--artefact: '%s' is no id of a "
		    "policy, such as p-examplepolicyid111", id);
	return stop_keep_policy(f, role, id);
}

static int
check_profiles(struct foc *f, const struct foc_stop *s)
{
	char *account;
	const char *name;
	size_t i;
	bool good;

	for (i = 0; i < s->n_profiles; i++) {
		name = strchr(s->profiles[i], '=');
		account = xstrndup(s->profiles[i], name != NULL ?
		    (size_t)(name - s->profiles[i]) : 0);
		good = name != NULL && text_is_account(account) &&
		    name[1] != '\0' && name[1] != '-';
		free(account);
		if (!good)
			return foc_fail(f, FOC_USAGE, "--profile: '%s' is not "
			    "ACCOUNT=NAME", s->profiles[i]);
	}
	return FOC_OK;
}

int
foc_stop(struct foc *f, const char *workload, const struct foc_stop *s,
    struct foc_out *out)
{
	struct stop_plan p = { 0 };
	const char *role;
	char *object;
	size_t i;
	bool again;
	int status;

	workload = plain_name(workload);
	if ((status = check_profiles(f, s)) != FOC_OK ||
	    (status = stop_may(f, s, workload, &role, &again)) != FOC_OK)
		return status;
	object = xasprintf("wl-%s", workload);
	if (!again && (status = duty_rationale(f, object, "--rationale",
	    s->rationale)) == FOC_OK)
		status = machine_move(f, MACHINE_CONTROL, object, verb_of(s),
		    s->rationale);
	for (i = 0; i < s->n_artefacts && status == FOC_OK; i++)
		status = keep_artefact(f, role, s->artefacts[i]);
	if (status == FOC_OK)
		status = stop_plan(f, s, workload, &p);
	if (status == FOC_OK)
		status = stop_give(f, &p, out);
	stop_plan_free(&p);
	free(object);
	return status;
}
