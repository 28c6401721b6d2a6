/* SPDX-License-Identifier: MIT */
/* Manifests of Data Exports and of legacy reports, read tolerantly. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/json.h"
#include "core/mem.h"
#include "ingest/delivery.h"
#include "ingest/source.h"

#define MANIFEST_SUFFIX	"Manifest.json"
#define MANIFEST_MAX	((size_t)16 << 20)

struct manifest {
	struct delivery *d;
	const char *root, *dir, *name;
	char	*shown;			/* for messages */
	char	*export;
	const char *arn;
	int64_t	period;
	char	**folder;		/* that listed files lie in */
	size_t	n_folders;
	size_t	first;			/* of its files in d->file */
};

bool
is_manifest(const char *name)
{
	size_t n = strlen(name), m = strlen(MANIFEST_SUFFIX);

	return n >= m && strcasecmp(name + n - m, MANIFEST_SUFFIX) == 0;
}

int64_t
folder_period(const char *name)
{
	int64_t from, to;

	if (strncasecmp(name, "BILLING_PERIOD=", 15) != 0 ||
	    utc_parse_month(name + 15, strlen(name + 15), &from, &to) != 0)
		return DB_NULL;
	return from;
}

/* "20181001" and what follows as the month it is in. */
static int64_t
compact_month(const char *s)
{
	char month[8];
	int64_t from, to;

	if (strspn(s, "0123456789") < 8)
		return DB_NULL;
	snprintf(month, sizeof(month), "%.4s-%.2s", s, s + 4);
	return utc_parse_month(month, strlen(month), &from, &to) == 0 ? from :
	    DB_NULL;
}

int64_t
legacy_period(const char *name)
{
	if (strlen(name) != 17 || name[8] != '-' ||
	    compact_month(name + 9) == DB_NULL)
		return DB_NULL;
	return compact_month(name);
}

static char *
read_text(struct manifest *m, size_t *len)
{
	int fd = open_below(m->dir, m->name);
	const char *why;
	char *text = NULL;
	ssize_t n = 1;
	int status;

	*len = 0;
	if (fd < 0) {
		why = below_words(errno, &status);
		complain(m->d->c, status, "%s: %s", m->shown, why);
		return NULL;
	}
	while (n > 0 && *len < MANIFEST_MAX) {
		text = xreallocarray(text, *len + 65536, 1);
		n = read(fd, text + *len, 65536);
		*len += n > 0 ? (size_t)n : 0;
	}
	close(fd);
	if (n == 0)
		return text;
	complain(m->d->c, n < 0 ? FOC_SYSTEM : FOC_BAD_INPUT, "%s: %s",
	    m->shown, n < 0 ? strerror(errno) : "is too large");
	free(text);
	return NULL;
}

/* Where the part of a key begins that is the same in the local copy. */
static const char *
local_tail(const char *key)
{
	const char *p, *end, *data = NULL;
	char part[32];

	for (p = key; *p != '\0'; p = *end == '/' ? end + 1 : end) {
		end = strchrnul(p, '/');
		snprintf(part, sizeof(part), "%.*s", (int)(end - p), p);
		if (data != NULL && folder_period(part) != DB_NULL)
			return data;
		if (legacy_period(part) != DB_NULL)
			return p;
		data = strcasecmp(part, "data") == 0 ? p : NULL;
	}
	return NULL;
}

static bool
escapes(const char *key)
{
	const char *p, *end;

	for (p = key; *p != '\0'; p = *end == '/' ? end + 1 : end) {
		end = strchrnul(p, '/');
		if ((end - p == 2 && memcmp(p, "..", 2) == 0) ||
		    (end - p == 1 && *p == '.') || end == p)
			return true;
	}
	return *key == '\0';
}

static void
note_folder(struct manifest *m, const char *root, const char *tail)
{
	const char *slash = strrchr(tail, '/');
	char *path = slash == NULL ? xstrdup(root) :
	    xasprintf("%s/%.*s", root, (int)(slash - tail), tail);
	size_t i;

	for (i = 0; i < m->n_folders; i++)
		if (strcmp(m->folder[i], path) == 0)
			break;
	if (i < m->n_folders) {
		free(path);
		return;
	}
	m->folder = xreallocarray(m->folder, i + 1, sizeof(*m->folder));
	m->folder[m->n_folders++] = path;
}

/* The folder that a legacy key is relative to. */
static char *
legacy_root(const struct manifest *m)
{
	char *root = xstrdup(m->dir), *slash;
	int up;

	for (up = 0; up < 2 && (slash = strrchr(root, '/')) != NULL; up++) {
		*slash = '\0';
		if (legacy_period(slash + 1) != DB_NULL)
			return root;
	}
	free(root);
	return NULL;
}

