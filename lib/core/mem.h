/* SPDX-License-Identifier: MIT */
/*
 * Memory.  Running out ends the process with status 4 and one line on
 * standard error: there is no half-tested recovery.  The database rolls
 * back by itself, as after a kill.
 */
#ifndef FOC_CORE_MEM_H
#define FOC_CORE_MEM_H

#include <stddef.h>

void	*xmalloc(size_t n) __attribute__((malloc, alloc_size(1)));
void	*xcalloc(size_t n, size_t size)
	    __attribute__((malloc, alloc_size(1, 2)));
/* Grow to n elements of size bytes; an overflow is an out of memory. */
void	*xreallocarray(void *p, size_t n, size_t size)
	    __attribute__((alloc_size(2, 3)));
char	*xstrdup(const char *s) __attribute__((malloc));
char	*xstrndup(const char *s, size_t n) __attribute__((malloc));
char	*xasprintf(const char *fmt, ...)
	    __attribute__((malloc, format(printf, 1, 2)));

#endif
