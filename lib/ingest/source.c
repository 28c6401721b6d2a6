/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/mem.h"
#include "db/db.h"
#include "ingest/gunzip.h"
#include "ingest/source.h"

#define INPUT_BYTES	((size_t)256 * 1024)
#define QUEUE_MAX	4
#define PATIENCE_MS	200	/* between looks at the word to stop */

/*
 * A queue of buffers between two threads.  Buffers go around: the taker
 * gives an empty one back, the filler waits for it.
 */
struct buffer {
	unsigned char *memory;
	unsigned char *bytes;		/* behind the margin */
	size_t	len;
};

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct buffer item[QUEUE_MAX];
	size_t	first, n;		/* full ones; the taker reads `first` */
	bool	ended, stopped;		/* by the filler, by the taker */
};

/*
 * A file is read in one place, next_input and what it calls: by the reader,
 * or by whoever takes blocks where there is none.
 */
struct source {
	int	fd;
	bool	named_gz, has_reader, has_hasher;
	pthread_t reader, hasher;
	struct queue raw, plain;
	_Atomic int64_t done;
	struct gunzip gz;
	struct buffer *in;		/* of raw, being inflated; NULL: none */
	size_t	in_at;			/* what of it was taken */
	bool	looked, gzip, ended;
	crypto_hash_sha256_state hash;
	struct err err;			/* the reader's, read after the join */
	unsigned char sha256[SHA_BYTES];
};

/* n buffers: one where nobody else takes them. */
static void
queue_init(struct queue *q, size_t n, size_t before, size_t size)
{
	size_t i;

	memset(q, 0, sizeof(*q));
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->changed, NULL);
	for (i = 0; i < n; i++) {
		q->item[i].memory = xmalloc(before + size);
		q->item[i].bytes = q->item[i].memory + before;
	}
}

static void
queue_free(struct queue *q)
{
	size_t i;

	for (i = 0; i < QUEUE_MAX; i++)
		free(q->item[i].memory);
	pthread_cond_destroy(&q->changed);
	pthread_mutex_destroy(&q->lock);
}

/* An empty buffer to fill, or NULL where nobody wants it any more. */
static struct buffer *
queue_room(struct queue *q)
{
	struct buffer *b;

	pthread_mutex_lock(&q->lock);
	while (q->n == QUEUE_MAX && !q->stopped)
		pthread_cond_wait(&q->changed, &q->lock);
	b = q->stopped ? NULL : &q->item[(q->first + q->n) % QUEUE_MAX];
	pthread_mutex_unlock(&q->lock);
	return b;
}

/* The buffer that queue_room gave is full. */
static void
queue_put(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->n++;
	pthread_cond_broadcast(&q->changed);
	pthread_mutex_unlock(&q->lock);
}

static void
queue_wait(struct queue *q)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_nsec += PATIENCE_MS * 1000000L;
	if (t.tv_nsec >= 1000000000L) {
		t.tv_nsec -= 1000000000L;
		t.tv_sec++;
	}
	pthread_cond_timedwait(&q->changed, &q->lock, &t);
}

/* The next full buffer, or NULL at the end or after an interrupt. */
static const struct buffer *
queue_take(struct queue *q)
{
	const struct buffer *b;

	pthread_mutex_lock(&q->lock);
	while (q->n == 0 && !q->ended && !foc_interrupted)
		queue_wait(q);
	b = q->n > 0 ? &q->item[q->first] : NULL;
	pthread_mutex_unlock(&q->lock);
	return b;
}

static void
queue_return(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->first = (q->first + 1) % QUEUE_MAX;
	q->n--;
	pthread_cond_broadcast(&q->changed);
	pthread_mutex_unlock(&q->lock);
}

static void
queue_flag(struct queue *q, bool *flag)
{
	pthread_mutex_lock(&q->lock);
	*flag = true;
	pthread_cond_broadcast(&q->changed);
	pthread_mutex_unlock(&q->lock);
}

