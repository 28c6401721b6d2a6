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

struct source {
	int	fd;
	bool	named_gz;
	pthread_t reader, hasher;
	struct queue raw, plain;
	_Atomic int64_t done;
	struct gunzip gz;
	struct err err;			/* the reader's, read after the join */
	unsigned char sha256[SHA_BYTES];
};

static void
queue_init(struct queue *q, size_t before, size_t size)
{
	size_t i;

	memset(q, 0, sizeof(*q));
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->changed, NULL);
	for (i = 0; i < QUEUE_MAX; i++) {
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

	while (wanted(s))
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

static int
pass_plain(struct source *s, const unsigned char *p, size_t len)
{
	struct buffer *b;

	while (len > 0) {
		if ((b = queue_room(&s->plain)) == NULL)
			return FOC_OK;
		b->len = len < SOURCE_BLOCK ? len : SOURCE_BLOCK;
		memcpy(b->bytes, p, b->len);
		p += b->len;
		len -= b->len;
		queue_put(&s->plain);
	}
	return FOC_OK;
}

/* Inflate one input buffer; *b is a block that is only partly filled. */
static int
pass_gzip(struct source *s, const unsigned char *p, size_t len,
    struct buffer **b)
{
	size_t used, made;
	int rc;

	for (;;) {
		if (*b == NULL) {
			if ((*b = queue_room(&s->plain)) == NULL)
				return FOC_OK;
			(*b)->len = 0;
		}
		rc = gunzip_step(&s->gz, p, len, &used,
		    (*b)->bytes + (*b)->len, SOURCE_BLOCK - (*b)->len, &made);
		if (rc != 0)
			return err_set(&s->err, FOC_BAD_INPUT, "%s",
			    s->gz.why);
		p += used;
		len -= used;
		(*b)->len += made;
		if ((*b)->len < SOURCE_BLOCK)
			return FOC_OK;
		queue_put(&s->plain);
		*b = NULL;
	}
}

static void
read_all(struct source *s)
{
	struct buffer *in, *out = NULL;
	bool first = true, gzip = false;
	int status = FOC_OK;
	size_t len;

	while (wanted(s) && (in = queue_room(&s->raw)) != NULL) {
		status = read_full(s, in->bytes, INPUT_BYTES, &len);
		in->len = len;
		if (status == FOC_OK && first)
			status = look(s, in->bytes, len, &gzip);
		first = false;
		if (status != FOC_OK || len == 0)
			break;
		status = gzip ? pass_gzip(s, in->bytes, len, &out) :
		    pass_plain(s, in->bytes, len);
		queue_put(&s->raw);
		if (status != FOC_OK)
			break;
	}
	if (out != NULL && out->len > 0)
		queue_put(&s->plain);
	if (status == FOC_OK && gzip && gunzip_end(&s->gz) != 0)
		err_set(&s->err, FOC_BAD_INPUT, "%s", s->gz.why);
}

static void *
reader_main(void *arg)
{
	struct source *s = arg;

	read_all(s);
	queue_flag(&s->raw, &s->raw.ended);
	queue_flag(&s->plain, &s->plain.ended);
	return NULL;
}

static void *
hasher_main(void *arg)
{
	struct source *s = arg;
	crypto_hash_sha256_state state;
	const struct buffer *b;
	bool fast = sha_is_fast();

	crypto_hash_sha256_init(&state);
	while ((b = queue_take(&s->raw)) != NULL) {
		sha_update(&state, fast, b->bytes, b->len);
		queue_return(&s->raw);
	}
	crypto_hash_sha256_final(&state, s->sha256);
	return NULL;
}

struct source *
source_open(int fd, const char *name)
{
	struct source *s = xcalloc(1, sizeof(*s));
	size_t len = strlen(name);

	s->fd = fd;
	s->named_gz = len > 3 && strcmp(name + len - 3, ".gz") == 0;
	queue_init(&s->raw, 0, INPUT_BYTES);
	queue_init(&s->plain, SOURCE_BEFORE, SOURCE_BLOCK + SOURCE_BEHIND);
	posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	if (gunzip_open(&s->gz) != 0 ||
	    pthread_create(&s->reader, NULL, reader_main, s) != 0 ||
	    pthread_create(&s->hasher, NULL, hasher_main, s) != 0)
		abort();		/* as any other lack of memory */
	return s;
}

char *
source_take(struct source *s, size_t *len)
{
	const struct buffer *b = queue_take(&s->plain);

	if (b == NULL)
		return NULL;
	*len = b->len;
	return (char *)b->bytes;
}

void
source_give(struct source *s)
{
	queue_return(&s->plain);
}

int64_t
source_done(const struct source *s)
{
	return atomic_load(&s->done);
}

int
source_close(struct source *s, struct source_facts *facts, struct err *e)
{
	int status;

	/* The reader may wait for room in either, and nobody takes any more. */
	queue_flag(&s->plain, &s->plain.stopped);
	queue_flag(&s->raw, &s->raw.stopped);
	pthread_join(s->reader, NULL);
	pthread_join(s->hasher, NULL);
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
