/* SPDX-License-Identifier: MIT */
/*
 * What foc_confine forbids is forbidden, and nothing else.  It binds a thread,
 * so that each case is one: the program itself stays free.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "foc.h"

static char top[] = "/tmp/foc-confine.XXXXXX";
static char inside[64], outside[64], deep[96], fresh[96], elsewhere[96];

static void
make_file(const char *path)
{
	FILE *to = fopen(path, "w");

	assert_non_null(to);
	assert_true(fputs("text", to) >= 0);
	assert_int_equal(fclose(to), 0);
}

static int
set_up(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(top));
	snprintf(inside, sizeof(inside), "%s/in", top);
	snprintf(outside, sizeof(outside), "%s/out", top);
	snprintf(deep, sizeof(deep), "%s/file", inside);
	snprintf(fresh, sizeof(fresh), "%s/fresh", inside);
	snprintf(elsewhere, sizeof(elsewhere), "%s/file", outside);
	assert_int_equal(mkdir(inside, 0700), 0);
	assert_int_equal(mkdir(outside, 0700), 0);
	make_file(deep);
	make_file(elsewhere);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	unlink(fresh);
	unlink(deep);
	unlink(elsewhere);
	rmdir(inside);
	rmdir(outside);
	return rmdir(top);
}

/* 0, or why a file cannot be opened so. */
static int
open_error(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600), error = errno;

	if (fd < 0)
		return error;
	close(fd);
	return 0;
}

static int
socket_error(int domain)
{
	int fd = socket(domain, SOCK_STREAM, 0), error = errno;

	if (fd < 0)
		return error;
	close(fd);
	return 0;
}

/* Where it is let through, this test is no more: /bin/false fails it. */
static int
exec_error(void)
{
	static char name[] = "false";
	static char *const argv[] = { name, NULL };

	execv("/bin/false", argv);
	return errno;
}

struct confined {
	struct foc_place place[2];
	size_t	n;
	bool	local_sockets;
	int	held;			/* a file open before */
	int	abi, read_inside, read_file, read_outside, list_inside,
		list_outside, write_inside, truncate_inside, make_inside,
		remove_inside, write_outside, execute, execute_at, internet,
		local, ring, goes_on, new_thread;
};

static void *
reads_passwd(void *arg)
{
	int *error = arg;

	*error = open_error("/etc/passwd", O_RDONLY);
	return NULL;
}

static void *
confine_and_try(void *arg)
{
	struct confined *c = arg;
	pthread_t other;
	char byte;

	c->abi = foc_confine(c->place, c->n, c->local_sockets);
	c->read_inside = open_error(deep, O_RDONLY);
	c->read_outside = open_error("/etc/passwd", O_RDONLY);
	c->read_file = open_error(elsewhere, O_RDONLY);
	c->list_inside = open_error(inside, O_RDONLY | O_DIRECTORY);
	c->list_outside = open_error("/", O_RDONLY | O_DIRECTORY);
	c->write_inside = open_error(deep, O_WRONLY);
	c->truncate_inside = truncate(deep, 4) == 0 ? 0 : errno;
	c->make_inside = open_error(fresh, O_WRONLY | O_CREAT | O_EXCL);
	c->remove_inside = unlink(fresh) == 0 ? 0 : errno;
	c->write_outside = open_error(elsewhere, O_WRONLY);
	c->execute = exec_error();
	c->execute_at = syscall(SYS_execveat, AT_FDCWD, "/bin/false", NULL,
	    NULL, 0) == 0 ? 0 : errno;
	c->internet = socket_error(AF_INET);
	c->local = socket_error(AF_UNIX);
	c->ring = syscall(SYS_io_uring_setup, 1, NULL) >= 0 ? 0 : errno;
	c->goes_on = pread(c->held, &byte, 1, 0) == 1 ? 0 : errno;
	if (pthread_create(&other, NULL, reads_passwd, &c->new_thread) == 0)
		pthread_join(other, NULL);
	return NULL;
}

