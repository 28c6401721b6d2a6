/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "ingest/complain.h"

#define VALUE_MAX	80		/* bytes of a value in a message */

static void
say(struct complaints *c)
{
	if (c->held != NULL && c->in->complain != NULL)
		c->in->complain(c->in->arg, c->held);
	free(c->held);
	c->held = NULL;
}

void
complain(struct complaints *c, int status, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;

	if (complaints_stop(c))
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	say(c);
	c->held = xstrdup(text);
	c->status = c->n++ == 0 ? status : foc_worst(c->status, status);
}

int
complaints_end(struct complaints *c, struct foc *f)
{
	if (c->n == 0)
		return FOC_OK;
	if (c->n == 1) {
		foc_fail(f, c->status, "%s", c->held);
		free(c->held);
		c->held = NULL;
		return c->status;
	}
	say(c);
	return foc_fail(f, c->status, "%d errors%s; nothing was loaded", c->n,
	    complaints_stop(c) ? ", and perhaps more" : "");
}

char *
quoted_value(const char *s, size_t len)
{
	size_t n = len > VALUE_MAX ? VALUE_MAX : len;
	char *cut, *visible, *quoted;

	/* Not through the middle of a character. */
	while (n < len && n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	cut = xstrndup(s, n);
	visible = text_visible(cut);
	quoted = xasprintf("\"%s%s\"", visible, n < len ? "..." : "");
	free(cut);
	free(visible);
	return quoted;
}
