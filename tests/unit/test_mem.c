/* SPDX-License-Identifier: MIT */
/*
 * Memory, or chance, that runs out.  The linker turns what the library calls
 * of libc and libyaml to the functions here (the Makefile lists them): they
 * fail where a test wants it, and take the library's end for a jump back.
 */
#include <errno.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <cjson/cJSON.h>
#include <yaml.h>

#include "core/form.h"
#include "core/intern.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/yaml.h"
#include "foc.h"

void	*__real_malloc(size_t n);
void	*__real_calloc(size_t n, size_t size);
void	*__real_reallocarray(void *p, size_t n, size_t size);
char	*__real_strdup(const char *s);
char	*__real_strndup(const char *s, size_t n);
FILE	*__real_fopencookie(void *cookie, const char *mode,
	    cookie_io_functions_t io);
ssize_t	__real_write(int fd, const void *p, size_t n);
int	__real_regexec(const regex_t *r, const char *s, size_t n,
	    regmatch_t *m, int flags);
int	__real_getentropy(void *p, size_t n);
int	__real_yaml_parser_initialize(yaml_parser_t *p);
int	__real_yaml_parser_parse(yaml_parser_t *p, yaml_event_t *e);
void	*__wrap_malloc(size_t n);
void	*__wrap_calloc(size_t n, size_t size);
void	*__wrap_reallocarray(void *p, size_t n, size_t size);
char	*__wrap_strdup(const char *s);
char	*__wrap_strndup(const char *s, size_t n);
int	__wrap_vasprintf(char **p, const char *fmt, va_list ap);
int	__wrap___vasprintf_chk(char **p, int flag, const char *fmt, va_list ap);
void	__wrap__exit(int status);
FILE	*__wrap_fopencookie(void *cookie, const char *mode,
	    cookie_io_functions_t io);
ssize_t	__wrap_write(int fd, const void *p, size_t n);
int	__wrap_regexec(const regex_t *r, const char *s, size_t n,
	    regmatch_t *m, int flags);
int	__wrap_getentropy(void *p, size_t n);
int	__wrap_yaml_parser_initialize(yaml_parser_t *p);
int	__wrap_yaml_parser_parse(yaml_parser_t *p, yaml_event_t *e);

const char *__asan_default_options(void);

/* The sanitizers' malloc fails as others do, instead of ending the test. */
const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static bool empty;			/* there is no memory */
static bool no_chance;			/* nor a number by chance */
static bool keeping;			/* what is got is freed by the test */
static void *got[16];
static size_t n_got;
static bool closed;			/* nor anywhere to say so */
static int yaml_fails_at;		/* events that still come; -1: all */
static bool no_streams;
static jmp_buf back;
static int ended;			/* the status of the end, or -1 */
static char said[128];

void *
__wrap_malloc(size_t n)
{
	void *p = empty ? NULL : __real_malloc(n);

	if (keeping && n_got < sizeof(got) / sizeof(got[0]))
		got[n_got++] = p;
	return p;
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return empty ? NULL : __real_calloc(n, size);
}

void *
__wrap_reallocarray(void *p, size_t n, size_t size)
{
	void *q = empty ? NULL : __real_reallocarray(p, n, size);

	if (keeping && p == NULL && n_got < sizeof(got) / sizeof(got[0]))
		got[n_got++] = q;
	return q;
}

char *
__wrap_strdup(const char *s)
{
	return empty ? NULL : __real_strdup(s);
}

char *
__wrap_strndup(const char *s, size_t n)
{
	return empty ? NULL : __real_strndup(s, n);
}

int
__wrap_vasprintf(char **p, const char *fmt, va_list ap)
{
	return empty ? -1 : vasprintf(p, fmt, ap);
}

/* The name that glibc has for it where sizes are checked. */
int
__wrap___vasprintf_chk(char **p, int flag, const char *fmt, va_list ap)
{
	(void)flag;
	return __wrap_vasprintf(p, fmt, ap);
}

void
__wrap__exit(int status)
{
	ended = status;
	longjmp(back, 1);
}

FILE *
__wrap_fopencookie(void *cookie, const char *mode, cookie_io_functions_t io)
{
	return no_streams ? NULL : __real_fopencookie(cookie, mode, io);
}

