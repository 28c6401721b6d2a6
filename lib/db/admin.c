/* SPDX-License-Identifier: MIT */
/* Upkeep of the file: is it sound, a copy of it, how large is it. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/sink.h"
#include "core/sha.h"
#include "core/text.h"
#include "db/digest.h"
#include "db/handle.h"

static void
json_quoted(FILE *to, const char *key, const char *value)
{
	fprintf(to, ",\"%s\":", key);
	text_json(to, value);
}

/* One line of foc-db check. */
static void
report(struct foc_out *out, const char *what, bool ok, const char *detail)
{
	char *json = NULL;
	size_t size;
	FILE *to = memstream(&json, &size);

	if (to == NULL)
		return;
	fprintf(to, "{\"kind\":\"check\",\"id\":\"%s\",\"result\":\"%s\"", what,
	    ok ? "OK" : "BROKEN");
	json_quoted(to, "detail", detail);
	putc('}', to);
	fclose(to);
	sink_record(out, json);
	free(json);
}

/* A pragma that says "ok" in one row, or what is wrong in several. */
static int
check_pragma(struct foc *f, const char *what, enum sql_id id,
    struct foc_out *out)
{
	struct rows r;
	const char *text;
	int status, bad = 0;

	db_query(&r, f, id, "");
	while (db_next(&r)) {
		text = db_text(&r, 0);
		if (id == SQL_INTEGRITY_CHECK && strcmp(text, "ok") == 0)
			continue;
		report(out, what, false, text);
		bad++;
	}
	if ((status = db_done(&r)) != FOC_OK)
		return status;
	if (bad == 0)
		report(out, what, true, "");
	return bad == 0 ? FOC_OK : foc_fail(f, FOC_REFUSED, "%s: %d broken "
	    "places; foc-db restore brings a backup back", what, bad);
}

/* Every dollar once: the cells of each load against its stated sums. */
static int
check_conservation(struct foc *f, struct foc_out *out)
{
	static const char *const what[] = {
		"its cells do not add up to its AI dollars",
		"cells are missing or too many",
		"its cells do not add up to its AI rows",
		"AI and other dollars do not add up to the file"
	};
	char detail[160];
	struct rows r;
	int status, i, bad = 0, loads = 0;

	db_query(&r, f, SQL_CHECK_CONSERVATION, "");
	while (db_next(&r)) {
		loads++;
		for (i = 0; i < 4; i++) {
			if (db_int(&r, i + 1) == 0)
				continue;
			snprintf(detail, sizeof(detail), "%s: %s",
			    db_text(&r, 0), what[i]);
			report(out, "conservation", false, detail);
			bad++;
		}
	}
	if ((status = db_done(&r)) != FOC_OK)
		return status;
	snprintf(detail, sizeof(detail), "%d loads", loads);
	if (bad == 0)
		report(out, "conservation", true, detail);
	return bad == 0 ? FOC_OK : foc_fail(f, FOC_REFUSED,
	    "conservation: %d sums do not hold", bad);
}

/* Every line of a bill in one bucket, however the bill is cut. */
static int
check_ledger(struct foc *f, struct foc_out *out)
{
	char detail[256];
	struct rows r;
	int status, bad = 0;

	db_query(&r, f, SQL_CHECK_LEDGER, "");
	while (db_next(&r)) {
		snprintf(detail, sizeof(detail), "%s: %s: off by %s dollars "
		    "and %lld lines", db_text(&r, 0), db_text(&r, 1),
		    db_text(&r, 2), (long long)db_int(&r, 3));
		report(out, "ledger", false, detail);
		bad++;
	}
	if ((status = db_done(&r)) != FOC_OK)
		return status;
	if (bad == 0)
		report(out, "ledger", true, "");
	return bad == 0 ? FOC_OK : foc_fail(f, FOC_REFUSED, "ledger: %d sums "
	    "of lines do not hold", bad);
}

static void
swallow(struct foc_out *out, const char *json)
{
	(void)out;
	(void)json;
}

