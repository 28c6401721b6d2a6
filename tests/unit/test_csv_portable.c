/* SPDX-License-Identifier: MIT */
/* The splitter without SSE2 passes the same tests. */
#define FOC_PORTABLE
#include "../../lib/ingest/split.c"
#include "test_csv.c"
