/* SPDX-License-Identifier: MIT */
/*
 * Which bytes of a buffer matter to CSV, 64 bytes a step, one bit a byte.
 * The one place that looks at every byte of a bill.
 */
#ifndef FOC_INGEST_SCAN_H
#define FOC_INGEST_SCAN_H

#include <stddef.h>
#include <stdint.h>

#define SCAN_STEP	64

struct masks {
	uint64_t quote, comma, lf, cr, nul;
};

/* The masks of n steps, all bytes of which must be readable. */
typedef void scan_fn(struct masks *m, const char *p, size_t n);

enum scan_path { SCAN_PORTABLE, SCAN_SSE2, SCAN_AVX2, SCAN__MAX };

/* How this processor can do it; NULL: it cannot. */
scan_fn	*scan_by(enum scan_path path);
/* The fastest of them. */
scan_fn	*scan_best(void);

#endif