static void
run(struct confined *c)
{
	pthread_t thread;

	c->held = open(elsewhere, O_RDONLY | O_CLOEXEC);
	assert_true(c->held >= 0);
	assert_int_equal(pthread_create(&thread, NULL, confine_and_try, c),
	    0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	close(c->held);
	/* Not this one: the thread alone gave it up. */
	assert_int_equal(open_error("/etc/passwd", O_RDONLY), 0);
	assert_int_equal(open_error(deep, O_WRONLY), 0);
	assert_int_equal(socket_error(AF_INET), 0);
}

/* Whatever the kernel. */
static void
no_calls(const struct confined *c)
{
	assert_int_equal(c->execute, EACCES);
	assert_int_equal(c->execute_at, EACCES);
	assert_int_equal(c->internet, EACCES);
	assert_int_equal(c->ring, EACCES);
	assert_int_equal(c->goes_on, 0);
}

static void
a_place_to_read(void **state)
{
	struct confined c = { .place = { { inside, false } }, .n = 1 };

	(void)state;
	run(&c);
	no_calls(&c);
	assert_int_equal(c.local, EACCES);
	assert_int_equal(c.read_inside, 0);
	assert_int_equal(c.list_inside, 0);
	if (c.abi == 0)
		skip();			/* this kernel has no Landlock */
	assert_int_equal(c.read_outside, EACCES);
	assert_int_equal(c.read_file, EACCES);
	assert_int_equal(c.list_outside, EACCES);
	assert_int_equal(c.write_inside, EACCES);
	assert_int_equal(c.make_inside, EACCES);
	assert_int_equal(c.write_outside, EACCES);
	assert_int_equal(c.new_thread, EACCES);
	if (c.abi >= 3)
		assert_int_equal(c.truncate_inside, EACCES);
}

static void
a_file_to_read_and_a_place_to_write(void **state)
{
	struct confined c = {
		.place = { { inside, true }, { elsewhere, false } },
		.n = 2, .local_sockets = true,
	};

	(void)state;
	run(&c);
	no_calls(&c);
	assert_int_equal(c.local, 0);
	assert_int_equal(c.read_inside, 0);
	assert_int_equal(c.list_inside, 0);
	assert_int_equal(c.read_file, 0);
	assert_int_equal(c.write_inside, 0);
	assert_int_equal(c.truncate_inside, 0);
	assert_int_equal(c.make_inside, 0);
	assert_int_equal(c.remove_inside, 0);
	if (c.abi == 0)
		skip();
	assert_int_equal(c.write_outside, EACCES);
	assert_int_equal(c.read_outside, EACCES);
	assert_int_equal(c.new_thread, EACCES);
}

static void
no_place_at_all(void **state)
{
	struct confined c = { .place = { { "/is/not/there", true } }, .n = 1 };

	(void)state;
	run(&c);
	no_calls(&c);
	if (c.abi == 0)
		skip();
	assert_int_equal(c.read_inside, EACCES);
	assert_int_equal(c.read_outside, EACCES);
	assert_int_equal(c.write_inside, EACCES);
}

/* The kernel takes 16 one in the other; the rest of it still holds. */
static void *
too_often(void *arg)
{
	struct confined *c = arg;
	int i;

	for (i = 0; i < 40; i++)
		c->abi = foc_confine(c->place, c->n, false);
	c->read_inside = open_error(deep, O_RDONLY);
	c->execute = exec_error();
	return NULL;
}

static void
it_never_fails(void **state)
{
	struct confined c = { .place = { { inside, false } }, .n = 1 };
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, too_often, &c), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(c.abi, 0);
	assert_int_equal(c.read_inside, 0);
	assert_int_equal(c.execute, EACCES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_to_read),
		cmocka_unit_test(a_file_to_read_and_a_place_to_write),
		cmocka_unit_test(no_place_at_all),
		cmocka_unit_test(it_never_fails),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
