/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

#include "core/mem.h"
#include "ingest/lock.h"

#define TRIES_PER_SECOND 5

int
ingest_lock(struct foc *f, int *fd)
{
	const struct timespec pause = { 0, 1000000000 / TRIES_PER_SECOND };
	char *name = xasprintf("%s.ingest", f->path);
	int tries = 0;

	*fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd < 0) {
		foc_fail(f, FOC_SYSTEM, "%s: %s", name, strerror(errno));
		free(name);
		return FOC_SYSTEM;
	}
	free(name);
	while (flock(*fd, LOCK_EX | LOCK_NB) != 0) {
		if (foc_interrupted)
			return foc_fail(f, FOC_SYSTEM, "interrupted");
		if (tries++ == 2 * TRIES_PER_SECOND)
			foc_notice(f, "%s: waiting for another ingest",
			    f->path);
		if (tries > f->wait * TRIES_PER_SECOND)
			return foc_fail(f, FOC_BUSY, "%s: another ingest is "
			    "running; try again, or wait longer with --wait",
			    f->path);
		nanosleep(&pause, NULL);
	}
	return FOC_OK;
}