ssize_t
__wrap_write(int fd, const void *p, size_t n)
{
	if (fd != STDERR_FILENO)
		return __real_write(fd, p, n);
	if (closed)
		return -1;
	snprintf(said, sizeof(said), "%.*s", (int)n, (const char *)p);
	return (ssize_t)n;
}

/* As glibc does it. */
int
__wrap_regexec(const regex_t *r, const char *s, size_t n, regmatch_t *m,
    int flags)
{
	if (!empty)
		return __real_regexec(r, s, n, m, flags);
	errno = ENOMEM;
	return REG_NOMATCH;
}

int
__wrap_getentropy(void *p, size_t n)
{
	return no_chance ? -1 : __real_getentropy(p, n);
}

int
__wrap_yaml_parser_initialize(yaml_parser_t *p)
{
	return yaml_fails_at == 0 ? 0 : __real_yaml_parser_initialize(p);
}

int
__wrap_yaml_parser_parse(yaml_parser_t *p, yaml_event_t *e)
{
	if (yaml_fails_at < 0 || --yaml_fails_at > 0)
		return __real_yaml_parser_parse(p, e);
	p->error = YAML_MEMORY_ERROR;
	return 0;
}

static void *
no_malloc(size_t n)
{
	(void)n;
	return NULL;
}

/* What is left of a test where there is enough again. */
static int
refill(void **state)
{
	(void)state;
	empty = closed = no_chance = no_streams = keeping = false;
	while (n_got > 0)
		free(got[--n_got]);
	yaml_fails_at = -1;
	cJSON_InitHooks(NULL);
	ended = -1;
	*said = '\0';
	return 0;
}

/* Does call, of which this is one, end the program in the one way? */
#define ENDS(call) do {							\
	empty = true;							\
	ended = -1;							\
	if (setjmp(back) == 0) {					\
		(void)(call);						\
		empty = false;						\
		fail_msg("%s: went on", #call);				\
	}								\
	empty = false;							\
	assert_int_equal(ended, FOC_SYSTEM);				\
} while (0)

static void
running_out_ends_the_program(void **state)
{
	(void)state;
	ENDS(xmalloc(1));
	assert_string_equal(said, "foc: out of memory\n");
	ENDS(xmalloc(0));
	ENDS(xcalloc(1, 1));
	ENDS(xreallocarray(NULL, 1, 1));
	ENDS(xstrdup("a"));
	ENDS(xstrndup("a", 1));
	ENDS(xasprintf("%s", "a"));
}

/* Lack of memory is not lack of the form. */
static void
a_form_needs_memory(void **state)
{
	regmatch_t part[3];

	(void)state;
	ENDS(form_matches("a1", "^a"));
	ENDS(form_matches("a1", "("));
	assert_true(form_matches("a1", "^a[0-9]$"));
	assert_false(form_matches("a1b", "^a[0-9]$"));
	assert_true(form_parts("a1", "^([a-z])[0-9]$", 3, part));
	assert_int_equal(part[1].rm_so, 0);
	assert_int_equal(part[1].rm_eo, 1);
	assert_int_equal(part[2].rm_so, -1);
}

/* The last test: what was done stays done. */
static void
what_was_done_is_said(void **state)
{
	(void)state;
	mem_done(7, 7);
	ENDS(mem_out());
	assert_string_equal(said, "foc: done and recorded as event 7, but out "
	    "of memory\n");
	mem_done(7, 9);
	ENDS(mem_out());
	assert_string_equal(said, "foc: done and recorded as events 7 to 9, "
	    "but out of memory\n");
}

static void
it_ends_too_where_nothing_can_be_said(void **state)
{
	(void)state;
	closed = true;
	ENDS(xmalloc(1));
	assert_string_equal(said, "");
}

/* Nothing is an allocation, too: NULL would be a failure. */
static void
nothing_is_something(void **state)
{
	void *p;

	(void)state;
	p = xmalloc(0);
	assert_non_null(p);
	free(p);
	p = xcalloc(0, 0);
	assert_non_null(p);
	free(p);
	p = xreallocarray(NULL, 0, 0);
	assert_non_null(p);
	free(p);
}

static volatile size_t vast = SIZE_MAX / 2;

