// SPDX-License-Identifier: MIT
/*
 * Governed workloads: steady use that a person can follow on a chart.
 */
#include "gen.h"

enum {
	BASE = 12000000,	/* 1e-6 dollars a day */
	SPIKE_DAY = 11,
	SLOTS_MAX = 5,
};

/* What each workload uses, by share of its money; roles take turns. */
static const struct kind {
	int region;
	int slots;
	struct {
		enum model_id model;
		enum token token;
		int share;	/* 1/1000 */
	} slot[SLOTS_MAX];
} kinds[] = {
	{ REGION_USE1, 4, {
	    { MODEL_HAIKU_45, TOKEN_INPUT, 220 },
	    { MODEL_HAIKU_45, TOKEN_OUTPUT, 180 },
	    { MODEL_HAIKU_45, TOKEN_CACHE_READ, 350 },
	    { MODEL_HAIKU_45, TOKEN_CACHE_WRITE, 250 } } },
	{ REGION_USE1, 5, {
	    { MODEL_NOVA_PRO, TOKEN_INPUT, 430 },
	    { MODEL_NOVA_PRO, TOKEN_OUTPUT, 270 },
	    { MODEL_NOVA_PRO, TOKEN_CACHE_READ, 120 },
	    { MODEL_HAIKU_45, TOKEN_INPUT, 110 },
	    { MODEL_HAIKU_45, TOKEN_OUTPUT, 70 } } },
	{ REGION_USE1, 4, {
	    { MODEL_SONNET_46, TOKEN_INPUT, 230 },
	    { MODEL_SONNET_46, TOKEN_OUTPUT, 240 },
	    { MODEL_SONNET_46, TOKEN_CACHE_READ, 290 },
	    { MODEL_SONNET_46, TOKEN_CACHE_WRITE, 240 } } },
	{ REGION_USW2, 4, {
	    { MODEL_OPUS_55, TOKEN_INPUT, 220 },
	    { MODEL_OPUS_55, TOKEN_OUTPUT, 250 },
	    { MODEL_OPUS_55, TOKEN_CACHE_READ, 280 },
	    { MODEL_OPUS_55, TOKEN_CACHE_WRITE_1H, 250 } } },
};
#define KINDS	((int)(sizeof(kinds) / sizeof(kinds[0])))

/* Shares of the day, 1/1000, UTC: people in Europe and the east of America. */
static const int hours[24] = {
	12, 10, 8, 8, 10, 14, 22, 34, 50, 62, 70, 72,
	66, 70, 78, 78, 74, 68, 58, 44, 34, 26, 18, 14,
};

int
role_slots(int role)
{
	return kinds[role % KINDS].slots;
}

/* 0 is Sunday; Sakamoto's method. */
static int
weekday(int y, int m, int d)
{
	static const int t[] = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 };

	y -= m < 3;
	return (y + y / 4 - y / 100 + y / 400 + t[m - 1] + d) % 7;
}

/* 1e-6 dollars in an hour: a quiet week end, a slow rise, one bad day. */
static int64_t
budget(const struct bill *b, int role, int hour)
{
	int day = hour / 24, wd = weekday(b->year, b->month, day + 1);
	uint64_t h = mix(b->seed ^ mix(hash(b->role[role].name)));
	int64_t v = BASE;

	v = v * (int64_t)(970 + h % 61) / 1000;
	v = v * (wd == 0 || wd == 6 ? 87 : 103) / 100;
	v = v * (1000 + 4 * day) / 1000;
	if (day + 1 == SPIKE_DAY)
		v *= 3;
	v = v * hours[hour % 24] / 1000;
	return v * (int64_t)(920 + mix(h + (uint64_t)hour) % 161) / 1000;
}

void
role_line(struct line *l, const struct bill *b, int role, int hour, int slot)
{
	const struct kind *k = &kinds[role % KINDS];
	struct meter m = { .model = k->slot[slot].model,
	    .token = k->slot[slot].token };
	i128 tokens;

	l->hour = hour;
	l->region = &regions[k->region];
	principal_role(l, role, hour / 24);
	meter_line(l, &m);
	l->operation = "InvokeModelInference";
	/* 1e-6 dollars, 1/1000, and 1e-10 dollars a million tokens */
	tokens = (i128)budget(b, role, hour) * b->scale * k->slot[slot].share;
	tokens = tokens * 10000000 / meter_price(&m);
	l->units = tokens > 0 ? (int64_t)tokens : 1;
}
