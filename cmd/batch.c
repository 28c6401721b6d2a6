/* SPDX-License-Identifier: MIT */
/* Operands, else records from standard input: each one transaction. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

#define FILE_BYTES_MAX	(64 * 1048576)	/* what is read as a whole */

struct batch {
	struct cli *c;
	int	(*act)(struct cli *, const char *);
	int	worst;
	bool	stop;
};

/* The place before a complaint in a batch: "stdin:12: ", else nothing. */
static int
complain(struct batch *b, long line, int status)
{
	if (line > 0)
		return cli_fail(b->c, status, "stdin:%ld: %s", line,
		    foc_errmsg(b->c->foc));
	return cli_fail(b->c, status, "%s", foc_errmsg(b->c->foc));
}

static void
one(struct batch *b, const char *id, long line)
{
	struct cli *c = b->c;
	bool own_tx = !c->atomic && c->verb->use == CLI_WRITES;
	int status = FOC_OK;

	if (own_tx) {
		status = foc_begin(c->foc);
		foc_out_hold(c->out);
	}
	if (status == FOC_OK)
		status = b->act(c, id);
	if (own_tx) {
		status = foc_end(c->foc, status);
		foc_out_release(c->out, status == FOC_OK);
	}
	if (status != FOC_OK) {
		complain(b, line, status);
		b->stop = c->atomic || status == FOC_SYSTEM ||
		    status == FOC_BUSY;
	}
	b->worst = foc_worst(b->worst, status);
}

/*
 * A document over many lines, a table or CSV is no stream with bad lines:
 * one complaint says so.  Once records were good, only what opens a value
 * and does not close it is taken for that.
 */
static bool
is_no_stream(const char *line, size_t len, bool any_good)
{
	while (len > 0 && strchr(" \t\r", line[len - 1]) != NULL)
		len--;
	if (len == 1 && (*line == '{' || *line == '['))
		return true;
	return !any_good && (len < 2 || *line != '{' || line[len - 1] != '}');
}

int
cli_each_line(struct cli *c, const char *name, FILE *from,
    const struct cli_lines *l)
{
	bool any_good = false, stop = false;
	char *line = NULL, why[512];
	size_t room = 0;
	long number = 0;
	ssize_t n;
	int status, worst = FOC_OK;

	while (!stop && (n = getline(&line, &room, from)) >= 0) {
		number++;
		if (n > 0 && line[n - 1] == '\n')
			n--;
		if (n == 0)
			continue;
		status = l->take(l->arg, line, (size_t)n, number, why,
		    sizeof(why), &stop);
		if (status == FOC_OK) {
			any_good = true;
			continue;
		}
		worst = foc_worst(worst, status);
		if (is_no_stream(line, (size_t)n, any_good)) {
			snprintf(why, sizeof(why), "is no JSON Lines: one "
			    "record a line, as --format jsonl and jq -c print "
			    "them");
			stop = true;
		}
		cli_fail(c, status, "%s:%ld: %s", name, number, why);
	}
	if (ferror(from))
		worst = foc_worst(worst, cli_fail(c, FOC_SYSTEM, "%s: %s",
		    name, strerror(errno)));
	free(line);
	return worst;
}

/* A line that is a record is acted on, which complains for itself. */
static int
act_on_line(void *arg, const char *line, size_t len, long number, char *why,
    size_t size, bool *stop)
{
	struct batch *b = arg;
	char *id;
	int status;

	status = foc_record_id(b->c->foc, line, len, b->c->verb->kind, &id);
	if (status == FOC_OK)
		one(b, id, number);
	else
		snprintf(why, size, "%s", foc_errmsg(b->c->foc));
	*stop = b->stop || (status != FOC_OK && b->c->atomic);
	free(id);
	return status;
}

/* --atomic: keep all of it, or nothing. */
static void
end_all(struct batch *b)
{
	int status = foc_end(b->c->foc, b->worst);

	if (status != FOC_OK && b->worst == FOC_OK)
		complain(b, 0, status);
	foc_out_release(b->c->out, status == FOC_OK);
	b->worst = foc_worst(b->worst, status);
}