static int
check_audit(struct foc *f, struct foc_out *out)
{
	struct foc_out none = { swallow };
	int status = foc_audit_verify(f, NULL, 0, true, &none);

	report(out, "audit", status == FOC_OK,
	    status == FOC_OK ? "" : f->err.text);
	return status;
}

int
foc_db_check(struct foc *f, struct foc_out *out)
{
	struct err first = { 0 };
	int status[5];
	size_t i;
	int worst = FOC_OK;

	for (i = 0; i < 5; i++) {
		switch (i) {
		case 0:
			status[i] = check_pragma(f, "integrity",
			    SQL_INTEGRITY_CHECK, out);
			break;
		case 1:
			status[i] = check_pragma(f, "foreign-keys",
			    SQL_FOREIGN_KEY_CHECK, out);
			break;
		case 2:
			status[i] = check_audit(f, out);
			break;
		case 3:
			status[i] = check_conservation(f, out);
			break;
		default:
			status[i] = check_ledger(f, out);
		}
		if (status[i] != FOC_OK && first.status == FOC_OK)
			first = f->err;
		worst = foc_worst(worst, status[i]);
	}
	if (worst != FOC_OK)
		f->err = first;
	return worst;
}

int
foc_db_stats(struct foc *f, struct foc_out *out)
{
	return db_emit(f, out, NULL, SQL_STATS, "");
}

/* --- backup */

static int
sync_path(struct foc *f, const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC), status = FOC_OK;

	if (fd < 0 || fsync(fd) != 0)
		status = foc_fail(f, FOC_SYSTEM, "%s: %s", path,
		    strerror(errno));
	if (fd >= 0)
		close(fd);
	return status;
}

static int
hash_file(struct foc *f, const char *path, char hex[SHA_HEX_MAX], int64_t *size)
{
	crypto_hash_sha256_state s;
	unsigned char h[SHA_BYTES], buf[65536];
	FILE *in = fopen(path, "re");
	size_t n;
	int bad;

	if (in == NULL)
		return foc_fail(f, FOC_SYSTEM, "%s: %s", path,
		    strerror(errno));
	crypto_hash_sha256_init(&s);
	*size = 0;
	while ((n = fread(buf, 1, sizeof(buf), in)) > 0) {
		crypto_hash_sha256_update(&s, buf, n);
		*size += (int64_t)n;
	}
	bad = ferror(in);
	fclose(in);
	crypto_hash_sha256_final(&s, h);
	sha_hex(hex, h);
	return bad ? foc_fail(f, FOC_SYSTEM, "%s: cannot read", path) : FOC_OK;
}

/* A copy that does not verify is no backup. */
static int
verify_copy(struct foc *f, const char *path)
{
	struct foc_out none = { swallow };
	struct foc_options o = { .path = path, .mode = FOC_READ,
	    .uid = f->uid };
	struct foc *copy;
	int status = foc_open(&copy, &o);

	if (status == FOC_OK)
		status = foc_db_check(copy, &none);
	if (status != FOC_OK)
		foc_fail(f, status, "%s: the copy is not sound: %s", path,
		    foc_errmsg(copy));
	foc_close(copy);
	return status;
}

static int
put_in_place(struct foc *f, const char *temp, const char *to)
{
	char *copy = xstrdup(to);
	int status;

	status = sync_path(f, temp, O_RDONLY);
	if (status == FOC_OK && rename(temp, to) != 0)
		status = foc_fail(f, FOC_SYSTEM, "%s: %s", to,
		    strerror(errno));
	else if (status == FOC_OK && (status = sync_path(f, dirname(copy),
	    O_RDONLY | O_DIRECTORY)) != FOC_OK)
		unlink(to);		/* a backup that failed leaves none */
	free(copy);
	return status;
}

