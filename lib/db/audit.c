/* SPDX-License-Identifier: MIT */
/*
 * The audit: an append-only chain of decisions.
 *
 * hash(event) = SHA-256 over "foc-audit-1", the id of the file, the hash of
 * the event before (32 zero bytes for the first), seq, at, actor, uid,
 * login_uid, role, verb, object, before, after, rationale and digest, each as
 * a field of core/sha.h.  digest binds the rows of the object as the event
 * left them, so that a row edited behind the programs' back shows.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/sha.h"
#include "core/sink.h"
#include "db/audit.h"
#include "db/seal.h"
#include "db/user.h"

#define HASH_VERSION	"foc-audit-1"

void
audit_hash(const struct audit_event *e, const char *db_id,
    unsigned char out[SHA_BYTES])
{
	crypto_hash_sha256_state s;

	crypto_hash_sha256_init(&s);
	sha_text(&s, HASH_VERSION);
	sha_text(&s, db_id);
	sha_blob(&s, e->prev, SHA_BYTES);
	sha_int(&s, e->seq);
	sha_int(&s, e->at);
	sha_text(&s, e->actor);
	sha_int(&s, e->uid);
	if (e->has_login)
		sha_int(&s, e->login_uid);
	else
		sha_null(&s);
	sha_text(&s, e->role);
	sha_text(&s, e->verb);
	sha_text(&s, e->object);
	sha_text(&s, e->before);
	sha_text(&s, e->after);
	sha_text(&s, e->rationale);
	if (e->digest != NULL)
		sha_blob(&s, e->digest, SHA_BYTES);
	else
		sha_null(&s);
	sha_final(&s, out);
}

/* The columns of the present row into a digest, in order, with types. */
static void
hash_row(crypto_hash_sha256_state *s, struct rows *r)
{
	int i, n = db_columns(r);
	const void *blob;
	size_t len;

	for (i = 0; i < n; i++) {
		switch (sqlite3_column_type(r->stmt, i)) {
		case SQLITE_NULL:
			sha_null(s);
			break;
		case SQLITE_INTEGER:
			sha_int(s, db_int(r, i));
			break;
		case SQLITE_BLOB:
			blob = db_blob(r, i, &len);
			sha_blob(s, blob, len);
			break;
		default:
			sha_text_len(s, db_text(r, i), db_len(r, i));
		}
	}
}

static int
hash_rows(crypto_hash_sha256_state *s, struct foc *f, enum sql_id id,
    const char *object)
{
	struct rows r;

	db_query(&r, f, id, "s", object);
	while (db_next(&r))
		hash_row(s, &r);
	return db_done(&r);
}

int
audit_rows_digest(struct foc *f, enum sql_id id, const char *object,
    unsigned char out[SHA_BYTES])
{
	crypto_hash_sha256_state s;
	int status;

	crypto_hash_sha256_init(&s);
	status = hash_rows(&s, f, id, object);
	sha_final(&s, out);
	return status;
}

/*
 * SHA-256 over the rows that make up an object; no rows at all is an honest
 * digest too.  What is no object of its own is bound with all facts.
 */
int
audit_digest(struct foc *f, const char *object, unsigned char out[SHA_BYTES])
{
	static const struct {
		const char *prefix;
		enum sql_id rows, more, last;	/* SQL__MAX: none */
	} kinds[] = {
		{ "br-", SQL_ROWS_BR, SQL__MAX, SQL__MAX },
		{ "sc-", SQL_ROWS_SC, SQL__MAX, SQL__MAX },
		{ "ts-", SQL_ROWS_TS, SQL__MAX, SQL__MAX },
		{ "an-", SQL_ROWS_AN, SQL__MAX, SQL__MAX },
		{ "wl-", SQL_ROWS_WL, SQL_ROWS_WL_STOP, SQL__MAX },
		{ "ld-", SQL_ROWS_LD, SQL_ROWS_LD_SUMS, SQL_ROWS_LD_PRUNED },
		{ "cd-", SQL_ROWS_CD, SQL_ROWS_CD_DISPUTES, SQL__MAX },
		{ "ma-", SQL_ROWS_MA, SQL__MAX, SQL__MAX },
		{ "gp-", SQL_ROWS_GP, SQL__MAX, SQL__MAX },
		{ "iv-", SQL_ROWS_IV, SQL__MAX, SQL__MAX },
		{ "tr-", SQL_ROWS_TR, SQL_ROWS_TR_EVENTS, SQL__MAX },
	};
	crypto_hash_sha256_state s;
	size_t i;
	int status;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(object, kinds[i].prefix, 3) == 0)
			break;
	if (i == sizeof(kinds) / sizeof(kinds[0]))
		return seal_facts(f, false, out);
	crypto_hash_sha256_init(&s);
	status = hash_rows(&s, f, kinds[i].rows, object);
	if (status == FOC_OK && kinds[i].more != SQL__MAX)
		status = hash_rows(&s, f, kinds[i].more, object);
	if (status == FOC_OK && kinds[i].last != SQL__MAX)
		status = hash_rows(&s, f, kinds[i].last, object);
	sha_final(&s, out);
	return status;
}

