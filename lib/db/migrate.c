/* SPDX-License-Identifier: MIT */
/*
 * From version to version of the schema: only when it is asked for, with a
 * backup first, each step one transaction that checks the whole file before
 * and after.  A step only adds tables: what events bound stays as it was.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/sink.h"
#include "core/text.h"
#include "db/audit.h"
#include "db/check.h"
#include "db/copy.h"
#include "db/digest.h"
#include "db/migrate.h"
#include "db/seal.h"

/*
 * SHA-256 over type, name, table and text of everything in sqlite_master, in
 * order: who changes the schema makes a new version, and a step to it.
 */
static const char *const schemas[] = {
	[1] = "5e877630bcfaa98e0ca0bee272782688"
	    "d1b1cb42fb746e9c644f7e547dc4862c",
	[2] = "ddb0ce0fdde035e0c50a2c7587da2a28"
	    "10b15f1f60ba2bc60e33f8569ca66e9f",
};

static int
schema_hash(struct foc *f, char hex[SHA_HEX_MAX])
{
	unsigned char h[SHA_BYTES];
	crypto_hash_sha256_state s;
	struct rows r;
	int i;

	crypto_hash_sha256_init(&s);
	db_query(&r, f, SQL_SCHEMA_TEXT, "");
	while (db_next(&r))
		for (i = 0; i < 4; i++)
			sha_text(&s, db_text(&r, i));
	sha_final(&s, h);
	sha_hex(hex, h);
	return db_done(&r);
}

int
schema_known(struct foc *f, int64_t version, bool *known)
{
	char hex[SHA_HEX_MAX];
	int status = schema_hash(f, hex);

	*known = version > 0 && version <= DB_VERSION &&
	    strcmp(hex, schemas[version]) == 0;
	return status;
}

/* --- version 1 to 2: seals */

/* What an event of version 1 bound of the organisation. */
static int
verify_old_org(struct foc *f)
{
	unsigned char digest[SHA_BYTES];
	const void *bound;
	struct rows r;
	size_t len;
	int status, broken = FOC_OK;

	if ((status = audit_rows_digest(f, SQL_ROWS_ORG, "org", digest)) !=
	    FOC_OK)
		return status;
	db_query(&r, f, SQL_MIGRATE_OLD_ORG, "");
	if (db_next(&r)) {
		bound = db_blob(&r, 1, &len);
		if (len != SHA_BYTES || memcmp(bound, digest, SHA_BYTES) != 0)
			broken = foc_fail(f, FOC_REFUSED, "org: was changed "
			    "outside the programs after event %lld",
			    (long long)db_int(&r, 0));
	}
	status = db_done(&r);
	return status != FOC_OK ? status : broken;
}

/* What is hurt must not be sealed as if it were whole. */
static int
to_version_2(struct foc *f)
{
	unsigned char last[SHA_BYTES];
	int64_t n;
	int status;

	if ((status = db_script(f, SQL_SCHEMA_2)) != FOC_OK ||
	    (status = audit_verify_chain(f, &n, last)) != FOC_OK ||
	    (status = audit_verify_objects(f)) != FOC_OK ||
	    (status = verify_old_org(f)) != FOC_OK ||
	    (status = load_digests_verify(f)) != FOC_OK ||
	    (status = seal_all(f)) != FOC_OK)
		return status;
	return db_script(f, SQL_MIGRATE_TO_2);
}

static int (*const steps[])(struct foc *f) = {
	[1] = to_version_2,
};

/* --- all of it */

static void
swallow(struct foc_out *out, const char *json)
{
	(void)out;
	(void)json;
}

static int
take_step(struct foc *f, int64_t from, const char *role)
{
	struct foc_out none = { swallow };
	char before[32], after[32];
	int status;

	snprintf(before, sizeof(before), "schema %lld", (long long)from);
	snprintf(after, sizeof(after), "schema %lld", (long long)from + 1);
	if ((status = steps[from](f)) != FOC_OK ||
	    (status = audit_add(f, role, "migrate", "db", before, after,
	    NULL)) != FOC_OK)
		return status;
	return foc_db_check(f, &none);
}

