/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/merge.h"
#include "ingest/parallel.h"

#define SHARDS_MAX	8		/* each costs some megabytes */
#define CELLS_MAX	16384		/* that a shard holds back */

struct shard {
	struct team *team;
	struct run run;
	struct foc_ingest in;
	struct merge merge;
	pthread_t thread;
	bool	started;
};

struct team {
	struct run whole;		/* under the lock */
	pthread_mutex_t lock;
	_Atomic size_t next;		/* file to read */
	atomic_bool failed;		/* all of it is for nothing */
	_Atomic int64_t bytes, rows;	/* of files that are read */
	size_t	n;
	struct shard shard[SHARDS_MAX];
};

static size_t
processors(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) == 0 ?
	    (size_t)CPU_COUNT(&set) : 1;
}

bool
shard_go_on(struct run *run)
{
	struct shard *s = run->shard;
	struct team *t;

	if (s == NULL)
		return true;
	t = s->team;
	if (run->n_cells >= CELLS_MAX && run->complaints.n == 0) {
		pthread_mutex_lock(&t->lock);
		if (!merge_cells(&s->merge, &t->whole, run))
			t->failed = true;
		pthread_mutex_unlock(&t->lock);
	}
	if (run->complaints.n > 0 || run->n_suspects > 0)
		t->failed = true;
	return !t->failed;
}

/* While others are being read, all processors have something to do. */
bool
shard_has_threads(const struct run *run, uint32_t file)
{
	return run->shard == NULL || file + 1 ==
	    run->shard->team->whole.delivery.n;
}

void
shard_done(const struct run *run, int64_t *bytes, int64_t *rows)
{
	*bytes += run->shard->team->bytes;
	*rows += run->shard->team->rows;
}

/* Read files until there are no more. */
static void
work(struct shard *s)
{
	struct team *t = s->team;
	struct input *file;
	size_t i;

	while (!t->failed && !foc_interrupted &&
	    (i = atomic_fetch_add(&t->next, 1)) < t->whole.delivery.n) {
		file = &s->run.delivery.file[i];
		read_file(&s->run, file, (uint32_t)i);
		if (!shard_go_on(&s->run))
			break;
		t->bytes += file->size;
		t->rows += file->rows;
		pthread_mutex_lock(&t->lock);
		if (!merge_file(&s->merge, &t->whole, &s->run))
			t->failed = true;
		pthread_mutex_unlock(&t->lock);
	}
}

static void *
thread_main(void *arg)
{
	work(arg);
	return NULL;
}

/* Everything that asks the database, and so is not for threads. */
static bool
open_shard(struct team *t, struct shard *s, const struct run *run)
{
	bool first = s == t->shard;

	s->team = t;
	s->in = *run->in;
	s->in.complain = NULL;
	if (!first)			/* the caller's thread has the pen */
		s->in.progress = NULL;
	s->run = (struct run){ .f = run->f, .in = &s->in,
	    .complaints = { .in = &s->in }, .delivery = run->delivery,
	    .asserted = run->asserted, .keep_sessions = run->keep_sessions,
	    .currency = xstrdup(run->currency), .shard = s };
	run_tables(&s->run);
	if (classifier_open(run->f, &s->run.cls) != FOC_OK ||
	    prices_load(&s->run) != FOC_OK)
		return false;
	s->run.f = NULL;
	return true;
}

static void
close_shard(struct shard *s)
{
	merge_free(&s->merge);
	run_close(&s->run);
}

/* The caller's thread is one of them: the only one, where there is no other. */
static void
work_all(struct team *t)
{
	size_t i;

	for (i = 1; i < t->n; i++)
		t->shard[i].started = pthread_create(&t->shard[i].thread, NULL,
		    thread_main, &t->shard[i]) == 0;
	work(&t->shard[0]);
	for (i = 1; i < t->n; i++)
		if (t->shard[i].started)
			pthread_join(t->shard[i].thread, NULL);
}

static void
note_callers(struct run *run)
{
	size_t i;

	for (i = 0; i < run->delivery.n; i++)
		if (run->delivery.file[i].no_principal)
			run_no_principal(run, &run->delivery.file[i]);
}

/* What cannot be read twice is read in turn from the beginning. */
static bool
is_for_many(const struct run *run)
{
	size_t i;

	for (i = 0; i < run->delivery.n; i++)
		if (!run->delivery.file[i].regular)
			return false;
	return run->delivery.n > 1 && processors() > 1;
}

bool
parallel_read(struct run *run)
{
	size_t i, cpus = processors();
	struct team *t;
	bool good;

	if (!is_for_many(run))
		return false;
	t = xcalloc(1, sizeof(*t));
	t->whole = *run;
	t->n = run->delivery.n < cpus ? run->delivery.n : cpus;
	if (t->n > SHARDS_MAX)
		t->n = SHARDS_MAX;
	pthread_mutex_init(&t->lock, NULL);
	for (i = 0; i < t->n && !t->failed; i++)
		if (!open_shard(t, &t->shard[i], run))
			t->failed = true;
	if (!t->failed)
		work_all(t);
	good = !t->failed && !foc_interrupted;
	while (i > 0)
		close_shard(&t->shard[--i]);
	if (good) {
		merge_end(&t->whole);
		*run = t->whole;
		note_callers(run);
	} else {
		run_tables_free(&t->whole);
		run_tables(run);
	}
	pthread_mutex_destroy(&t->lock);
	free(t);
	return good;
}
