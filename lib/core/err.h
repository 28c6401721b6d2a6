/* SPDX-License-Identifier: MIT */
/*
 * A failure: what kind, and one sentence for a person.
 *
 * Functions that can fail in a way a person must hear about return an
 * enum foc_status and fill a struct err.  The sentence is lower case,
 * has no full stop, and says subject, failure, what would work.
 */
#ifndef FOC_CORE_ERR_H
#define FOC_CORE_ERR_H

#include <stdarg.h>

#include "foc.h"

#define ERR_TEXT_MAX 1024

struct err {
	int	status;			/* enum foc_status */
	char	text[ERR_TEXT_MAX];	/* always terminated; cut, never spilt */
};

/* Set *e and return the status, so that callers write return err_set(...). */
int	err_set(struct err *e, int status, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
int	err_vset(struct err *e, int status, const char *fmt, va_list ap)
	    __attribute__((format(printf, 3, 0)));

#endif
