/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "cli.h"

static bool sandbox;

static const struct cli_opt opts[] = {
	{ 0, "sandbox", NULL, "for learning and tests: FOC_ACTOR and FOC_NOW "
	    "count", NULL, &sandbox, NULL, NULL },
	{ 0 }
};

static int
do_init(struct cli *c)
{
	struct foc_options o;
	char *text = NULL;
	size_t len;
	int status;

	cli_open_options(c, FOC_WRITE, &o);
	if (sandbox)
		foc_out_mark_sandbox(c->out);
	status = cli_read_file(c, c->operand[0], &text, &len);
	if (status == FOC_OK && !c->dry_run)
		status = cli_make_dir(c);
	if (status == FOC_OK) {
		foc_out_hold(c->out);
		status = foc_init(&c->foc, &o, sandbox, c->operand[0], text,
		    len, c->out);
		foc_out_release(c->out, status == FOC_OK);
		cli_result(c, status);
	}
	free(text);
	return status;
}

static const struct cli_verb verbs[] = {
	{ NULL, "foc.yaml", "", CLI_NO_FILE, do_init, 1, 1, NULL, false },
	{ 0 }
};

static const struct cli_program program = {
	.name = "foc-init",
	.summary = "make the file of foc and apply the organisation",
	.opts = opts,
	.verbs = verbs,
	.makes = true,
};

int
main(int argc, char **argv)
{
	return cli_main(&program, argc, argv);
}
