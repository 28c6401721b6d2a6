/* SPDX-License-Identifier: MIT */
/*
 * Preloaded, lets the Nth allocation of a program fail: OOM_AT=N fails that
 * one, with OOM_EVER=1 all from there on.  OOM_LOG names a file that gets, at
 * the first failure, the word "failed", and otherwise, at the end, how many
 * allocations there were.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);
extern void *__libc_memalign(size_t align, size_t n);

static atomic_long made;
static long fail_at;
static bool ever, on;
static int log_fd = -1;

static void
note(const char *text, size_t n)
{
	if (log_fd >= 0 && write(log_fd, text, n) < 0)
		_exit(99);
}

static bool
fails(void)
{
	long n;

	if (!on)
		return false;
	n = atomic_fetch_add(&made, 1) + 1;
	if (fail_at == 0 || n < fail_at || (n > fail_at && !ever))
		return false;
	if (n == fail_at)
		note("failed", 6);
	errno = ENOMEM;
	return true;
}

static void __attribute__((constructor))
start(void)
{
	const char *at = getenv("OOM_AT"), *v;

	/* Now: who only reads gives up the right to open it. */
	if ((v = getenv("OOM_LOG")) != NULL)
		log_fd = open(v, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		    0600);
	v = getenv("OOM_EVER");
	fail_at = at != NULL ? strtol(at, NULL, 10) : 0;
	ever = v != NULL && *v == '1';
	on = true;
}

static void __attribute__((destructor))
stop(void)
{
	char text[32];

	on = false;
	if (fail_at == 0)
		note(text, (size_t)snprintf(text, sizeof(text), "%ld",
		    atomic_load(&made)));
}

void *
malloc(size_t n)
{
	return fails() ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return fails() ? NULL : __libc_realloc(p, n);
}

void *
reallocarray(void *p, size_t n, size_t size)
{
	size_t all;

	if (__builtin_mul_overflow(n, size, &all)) {
		errno = ENOMEM;
		return NULL;
	}
	return fails() ? NULL : __libc_realloc(p, all);
}

void *
aligned_alloc(size_t align, size_t n)
{
	return fails() ? NULL : __libc_memalign(align, n);
}

int
posix_memalign(void **p, size_t align, size_t n)
{
	if (fails())
		return ENOMEM;
	*p = __libc_memalign(align, n);
	return *p != NULL ? 0 : ENOMEM;
}
