// SPDX-License-Identifier: MIT
/*
 * A generator of AWS CUR 2.0 exports.  A bill is a list of numbered lines; a
 * line is a function of the seed and its number only, so that a later
 * delivery of the same month repeats the earlier one, and no line need be
 * kept in memory.  Money is integers throughout.
 */
#ifndef GEN_H
#define GEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "columns.h"

__extension__ typedef __int128 i128;

enum {
	EXIT_USAGE = 2,
	EXIT_SYSTEM = 4,
	HOURS_MAX = 31 * 24,
	ROLES_MAX = 1024,
	DELIVERIES_MAX = 99,
};

enum column {
#define X(name, type) COL_##name,
	COLUMNS(X)
#undef X
	COL__MAX
};

/* Line item types; the first three are spend. */
enum type {
	TYPE_USAGE,
	TYPE_DISCOUNTED_USAGE,
	TYPE_SP_COVERED_USAGE,
	TYPE_SP_NEGATION,
	TYPE_SP_RECURRING_FEE,
	TYPE_FEE,
	TYPE_CREDIT,
	TYPE_REFUND,
	TYPE_EDP_DISCOUNT,
	TYPE_TAX,
	TYPE__MAX
};
#define TYPE_IS_SPEND(t) ((t) <= TYPE_SP_COVERED_USAGE)

struct rng {
	uint64_t state;
};

/* Text that lives as long as one line. */
struct arena {
	size_t used;
	char text[8192];
};

struct account {
	const char *id;
	const char *name;
	const char *category;	/* its cost categories, JSON */
};
enum {
	ACCOUNT_PAYER,
	ACCOUNT_PROD,
	ACCOUNT_DEV,
	ACCOUNT_DATA,
	ACCOUNT__MAX
};

struct region {
	const char *name;
	const char *code;	/* as in usage types */
	const char *location;
	const char *geo;	/* prefix of geographic inference profiles */
};
enum {
	REGION_USE1,
	REGION_USW2,
	REGION_EUW1,
	REGION_CAC1,
	REGION__MAX
};

/* One line of the bill.  Text that is NULL is an empty cell. */
struct line {
	struct arena *arena;
	bool ai;
	bool month;		/* spans the month, else one hour */
	bool marketplace;
	bool priced;		/* cost = amount x rate, else cost stands */
	bool discounted;	/* a tenth off, in the net columns */
	enum type type;
	int hour;		/* since the start of the period */
	int principal;		/* see principal_arn, -1 none */
	int64_t units;		/* amount = units x grain */
	int64_t grain;		/* 1e-6 */
	int64_t rate;		/* 1e-10 dollars a unit of amount */
	int64_t cost;		/* 1e-12 dollars */
	struct account account;
	const struct region *region;
	const char *code;
	const char *name;
	const char *legal_entity;
	const char *description;
	const char *family;
	const char *instance;
	const char *operation;
	const char *resource;
	const char *tax;
	const char *unit;
	const char *usage_type;
	const char *attributes;	/* more members of product, JSON */
	const char *resource_tags;
	const char *tags;
};

/* One governed workload, made by --role. */
struct role {
	char name[65];
	char account[13];
	char role[65];
};

/* The month, and the part of it asked for. */
struct bill {
	uint64_t seed;
	int year, month, hours, until;	/* until: hours covered */
	int callers_from;	/* the hour since which callers are told */
	unsigned ai_percent;
	int64_t scale;
	struct role role[ROLES_MAX];
	int roles;
	char stamp[HOURS_MAX + 1][25];	/* one a full hour */
	char interval[HOURS_MAX][42];
	char month_interval[42];
};

/* text.c: randomness, and numbers and codes as text. */
uint64_t mix(uint64_t);
uint64_t hash(const char *);
uint64_t rng_next(struct rng *);
uint32_t rng_below(struct rng *, uint32_t);
int64_t rng_spread(struct rng *, int64_t, int64_t);
const char *cat(struct arena *, ...) __attribute__((sentinel));
const char *decimal(struct arena *, i128, int);
const char *fixed(struct arena *, i128, int, int);
const char *number(struct arena *, struct rng *, i128, int);
const char *hex(struct arena *, uint64_t, int);
const char *base32(struct arena *, struct rng *, int, const char *);

/* row.c: one line as CSV. */
void line_init(struct line *, struct arena *);
void line_price(struct line *);
size_t header_csv(char *);
size_t line_csv(const struct line *, const struct bill *, struct rng *,
    char *, size_t);
const char *column_name(int);
const char *column_type(int);

/* book.c: who and where. */
extern const struct account accounts[ACCOUNT__MAX];
extern const struct region regions[REGION__MAX];
extern const char *const type_names[TYPE__MAX];
void principals_init(const struct bill *);
int principal_count(void);
const char *principal_arn(int);
void principal_any(struct line *, struct rng *);
void principal_role(struct line *, int, int);

/* model.c: what models cost and how their use is billed. */
enum model_id {
	MODEL_NOVA_LITE,
	MODEL_NOVA_PRO,
	MODEL_TITAN_EMBED,
	MODEL_MAVERICK,
	MODEL_LLAMA_1B,
	MODEL_SONNET_46,
	MODEL_OPUS_46,
	MODEL_HAIKU_45,
	MODEL_OPUS_55,
	MODEL_HAIKU_45_MP,
	MODEL_SONNET_45_MP,
	MODEL_GPT_OSS,
	MODEL_OPUS_48,
	MODEL__MAX
};
enum token {
	TOKEN_INPUT,
	TOKEN_OUTPUT,
	TOKEN_CACHE_READ,
	TOKEN_CACHE_WRITE,
	TOKEN_CACHE_WRITE_1H,
	TOKEN__MAX
};
struct meter {
	enum model_id model;
	enum token token;
	bool global;
	bool batch;
	bool bare;	/* a Marketplace usage type without its MP: part */
	bool plain_units;	/* unit Units where 1M tokens is usual */
};
int64_t meter_price(const struct meter *);
void meter_line(struct line *, const struct meter *);
void token_line(struct line *, struct rng *);

/* ai.c, other.c, month.c, role.c: the other lines. */
void ai_line(struct line *, struct rng *);
void other_line(struct line *, struct rng *);
int month_lines(const struct bill *);
void month_line(struct line *, const struct bill *, int);
int role_slots(int);
void role_line(struct line *, const struct bill *, int, int, int);

/* out.c: the files of a delivery. */
struct out;
struct delivery {
	const char *dir;
	const struct bill *bill;
	bool create_new, plain;
	int chunks;		/* files listed, a surplus one included */
	int members;
	int level;		/* of compression */
	int limit;		/* hours covered */
	int number;		/* from 1 */
};
struct out *out_open(const struct delivery *, int);
void out_write(struct out *, const char *, size_t);
void out_member(struct out *);
void out_close(struct out *);
void delivery_manifests(const struct delivery *);
FILE *file_create(const char *);
void file_close(FILE *, const char *);

/* options.c: the command line. */
struct options {
	struct bill bill;
	struct delivery shape;
	const char *truth, *until, *callers_from;
	long long rows;
	int deliveries;
};
void options_parse(struct options *, int, char **);

#endif