static int
read_last(struct foc *f, struct audit_event *e)
{
	struct rows r;
	const void *hash;
	size_t len;

	e->seq = 0;
	e->at = f->now;
	memset(e->prev, 0, SHA_BYTES);
	db_query(&r, f, SQL_AUDIT_LAST, "");
	if (db_next(&r)) {
		e->seq = db_int(&r, 0) + 1;
		if (db_int(&r, 1) > e->at)	/* time never runs backwards */
			e->at = db_int(&r, 1);
		hash = db_blob(&r, 2, &len);
		if (len == SHA_BYTES)
			memcpy(e->prev, hash, SHA_BYTES);
	}
	return db_done(&r);
}

static int
insert_event(struct foc *f, const struct audit_event *e)
{
	return db_run(f, SQL_AUDIT_INSERT, "iisiIssssssbbb", e->seq, e->at,
	    e->actor, e->uid, e->has_login ? e->login_uid : DB_NULL, e->role,
	    e->verb, e->object, e->before, e->after, e->rationale, e->digest,
	    (size_t)SHA_BYTES, e->prev, (size_t)SHA_BYTES, e->hash,
	    (size_t)SHA_BYTES);
}

int
audit_add(struct foc *f, const char *role, const char *verb,
    const char *object, const char *before, const char *after,
    const char *rationale)
{
	struct audit_event e = { 0 };
	unsigned char digest[SHA_BYTES];
	char *db_id = NULL;
	int status;

	if ((status = read_last(f, &e)) != FOC_OK ||
	    (status = audit_digest(f, object, digest)) != FOC_OK ||
	    (status = db_meta(f, "id", &db_id)) != FOC_OK)
		return status;
	e.uid = f->uid;
	e.has_login = uid_of_login(&e.login_uid);
	e.actor = f->actor != NULL ? f->actor : "";
	e.role = role;
	e.verb = verb;
	e.object = object;
	e.before = before;
	e.after = after;
	e.rationale = rationale;
	e.digest = digest;
	audit_hash(&e, db_id, e.hash);
	free(db_id);
	if ((status = insert_event(f, &e)) != FOC_OK)
		return status;
	if (f->first_new < 0)
		f->first_new = e.seq;
	f->last_new = e.seq;
	return FOC_OK;
}

int
audit_head_text(struct foc *f, char *buf, size_t size)
{
	char hex[SHA_HEX_MAX];
	struct rows r;
	const void *hash;
	size_t len;

	snprintf(buf, size, "none");
	db_query(&r, f, SQL_AUDIT_LAST, "");
	if (db_next(&r)) {
		hash = db_blob(&r, 2, &len);
		if (len == SHA_BYTES)
			snprintf(buf, size, "%lld:%s", (long long)db_int(&r, 0),
			    sha_hex(hex, hash));
	}
	return db_done(&r);
}

int
foc_audit_head(struct foc *f, struct foc_out *out)
{
	char head[96], at[UTC_TEXT_MAX], *json;
	int status = audit_head_text(f, head, sizeof(head));

	if (status != FOC_OK)
		return status;
	json = xasprintf("{\"kind\":\"head\",\"id\":\"%s\",\"at\":\"%s\"}",
	    head, utc_text(at, f->now));
	sink_record(out, json);
	free(json);
	return FOC_OK;
}

/* Ids have their prefix; what has none, or wl-, is a workload's whole story. */
static int
events(struct foc *f, const char *object, const struct foc_span *span,
    bool story, int64_t *n, struct foc_out *out)
{
	static const char *const prefixes[] = {
		"br-", "sc-", "ts-", "an-", "ld-", "cd-", "ma-", "tr-",
		"gp-", "iv-"
	};
	const char *workload = NULL, *request = NULL;
	int64_t is_workload = 0;
	size_t i;
	int status = FOC_OK;

	if (object == NULL)
		return db_emit(f, out, n, SQL_AUDIT_LOG, "II", span->from,
		    span->to);
	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strncmp(object, prefixes[i], 3) == 0)
			break;
	if (i == sizeof(prefixes) / sizeof(prefixes[0])) {
		workload = strncmp(object, "wl-", 3) == 0 ? object + 3 :
		    object;
		status = db_get_int(f, &is_workload, SQL_AUDIT_IS_WORKLOAD,
		    "s", workload);
	}
	if (status != FOC_OK)
		return status;
	if (story && strncmp(object, "br-", 3) == 0)
		request = object;
	return db_emit(f, out, n, SQL_AUDIT_LOG_OF, "IIsss", span->from,
	    span->to, object, is_workload != 0 ? workload : NULL, request);
}

int
foc_audit_log(struct foc *f, const char *object, const struct foc_span *span,
    struct foc_out *out)
{
	int64_t n;

	return events(f, object, span, false, &n, out);
}

int
foc_audit_show(struct foc *f, const char *object, const struct foc_span *span,
    struct foc_out *out)
{
	int64_t n = 0;
	int status = events(f, object, span, true, &n, out);

	if (status == FOC_OK && n == 0)
		status = foc_fail(f, FOC_REFUSED, "%s: no event speaks of it; "
		    "foc-audit log lists those there are", object);
	return status;
}
