/* SPDX-License-Identifier: MIT */
/*
 * Memory.  Running out ends the process with status 4 and one line on
 * standard error: there is no half-tested recovery.  The database rolls
 * back by itself, as after a kill.
 */
#ifndef FOC_CORE_MEM_H
#define FOC_CORE_MEM_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

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
/*
 * As open_memstream, which loses text where memory runs out; this is never
 * NULL, and nothing written to it fails.
 */
FILE	*memstream(char **text, size_t *size);
/* These events stand, whatever runs out of memory from now on. */
void	mem_done(int64_t first, int64_t last);
/* For what ran out of memory elsewhere. */
void	mem_out(void) __attribute__((noreturn));

#endif
