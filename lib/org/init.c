/* SPDX-License-Identifier: MIT */
/* Making a file: schema, identity, organisation, catalog, first event. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/sha.h"
#include "db/machine.h"
#include "db/seed.h"
#include "org/apply.h"

#define ID_BYTES	16

/* Random, but a demo shall print the same bytes every time. */
static int
make_id(struct foc *f, const char *text, size_t len)
{
	unsigned char hash[SHA_BYTES];
	crypto_hash_sha256_state s;
	char hex[SHA_HEX_MAX];

	if (sodium_init() < 0)
		return foc_fail(f, FOC_SYSTEM, "libsodium does not start");
	if (f->sandbox) {
		crypto_hash_sha256_init(&s);
		sha_blob(&s, text, len);
		sha_int(&s, f->now);
		sha_final(&s, hash);
	} else {
		randombytes_buf(hash, sizeof(hash));
	}
	sha_hex(hex, hash);
	hex[2 * ID_BYTES] = '\0';
	return db_meta_set(f, "id", hex);
}

static int
write_facts(struct foc *f, const char *text, size_t len)
{
	char at[UTC_TEXT_MAX];
	int status = make_id(f, text, len);

	if (status == FOC_OK)
		status = db_meta_set(f, "sandbox", f->sandbox ? "1" : "0");
	if (status == FOC_OK)
		status = db_meta_set(f, "created_at", utc_text(at, f->now));
	return status;
}

/* Whoever makes a file may be nobody in it: somebody has to begin. */
static int
find_actor(struct foc *f, const struct foc_options *o)
{
	int status = db_actor(f, f->sandbox ? o->sandbox_actor : NULL);

	if (status == FOC_USAGE)
		return FOC_OK;
	if (status == FOC_OK && f->actor == NULL && !f->sandbox)
		foc_notice(f, "uid %lld is nobody in this organisation; a "
		    "person's unix: list says who acts", (long long)f->uid);
	return status;
}

/* The first two events: that the file was made, and from which foc.yaml. */
static int
record(struct foc *f, const char *text, size_t len)
{
	const char *role = role_name((enum role)(f->roles & -f->roles));
	char *version = NULL, *after;
	int status = db_get_text(f, &version, SQL_USER_VERSION, "");

	if (status == FOC_OK) {
		after = xasprintf("foc %s, schema %s", FOC_VERSION, version);
		status = audit_add(f, role, "init", "db", NULL, after, NULL);
		free(after);
	}
	free(version);
	return status != FOC_OK ? status : org_record(f, role, text, len);
}

/*
 * The export that every approval waits for is the first task of a file; that
 * of a sandbox is taken for made.  Nobody approves it: the system opens it.
 */
static int
open_export_task(struct foc *f)
{
	const char *state = machine_first(MACHINE_TASK, "open");
	int64_t days;
	int status;

	if (f->sandbox)
		return FOC_OK;
	if ((status = policy_int(f, "sla_days.normal", &days)) != FOC_OK ||
	    (status = db_run(f, SQL_ORG_FIRST_TASK, "sii", state, f->now,
	    f->now + days * UTC_DAY)) != FOC_OK)
		return status;
	return audit_add(f, "system", "open", "ts-1", NULL, state,
	    "every approval waits for the export of the bill");
}

static int
fill(struct foc *f, const struct foc_options *o, const char *name,
    const char *text, size_t len, struct foc_out *out)
{
	struct org org;
	int64_t changes;
	int status = org_load(f, &org, name, text, len);

	if (status == FOC_OK)
		status = write_facts(f, text, len);
	if (status == FOC_OK)
		status = org_change(f, &org, true, out, &changes);
	org_free(&org);
	if (status == FOC_OK)
		status = find_actor(f, o);
	if (status == FOC_OK)
		status = seed_catalog(f);
	if (status == FOC_OK)
		status = db_run(f, SQL_ORG_FIRST_PREREQ, "iI",
		    (int64_t)f->sandbox, f->sandbox ? f->now : DB_NULL);
	if (status == FOC_OK)
		status = record(f, text, len);
	if (status == FOC_OK)
		status = open_export_task(f);
	return status;
}

int
foc_init(struct foc **fp, const struct foc_options *o, bool sandbox,
    const char *name, const char *text, size_t len, struct foc_out *out)
{
	int status = foc_create(fp, o, sandbox);

	if (status != FOC_OK)
		return status;
	status = foc_end(*fp, fill(*fp, o, name, text, len, out));
	if (status == FOC_OK && !(*fp)->dry_run)
		(*fp)->created = false;
	return status;
}
