/* SPDX-License-Identifier: MIT */
/*
 * Interning: equal byte strings get one small number.  The one hash table
 * of the tree, here because ingest looks up several keys a row.
 * Ids count from 0 in order of first appearance.
 */
#ifndef FOC_CORE_INTERN_H
#define FOC_CORE_INTERN_H

#include <stddef.h>
#include <stdint.h>

struct intern;

struct intern *intern_new(void);
void	intern_free(struct intern *t);		/* NULL is fine */
/* The id of the len bytes at key; a copy is kept (NUL put behind it). */
uint32_t intern_add(struct intern *t, const void *key, size_t len);
/* The same, but INTERN_NONE where it has none yet. */
#define INTERN_NONE	UINT32_MAX
uint32_t intern_find(const struct intern *t, const void *key, size_t len);
/* The bytes of an id, valid until intern_free; *len may be NULL. */
const void *intern_get(const struct intern *t, uint32_t id, size_t *len);
uint32_t intern_count(const struct intern *t);

#endif
