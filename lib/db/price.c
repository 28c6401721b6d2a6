/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "core/mem.h"
#include "core/sha.h"
#include "db/price.h"

#define TOKENS_PRICED	1000000		/* prices are of so many */
#define BOOK_DIGITS	8

int
price_find(struct foc *f, const struct price_query *q, struct price *p)
{
	struct rows r;

	*p = (struct price){ .usd_per_million = DB_NULL };
	db_query(&r, f, SQL_PRICE_FIND, "ssssssi", q->platform, q->model,
	    q->token_type, q->region, q->tier, q->geography, q->at);
	if (db_next(&r)) {
		snprintf(p->id, sizeof(p->id), "%s", db_text(&r, 0));
		p->usd_per_million = db_int(&r, 1);
		p->other_geography = db_int(&r, 2) == 0;
	}
	return db_done(&r);
}

int
price_sum(int128 sum, int decimals, int64_t *usd)
{
	int128 by = TOKENS_PRICED;

	while (decimals-- > 0)
		by *= 10;
	return money_narrow(div_half_even(sum, by), usd);
}

int
price_book_name(struct foc *f, char **name)
{
	crypto_hash_sha256_state s;
	unsigned char hash[SHA_BYTES];
	char hex[SHA_HEX_MAX], day[UTC_TEXT_MAX];
	struct rows r;
	int64_t newest;
	int i, status;

	*name = NULL;
	crypto_hash_sha256_init(&s);
	db_query(&r, f, SQL_PRICE_ROWS, "");
	while (db_next(&r)) {
		for (i = 0; i < 6; i++)
			sha_text(&s, db_text(&r, i));
		sha_int(&s, db_int(&r, 6));
		sha_int(&s, db_int(&r, 7));
	}
	sha_final(&s, hash);
	if ((status = db_done(&r)) != FOC_OK ||
	    (status = db_get_int(f, &newest, SQL_PRICE_NEWEST, "")) != FOC_OK)
		return status;
	*name = xasprintf("book-%s-%.*s", utc_day(day, newest), BOOK_DIGITS,
	    sha_hex(hex, hash));
	return FOC_OK;
}
