/* SPDX-License-Identifier: MIT */
/*
 * One invocation of foc_ingest_cur: what the files of this folder share.
 *
 * A row goes through three memos, keyed by its raw bytes: its ledger line
 * (payer, month, currency, type, product, invoice), what was used (a
 * struct what, with the rules' verdict) and who used it.  So rules, JSON and
 * names are looked at once for each distinct combination, and a row is some
 * lookups and additions.
 */
#ifndef FOC_INGEST_RUN_H
#define FOC_INGEST_RUN_H

#include "core/mem.h"
#include "core/money.h"
#include "ingest/classify.h"
#include "ingest/complain.h"
#include "ingest/delivery.h"
#include "ingest/header.h"
#include "ingest/split.h"
#include "ingest/strict.h"

/* One payer's month. */
struct month {
	char	payer[16];
	int64_t	period;
	const char *export;
	int64_t	rows, ai_rows, skipped_rows, foreign_rows;
	int128	file, ai, spend, skipped;
	int128	residue;		/* in 1e-28 */
	int64_t	first_hour, last_hour;	/* of AI rows; DB_NULL: none */
	int64_t	data_until;		/* end of the latest use; DB_NULL: none */
	int64_t	cells, unclassified_rows;
	int64_t	n;			/* load.n, once it has one */
	int64_t	shown;			/* load.n of the record to show */
	int64_t	replaced;		/* load.n of the old one, or 0 */
};

enum verdict {
	LINE_BAD,			/* every such row is an error */
	LINE_FOREIGN,			/* another currency */
	LINE_OTHER,			/* not AI */
	LINE_LOOK			/* may be AI */
};

enum bucket { BUCKET_SPEND, BUCKET_APART, BUCKET_UNKNOWN };

struct sums {
	int64_t	rows, ai_rows, held_rows;
	int128	sum, ai, held;		/* ai and held are parts of sum */
};

/* What all rows of one ledger line share. */
struct line {
	uint32_t month;
	enum verdict verdict;
	enum bucket bucket;
	const char *type, *code, *invoice, *currency;
	const char *resources;		/* patterns; NULL: look at the rest */
	struct sums file, all;		/* of the present file; of all */
	uint32_t first_file;		/* where it was seen first */
	int64_t	first_row;
};

/*
 * A resource, and its class: what is the same to the rules, which patterns
 * it fits, the model and the region in its ARN, has the same class.
 */
struct resource {
	const char *text;
	uint32_t class;
};

/* One product shape x class of resources, and what the rules say about it. */
struct what {
	struct class_out c;
	uint32_t month;
	uint32_t sku;
	bool	spend;
	const char *code;
	size_t	price, n_prices;	/* which of run->price apply, by date */
	int64_t	rows;
	int128	amount;
	int64_t	unpriced, off_rate, off_ccu;	/* rows */
};

/* The raw fields that make a shape, as text. */
struct shape {
	const char *entity, *code, *product, *usage, *operation, *unit;
	const char *description, *region, *legal_entity, *type;
};

struct cell_key {
	int64_t	hour;
	uint32_t month;
	uint32_t sku;
	uint32_t caller;
	uint32_t held;			/* 1 + what, for rows of opaque codes */
};

struct cell {
	int64_t	rows, usage, cost, net, list;
	bool	has_net, has_list;
	uint32_t weight;		/* of its rows; see parallel.h */
};

/* Rows of an opaque code, kept aside until the last file. */
struct held {
	uint32_t file, line;
	int64_t	rows;
	int128	amount;
};

/* What one file held of one month. */
struct part {
	uint32_t file, month;
	int64_t	rows;
	int128	file_sum, ai, skipped;
};

struct price {
	const char *platform, *model, *token_type, *tier, *geography, *region;
	int64_t	usd_per_million, from;
};

/* A rule whose unit looks wrong: how often, and where first. */
struct suspect {
	const char *rule;
	uint32_t month;			/* of those that were accepted */
	bool	accepted;
	int64_t	rows;
	char	*text;
};

