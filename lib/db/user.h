/* SPDX-License-Identifier: MIT */
/* Users of the machine, as the kernel and sudo know them. */
#ifndef FOC_DB_USER_H
#define FOC_DB_USER_H

#include "db/db.h"

/* "1001" as a user id: digits only, no leading zero; false for anything else. */
bool	uid_parse(const char *text, int64_t *uid);
/*
 * Who logged in, which neither su nor sudo changes; false where the kernel
 * does not know: a job of cron, a container.
 */
bool	uid_of_login(int64_t *uid);

enum sudo {
	SUDO_NO,		/* the user is who the kernel says */
	SUDO_YES,		/* *uid is who called sudo */
	SUDO_DOUBT		/* it cannot be told; f->doubt says why */
};

/*
 * Whether somebody reached this process through a rule of sudo that lends the
 * user of the file.  service: that user acts for nobody but itself, being no
 * person of foc.yaml or one who only operates.
 */
enum sudo sudo_caller(struct foc *f, bool service, int64_t *uid);

#endif
