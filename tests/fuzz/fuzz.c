/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "fuzz.h"

void
fuzz_fail(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

/* --- bytes */

unsigned
bytes_next(struct bytes *b)
{
	if (b->n == 0)
		return 0;
	b->n--;
	return *b->p++;
}

uint64_t
bytes_number(struct bytes *b)
{
	uint64_t v = 0;
	int i;

	for (i = 0; i < 8; i++)
		v = v << 8 | bytes_next(b);
	return v;
}

char *
bytes_text(struct bytes *b, size_t n)
{
	const char *from = (const char *)b->p;
	size_t len = n < b->n ? n : b->n;

	b->p += len;
	b->n -= len;
	return xstrndup(len > 0 ? from : "", len);
}

char *
bytes_rest(struct bytes *b)
{
	return bytes_text(b, b->n);
}

/* --- texts */

char *
fuzz_print(void (*put)(FILE *out, const char *s), const char *s)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	MUST(out != NULL);
	put(out, s);
	MUST(fclose(out) == 0);
	return text;
}

/* A decoder of its own: shares no line with utf8.c. */
static size_t
decode(const unsigned char *s, size_t n, uint32_t *cp)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = s[0] < 0x80 ? 1 : (s[0] & 0xe0) == 0xc0 ? 2 :
	    (s[0] & 0xf0) == 0xe0 ? 3 : (s[0] & 0xf8) == 0xf0 ? 4 : 0, i;

	if (len == 0 || len > n)
		return 0;
	*cp = len == 1 ? s[0] : s[0] & (0xffu >> (len + 1));
	for (i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*cp = *cp << 6 | (s[i] & 0x3fu);
	}
	if (*cp < least[len] || *cp > 0x10ffff ||
	    (*cp >= 0xd800 && *cp <= 0xdfff))
		return 0;
	return len;
}

/* Controls of ASCII and Latin 1, of direction, and what has no width. */
static bool
is_unseen(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f) || cp == 0xad ||
	    cp == 0x061c || (cp >= 0x200b && cp <= 0x200f) ||
	    (cp >= 0x2028 && cp <= 0x202e) ||
	    (cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff ||
	    (cp >= 0xfff9 && cp <= 0xfffb) ||
	    (cp >= 0xe0000 && cp <= 0xe0fff);
}

bool
fuzz_is_plain(const char *s, size_t n, const char *allowed)
{
	uint32_t cp = 0;
	size_t len;

	for (; n > 0; s += len, n -= len) {
		len = decode((const unsigned char *)s, n, &cp);
		if (len == 0)
			return false;
		if (is_unseen(cp) && (cp == 0 || cp > 0x7f ||
		    strchr(allowed, (int)cp) == NULL))
			return false;
	}
	return true;
}

/*
 * The library hands sentences on as the input has them; the programs make
 * them visible.  What they may not be is empty, or end like prose.
 */
void
fuzz_check_sentence(const char *s)
{
	size_t n = strlen(s);

	MUST(n > 0 && n < ERR_TEXT_MAX);
	MUST(s[n - 1] != '\n');
}

/* --- files */

static char dir[64];

static void
remove_all(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;
	char name[512];

	while (d != NULL && (e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 ||
		    strcmp(e->d_name, "..") == 0)
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, e->d_name);
		if (unlink(name) != 0)
			remove_all(name);
	}
	if (d != NULL)
		closedir(d);
	rmdir(path);
}

static void
clean_up(void)
{
	remove_all(dir);
}

const char *
fuzz_dir(void)
{
	const char *tmp = getenv("TMPDIR");

	if (dir[0] != '\0')
		return dir;
	if (tmp == NULL || strlen(tmp) > sizeof(dir) - 20)
		tmp = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	snprintf(dir, sizeof(dir), "%s/foc-fuzz.XXXXXX", tmp);
	MUST(mkdtemp(dir) != NULL);
	atexit(clean_up);
	return dir;
}

char *
fuzz_file(const char *name, const void *p, size_t n)
{
	char *path = xasprintf("%s/%s", fuzz_dir(), name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	MUST(fd >= 0 && write(fd, p, n) == (ssize_t)n && close(fd) == 0);
	return path;
}

/* --- the organisation */

static const char organisation[] =
    "organization: Example Corp\n"
    "people:\n"
    "  - {id: sarah, name: Sarah Chen, email: sarah@example.com,\n"
    "     roles: [finops-lead, cloud-engineer, operator, admin, finance]}\n"
    "  - {id: priya, name: Priya Nair, email: priya@example.com,\n"
    "     roles: [product-owner]}\n"
    "  - {id: dana, name: Dana Whitman, email: dana@example.com,\n"
    "     roles: [portfolio-owner]}\n"
    "hierarchy:\n"
    "  - unit: Retail\n"
    "    departments:\n"
    "      - department: Engineering\n"
    "        portfolios:\n"
    "          - portfolio: Customer Care\n"
    "            owner: dana\n"
    "            products:\n"
    "              - {product: Support Bot, owner: priya}\n"
    "              - {product: Document Platform, owner: priya}\n"
    "accounts:\n"
    "  - {id: '341153769010', name: ai-prod, environment: prod,\n"
    "     shared_by: [Support Bot, Document Platform]}\n"
    "  - {id: '012345678901', name: payer, payer: true}\n";

static struct foc *db;

static void
close_db(void)
{
	foc_close(db);
}

static void
make_db(const struct foc_options *o)
{
	struct foc *f;

	if (foc_init(&f, o, true, "foc.yaml", organisation,
	    sizeof(organisation) - 1, fuzz_sink()) != FOC_OK) {
		fprintf(stderr, "%s\n", foc_errmsg(f));
		abort();
	}
	foc_close(f);
}

struct foc *
fuzz_db(void)
{
	static char path[80];
	struct foc_options o = { .path = path, .mode = FOC_WRITE,
	    .uid = getuid(), .sandbox_actor = "sarah",
	    .sandbox_now = "2026-11-21T12:00:00Z" };

	if (db != NULL)
		return db;
	snprintf(path, sizeof(path), "%s/foc.db", fuzz_dir());
	make_db(&o);
	o.dry_run = true;
	if (foc_open(&db, &o) != FOC_OK) {
		fprintf(stderr, "%s\n", foc_errmsg(db));
		abort();
	}
	atexit(close_db);
	return db;
}

void
fuzz_undo(struct foc *f)
{
	foc_end(f, FOC_REFUSED);
	MUST(!f->in_tx);
}

static void
check_record(struct foc_out *out, const char *json)
{
	struct err e;
	cJSON *tree = json_parse(json, strlen(json), &e);

	(void)out;
	MUST(cJSON_IsObject(tree));
	cJSON_Delete(tree);
}

struct foc_out *
fuzz_sink(void)
{
	static struct foc_out sink = { check_record };

	return &sink;
}
