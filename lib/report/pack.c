/* SPDX-License-Identifier: MIT */
/*
 * The weekly pack: a directory of every card and roll-up in every format, and
 * a list of what is in it.  It is made beside its place and put there whole;
 * the same cards make the same bytes.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/sha.h"
#include "report/card.h"

struct file {
	char	*name;			/* workload/csbot.txt */
	char	sum[SHA_HEX_MAX];
};

struct pack {
	struct foc_out base;		/* first: a foc_out is a pack */
	bool	sandbox;
	char	**json;			/* records, as they came */
	cJSON	**record;
	const char **card;		/* its id; NULL where it is none */
	size_t	n;
	char	*dir;			/* where it is being made */
	struct file *file;
	size_t	n_files;
	int	failed;			/* errno of the first failure */
	char	where[128];
};

static const struct { const char *ending; enum foc_format format; } forms[] = {
	{ "txt", FOC_TEXT }, { "md", FOC_MD }, { "html", FOC_HTML },
	{ "csv", FOC_CSV }, { "jsonl", FOC_JSONL }
};
#define N_FORMS	(sizeof(forms) / sizeof(forms[0]))

static void
take(struct foc_out *out, const char *json)
{
	struct pack *p = (struct pack *)out;
	struct err e;
	cJSON *record = json_parse(json, strlen(json), &e);

	p->json = xreallocarray(p->json, p->n + 1, sizeof(*p->json));
	p->record = xreallocarray(p->record, p->n + 1, sizeof(*p->record));
	p->card = xreallocarray(p->card, p->n + 1, sizeof(*p->card));
	p->json[p->n] = xstrdup(json);
	p->record[p->n] = record;
	p->card[p->n] = strcmp(card_text_of(record, "kind"), "card") == 0 ?
	    card_text_of(record, "id") : NULL;
	p->n++;
}

struct foc_out *
foc_pack_new(bool sandbox)
{
	struct pack *p = xcalloc(1, sizeof(*p));

	p->base.record = take;
	p->sandbox = sandbox;
	return &p->base;
}

static void
fail(struct pack *p, const char *where)
{
	if (p->failed != 0)
		return;
	p->failed = errno != 0 ? errno : EIO;
	snprintf(p->where, sizeof(p->where), "%s", where);
}

/* --- files */

static bool
is_kind(const struct pack *p, size_t i, const char *kind)
{
	return strcmp(card_text_of(p->record[i], "kind"), kind) == 0;
}

/* The record of the card with that id; n where there is none. */
static size_t
find_card(const struct pack *p, const char *id)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->card[i] != NULL && strcmp(p->card[i], id) == 0)
			break;
	return i;
}

/* Record i, and of a roll-up the cards that are in it, in a format. */
static void
render(const struct pack *p, size_t i, enum foc_format format, FILE *to)
{
	const struct foc_out_options o = { .to = to, .format = format,
	    .width = SHEET_WIDTH, .sandbox = p->sandbox };
	const cJSON *list = json_member(p->record[i], "members"), *item;
	bool titles = true;
	struct foc_out *out = NULL;
	size_t k;

	if (format != FOC_CSV)
		out = foc_out_new(&o);
	if (out != NULL)
		foc_out_record(out, p->json[i]);
	else if (list == NULL)
		card_csv(to, p->record[i], true);
	cJSON_ArrayForEach(item, list) {
		k = find_card(p, card_text_of(item, "card"));
		if (k == p->n)
			continue;
		if (out != NULL)
			foc_out_record(out, p->json[k]);
		else
			card_csv(to, p->record[k], titles);
		titles = false;
	}
	if (out != NULL)
		foc_out_close(out);
}

/* Keep text as DIR/name, and its sum. */
static void
keep(struct pack *p, char *name, const char *text, size_t len)
{
	unsigned char sum[SHA_BYTES];
	char *path = xasprintf("%s/%s", p->dir, name);
	FILE *to = fopen(path, "wx");

	errno = 0;
	if (to == NULL || fwrite(text, 1, len, to) != len)
		fail(p, name);
	if (to != NULL && fclose(to) != 0)
		fail(p, name);
	crypto_hash_sha256(sum, (const unsigned char *)text, len);
	p->file = xreallocarray(p->file, p->n_files + 1, sizeof(*p->file));
	p->file[p->n_files].name = name;
	sha_hex(p->file[p->n_files++].sum, sum);
	free(path);
}

/* What a path may be made of: the rest of a name is a hyphen. */
static char *
safe_name(const char *name)
{
	char *safe = xstrdup(*name != '\0' ? name : "none"), *s;

	for (s = safe; *s != '\0'; s++)
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		    "0123456789_-", *s) == NULL && (*s != '.' || s == safe))
			*s = '-';
	return safe;
}

/* Another portfolio may have made that name already. */
static bool
is_taken(const struct pack *p, const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s/%s.txt", p->dir, folder, name);
	bool taken = access(path, F_OK) == 0;

	free(path);
	return taken;
}

static void
put_record(struct pack *p, size_t i, const char *folder, const char *name)
{
	char *text, *safe = safe_name(name), *other;
	size_t k, len, n = 2;
	FILE *to;

	other = xstrdup(safe);
	while (is_taken(p, folder, other)) {
		free(other);
		other = xasprintf("%s-%zu", safe, n++);
	}
	for (k = 0; k < N_FORMS; k++) {
		text = NULL;
		if ((to = memstream(&text, &len)) == NULL) {
			fail(p, name);
			continue;
		}
		render(p, i, forms[k].format, to);
		if (fclose(to) != 0)
			fail(p, name);
		keep(p, xasprintf("%s/%s.%s", folder, other,
		    forms[k].ending), text, len);
		free(text);
	}
	free(other);
	free(safe);
}

