/* SPDX-License-Identifier: MIT */
/*
 * Is the audit whole?  The chain event by event, heads that were taken
 * earlier, and every governed row against what its newest event bound.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/sink.h"
#include "db/audit.h"
#include "db/digest.h"
#include "db/seal.h"

/*
 * Could a program have written these columns?  None writes a NUL into a text,
 * behind which the hash does not look, or a digest of another length.
 */
static bool
well_formed(struct rows *r)
{
	const char *text;
	size_t len;
	int i;

	for (i = 2; i <= 10; i++)
		if (i != 3 && i != 4 && (text = db_text(r, i)) != NULL &&
		    strlen(text) != db_len(r, i))
			return false;
	db_blob(r, 11, &len);
	return db_null(r, 11) || len == SHA_BYTES;
}

static void
read_event(struct rows *r, struct audit_event *e, const unsigned char *stored[2],
    size_t len[3])
{
	e->seq = db_int(r, 0);
	e->at = db_int(r, 1);
	e->actor = db_text(r, 2);
	e->uid = db_int(r, 3);
	e->has_login = !db_null(r, 4);
	e->login_uid = db_int(r, 4);
	e->role = db_text(r, 5);
	e->verb = db_text(r, 6);
	e->object = db_text(r, 7);
	e->before = db_text(r, 8);
	e->after = db_text(r, 9);
	e->rationale = db_text(r, 10);
	e->digest = db_blob(r, 11, &len[0]);
	if (len[0] != SHA_BYTES)
		e->digest = NULL;
	stored[0] = db_blob(r, 12, &len[1]);
	stored[1] = db_blob(r, 13, &len[2]);
}

int
audit_verify_chain(struct foc *f, int64_t *n, unsigned char last[SHA_BYTES])
{
	struct audit_event e = { 0 };
	const unsigned char *stored[2];
	unsigned char hash[SHA_BYTES];
	struct rows r;
	size_t len[3];
	char *db_id = NULL;
	int status, broken = FOC_OK;

	if ((status = db_meta(f, "id", &db_id)) != FOC_OK)
		return status;
	*n = 0;
	memset(last, 0, SHA_BYTES);
	db_query(&r, f, SQL_AUDIT_ALL, "");
	while (broken == FOC_OK && db_next(&r)) {
		read_event(&r, &e, stored, len);
		if (e.seq != *n) {
			broken = foc_fail(f, FOC_REFUSED, "event %lld: is "
			    "missing", (long long)*n);
			break;
		}
		memcpy(e.prev, last, SHA_BYTES);
		audit_hash(&e, db_id, hash);
		if (len[1] != SHA_BYTES ||
		    memcmp(stored[0], last, SHA_BYTES) != 0)
			broken = foc_fail(f, FOC_REFUSED, "event %lld: does "
			    "not follow the event before it", (long long)e.seq);
		else if (!well_formed(&r) || len[2] != SHA_BYTES ||
		    memcmp(stored[1], hash, SHA_BYTES) != 0)
			broken = foc_fail(f, FOC_REFUSED, "event %lld: was "
			    "changed after it was written", (long long)e.seq);
		memcpy(last, hash, SHA_BYTES);
		(*n)++;
	}
	status = db_done(&r);
	free(db_id);
	if (status == FOC_OK && broken == FOC_OK && *n == 0)
		broken = foc_fail(f, FOC_SYSTEM, "the audit is empty: there "
		    "is nothing to verify");
	return status != FOC_OK ? status : broken;
}

/* Facts are bound together; their seals tell which of them it was. */
static int
facts_broken(struct foc *f, int64_t seq)
{
	const struct seal_table *t;
	int status = seal_facts_hurt(f, &t);

	return status != FOC_OK ? status : foc_fail(f, FOC_REFUSED, "%s: was "
	    "changed outside the programs after event %lld", t != NULL ?
	    t->area : "what facts are sealed with", (long long)seq);
}

static int
verify_facts(struct foc *f)
{
	unsigned char digest[SHA_BYTES];
	struct rows r;
	const void *stored;
	int64_t seq = 0;
	size_t len;
	int status, done;
	bool same;

	if ((status = seal_facts(f, true, digest)) != FOC_OK)
		return status;
	db_query(&r, f, SQL_AUDIT_FACTS, "");
	same = db_next(&r) && (stored = db_blob(&r, 1, &len)) != NULL &&
	    len == SHA_BYTES && memcmp(stored, digest, SHA_BYTES) == 0;
	if (r.status == FOC_OK)
		seq = db_int(&r, 0);
	if ((done = db_done(&r)) != FOC_OK)
		return done;
	return same ? FOC_OK : facts_broken(f, seq);
}

