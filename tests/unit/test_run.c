/* SPDX-License-Identifier: MIT */
/* A program that cannot be started says why, whoever it is that refuses. */
#include <errno.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "govern/run.h"

/*
 * In the place of libc's, as sudo's noexec puts one there: what it gives and
 * leaves in errno.
 */
static int gives, leaves;

int
posix_spawn(pid_t *pid, const char *path,
    const posix_spawn_file_actions_t *files, const posix_spawnattr_t *attr,
    char *const argv[], char *const env[])
{
	(void)pid, (void)path, (void)files, (void)attr, (void)argv, (void)env;
	errno = leaves;
	return gives;
}

static void
refused_with(int returned, int left, int wanted)
{
	char *argv[] = { (char[]){ "aws" }, NULL }, *env[] = { NULL };
	const struct foc_run how = { .program = "/usr/bin/aws", .env = env,
	    .tmp = "/tmp", .timeout = 1 };
	struct run_result r;

	gives = returned;
	leaves = left;
	run_program(&how, argv, &r);
	assert_int_equal(r.end, RUN_NOT_STARTED);
	assert_int_equal(r.exit_status, wanted);
	assert_string_equal(r.out, "");
	assert_string_equal(r.err, "");
	run_free(&r);
}

static void
says_why(void **state)
{
	(void)state;
	refused_with(ENOENT, 0, ENOENT);	/* as POSIX has it */
	refused_with(-1, EACCES, EACCES);	/* as noexec does */
	refused_with(-1, 0, EACCES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