struct run {
	struct foc *f;
	const struct foc_ingest *in;
	struct complaints complaints;
	struct classifier cls;
	struct delivery delivery;
	char	*currency;		/* the configured one */
	int64_t	asserted;		/* --period, or DB_NULL */
	enum { KEEP_NONE, KEEP_SSO, KEEP_ALL } keep_sessions;
	bool	no_principal_said;

	struct month *month;
	uint32_t *in_order;		/* months by payer and period */
	struct intern *month_keys;
	struct line *line;
	struct intern *line_keys;
	struct shape *shape;
	struct intern *shape_keys;
	struct intern *resource_keys;	/* raw bytes */
	struct resource *resource;
	struct intern *classes;
	struct what *what;
	struct intern *what_keys;
	struct intern *skus;		/* NUL-separated columns of table sku */
	struct intern *raw_callers;	/* raw bytes -> caller[] */
	uint32_t *caller;
	struct intern *callers;		/* NUL-separated columns of caller */
	struct intern *cell_keys;
	struct cell *cell;
	size_t	n_months, n_lines, n_shapes, n_resources, n_whats, n_callers,
		n_cells;
	size_t	months_max, lines_max, shapes_max, resources_max, whats_max,
		callers_max, cells_max;

	struct held *held;
	size_t	n_held, held_max;
	struct part *part;
	size_t	n_parts, parts_max;
	struct price *price;
	size_t	n_prices, prices_max;
	struct suspect *suspect;
	size_t	n_suspects, suspects_max;
	int64_t	rows;			/* read so far */
	int64_t	started_ms;
	bool	done;			/* the loads are in the file */
	char	*key;			/* room to put a raw key together */
	size_t	key_max;
	struct lines *lines;		/* rows are looked for; NULL: loaded */
	struct shard *shard;		/* that this is; NULL: it is the whole */
};

/* What a record of a file of cells stands for; see cells_in.c. */
enum group_kind {
	GROUP_NONE,			/* one line item, as the bill has it */
	GROUP_REST,			/* many that are not AI */
	GROUP_AI,			/* many that the unit gate passes by */
	GROUP_AI_PLAIN			/* many whose cost is amount by rate */
};

struct group {
	enum group_kind kind;
	int64_t	rows;			/* 1 in GROUP_NONE */
	int128	residue;		/* of all, in 1e-28; GROUP_NONE: 0 */
	bool	ccu_off;		/* cost is not a cent a unit */
};

/* What the records of a file of cells add up to, and what they should. */
struct group_total {
	int64_t	rows;
	int128	cost;			/* of groups, not of rows alone */
};

/* Everything about reading one file. */
struct reader {
	struct run *run;
	struct input *file;
	uint32_t file_n;
	struct header h;
	bool	has_header;
	scan_fn	*scan;
	struct split split;
	struct strict strict;
	int64_t	lines;			/* before the present buffer */
	int64_t	rows, costs;		/* and those with a cost */
	int	complaints;		/* before this file */
	bool	stop;			/* no more of this file */
	const struct what *what;	/* of the present record; NULL: not AI */
	struct cell_key cell;		/* that it was added to */
	int64_t	net, list;		/* its other amounts */
	struct group group;		/* that the present record is */
	struct group_total total, claimed;
	bool	has_total;
	struct time_cache {
		char	text[30];
		unsigned char len;
		int64_t	t;
	} times[256];
};

/* --- run.c */
/* Tables of all that rows fill, with nothing in them; and free them. */
void	run_tables(struct run *run);
void	run_tables_free(struct run *run);
/* The cell of a key; a new one where there is none. */
struct cell *run_cell(struct run *run, const struct cell_key *key);
void	run_open(struct run *run, struct foc *f, const struct foc_ingest *in);
void	run_close(struct run *run);
/* Options of in, and policy and rules of the file that rows depend on. */
int	run_prepare(struct run *run);

/* --- reader.c: one file */
int	read_file(struct run *run, struct input *file, uint32_t n);
/* Say once that a bill names no callers. */
void	run_no_principal(struct run *run, const struct input *file);