/* What was found broken, with what mends it. */
static int
with_advice(struct foc *f, int status, const char *advice)
{
	struct err why = f->err;

	return status != FOC_REFUSED ? status :
	    foc_fail(f, status, "%s; %s", why.text, advice);
}

/* One object against what its newest event bound: seq, digest, of len bytes. */
static int
verify_object(struct foc *f, const char *object, int64_t seq,
    const void *bound, size_t len)
{
	unsigned char digest[SHA_BYTES];
	int status = audit_digest(f, object, digest);

	if (status == FOC_OK && (len != SHA_BYTES ||
	    memcmp(bound, digest, SHA_BYTES) != 0))
		status = foc_fail(f, FOC_REFUSED, "%s: was changed outside "
		    "the programs after event %lld", object, (long long)seq);
	return status;
}

int
audit_verify_objects(struct foc *f)
{
	struct rows r;
	const void *bound;
	size_t len;
	int status, broken = FOC_OK;

	db_query(&r, f, SQL_AUDIT_DIGESTS, "");
	while (broken == FOC_OK && db_next(&r)) {
		bound = db_blob(&r, 2, &len);
		broken = verify_object(f, db_text(&r, 1), db_int(&r, 0),
		    bound, len);
	}
	status = db_done(&r);
	if (status != FOC_OK || broken != FOC_OK)
		return status != FOC_OK ? status : broken;
	db_query(&r, f, SQL_AUDIT_STRANGERS, "");
	if (db_next(&r))
		broken = foc_fail(f, FOC_REFUSED, "%s: no event speaks of it",
		    db_text(&r, 0));
	status = db_done(&r);
	return status != FOC_OK ? status : broken;
}

int
audit_verify_object(struct foc *f, const char *object)
{
	struct rows r;
	const void *bound;
	size_t len;
	int status, broken = FOC_OK;

	db_query(&r, f, SQL_AUDIT_DIGEST_OF, "s", object);
	if (db_next(&r)) {
		bound = db_blob(&r, 1, &len);
		broken = verify_object(f, object, db_int(&r, 0), bound, len);
	}
	status = db_done(&r);
	return status != FOC_OK ? status : with_advice(f, broken, RESTORE);
}

/* Is "SEQ:HASH" an event of this chain? */
static int
verify_head(struct foc *f, const char *head, int64_t n)
{
	char hex[SHA_HEX_MAX] = "", *end;
	struct rows r;
	const void *hash;
	long long seq;
	size_t len;
	int status;

	errno = 0;
	seq = strtoll(head, &end, 10);
	if (end == head || *end != ':' || errno != 0 || seq < 0)
		return foc_fail(f, FOC_BAD_INPUT, "head '%.80s': is not of "
		    "the form SEQ:HASH", head);
	if (seq >= n)
		return foc_fail(f, FOC_REFUSED, "event %lld: the head was "
		    "taken there, but the audit ends at event %lld",
		    seq, (long long)n - 1);
	db_query(&r, f, SQL_AUDIT_ONE, "i", (int64_t)seq);
	if (db_next(&r) && (hash = db_blob(&r, 13, &len)) != NULL &&
	    len == SHA_BYTES)
		sha_hex(hex, hash);
	if ((status = db_done(&r)) != FOC_OK)
		return status;
	if (strcmp(hex, end + 1) != 0)
		return foc_fail(f, FOC_REFUSED, "event %lld: is not the one "
		    "that the head was taken of; history was rewritten", seq);
	return FOC_OK;
}

int
foc_audit_verify(struct foc *f, const char *const *heads, size_t n_heads,
    bool state, struct foc_out *out)
{
	unsigned char last[SHA_BYTES];
	char hex[SHA_HEX_MAX], *json;
	int64_t n;
	size_t i;
	int status;

	if ((status = audit_verify_chain(f, &n, last)) != FOC_OK)
		return with_advice(f, status, RESTORE);
	for (i = 0; i < n_heads; i++)
		if ((status = verify_head(f, heads[i], n)) != FOC_OK)
			return status;
	if ((status = audit_verify_objects(f)) != FOC_OK ||
	    (status = verify_facts(f)) != FOC_OK)
		return with_advice(f, status, RESTORE);
	if (state && (status = load_digests_verify(f)) != FOC_OK)
		return with_advice(f, status, "foc-db check says where, and "
		    "what mends it");
	json = xasprintf("{\"kind\":\"verification\",\"id\":\"%lld:%s\","
	    "\"events\":%lld,\"heads\":%zu,\"result\":\"WHOLE\"}",
	    (long long)n - 1, sha_hex(hex, last), (long long)n, n_heads);
	sink_record(out, json);
	free(json);
	return FOC_OK;
}

