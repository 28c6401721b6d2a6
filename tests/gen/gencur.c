// SPDX-License-Identifier: MIT
/*
 * gencur: writes an AWS CUR 2.0 export of a month that never was, the same
 * to the byte for the same arguments, and says what a reader must find.
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "gen.h"

/* A sum in 1e-12 dollars, and whether anything went into it. */
struct sum {
	i128 value;
	bool seen;
};

/* What a reader of the last delivery must find. */
struct truth {
	long long rows;
	struct sum file, ai, spend, skipped;
	struct sum type[TYPE__MAX];
	struct sum *principal;	/* by number + 1; 0 is nobody */
};

/* The numbered lines of a bill: by the hour, of the month, of roles. */
struct plan {
	long long hourly, monthly, governed, all;
	long long step;		/* from a line to the next in the file */
};

static long long
gcd(long long a, long long b)
{
	return b == 0 ? a : gcd(b, a % b);
}

/*
 * Hours are dealt over the whole month and those not covered left out, so
 * that a later --until only adds.  The step is about the golden section
 * and meets every line once: kinds and hours come well mixed.
 */
static struct plan
make_plan(const struct bill *b, long long rows)
{
	struct plan p = { 0 };
	int i;

	p.monthly = month_lines(b) < rows ? month_lines(b) : rows;
	p.hourly = rows * b->hours / b->until - p.monthly;
	if (p.hourly < 0)
		p.hourly = 0;
	for (i = 0; i < b->roles; i++)
		p.governed += (long long)role_slots(i) * b->until;
	p.all = p.hourly + p.monthly + p.governed;
	p.step = p.all * 618034 / 1000000 + 1;
	while (gcd(p.step, p.all) > 1)
		p.step++;
	return p;
}

/* Returns what tells the line from all others. */
static uint64_t
governed_line(struct line *l, const struct bill *b, long long n)
{
	int role = 0;

	while (n >= (long long)role_slots(role) * b->until)
		n -= (long long)role_slots(role++) * b->until;
	role_line(l, b, role, (int)(n / role_slots(role)),
	    (int)(n % role_slots(role)));
	return (uint64_t)role << 32 | (uint64_t)(l->hour * 8) |
	    (uint64_t)(n % role_slots(role));
}

/* Each delivery corrects a few hours that an earlier one had. */
static void
restate(struct line *l, const struct delivery *d, const int *limits,
    uint64_t h)
{
	int i;

	for (i = 1; i < d->number; i++) {
		h = mix(h + 1);
		if (h % 256 == 0 && l->hour < limits[i - 1] &&
		    l->priced && l->units > 64)
			l->units += h & 256 ? l->units / 50 : -l->units / 64;
	}
}

/* Callers were not always told, and operations not always named. */
static void
age(struct line *l, const struct bill *b)
{
	const char *now = b->stamp[l->hour];
	bool mantle;

	if (l->hour < b->callers_from) {
		l->principal = -1;
		l->tags = NULL;
	}
	if (!l->ai || l->month || strcmp(now, "2026-08-11") >= 0)
		return;
	mantle = strstr(l->usage_type, "-mantle-") != NULL;
	if (l->principal >= 0 &&
	    (mantle || strcmp(now, "2026-04-08") < 0)) {
		l->principal = -1;
		l->tags = NULL;
	}
	if (strcmp(now, "2026-01-15") < 0)
		l->operation = "Usage";
}

