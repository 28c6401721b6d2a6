/* SPDX-License-Identifier: MIT */
/*
 * gzip, strictly: every member whole, its CRC and length right, and nothing
 * behind the last one.  gzread lets most of that pass.
 */
#ifndef FOC_INGEST_GUNZIP_H
#define FOC_INGEST_GUNZIP_H

#include <stdbool.h>
#include <stddef.h>

#ifdef FOC_ISAL
#include <stdint.h>

#include <isa-l/igzip_lib.h>

enum gunzip_part {			/* in the order they come */
	GUNZIP_BETWEEN, GUNZIP_FIXED, GUNZIP_EXTRA_LENGTH, GUNZIP_EXTRA,
	GUNZIP_NAME, GUNZIP_COMMENT, GUNZIP_HCRC, GUNZIP_BODY, GUNZIP_TRAILER
};

struct gunzip {				/* gunzip_isal.c */
	struct inflate_state s;
	enum gunzip_part part;		/* that the next byte belongs to */
	size_t	n;			/* bytes of it so far */
	unsigned extra;			/* left of the extra field */
	int	flags;			/* of the header */
	uint32_t crc, made;		/* of the part, of the body */
	bool	wrong;			/* a byte of the trailer */
	int	members;		/* that have begun */
	char	why[96];		/* of a failure */
};
#else
#include <zlib.h>

struct gunzip {				/* gunzip.c */
	z_stream z;
	bool	in_member;		/* between header and trailer */
	int	members;		/* that have begun */
	char	why[96];		/* of a failure */
};
#endif

/* 0, or -1 where there is no memory. */
int	gunzip_open(struct gunzip *g);
/*
 * Inflate from in (n bytes of it, *used of which were taken) to out (room
 * bytes, *made of which were filled).  Returns 0; -1 with why set where the
 * input is broken.  Call it until all is used and less than room is made.
 */
int	gunzip_step(struct gunzip *g, const void *in, size_t n, size_t *used,
	    void *out, size_t room, size_t *made);
/* At the end of the input: -1 with why set if a member is not whole. */
int	gunzip_end(struct gunzip *g);
void	gunzip_close(struct gunzip *g);

#endif