/* --- row.c */
/* Complain about a column (COL__MAX: the record) of the present record. */
void	bad_row(struct reader *r, enum column c, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
/* The present record's line in the file. */
int64_t	row_line(const struct reader *r);
/* Field c of the present record as text in run->key; NULL where bad. */
const char *row_text(struct reader *r, enum column c);
/* A time of the present record; false, having complained, where bad. */
bool	row_time(struct reader *r, enum column c, int64_t *t);
/* Put the raw bytes of columns together into run->key; returns the length. */
size_t	row_key(struct reader *r, const enum column *cols, size_t n);
/*
 * A number of the present record, 0 and not given where it is empty; false,
 * having complained, where it is none.
 */
bool	row_money(struct reader *r, enum column c, int64_t *v, bool *given,
	    int128 *residue);

/* --- ledger.c */
/* The line of the present record; NULL, having complained, where bad. */
struct line *ledger_line(struct reader *r);
/* Move the file's sums to where the whole's are. */
void	ledger_end_file(struct reader *r);
/* Is any value missing that no bill lacks?  Complains once. */
bool	ledger_is_bill(struct reader *r);

/* --- look.c */
/* What the present record is; NULL, having complained, where it is bad. */
struct what *look_at(struct reader *r, const struct line *line);

/* --- cells.c */
/* Add the present record, `cost` dollars of `what`, to its cell. */
void	cell_add(struct reader *r, struct line *line, struct what *w,
	    int64_t cost, int64_t start);
uint32_t sku_add(struct run *run, const struct class_out *c,
	    const char *type, const char *legal_entity);

/* --- gate.c */
#define GATE_SMALL_COST		100	/* 1e-8 dollars: too round to judge */
#define GATE_CCU_PER_DOLLAR	100
int	prices_load(struct run *run);
void	prices_find(struct run *run, struct what *w);
/* Hold a row's price against the book and its own rate. */
void	gate_row(struct reader *r, struct what *w, int64_t cost,
	    int64_t usage, int64_t start);
void	gate_finish(struct run *run);
/* FOC_USAGE where --accept-units names no rule. */
int	gate_check_accepted(struct run *run);
/* What --accept-units let into a month, malloc'd; NULL: nothing. */
char	*gate_accepted(const struct run *run, uint32_t month);

/* --- lines.c */
/* The present record, which was taken. */
void	lines_row(struct reader *r, const struct line *line, int64_t cost,
	    int128 residue, int64_t start);

/* --- cells_in.c: files of cells */
/* Is this header one of the kind that is to be read?  Else complains. */
bool	cells_in_header(struct reader *r, const char *const *names, size_t n);
/* One record: calls take once for each group, or each row that is alone. */
void	cells_in_row(struct reader *r, void (*take)(struct reader *r));
/* Is the file whole?  Else complains. */
void	cells_in_end(struct reader *r);

/* --- twice.c: after the last file */
/* Complains of what surely counts twice; tells of what may. */
void	twice_check(struct run *run);
void	twice_say(struct run *run);

/* --- finish.c: after the last file */
/* What an opaque code's rows turned out to be; UINT32_MAX: not AI. */
uint32_t held_sku(struct run *run, const struct what *w);
/* Whether all adds up; and in_order, which no order of rows changes. */
int	finish_months(struct run *run);

/* --- store.c */
int	store(struct run *run, const char *role, struct foc_out *out);

/* --- helpers */
/* Room for one more element of an array that holds n. */
#define GROW(array, n, max)						\
	do {								\
		if ((n) == (max)) {					\
			(max) = (max) == 0 ? 64 : (max) * 2;		\
			(array) = xreallocarray((array), (max),		\
			    sizeof(*(array)));				\
		}							\
	} while (0)

/* The raw bytes of column c, "" where the file has none. */
static inline const char *
row_raw(const struct reader *r, enum column c, size_t *len)
{
	*len = 0;
	return r->h.col[c] < 0 ? "" :
	    record_field(&r->split.r, (size_t)r->h.col[c], len);
}

static inline const char *
row_plain(const struct reader *r, enum column c, size_t *len)
{
	*len = 0;
	return r->h.col[c] < 0 ? "" :
	    record_plain(&r->split.r, (size_t)r->h.col[c], len);
}

#endif