static bool
wanted(struct source *s)
{
	bool stopped;

	pthread_mutex_lock(&s->plain.lock);
	stopped = s->plain.stopped;
	pthread_mutex_unlock(&s->plain.lock);
	return !stopped;
}

/* Wait for something to read: a pipe may be silent for long. */
static bool
readable(struct source *s)
{
	struct pollfd p = { .fd = s->fd, .events = POLLIN };

	while (wanted(s) && !foc_interrupted)
		if (poll(&p, 1, PATIENCE_MS) != 0)
			return true;
	return false;
}

/* Fill buf as far as the file goes: short reads are for pipes. */
static int
read_full(struct source *s, unsigned char *buf, size_t size, size_t *len)
{
	ssize_t n;

	for (*len = 0; *len < size && readable(s); *len += (size_t)n) {
		n = read(s->fd, buf + *len, size - *len);
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n < 0)
			return err_set(&s->err, FOC_SYSTEM, "cannot read: %s",
			    strerror(errno));
		else if (n == 0)
			break;
	}
	atomic_fetch_add(&s->done, (int64_t)*len);
	return FOC_OK;
}

/* What the first bytes say.  *gzip is false for plain text. */
static int
look(struct source *s, const unsigned char *p, size_t len, bool *gzip)
{
	*gzip = len >= 2 && p[0] == 0x1f && p[1] == 0x8b;
	if (*gzip || len == 0)
		return FOC_OK;
	if (len >= 4 && memcmp(p, "PAR1", 4) == 0)
		return err_set(&s->err, FOC_BAD_INPUT, "is Parquet; foc reads "
		    "CSV: set the format of the export to TEXT_OR_CSV");
	if (len >= 4 && memcmp(p, "PK\3\4", 4) == 0)
		return err_set(&s->err, FOC_BAD_INPUT, "is a zip archive; "
		    "unpack it, or set the export's compression to GZIP");
	if (s->named_gz)
		return err_set(&s->err, FOC_BAD_INPUT, "is named .gz but is "
		    "no gzip data");
	return FOC_OK;
}

/* The present input was inflated: on to whoever hashes it. */
static void
end_input(struct source *s)
{
	struct buffer *in = s->in;

	s->in = NULL;
	if (in != NULL && s->has_hasher)
		queue_put(&s->raw);
	else if (in != NULL)
		sha_update(&s->hash, in->bytes, in->len);
}

/* Read on; ended where there is no more, or nobody wants it. */
static void
next_input(struct source *s)
{
	struct buffer *in;
	size_t len;
	int status;

	end_input(s);
	in = s->has_hasher ? queue_room(&s->raw) : &s->raw.item[0];
	s->ended = in == NULL || !wanted(s) || foc_interrupted;
	if (s->ended)
		return;
	status = read_full(s, in->bytes, INPUT_BYTES, &len);
	in->len = len;
	if (status == FOC_OK && !s->looked)
		status = look(s, in->bytes, len, &s->gzip);
	s->looked = true;
	if (status != FOC_OK || len == 0) {
		s->ended = true;
		if (status == FOC_OK && s->gzip && !foc_interrupted &&
		    gunzip_end(&s->gz) != 0)
			err_set(&s->err, FOC_BAD_INPUT, "%s", s->gz.why);
		return;
	}
	s->in = in;
	s->in_at = 0;
}

/* Put the present input, or a part of it, behind what is in b. */
static void
pass(struct source *s, struct buffer *b)
{
	const unsigned char *p = s->in->bytes + s->in_at;
	size_t left = s->in->len - s->in_at, room = SOURCE_BLOCK - b->len;
	size_t used, made;

	if (!s->gzip) {
		used = made = left < room ? left : room;
		memcpy(b->bytes + b->len, p, made);
	} else if (gunzip_step(&s->gz, p, left, &used, b->bytes + b->len, room,
	    &made) != 0) {
		err_set(&s->err, FOC_BAD_INPUT, "%s", s->gz.why);
		s->ended = true;
		return;
	}
	s->in_at += used;
	b->len += made;
}