int
cli_each(struct cli *c, int (*act)(struct cli *c, const char *id))
{
	struct batch b = { .c = c, .act = act };
	int i, status;

	if (c->atomic) {
		if ((status = foc_begin(c->foc)) != FOC_OK)
			return complain(&b, 0, status);
		foc_out_hold(c->out);
	}
	for (i = 0; i < c->n_operands && !b.stop; i++)
		one(&b, c->operand[i], 0);
	if (c->n_operands == 0)
		b.worst = foc_worst(b.worst, cli_each_line(c, "stdin", stdin,
		    &(struct cli_lines){ act_on_line, &b }));
	if (c->atomic)
		end_all(&b);
	return b.worst;
}

int
cli_read_each(struct cli *c, int (*act)(struct cli *c, const char *id))
{
	int i, worst = FOC_OK;

	for (i = 0; i < c->n_operands; i++)
		worst = foc_worst(worst, cli_result(c, act(c,
		    c->operand[i])));
	return worst;
}

int
cli_notify(struct cli *c, int (*act)(struct cli *c, const char *id))
{
	if (c->format == FOC_MAIL && c->n_operands != 1)
		return cli_fail(c, FOC_USAGE, "a mail is one message: name "
		    "one ID; %s notify shows them", c->program->name);
	if (c->n_operands == 0)
		return cli_result(c, act(c, NULL));
	return cli_read_each(c, act);
}

static struct {
	int	(*act)(struct cli *, const char *, const char *, size_t);
	char	*text;
	size_t	len;
} file;

static int
on_file(struct cli *c, const char *name)
{
	return file.act(c, strcmp(name, "-") == 0 ? "stdin" : name, file.text,
	    file.len);
}

int
cli_each_file(struct cli *c, int (*act)(struct cli *, const char *,
    const char *, size_t))
{
	struct batch b = { .c = c, .act = on_file };
	int i, status = FOC_OK;

	file.act = act;
	if (c->atomic && (status = foc_begin(c->foc)) != FOC_OK)
		return complain(&b, 0, status);
	if (c->atomic)
		foc_out_hold(c->out);
	for (i = 0; i < c->n_operands && !b.stop; i++) {
		status = cli_read_file(c, c->operand[i], &file.text,
		    &file.len);
		if (status == FOC_OK)
			one(&b, c->operand[i], 0);
		b.worst = foc_worst(b.worst, status);
		b.stop = b.stop || (status != FOC_OK && c->atomic);
		free(file.text);
	}
	if (c->atomic)
		end_all(&b);
	return b.worst;
}

int
cli_write(struct cli *c, int (*act)(struct cli *c))
{
	int status = foc_begin(c->foc);

	foc_out_hold(c->out);
	if (status == FOC_OK)
		status = foc_end(c->foc, act(c));
	foc_out_release(c->out, status == FOC_OK);
	return cli_result(c, status);
}

int
cli_read_file(struct cli *c, const char *name, char **text, size_t *len)
{
	bool in = strcmp(name, "-") == 0;
	FILE *from = in ? stdin : fopen(name, "re"), *to;
	char buf[65536];
	size_t n, total = 0;
	int failed;

	*text = NULL;
	if (from == NULL)
		return cli_fail(c, FOC_SYSTEM, "%s: %s", name,
		    strerror(errno));
	if ((to = open_memstream(text, len)) == NULL) {
		if (!in)
			fclose(from);
		return cli_fail(c, FOC_SYSTEM, "%s: %s", name,
		    strerror(errno));
	}
	while (total <= FILE_BYTES_MAX &&
	    (n = fread(buf, 1, sizeof(buf), from)) > 0) {
		fwrite(buf, 1, n, to);
		total += n;
	}
	failed = ferror(from) ? errno : 0;
	if (fclose(to) != 0 && failed == 0)
		failed = errno;
	if (!in)
		fclose(from);
	if (failed != 0)
		return cli_fail(c, FOC_SYSTEM, "%s: %s", name,
		    strerror(failed));
	if (total > FILE_BYTES_MAX)
		return cli_fail(c, FOC_BAD_INPUT, "%s: is larger than %d MiB",
		    name, FILE_BYTES_MAX / 1048576);
	return FOC_OK;
}