/* Line n of the bill; false if the delivery does not reach its hour. */
static bool
make_line(struct line *l, const struct delivery *d, const struct plan *p,
    const int *limits, long long n, struct rng *r)
{
	const struct bill *b = d->bill;
	uint64_t seed = mix(b->seed), id = (uint64_t)n;

	r->state = mix(seed + id);
	if (n < p->hourly) {
		l->hour = (int)rng_below(r, (uint32_t)b->hours);
		if (l->hour >= d->limit)
			return false;
		if (rng_below(r, 100) < b->ai_percent)
			ai_line(l, r);
		else
			other_line(l, r);
	} else if (n < p->hourly + p->monthly) {
		id = (uint64_t)(n - p->hourly) | (uint64_t)1 << 60;
		month_line(l, b, (int)(n - p->hourly));
	} else {
		id = governed_line(l, b, n - p->hourly - p->monthly) |
		    (uint64_t)1 << 61;
	}
	if (l->hour >= d->limit)
		return false;
	age(l, b);
	restate(l, d, limits, mix(seed + id));
	line_price(l);
	/* Line ids, too, are new with each delivery, as AWS's are. */
	r->state = mix(~seed + id) ^ mix((uint64_t)d->number);
	return true;
}

static void
add(struct sum *s, int64_t cost)
{
	s->value += cost;
	s->seen = true;
}

static void
count(struct truth *t, const struct line *l)
{
	t->rows++;
	add(&t->file, l->cost);
	add(l->ai ? &t->ai : &t->skipped, l->cost);
	if (!l->ai)
		return;
	add(&t->type[l->type], l->cost);
	if (TYPE_IS_SPEND(l->type)) {
		add(&t->spend, l->cost);
		add(&t->principal[l->principal + 1], l->cost);
	}
}

/* The file being written. */
struct pen {
	const struct delivery *delivery;
	struct out *out;
	int chunk, member;	/* from 0 */
	char text[1 << 16];
};

/* Ends the file, with all its members, if any; begins the next. */
static void
next_chunk(struct pen *p)
{
	if (p->out != NULL) {
		while (++p->member < p->delivery->members)
			out_member(p->out);
		out_close(p->out);
	}
	p->chunk++;
	p->member = 0;
	p->out = out_open(p->delivery, p->chunk);
	out_write(p->out, p->text, header_csv(p->text));
}

/* Members end amid a line, where a careless reader would lose it. */
static void
write_line(struct pen *p, size_t n, int member)
{
	size_t half = p->member < member ? n / 2 : 0;

	out_write(p->out, p->text, half);
	for (; p->member < member; p->member++)
		out_member(p->out);
	out_write(p->out, p->text + half, n - half);
}

static void
deliver(const struct delivery *d, const struct plan *p, const int *limits,
    int chunks, struct truth *t)
{
	static struct pen pen;
	static struct arena arena;
	struct line l;
	struct rng r;
	long long i, n = 0, at;
	size_t size;

	pen.delivery = d;
	pen.out = NULL;
	pen.chunk = -1;
	for (i = 0; i < p->all; i++, n = (n + p->step) % p->all) {
		line_init(&l, &arena);
		if (!make_line(&l, d, p, limits, n, &r))
			continue;
		at = i * chunks * d->members / p->all;
		while (pen.chunk < at / d->members)
			next_chunk(&pen);
		size = line_csv(&l, d->bill, &r, pen.text, sizeof(pen.text));
		write_line(&pen, size, (int)(at % d->members));
		count(t, &l);
	}
	while (pen.chunk < d->chunks - 1)
		next_chunk(&pen);
	out_close(pen.out);
	delivery_manifests(d);
}

static void
print_sum(FILE *f, const char *before, const char *key, const struct sum *s)
{
	struct arena a;

	a.used = 0;
	fprintf(f, "%s\"%s\": %s", before, key, decimal(&a, s->value, 12));
}

static void
print_principals(FILE *f, const struct truth *t)
{
	const char *before = "\n    ";
	int i;

	fprintf(f, ",\n  \"by_principal\": {");
	for (i = -1; i < principal_count(); i++) {
		if (!t->principal[i + 1].seen)
			continue;
		print_sum(f, before, i < 0 ? "" : principal_arn(i),
		    &t->principal[i + 1]);
		before = ",\n    ";
	}
	fprintf(f, "\n  }");
}