static void
a_product_that_overflows_ends_it(void **state)
{
	(void)state;
	ended = -1;
	if (setjmp(back) == 0) {
		free(xreallocarray(NULL, vast, 16));
		fail_msg("went on");
	}
	assert_int_equal(ended, FOC_SYSTEM);
}

static void
json_ends_it_as_well(void **state)
{
	cJSON_Hooks none = { no_malloc, free };
	struct err e;
	cJSON *item;

	(void)state;
	item = json_parse("{\"a\":1}", 7, &e);
	assert_non_null(item);
	cJSON_InitHooks(&none);
	ended = -1;
	if (setjmp(back) == 0) {
		free(json_print(item));
		fail_msg("printed");
	}
	assert_int_equal(ended, FOC_SYSTEM);
	cJSON_InitHooks(NULL);
	cJSON_Delete(item);
}

static void
a_stream_has_no_memory(void **state)
{
	char *text = NULL;
	size_t size;
	FILE *to;

	(void)state;
	no_streams = keeping = true;	/* the end would not have freed it */
	ended = -1;
	if (setjmp(back) == 0) {
		memstream(&text, &size);
		fail_msg("opened");
	}
	assert_int_equal(ended, FOC_SYSTEM);
	no_streams = keeping = false;
	free(text);
	to = memstream(&text, &size);
	setbuf(to, NULL);
	ended = -1;
	empty = true;
	if (setjmp(back) == 0) {
		fputs("more than nothing", to);
		empty = false;
		fail_msg("written");
	}
	empty = false;
	assert_int_equal(ended, FOC_SYSTEM);
	assert_int_equal(fclose(to), 0);
	free(text);
}

/* What the parser had begun is lost: the program ends. */
static void
json_cannot_be_read(void **state)
{
	cJSON_Hooks none = { no_malloc, free };
	struct err e;

	(void)state;
	keeping = true;			/* the end would not have freed it */
	cJSON_InitHooks(&none);
	ended = -1;
	if (setjmp(back) == 0) {
		json_parse("{\"a\":1}", 7, &e);
		fail_msg("read");
	}
	assert_int_equal(ended, FOC_SYSTEM);
}

static void
yaml_says_so(void **state)
{
	static const char text[] = "a: [1, 2]\n";
	struct ydoc d;
	struct err e;
	int n;

	(void)state;
	for (n = 0; n < 8; n++) {
		yaml_fails_at = n;
		assert_int_equal(ydoc_read(&d, "x", text, sizeof(text) - 1,
		    &e), FOC_SYSTEM);
		assert_string_equal(e.text, "out of memory");
		ydoc_free(&d);
	}
	yaml_fails_at = -1;
	assert_int_equal(ydoc_read(&d, "x", text, sizeof(text) - 1, &e),
	    FOC_OK);
	ydoc_free(&d);
}

/* The seed is then only hard to guess; what is interned is the same. */
static void
keys_are_kept_without_chance(void **state)
{
	struct intern *t;
	uint32_t id, i;

	(void)state;
	no_chance = true;
	t = intern_new();
	for (i = 0; i < 1000; i++)
		assert_int_equal(intern_add(t, &i, sizeof(i)), i);
	for (i = 0; i < 1000; i++) {
		id = intern_find(t, &i, sizeof(i));
		assert_int_equal(id, i);
	}
	intern_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(running_out_ends_the_program,
		    refill, refill),
		cmocka_unit_test_setup_teardown(
		    it_ends_too_where_nothing_can_be_said, refill, refill),
		cmocka_unit_test_setup_teardown(nothing_is_something, refill,
		    refill),
		cmocka_unit_test_setup_teardown(
		    a_product_that_overflows_ends_it, refill, refill),
		cmocka_unit_test_setup_teardown(json_ends_it_as_well, refill,
		    refill),
		cmocka_unit_test_setup_teardown(json_cannot_be_read, refill,
		    refill),
		cmocka_unit_test_setup_teardown(a_stream_has_no_memory,
		    refill, refill),
		cmocka_unit_test_setup_teardown(yaml_says_so, refill, refill),
		cmocka_unit_test_setup_teardown(keys_are_kept_without_chance,
		    refill, refill),
		cmocka_unit_test_setup_teardown(a_form_needs_memory, refill,
		    refill),
		cmocka_unit_test_setup_teardown(what_was_done_is_said, refill,
		    refill),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
