/* SPDX-License-Identifier: MIT */
/* Copies of the file, for backup, migrate and restore. */
#ifndef FOC_DB_COPY_H
#define FOC_DB_COPY_H

#include <sys/types.h>

#include "core/sha.h"
#include "db/handle.h"

/* Can files be made where `to` shall be? */
int	copy_check_directory(struct foc *f, const char *to);
/* What is committed, as a file of its own; `to` is for complaints. */
int	copy_make(struct foc *f, const char *temp, const char *to);
/* As foc-db check finds it, or FOC_REFUSED ... with the sentence. */
int	copy_verify(struct foc *f, const char *path);
/* Sync temp, rename it, sync the directory. */
int	copy_put_in_place(struct foc *f, const char *temp, const char *to);
int	copy_sync_directory(struct foc *f, const char *of);
/* Remove what was begun. */
void	copy_discard(const char *temp);
/* The record of a backup that lies in `from` and is to be called `to`. */
int	copy_describe(struct foc *f, const char *from, const char *to,
	    char **json);

#endif
