/* SPDX-License-Identifier: MIT */
/*
 * Seals: digests of blocks of rows, kept in the file beside them.  Objects of
 * the audit are bound by their events; what is in no object is sealed:
 *
 *	facts	organisation, catalog, prices, prerequisites: a seal a table,
 *		and the events of such objects bind all of these together
 *	whole	what is worked out anew, as a whole: a seal a table
 *	run	what is only added to, by a number: a seal 32 numbers
 *	cells	a seal for each hour of a load; the load's digest binds them
 *	trail_event	the sum of what each invocation counted
 *
 * foc_end seals what the transaction changed: which tables a statement writes
 * SQLite says when it is prepared.  Before the first change in a transaction
 * the seal is checked: what was hurt before stays so until it is restored.
 */
#ifndef FOC_DB_SEAL_H
#define FOC_DB_SEAL_H

#include <sodium.h>

#include "core/sha.h"
#include "db/handle.h"
#include "db/sums.h"

#define SEAL_BYTES	32
#define SEAL_CELL_BYTES	16
#define SEAL_RUN	32		/* numbers a block */

enum seal_kind { SEAL_FACT, SEAL_WHOLE, SEAL_OF_RUN };

struct seal_table {
	const char *name;
	enum seal_kind kind;
	const char *area;		/* what people call it */
};

/* The tables, by their bits in the masks of a handle; NULL: no more. */
const struct seal_table *seal_table(size_t i);

/* One block of a table as it is now. */
struct seal_block {
	int64_t	block, rows;
	unsigned char digest[SEAL_BYTES];
};

/*
 * Every block of the table from `from` on, in order; one of no rows where a
 * table that is sealed as a whole is empty.
 */
int	seal_each(struct foc *f, size_t table, int64_t from,
	    int (*take)(void *arg, const struct seal_block *b), void *arg);

/* SQLite's authorizer: which tables does this statement write? */
int	seal_note_writes(void *arg, int action, const char *table,
	    const char *column, const char *schema, const char *trigger);
/* A statement that writes these tables is about to run. */
int	seal_touch(struct foc *f, uint32_t tables);
/* Seal what was touched; with unbound, a fact that changed is a defect. */
int	seal_flush(struct foc *f, bool unbound);
void	seal_forget(struct foc *f);		/* the transaction is over */
/* Seal all there is, cells too: of a file that has no seals yet. */
int	seal_all(struct foc *f);

/* What events of facts bind: of the seals, or of the rows as they are now. */
int	seal_facts(struct foc *f, bool fresh, unsigned char out[SHA_BYTES]);
/* The first table of facts that is not as it was sealed; NULL: none. */
int	seal_facts_hurt(struct foc *f, const struct seal_table **t);

#endif