/* A block, which is full unless it is the last. */
static void
fill(struct source *s, struct buffer *b)
{
	b->len = 0;
	for (;;) {
		if (s->in != NULL)
			pass(s, b);
		if (b->len == SOURCE_BLOCK || s->ended)
			return;
		next_input(s);
		if (s->ended)
			return;
	}
}

static void *
reader_main(void *arg)
{
	struct source *s = arg;
	struct buffer *b;

	while (!s->ended && (b = queue_room(&s->plain)) != NULL) {
		fill(s, b);
		if (b->len > 0)
			queue_put(&s->plain);
	}
	end_input(s);
	queue_flag(&s->raw, &s->raw.ended);
	queue_flag(&s->plain, &s->plain.ended);
	return NULL;
}

static void *
hasher_main(void *arg)
{
	struct source *s = arg;
	const struct buffer *b;

	while ((b = queue_take(&s->raw)) != NULL) {
		sha_update(&s->hash, b->bytes, b->len);
		queue_return(&s->raw);
	}
	return NULL;
}

/* Where no thread can be had, its work is done in the one that asks. */
static void
start(struct source *s, bool threads)
{
	if (!threads)
		return;
	s->has_hasher = pthread_create(&s->hasher, NULL, hasher_main, s) == 0;
	s->has_reader = pthread_create(&s->reader, NULL, reader_main, s) == 0;
}

struct source *
source_open(int fd, const char *name, bool threads)
{
	struct source *s = xcalloc(1, sizeof(*s));
	size_t len = strlen(name), n = threads ? QUEUE_MAX : 1;

	s->fd = fd;
	s->named_gz = len > 3 && strcmp(name + len - 3, ".gz") == 0;
	queue_init(&s->raw, n, 0, INPUT_BYTES);
	queue_init(&s->plain, n, SOURCE_BEFORE, SOURCE_BLOCK + SOURCE_BEHIND);
	posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	crypto_hash_sha256_init(&s->hash);
	if (gunzip_open(&s->gz) != 0) {
		err_set(&s->err, FOC_SYSTEM, "out of memory while inflating");
		s->ended = true;
	}
	start(s, threads);
	return s;
}

char *
source_take(struct source *s, size_t *len)
{
	struct buffer *own = &s->plain.item[0];
	const struct buffer *b = own;

	if (s->has_reader)
		b = queue_take(&s->plain);
	else if (s->ended)
		return NULL;
	else
		fill(s, own);
	if (b == NULL || b->len == 0)
		return NULL;
	*len = b->len;
	return (char *)b->bytes;
}

void
source_give(struct source *s)
{
	if (s->has_reader)
		queue_return(&s->plain);
}

int64_t
source_done(const struct source *s)
{
	return atomic_load(&s->done);
}

/* The reader may wait for room in either, and nobody takes any more. */
static void
stop(struct source *s)
{
	if (!s->has_reader)
		end_input(s);
	queue_flag(&s->plain, &s->plain.stopped);
	queue_flag(&s->raw, &s->raw.stopped);
	if (s->has_reader)
		pthread_join(s->reader, NULL);
	else
		queue_flag(&s->raw, &s->raw.ended);
	if (s->has_hasher)
		pthread_join(s->hasher, NULL);
}

int
source_close(struct source *s, struct source_facts *facts, struct err *e)
{
	int status;

	stop(s);
	sha_final(&s->hash, s->sha256);
	facts->bytes = atomic_load(&s->done);
	memcpy(facts->sha256, s->sha256, SHA_BYTES);
	*e = s->err;
	status = s->err.status;
	gunzip_close(&s->gz);
	queue_free(&s->raw);
	queue_free(&s->plain);
	close(s->fd);
	free(s);
	return status;
}
