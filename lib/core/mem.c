/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "core/mem.h"
#include "foc.h"

static char last_words[96] = "foc: out of memory\n";

void
mem_done(int64_t first, int64_t last)
{
	if (first == last)
		snprintf(last_words, sizeof(last_words), "foc: done and "
		    "recorded as event %lld, but out of memory\n",
		    (long long)first);
	else
		snprintf(last_words, sizeof(last_words), "foc: done and "
		    "recorded as events %lld to %lld, but out of memory\n",
		    (long long)first, (long long)last);
}

void
mem_out(void)
{
	ssize_t n = write(STDERR_FILENO, last_words, strlen(last_words));

	(void)n;			/* there is nowhere else to say it */
	_exit(FOC_SYSTEM);
}

void *
xmalloc(size_t n)
{
	void *p = malloc(n != 0 ? n : 1);

	if (p == NULL)
		mem_out();
	return p;
}

void *
xcalloc(size_t n, size_t size)
{
	void *p = calloc(n != 0 ? n : 1, size != 0 ? size : 1);

	if (p == NULL)
		mem_out();
	return p;
}

void *
xreallocarray(void *p, size_t n, size_t size)
{
	void *q = reallocarray(p, n != 0 ? n : 1, size != 0 ? size : 1);

	if (q == NULL)
		mem_out();
	return q;
}

char *
xstrdup(const char *s)
{
	char *p = strdup(s);

	if (p == NULL)
		mem_out();
	return p;
}

char *
xstrndup(const char *s, size_t n)
{
	char *p = strndup(s, n);

	if (p == NULL)
		mem_out();
	return p;
}

char *
xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&p, fmt, ap);
	va_end(ap);
	if (n < 0)
		mem_out();
	return p;
}

/* cJSON, left alone, drops what it has no memory for. */
static void __attribute__((constructor))
hook_cjson(void)
{
	cJSON_Hooks hooks = { xmalloc, free };

	cJSON_InitHooks(&hooks);
}

/* --- streams into memory */

struct memstream {
	char	**text;
	size_t	*size;
	size_t	room;
};

static ssize_t
memstream_write(void *cookie, const char *from, size_t n)
{
	struct memstream *m = cookie;

	if (m->room - *m->size <= n) {		/* and a NUL behind it */
		if (n > SIZE_MAX / 4 || m->room > SIZE_MAX / 4)
			mem_out();	/* not run: such a text has no room */
		m->room = (m->room + n) * 2;
		*m->text = xreallocarray(*m->text, m->room, 1);
	}
	memcpy(*m->text + *m->size, from, n);
	*m->size += n;
	(*m->text)[*m->size] = '\0';
	return (ssize_t)n;
}

static int
memstream_close(void *cookie)
{
	free(cookie);
	return 0;
}

FILE *
memstream(char **text, size_t *size)
{
	const cookie_io_functions_t io = { .write = memstream_write,
	    .close = memstream_close };
	struct memstream *m = xmalloc(sizeof(*m));
	FILE *to;

	*m = (struct memstream){ .text = text, .size = size, .room = 1 };
	*text = xcalloc(1, 1);
	*size = 0;
	to = fopencookie(m, "w", io);
	if (to == NULL)
		mem_out();
	return to;
}