static bool
add_below(struct manifest *m, const char *root, const char *tail)
{
	if (!delivery_add(m->d, root, tail, m->export, m->arn, m->period))
		return false;
	note_folder(m, root, tail);
	return true;
}

/* Parts of a tail may name a month: it must be the manifest's. */
static bool
month_fits(struct manifest *m, const char *tail)
{
	const char *p = strchr(tail, '/');
	char part[32];
	int64_t month;

	if (p == NULL)
		return true;
	if (strncasecmp(tail, "data/", 5) == 0)
		snprintf(part, sizeof(part), "%.*s",
		    (int)(strchrnul(p + 1, '/') - p - 1), p + 1);
	else
		snprintf(part, sizeof(part), "%.*s", (int)(p - tail), tail);
	month = folder_period(part);
	if (month == DB_NULL)
		month = legacy_period(part);
	return month == DB_NULL || m->period == DB_NULL || month == m->period;
}

static void
add_key(struct manifest *m, const char *key)
{
	const char *path = strstr(key, "://"), *tail, *slash, *words;
	char *root = NULL;
	bool found = false;
	int why = ENOENT, status;

	if (path != NULL) {
		path = strchr(path + 3, '/');
		key = path != NULL ? path + 1 : "";
	}
	if (escapes(key)) {
		complain(m->d->c, FOC_BAD_INPUT, "%s: lists '%s', which leads "
		    "out of the delivery", m->shown, key);
		return;
	}
	tail = local_tail(key);
	slash = strrchr(key, '/');
	if (tail != NULL && !month_fits(m, tail)) {
		complain(m->d->c, FOC_BAD_INPUT, "%s: lists %s, which is of "
		    "another month than the manifest", m->shown, tail);
		return;
	}
	if (tail != NULL && m->root != NULL)
		found = add_below(m, m->root, tail);
	else if (tail != NULL && (root = legacy_root(m)) != NULL)
		found = add_below(m, root, tail);
	if (!found && (root != NULL || m->root != NULL) && tail != NULL)
		why = errno;
	free(root);
	/* A copy without its folders: only where nothing else is there. */
	if (!found && why == ENOENT && (tail == NULL || m->root == NULL) &&
	    !(found = add_below(m, m->dir, slash != NULL ? slash + 1 : key)))
		why = errno;
	if (found)
		return;
	words = below_words(why, &status);
	complain(m->d->c, status, status == FOC_BAD_INPUT ? "%s: lists %s, "
	    "which %s" : "%s: lists %s, which cannot be read: %s", m->shown,
	    tail != NULL ? tail : key, words);
}

static void
add_keys(struct manifest *m, const cJSON *list)
{
	const cJSON *key;
	size_t len;

	cJSON_ArrayForEach(key, list) {
		if (!cJSON_IsString(key)) {
			complain(m->d->c, FOC_BAD_INPUT, "%s: lists something "
			    "that is no file name", m->shown);
			return;
		}
		len = strlen(key->valuestring);
		if (len > 8 && strcasecmp(key->valuestring + len - 8,
		    ".parquet") == 0) {
			complain(m->d->c, FOC_BAD_INPUT, "%s: is of a Parquet "
			    "export; foc reads CSV: set the format of the "
			    "export to TEXT_OR_CSV", m->shown);
			return;
		}
		add_key(m, key->valuestring);
	}
}

static bool
is_chunk(const char *name)
{
	size_t n = strlen(name);

	return (n > 4 && strcasecmp(name + n - 4, ".csv") == 0) ||
	    (n > 7 && strcasecmp(name + n - 7, ".csv.gz") == 0);
}

/* Overwritten deliveries leave chunks behind that hold no rows. */
static bool
has_rows(const char *folder, const char *name)
{
	int fd = open_below(folder, name), lines = 0;
	struct source_facts facts;
	struct source *s;
	struct err e;
	const char *p, *lf;
	size_t len;
	bool more = false;

	if (fd < 0)
		return true;
	s = source_open(fd, name, false);
	while (!more && (p = source_take(s, &len)) != NULL) {
		while (!more && len > 0) {
			more = lines > 0;
			if ((lf = memchr(p, '\n', len)) == NULL)
				break;
			lines++;
			len -= (size_t)(lf + 1 - p);
			p = lf + 1;
		}
		source_give(s);
	}
	return source_close(s, &facts, &e) != FOC_OK || more;
}

static bool
is_listed(const struct manifest *m, const char *folder, const char *name)
{
	const struct input *file;
	size_t i, n, r;

	for (i = m->first; i < m->d->n; i++) {
		file = &m->d->file[i];
		r = strlen(file->root);
		n = strlen(folder);
		/* folder/name against root/tail */
		if (n >= r && strncmp(folder, file->root, r) == 0 &&
		    (n == r ? strcmp(name, file->tail) == 0 :
		    strlen(file->tail) == n - r + strlen(name) &&
		    strncmp(file->tail, folder + r + 1, n - r - 1) == 0 &&
		    strcmp(file->tail + n - r, name) == 0))
			return true;
	}
	return false;
}