/* Found by name, should a role be one that others use as well. */
static i128
role_sum(const struct truth *t, const struct role *role)
{
	struct arena a;
	const char *start;
	i128 sum = 0;
	int i;

	a.used = 0;
	start = cat(&a, "arn:aws:sts::", role->account, ":assumed-role/",
	    role->role, "/", (char *)NULL);
	for (i = 0; i < principal_count(); i++)
		if (strncmp(principal_arn(i), start, strlen(start)) == 0)
			sum += t->principal[i + 1].value;
	return sum;
}

/* A workload may have several roles, and then stands under its first. */
static void
print_roles(FILE *f, const struct truth *t, const struct bill *b)
{
	const char *before = "\n    ";
	int i, j, first;

	fprintf(f, ",\n  \"by_role\": {");
	for (i = 0; i < b->roles; i++) {
		struct sum s = { 0, true };

		first = b->roles;
		for (j = b->roles - 1; j >= 0; j--) {
			if (strcmp(b->role[j].name, b->role[i].name) != 0)
				continue;
			s.value += role_sum(t, &b->role[j]);
			first = j;
		}
		if (first != i)
			continue;
		print_sum(f, before, b->role[i].name, &s);
		before = ",\n    ";
	}
	fprintf(f, "\n  }");
}

static void
print_truth(const struct truth *t, const struct bill *b, const char *path)
{
	FILE *f = file_create(path);
	const char *before = "\n    ";
	int i;

	fprintf(f, "{\n  \"rows\": %lld", t->rows);
	print_sum(f, ",\n  ", "file_usd", &t->file);
	print_sum(f, ",\n  ", "ai_usd", &t->ai);
	print_sum(f, ",\n  ", "spend_usd", &t->spend);
	print_sum(f, ",\n  ", "skipped_usd", &t->skipped);
	fprintf(f, ",\n  \"by_type\": {");
	for (i = 0; i < TYPE__MAX; i++) {
		if (!t->type[i].seen)
			continue;
		print_sum(f, before, type_names[i], &t->type[i]);
		before = ",\n    ";
	}
	fprintf(f, "\n  }");
	print_principals(f, t);
	print_roles(f, t, b);
	fprintf(f, "\n}\n");
	file_close(f, path);
}

int
main(int argc, char **argv)
{
	static struct options o = { .rows = 2000, .deliveries = 1,
	    .shape = { .chunks = 1, .members = 1, .level = 6 },
	    .bill = { .seed = 1, .year = 2026, .month = 11,
	    .ai_percent = 30, .scale = 1 } };
	struct delivery d;
	struct plan p;
	struct truth t = { 0 };
	int i, limits[DELIVERIES_MAX];

	options_parse(&o, argc, argv);
	principals_init(&o.bill);
	p = make_plan(&o.bill, o.rows);
	t.principal = calloc((size_t)principal_count() + 1,
	    sizeof(*t.principal));
	if (t.principal == NULL)
		err(EXIT_SYSTEM, NULL);
	for (i = 0; i < o.deliveries; i++)
		limits[i] = i == o.deliveries - 1 ? o.bill.until :
		    o.bill.until * (60 + 40 * i / (o.deliveries - 1)) / 100;
	d = o.shape;
	d.bill = &o.bill;
	/* What a delivery in one place leaves of a longer one before it. */
	d.chunks += !d.create_new && o.deliveries > 1;
	for (i = d.create_new ? 0 : o.deliveries - 1; i < o.deliveries; i++) {
		d.number = i + 1;
		d.limit = limits[i];
		memset(t.principal, 0,
		    ((size_t)principal_count() + 1) * sizeof(*t.principal));
		t = (struct truth){ .principal = t.principal };
		deliver(&d, &p, limits, o.shape.chunks, &t);
	}
	if (o.truth != NULL)
		print_truth(&t, &o.bill, o.truth);
	free(t.principal);
	return 0;
}
