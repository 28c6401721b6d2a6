/* SPDX-License-Identifier: MIT */
/* Copies of the file: made under the lock, checked, moved into place. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/sha.h"
#include "core/sink.h"
#include "core/text.h"
#include "db/copy.h"

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

int
copy_sync_directory(struct foc *f, const char *of)
{
	char *copy = xstrdup(of);
	int status = sync_path(f, dirname(copy), O_RDONLY | O_DIRECTORY);

	free(copy);
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
		sha_update(&s, buf, n);
		*size += (int64_t)n;
	}
	bad = ferror(in);
	fclose(in);
	sha_final(&s, h);
	sha_hex(hex, h);
	return bad ? foc_fail(f, FOC_SYSTEM, "%s: cannot read", path) : FOC_OK;
}

static void
swallow(struct foc_out *out, const char *json)
{
	(void)out;
	(void)json;
}

/* A copy that does not verify is no backup. */
int
copy_verify(struct foc *f, const char *path)
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

int
copy_put_in_place(struct foc *f, const char *temp, const char *to)
{
	int status = sync_path(f, temp, O_RDONLY);

	if (status == FOC_OK && rename(temp, to) != 0)
		status = foc_fail(f, FOC_SYSTEM, "%s: %s", to,
		    strerror(errno));
	else if (status == FOC_OK &&
	    (status = copy_sync_directory(f, to)) != FOC_OK)
		unlink(to);		/* a copy that failed leaves none */
	return status;
}

int
copy_describe(struct foc *f, const char *from, const char *to, char **json)
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
int
copy_make(struct foc *f, const char *temp, const char *to)
{
	mode_t mask = umask(077);
	int status;

	/* VACUUM INTO attaches what it writes; nothing else may. */
	sqlite3_limit(f->db, SQLITE_LIMIT_ATTACHED, 1);
	status = db_run(f, SQL_VACUUM_INTO, "s", temp);
	sqlite3_limit(f->db, SQLITE_LIMIT_ATTACHED, 0);
	umask(mask);
	if (status == FOC_SYSTEM)
		foc_fail(f, status, "%s: cannot write the copy: %s", to,
		    sqlite3_errmsg(f->db));
	return status;
}

int
copy_check_directory(struct foc *f, const char *to)
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

void
copy_discard(const char *temp)
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
	if ((status = copy_check_directory(f, to)) == FOC_OK &&
	    (status = db_lock(f)) == FOC_OK)
		status = copy_make(f, temp, to);
	if (status == FOC_OK)
		status = copy_verify(f, temp);
	/* Nothing may fail once it is there. */
	if (status == FOC_OK)
		status = copy_describe(f, temp, to, &json);
	if (status == FOC_OK && !f->dry_run)
		status = copy_put_in_place(f, temp, to);
	db_unlock(f);
	if (status == FOC_OK)
		sink_record(out, json);
	if (status != FOC_OK || f->dry_run)
		copy_discard(temp);
	free(json);
	free(temp);
	return status;
}