static void
check_extra(struct manifest *m)
{
	char **names;
	size_t i, k, n;

	for (i = 0; i < m->n_folders; i++) {
		n = delivery_list(m->d, m->folder[i], is_chunk, &names);
		for (k = 0; k < n; k++)
			if (!is_listed(m, m->folder[i], names[k]) &&
			    has_rows(m->folder[i], names[k]))
				complain(m->d->c, FOC_BAD_INPUT, "%s/%s: is "
				    "not in the manifest %s", m->folder[i],
				    names[k], m->shown);
		free_names(names, n);
	}
}

/* The month that the manifest's own text names. */
static int64_t
stated_period(const cJSON *o)
{
	const cJSON *span = json_member(o, "billingPeriod");
	const char *start = cJSON_IsObject(span) ? json_string(span, "start") :
	    cJSON_IsString(span) ? span->valuestring : NULL;
	int64_t from, to;

	if (start == NULL)
		return DB_NULL;
	if (strlen(start) >= 7 && utc_parse_month(start, 7, &from, &to) == 0)
		return from;
	return compact_month(start);
}

/* The month that the folders above it name. */
static int64_t
placed_period(const struct manifest *m)
{
	char *dir = xstrdup(m->dir), *slash;
	int64_t month = DB_NULL;
	int up;

	for (up = 0; up < 2 && month == DB_NULL &&
	    (slash = strrchr(dir, '/')) != NULL; up++) {
		if ((month = folder_period(slash + 1)) == DB_NULL)
			month = legacy_period(slash + 1);
		*slash = '\0';
	}
	free(dir);
	return month;
}

/* NAME-Manifest.json, else the folder's name. */
static char *
export_name(const struct manifest *m, const cJSON *o)
{
	const char *name = json_string(o, "reportName");
	size_t n = strlen(m->name) - strlen(MANIFEST_SUFFIX);
	const char *slash;

	if (name != NULL && *name != '\0')
		return xstrdup(name);
	while (n > 0 && m->name[n - 1] == '-')
		n--;
	if (is_manifest(m->name) && n > 0)
		return xstrndup(m->name, n);
	slash = strrchr(m->root != NULL ? m->root : m->dir, '/');
	return xstrdup(slash != NULL && slash[1] != '\0' ? slash + 1 :
	    "default");
}

static void
read_object(struct manifest *m, const cJSON *o)
{
	const cJSON *list = json_member(o, "dataFiles");
	int64_t stated = stated_period(o);
	int before = m->d->c->n;

	if (list == NULL)
		list = json_member(o, "reportKeys");
	if (!cJSON_IsArray(list)) {
		complain(m->d->c, FOC_BAD_INPUT, "%s: is no manifest: has no "
		    "list dataFiles (or reportKeys)", m->shown);
		return;
	}
	m->period = placed_period(m);
	if (m->period != DB_NULL && stated != DB_NULL && stated != m->period) {
		complain(m->d->c, FOC_BAD_INPUT, "%s: speaks of another month "
		    "than the folder it lies in", m->shown);
		return;
	}
	if (m->period == DB_NULL)
		m->period = stated;
	m->export = export_name(m, o);
	m->arn = json_string(o, "exportArn");
	if (cJSON_GetArraySize(list) == 0)
		foc_notice(m->d->f, "%s: lists no file; its month is left "
		    "out", m->shown);
	if (m->d->in->export != NULL &&
	    strcmp(m->d->in->export, m->export) != 0)
		foc_notice(m->d->f, "--export %s: the manifest says %s, which "
		    "counts", m->d->in->export, m->export);
	add_keys(m, list);
	if (m->d->c->n == before)
		check_extra(m);
	free(m->export);
}

void
manifest_read(struct delivery *d, const char *root, const char *dir,
    const char *name)
{
	struct manifest m = { .d = d, .root = root, .dir = dir, .name = name,
	    .period = DB_NULL, .first = d->n };
	struct err e;
	cJSON *o = NULL;
	char *text;
	size_t len;

	m.shown = xasprintf("%s/%s", dir, name);
	if ((text = read_text(&m, &len)) != NULL &&
	    (o = json_parse(text, len, &e)) == NULL)
		complain(d->c, e.status, "%s: %s", m.shown, e.text);
	if (o != NULL)
		read_object(&m, o);
	cJSON_Delete(o);
	free(text);
	free(m.shown);
	free_names(m.folder, m.n_folders);
}