/* --- the list */

static int
by_name(const void *va, const void *vb)
{
	const struct file *a = va, *b = vb;

	return strcmp(a->name, b->name);
}

/* Of all roll-ups the latest head: nothing was said of a card after it. */
static const char *
head_of(const struct pack *p)
{
	const char *head = "", *h;
	size_t i;

	for (i = 0; i < p->n; i++) {
		h = card_text_of(p->record[i], "audit_head");
		if (is_kind(p, i, "rollup") &&
		    strtoll(h, NULL, 10) > strtoll(head, NULL, 10))
			head = h;
	}
	return head;
}

/* As sha256sum -c reads it. */
static void
put_manifest(struct pack *p)
{
	char *path = xasprintf("%s/MANIFEST", p->dir);
	FILE *to = fopen(path, "wx");
	size_t i, cards = 0;

	qsort(p->file, p->n_files, sizeof(*p->file), by_name);
	for (i = 0; i < p->n; i++)
		cards += p->card[i] != NULL;
	if (to != NULL) {
		fprintf(to, "# Spend Cards %s: %zu cards, %zu portfolios%s\n"
		    "# audit head %s\n", p->n > 0 ?
		    card_text_of(p->record[0], "week") : "", cards,
		    p->n - cards, p->sandbox ? ", SANDBOX" : "", head_of(p));
		for (i = 0; i < p->n_files; i++)
			fprintf(to, "%s  %s\n", p->file[i].sum,
			    p->file[i].name);
	}
	errno = 0;
	if (to == NULL || ferror(to) || fclose(to) != 0)
		fail(p, "MANIFEST");
	free(path);
}

/* --- the directory */

static int
remove_one(const char *path, const struct stat *st, int what, struct FTW *at)
{
	(void)st;
	(void)what;
	(void)at;
	return remove(path);
}

static void
remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Only a pack, or nothing at all, is replaced. */
static bool
may_replace(const char *dir)
{
	char *path = xasprintf("%s/MANIFEST", dir);
	bool may = access(path, F_OK) == 0;
	const struct dirent *e;
	DIR *d = may ? NULL : opendir(dir);

	free(path);
	if (d != NULL) {
		may = true;
		while ((e = readdir(d)) != NULL)
			if (strcmp(e->d_name, ".") != 0 &&
			    strcmp(e->d_name, "..") != 0)
				may = false;
		closedir(d);
	}
	return may;
}

/* In one step where there is a pack already, so that there always is one. */
static void
put_in_place(struct pack *p, const char *dir)
{
	if (rename(p->dir, dir) == 0)
		return;
	if (errno != ENOTEMPTY && errno != EEXIST)
		fail(p, dir);
	else if (renameat2(AT_FDCWD, p->dir, AT_FDCWD, dir, RENAME_EXCHANGE)
	    != 0)
		fail(p, dir);
	else
		remove_tree(p->dir);
}

static void
make_folder(struct pack *p, const char *name)
{
	char *path = xasprintf("%s/%s", p->dir, name);

	if (mkdir(path, 0777) != 0)
		fail(p, name);
	free(path);
}

static void
fill(struct pack *p)
{
	size_t i;

	make_folder(p, "workload");
	make_folder(p, "portfolio");
	for (i = 0; i < p->n && p->failed == 0; i++)
		if (p->card[i] != NULL)
			put_record(p, i, "workload",
			    card_text_of(p->record[i], "workload"));
		else if (is_kind(p, i, "rollup"))
			put_record(p, i, "portfolio",
			    card_text_of(p->record[i], "portfolio"));
	if (p->failed == 0)
		put_manifest(p);
}

static void
release(struct pack *p)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		free(p->json[i]);
		cJSON_Delete(p->record[i]);
	}
	for (i = 0; i < p->n_files; i++)
		free(p->file[i].name);
	free(p->json);
	free(p->record);
	free(p->card);
	free(p->file);
	free(p->dir);
	free(p);
}

int
foc_pack_close(struct foc_out *out, const char *dir, char *why, size_t size)
{
	struct pack *p = (struct pack *)out;
	char *place = dir != NULL ? xstrdup(dir) : NULL;
	size_t len = place != NULL ? strlen(place) : 0;
	int status = FOC_OK;

	while (len > 1 && place[len - 1] == '/')
		place[--len] = '\0';
	if (place == NULL) {
		;			/* it is not wanted any more */
	} else if (access(place, F_OK) == 0 && !may_replace(place)) {
		snprintf(why, size, "%s: is there already and is no pack",
		    place);
		status = FOC_REFUSED;
	} else {
		p->dir = xasprintf("%s.%ld.tmp", place, (long)getpid());
		if (mkdir(p->dir, 0777) != 0)
			fail(p, p->dir);
		else
			fill(p);
		if (p->failed == 0)
			put_in_place(p, place);
		if (p->failed != 0) {
			remove_tree(p->dir);
			snprintf(why, size, "%s: %s", p->where,
			    strerror(p->failed));
			status = FOC_SYSTEM;
		}
	}
	free(place);
	release(p);
	return status;
}
