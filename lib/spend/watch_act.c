/* SPDX-License-Identifier: MIT */
/* Investigations as records, and what people do with them. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "db/machine.h"
#include "spend/watch.h"

static const char signals[] =
    "SPIKE_HOUR NEW_PRINCIPAL MODEL_SURGE DRIFT SCOPE_UNUSED";

static int
check_signal(struct foc *f, const char *signal)
{
	const char *at = signal == NULL ? signals : strstr(signals, signal);
	size_t len = signal == NULL ? 0 : strlen(signal);

	if (at != NULL && (signal == NULL || (len > 0 &&
	    (at == signals || at[-1] == ' ') &&
	    (at[len] == ' ' || at[len] == '\0'))))
		return FOC_OK;
	return foc_fail(f, FOC_USAGE, "'%s' is no signal; one of %s", signal,
	    signals);
}

int
foc_watch_list(struct foc *f, const char *state, const char *signal,
    struct foc_out *out)
{
	int status;

	if ((status = machine_check_state(f, MACHINE_INVESTIGATION, state)) !=
	    FOC_OK || (status = check_signal(f, signal)) != FOC_OK ||
	    (status = db_script(f, SQL_WATCH_VIEW)) != FOC_OK)
		return status;
	return db_emit(f, out, NULL, SQL_WATCH_RECORDS, "ssnn", state,
	    signal);
}

/* The words of a person go on one row, and into the audit as they are. */
static int
act(struct foc *f, const char *id, const char *verb, enum sql_id set,
    const char *value, struct foc_out *out)
{
	int status;

	if ((status = machine_may(f, MACHINE_INVESTIGATION, id, verb,
	    NULL)) != FOC_OK ||
	    (status = db_run(f, set, "ss", id, value)) != FOC_OK ||
	    (status = machine_move(f, MACHINE_INVESTIGATION, id, verb,
	    value)) != FOC_OK ||
	    (status = db_script(f, SQL_WATCH_VIEW)) != FOC_OK)
		return status;
	return db_emit(f, out, NULL, SQL_WATCH_RECORDS, "nnsn", id);
}

int
foc_watch_notify(struct foc *f, const char *id, const struct foc_span *span,
    struct foc_out *out)
{
	int64_t n = 0;
	int status = db_script(f, SQL_WATCH_VIEW);

	if (status == FOC_OK)
		status = db_emit(f, out, &n, SQL_WATCH_NOTIFY, "sII", id,
		    span->from == FOC_ALWAYS ? DB_NULL : span->from,
		    span->to == FOC_ALWAYS ? DB_NULL : span->to);
	if (status == FOC_OK && n == 0 && id != NULL)
		status = foc_fail(f, FOC_REFUSED, "%s: nobody has to be told "
		    "anything about it; foc-watch notify shows what there is",
		    id);
	return status;
}

int
foc_watch_assign(struct foc *f, const char *id, const char *person,
    struct foc_out *out)
{
	int64_t known;
	int status;

	if (person == NULL || *person == '\0')
		return foc_fail(f, FOC_USAGE, "%s: needs somebody to look "
		    "into it; --to names the person", id);
	status = db_get_int(f, &known, SQL_WATCH_IS_PERSON, "s", person);
	if (status == FOC_OK && known == 0)
		return foc_fail(f, FOC_REFUSED, "%s: cannot assign: '%s' is "
		    "no active person of foc.yaml; foc-org show people lists "
		    "them", id, person);
	return status != FOC_OK ? status : act(f, id, "assign",
	    SQL_WATCH_SET_OWNER, person, out);
}

int
foc_watch_link(struct foc *f, const char *id, const char *gap,
    struct foc_out *out)
{
	int64_t known;
	int status = db_get_int(f, &known, SQL_WATCH_IS_GAP, "s", gap);

	if (status == FOC_OK && known == 0)
		return foc_fail(f, FOC_REFUSED, "%s: cannot link: there is no "
		    "gap %s; foc-gaps list has them", id, gap);
	return status != FOC_OK ? status : act(f, id, "link",
	    SQL_WATCH_SET_GAP, gap, out);
}

int
foc_watch_close(struct foc *f, const char *id, const char *finding,
    struct foc_out *out)
{
	if (finding == NULL || *finding == '\0')
		return foc_fail(f, FOC_USAGE, "%s: needs what was found; "
		    "--finding says it", id);
	return act(f, id, "close", SQL_WATCH_SET_FINDING, finding, out);
}
