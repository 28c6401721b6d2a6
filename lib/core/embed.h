/* SPDX-License-Identifier: MIT */
/* A text file of lib/ by its path there ("ingest/rules.tsv"), or NULL. */
#ifndef FOC_CORE_EMBED_H
#define FOC_CORE_EMBED_H

const char *embed_text(const char *name);

#endif
