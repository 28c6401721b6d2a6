/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/intern.h"
#include "core/mem.h"

__extension__ typedef unsigned __int128 uint128;

#define BLOCK_BYTES	((size_t)65536)
#define SLOTS_FIRST	((size_t)256)

/* The hash lies with the id: growing and most misses touch no entry. */
struct slot {
	uint32_t	hash;
	uint32_t	next_id;	/* id + 1; 0 is a free slot */
};

struct entry {
	const char	*key;
	size_t		len;
};

struct block {
	struct block	*next;
	char		bytes[];
};

struct intern {
	struct slot	*slots;		/* mask + 1 of them, a power of two */
	size_t		mask;
	struct entry	*entries;
	size_t		entries_max;
	uint32_t	count;
	struct block	*blocks;
	char		*free;		/* the rest of the newest block */
	size_t		left;
	uint64_t	seed;		/* so that no file can aim its keys */
};

static uint64_t
read64(const unsigned char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static uint64_t
read32(const unsigned char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* Both halves of the product: every bit in reaches every bit out. */
static uint64_t
mix(uint64_t a, uint64_t b)
{
	uint128 p = (uint128)a * b;

	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

/* After wyhash: 16 bytes a step, the last ones in overlapping reads. */
static uint32_t
hash(uint64_t seed, const unsigned char *p, size_t len)
{
	const uint64_t k = UINT64_C(0xa0761d6478bd642f);
	uint64_t h = seed ^ len, a = 0, b = 0;

	for (; len > 16; p += 16, len -= 16)
		h = mix(read64(p) ^ k, read64(p + 8) ^ h);
	if (len >= 8) {
		a = read64(p);
		b = read64(p + len - 8);
	} else if (len >= 4) {
		a = read32(p);
		b = read32(p + len - 4);
	} else if (len > 0) {
		a = p[0];
		b = (uint64_t)p[len / 2] << 8 | p[len - 1];
	}
	h = mix(a ^ k, b ^ h);
	return (uint32_t)(mix(h, k) >> 32);
}

static const char *
keep(struct intern *t, const void *key, size_t len)
{
	struct block *b;
	size_t size;
	char *p;

	if (len >= t->left) {
		size = len < BLOCK_BYTES ? BLOCK_BYTES : len + 1;
		b = xmalloc(sizeof(*b) + size);
		b->next = t->blocks;
		t->blocks = b;
		t->free = b->bytes;
		t->left = size;
	}
	p = t->free;
	if (len > 0)
		memcpy(p, key, len);
	p[len] = '\0';
	t->free += len + 1;
	t->left -= len + 1;
	return p;
}

/* Double the slots; there were `old` of them. */
static void
grow(struct intern *t, size_t old)
{
	struct slot *from = t->slots;
	size_t i, j;

	t->slots = xcalloc(old * 2, sizeof(*t->slots));
	t->mask = old * 2 - 1;
	for (i = 0; i < old; i++) {
		if (from[i].next_id == 0)
			continue;
		j = from[i].hash & t->mask;
		while (t->slots[j].next_id != 0)
			j = (j + 1) & t->mask;
		t->slots[j] = from[i];
	}
	free(from);
}

struct intern *
intern_new(void)
{
	struct intern *t = xcalloc(1, sizeof(*t));

	t->slots = xcalloc(SLOTS_FIRST, sizeof(*t->slots));
	t->mask = SLOTS_FIRST - 1;
	if (getentropy(&t->seed, sizeof(t->seed)) != 0)
		t->seed = (uint64_t)(uintptr_t)t;
	return t;
}

void
intern_free(struct intern *t)
{
	struct block *b;

	if (t == NULL)
		return;
	while ((b = t->blocks) != NULL) {
		t->blocks = b->next;
		free(b);
	}
	free(t->slots);
	free(t->entries);
	free(t);
}

/* A new key, whose place is the free slot s. */
static uint32_t
add(struct intern *t, struct slot *s, uint32_t h, const void *key, size_t len)
{
	uint32_t id = t->count;

	if (id == UINT32_MAX)
		abort();	/* not run: 2^32 keys do not fit a test */
	if (id == t->entries_max) {
		t->entries_max = id == 0 ? SLOTS_FIRST : (size_t)id * 2;
		t->entries = xreallocarray(t->entries, t->entries_max,
		    sizeof(*t->entries));
	}
	t->entries[id].key = keep(t, key, len);
	t->entries[id].len = len;
	s->hash = h;
	s->next_id = ++t->count;
	if (t->count > t->mask / 10 * 7)
		grow(t, t->mask + 1);
	return id;
}

/* The slot of a key, or the free one where it would be. */
static struct slot *
find(const struct intern *t, uint32_t h, const void *key, size_t len)
{
	const struct entry *e;
	struct slot *s;
	size_t i;

	for (i = h & t->mask;; i = (i + 1) & t->mask) {
		s = &t->slots[i];
		if (s->next_id == 0)
			return s;
		if (s->hash != h)
			continue;
		e = &t->entries[s->next_id - 1];
		if (e->len == len &&
		    (len == 0 || memcmp(e->key, key, len) == 0))
			return s;
	}
}

uint32_t
intern_add(struct intern *t, const void *key, size_t len)
{
	uint32_t h = hash(t->seed, key, len);
	struct slot *s = find(t, h, key, len);

	return s->next_id == 0 ? add(t, s, h, key, len) : s->next_id - 1;
}

uint32_t
intern_find(const struct intern *t, const void *key, size_t len)
{
	const struct slot *s = find(t, hash(t->seed, key, len), key, len);

	return s->next_id == 0 ? INTERN_NONE : s->next_id - 1;
}

const void *
intern_get(const struct intern *t, uint32_t id, size_t *len)
{
	if (len != NULL)
		*len = t->entries[id].len;
	return t->entries[id].key;
}

uint32_t
intern_count(const struct intern *t)
{
	return t->count;
}
