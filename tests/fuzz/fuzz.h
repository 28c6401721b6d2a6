/* SPDX-License-Identifier: MIT */
/*
 * What the fuzz targets share.  A target is fuzz_NAME.c with the function
 * below; linked with libFuzzer it is fed by that, with replay.c by the files
 * of corpus/NAME.  What must hold is said by MUST: a target that only looks
 * for crashes would let a wrong answer pass.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/mem.h"
#include "core/sink.h"
#include "core/text.h"
#include "db/db.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(cond)	\
	((cond) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #cond))
void	fuzz_fail(const char *file, int line, const char *what)
	    __attribute__((noreturn));

/* Bytes that steer a target, taken from the front; 0 where there are none. */
struct bytes {
	const uint8_t *p;
	size_t	n;
};
unsigned bytes_next(struct bytes *b);
uint64_t bytes_number(struct bytes *b);		/* eight of them */
/* What is left, or the next n, up to its first NUL, as malloc'd text. */
char	*bytes_text(struct bytes *b, size_t n);
char	*bytes_rest(struct bytes *b);

/* What put writes of s; malloc'd. */
char	*fuzz_print(void (*put)(FILE *out, const char *s), const char *s);
/* What a terminal gets as it is: characters that are seen, and `allowed`. */
bool	fuzz_is_plain(const char *s, size_t n, const char *allowed);
/* What a failure says: one line that a terminal may get. */
void	fuzz_check_sentence(const char *s);

/* A directory of this process, gone at its end; and a file in it, written. */
const char *fuzz_dir(void);
char	*fuzz_file(const char *name, const void *p, size_t n);
/*
 * A sandbox of one organisation, made once, its catalog seeded, in which the
 * actor has every role.  Nothing is ever committed to it.
 */
struct foc *fuzz_db(void);
/* Rolls back what was done; for what foc_begin began. */
void	fuzz_undo(struct foc *f);
/* Takes records, and ends the run at one that is no strict JSON object. */
struct foc_out *fuzz_sink(void);

#endif