/* The record of a copy that lies at from and is to be called to. */
static int
describe_backup(struct foc *f, const char *from, const char *to, char **json)
{
	char hex[SHA_HEX_MAX], head[96];
	int64_t bytes;
	size_t size;
	FILE *text;
	int status;

	if ((status = hash_file(f, from, hex, &bytes)) != FOC_OK ||
	    (status = audit_head_text(f, head, sizeof(head))) != FOC_OK)
		return status;
	if ((text = memstream(json, &size)) == NULL)
		return foc_fail(f, FOC_SYSTEM, "%s", strerror(errno));
	fprintf(text, "{\"kind\":\"backup\",\"id\":");
	text_json(text, to);
	fprintf(text, ",\"bytes\":%lld,\"sha256\":\"%s\",\"head\":\"%s\"}",
	    (long long)bytes, hex, head);
	fclose(text);
	return FOC_OK;
}

/* VACUUM INTO speaks of the file it reads, whatever it cannot write. */
static int
copy_to(struct foc *f, const char *temp, const char *to)
{
	mode_t mask = umask(077);
	int status = db_run(f, SQL_VACUUM_INTO, "s", temp);

	umask(mask);
	if (status == FOC_SYSTEM)
		foc_fail(f, status, "%s: cannot write the copy: %s", to,
		    sqlite3_errmsg(f->db));
	return status;
}

static int
check_directory(struct foc *f, const char *to)
{
	char *copy = xstrdup(to);
	const char *dir = dirname(copy);
	struct stat st;
	int status = FOC_OK;

	if (stat(dir, &st) != 0)
		status = foc_fail(f, FOC_SYSTEM, "%s: %s", dir,
		    strerror(errno));
	else if (!S_ISDIR(st.st_mode))
		status = foc_fail(f, FOC_SYSTEM, "%s: %s", dir,
		    strerror(ENOTDIR));
	else if (access(dir, W_OK | X_OK) != 0)
		status = foc_fail(f, FOC_SYSTEM, "%s: %s", dir,
		    strerror(errno));
	free(copy);
	return status;
}

static void
discard_copy(const char *temp)
{
	char *journal = xasprintf("%s-journal", temp);

	unlink(temp);		/* is gone already where it was renamed */
	unlink(journal);
	free(journal);
}

int
foc_db_backup(struct foc *f, const char *to, struct foc_out *out)
{
	char *temp = xasprintf("%s.%ld.tmp", to, (long)getpid());
	char *json = NULL;
	int status;

	if (access(to, F_OK) == 0) {
		free(temp);
		return foc_fail(f, FOC_REFUSED, "%s: is there already; a "
		    "backup overwrites nothing", to);
	}
	if ((status = check_directory(f, to)) == FOC_OK &&
	    (status = db_lock(f)) == FOC_OK) {
		/* VACUUM INTO attaches what it writes; nothing else may. */
		sqlite3_limit(f->db, SQLITE_LIMIT_ATTACHED, 1);
		status = copy_to(f, temp, to);
		sqlite3_limit(f->db, SQLITE_LIMIT_ATTACHED, 0);
	}
	if (status == FOC_OK)
		status = verify_copy(f, temp);
	/* Nothing may fail once it is there. */
	if (status == FOC_OK)
		status = describe_backup(f, temp, to, &json);
	if (status == FOC_OK && !f->dry_run)
		status = put_in_place(f, temp, to);
	db_unlock(f);
	if (status == FOC_OK)
		sink_record(out, json);
	if (status != FOC_OK || f->dry_run)
		discard_copy(temp);
	free(json);
	free(temp);
	return status;
}

/*
 * Version 1 is the first: there is nothing to step through yet, and a file of
 * another version does not open.  What remains to say is which version it is.
 */
int
foc_db_migrate(struct foc *f, struct foc_out *out)
{
	char *json = xasprintf("{\"kind\":\"migration\",\"id\":\"%d\","
	    "\"from\":%d,\"to\":%d,\"steps\":0}", DB_VERSION, DB_VERSION,
	    DB_VERSION);

	(void)f;
	sink_record(out, json);
	free(json);
	return FOC_OK;
}
