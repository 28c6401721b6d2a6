/* SPDX-License-Identifier: MIT */
/*
 * spawn RUNS COMMAND [ARG ...]: how long true and COMMAND take from before
 * they are started until they have ended, in turn, RUNS times each.  A line
 * for each pair: nanoseconds of true, of COMMAND, and how COMMAND exited.
 * Standard input, output and error are /dev/null.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static long long
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* Nanoseconds, and the exit status. */
static long long
timed(char **argv, const posix_spawn_file_actions_t *null, int *status)
{
	long long begin = now();
	pid_t pid;
	int e;

	if ((e = posix_spawnp(&pid, argv[0], null, NULL, argv, environ)) != 0) {
		fprintf(stderr, "spawn: %s: %s\n", argv[0], strerror(e));
		exit(2);
	}
	if (waitpid(pid, status, 0) != pid || !WIFEXITED(*status)) {
		fprintf(stderr, "spawn: %s: was killed\n", argv[0]);
		exit(2);
	}
	*status = WEXITSTATUS(*status);
	return now() - begin;
}

int
main(int argc, char **argv)
{
	char word[] = "true", *nothing[] = { word, NULL };
	posix_spawn_file_actions_t null;
	long long base, it;
	int fd, i, status, ignored;

	if (argc < 3 || posix_spawn_file_actions_init(&null) != 0) {
		fprintf(stderr, "usage: spawn RUNS COMMAND [ARG ...]\n");
		return 2;
	}
	for (fd = 0; fd < 3; fd++)
		posix_spawn_file_actions_addopen(&null, fd, "/dev/null",
		    fd == 0 ? O_RDONLY : O_WRONLY, 0);
	for (i = (int)strtol(argv[1], NULL, 10); i > 0; i--) {
		base = timed(nothing, &null, &ignored);
		it = timed(argv + 2, &null, &status);
		printf("%lld %lld %d\n", base, it, status);
	}
	return 0;
}
