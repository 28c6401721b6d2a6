/* SPDX-License-Identifier: MIT */
/*
 * Which files make up a delivery: plain files and standard input as they are
 * named, export folders by their manifests.
 */
#ifndef FOC_INGEST_DELIVERY_H
#define FOC_INGEST_DELIVERY_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "core/sha.h"
#include "ingest/complain.h"

struct input {
	char	*name;			/* for messages and load_file */
	char	*root;			/* NULL: name is what to open */
	char	*tail;			/* below root, no links followed */
	const char *export;
	const char *arn;		/* of the export; NULL: unknown */
	int64_t	size;			/* 0: unknown */
	int64_t	period;			/* that the manifest says, or DB_NULL */
	dev_t	dev;
	ino_t	ino;
	bool	regular;
	struct timespec changed;
	int64_t	bytes;			/* read */
	unsigned char sha256[SHA_BYTES];
	int64_t	rows;
	bool	no_principal;		/* has no column of callers */
};

struct delivery {
	struct foc *f;
	const struct foc_ingest *in;
	struct complaints *c;
	int64_t	period;			/* that --period picks, or DB_NULL */
	struct input *file;
	size_t	n, max;
	char	**export;		/* names and ARNs, one copy each */
	size_t	n_exports;
	int64_t	bytes;			/* of all; 0: unknown */
};

/*
 * Find the files of all paths of in.  What is wrong goes to the complaints;
 * period, where not DB_NULL, picks one of a folder's months.
 */
void	delivery_open(struct delivery *d, struct foc *f,
	    const struct foc_ingest *in, int64_t period, struct complaints *c);
/* Complains of files that are others now than when they were found. */
void	delivery_unchanged(struct delivery *d);
void	delivery_close(struct delivery *d);
/* --- files.c */

/* A descriptor; -1 with why set. */
int	input_open(const struct input *file, struct err *e);
/*
 * Open tail below the folder root: no "..", no symbolic link on the way, and
 * a plain file at the end.  -1 with errno set; ELOOP for a link, EINVAL for
 * what is no file.
 */
int	open_below(const char *root, const char *tail);
/* Such an errno in words, and whether input or system is to blame. */
const char *below_words(int error, int *status);
/*
 * Sorted names in a folder that keep says yes to, which free_names frees in
 * every case; false with errno set where not all of it could be read.
 */
bool	list_folder(const char *path, bool (*keep)(const char *name),
	    char ***names, size_t *n);
void	free_names(char **names, size_t n);

/* --- for manifest.c */

/* list_folder; complains where that fails. */
size_t	delivery_list(struct delivery *d, const char *path,
	    bool (*keep)(const char *name), char ***names);
/* Add a file that a manifest lists.  False with errno set, as open_below. */
bool	delivery_add(struct delivery *d, const char *root, const char *tail,
	    const char *export, const char *arn, int64_t period);
/* A name as a copy that the delivery owns, the same for equal names. */
const char *delivery_export(struct delivery *d, const char *name);

/* --- manifest.c */

/*
 * Add what the manifest dir/name lists.  root is the export's folder, that of
 * data/ and metadata/, or NULL where the manifest stands alone.
 */
void	manifest_read(struct delivery *d, const char *root, const char *dir,
	    const char *name);
bool	is_manifest(const char *name);
/* "BILLING_PERIOD=2026-10" in any case: its month, else DB_NULL. */
int64_t	folder_period(const char *name);
/* "20181001-20181101": the month, else DB_NULL. */
int64_t	legacy_period(const char *name);

#endif