/* The file as it is, beside it, under a name that nothing has. */
static int
keep_copy(struct foc *f, int64_t version, char **kept)
{
	char *temp, at[UTC_TEXT_MAX];
	int status, i;

	*kept = xasprintf("%s.version-%lld-%s", f->path, (long long)version,
	    utc_text(at, f->now));
	for (i = 2; access(*kept, F_OK) == 0; i++) {
		free(*kept);
		*kept = xasprintf("%s.version-%lld-%s-%d", f->path,
		    (long long)version, at, i);
	}
	temp = xasprintf("%s.tmp", *kept);
	copy_discard(temp);
	if ((status = copy_check_directory(f, *kept)) == FOC_OK &&
	    (status = copy_make(f, temp, *kept)) == FOC_OK)
		status = copy_put_in_place(f, temp, *kept);
	if (status != FOC_OK)
		copy_discard(temp);
	free(temp);
	return status;
}

static int
migrate(struct foc *f, int64_t from, const char *role)
{
	int64_t v;
	int status = FOC_OK;

	for (v = from; v < DB_VERSION && status == FOC_OK; v++) {
		if ((status = foc_begin(f)) != FOC_OK)
			return status;
		if ((status = take_step(f, v, role)) == FOC_REFUSED) {
			struct err why = f->err;

			foc_fail(f, status, "%s: cannot be brought to version "
			    "%lld: %s; put a backup in its place and migrate "
			    "that", f->path, (long long)v + 1, why.text);
		}
		status = foc_end(f, status);
	}
	return status;
}

static int
report(struct foc *f, int64_t from, const char *kept, struct foc_out *out)
{
	char *json = NULL;
	size_t size;
	FILE *to = memstream(&json, &size);

	if (to == NULL)
		return foc_fail(f, FOC_SYSTEM, "%s", strerror(errno));
	fprintf(to, "{\"kind\":\"migration\",\"id\":\"%d\",\"from\":%lld,"
	    "\"to\":%d,\"steps\":%lld,\"backup\":", DB_VERSION,
	    (long long)from, DB_VERSION, (long long)(DB_VERSION - from));
	if (kept != NULL)
		text_json(to, kept);
	else
		fputs("null", to);
	putc('}', to);
	fclose(to);
	sink_record(out, json);
	free(json);
	return FOC_OK;
}

/* Under the lock: another program may have migrated while we waited. */
static int
migrate_locked(struct foc *f, const char *role, struct foc_out *out)
{
	int64_t version;
	char *kept = NULL;
	bool known;
	int status;

	if ((status = db_get_int(f, &version, SQL_USER_VERSION, "")) != FOC_OK)
		return status;
	if (version == DB_VERSION)
		return report(f, version, NULL, out);
	if ((status = schema_known(f, version, &known)) != FOC_OK)
		return status;
	if (!known)
		return foc_fail(f, FOC_REFUSED, "%s: says version %lld, but "
		    "its tables are not those that version %lld came out "
		    "with; nothing was changed: make a new file with foc-init "
		    "and read the exports again", f->path,
		    (long long)version, (long long)version);
	if (!f->dry_run)
		status = keep_copy(f, version, &kept);
	if (status == FOC_OK)
		status = migrate(f, version, role);
	if (status == FOC_OK)
		status = report(f, version, kept, out);
	else if (kept != NULL)
		unlink(kept);		/* of a file that stays as it was */
	free(kept);
	return status;
}

int
foc_db_migrate(struct foc *f, struct foc_out *out)
{
	const char *role;
	int64_t version;
	int status = db_get_int(f, &version, SQL_USER_VERSION, "");

	if (status != FOC_OK)
		return status;
	if (version == DB_VERSION)		/* nothing to do: anybody may */
		return report(f, version, NULL, out);
	if ((status = need_role(f, ROLE_ADMIN | ROLE_OPERATOR |
	    ROLE_FINOPS_LEAD, &role)) != FOC_OK ||
	    (status = db_lock(f)) != FOC_OK)
		return status;
	status = migrate_locked(f, role, out);
	db_unlock(f);
	return status;
}
