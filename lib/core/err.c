/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "core/err.h"

int
err_vset(struct err *e, int status, const char *fmt, va_list ap)
{
	e->status = status;
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	return status;
}

int
err_set(struct err *e, int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	err_vset(e, status, fmt, ap);
	va_end(ap);
	return status;
}

/* Severity order of statuses in a batch: 4, 3, 2, 75, 1, 0. */
int
foc_worst(int a, int b)
{
	static const int order[] = {
		FOC_OK, FOC_REFUSED, FOC_BUSY, FOC_USAGE, FOC_BAD_INPUT,
		FOC_SYSTEM
	};
	size_t i, ra = 0, rb = 0;

	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (order[i] == a)
			ra = i;
		if (order[i] == b)
			rb = i;
	}
	return ra > rb ? a : b;
}
