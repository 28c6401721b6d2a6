/* SPDX-License-Identifier: MIT */
/*
 * An offer as CSV: a preamble of name and value, then a table whose first
 * column is SKU.
 */
#include <csv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "core/text.h"
#include "ingest/offer.h"

#define CELLS_MAX	512

enum column {
	COL_SKU, COL_TERM, COL_DESCRIPTION, COL_BEGIN, COL_UNIT, COL_PRICE,
	COL_CURRENCY, COL_USAGE, COL_OPERATION, COL_REGION, COL_SERVICE,
	COL_MODEL, COL_TITAN, COL__MAX
};

static const struct { const char *name; bool needed; } columns[COL__MAX] = {
	[COL_SKU] = { "SKU", true },
	[COL_TERM] = { "TermType", true },
	[COL_DESCRIPTION] = { "PriceDescription", true },
	[COL_BEGIN] = { "StartingRange", false },
	[COL_UNIT] = { "Unit", true },
	[COL_PRICE] = { "PricePerUnit", true },
	[COL_CURRENCY] = { "Currency", true },
	[COL_USAGE] = { "usageType", true },
	[COL_OPERATION] = { "operation", false },
	[COL_REGION] = { "Region Code", true },
	[COL_SERVICE] = { "serviceName", true },
	[COL_MODEL] = { "Model", false },
	[COL_TITAN] = { "titanModel", false },
};

struct sheet {
	struct offer *o;
	struct offer_price p;		/* code, version, published */
	char	*code, *version;
	bool	dated;
	char	*cell[CELLS_MAX];
	size_t	n;
	size_t	at[COL__MAX];		/* CELLS_MAX: not there */
	bool	table;			/* the header has come */
	long	row;
	int	status;
};

static int
read_header(struct sheet *s)
{
	size_t i, c;

	for (c = 0; c < COL__MAX; c++) {
		s->at[c] = CELLS_MAX;
		for (i = 0; i < s->n; i++)
			if (strcasecmp(s->cell[i], columns[c].name) == 0)
				s->at[c] = i;
		if (s->at[c] == CELLS_MAX && columns[c].needed)
			return offer_bad(s->o, "has no column %s",
			    columns[c].name);
	}
	s->table = true;
	if (!s->dated)
		return offer_bad(s->o, "has no Publication Date");
	s->p.code = s->code != NULL ? s->code : "";
	s->p.version = s->version != NULL ? s->version : "";
	return offer_check_code(s->o, s->p.code);
}

static int
read_preamble(struct sheet *s)
{
	const char *name = s->n > 0 ? s->cell[0] : "";

	if (strcasecmp(name, "SKU") == 0)
		return read_header(s);
	if (s->n != 2)
		return offer_bad(s->o, "is no file of the AWS Price List: "
		    "neither JSON nor a table with SKU as its first column");
	if (strcasecmp(name, "Publication Date") == 0)
		s->dated = offer_day(s->cell[1], &s->p.published) == 0;
	else if (strcasecmp(name, "Version") == 0 && s->version == NULL)
		s->version = xstrdup(s->cell[1]);
	else if (strcasecmp(name, "OfferCode") == 0 && s->code == NULL)
		s->code = xstrdup(s->cell[1]);
	return FOC_OK;
}

static const char *
cell(const struct sheet *s, enum column c)
{
	return s->at[c] < s->n ? s->cell[s->at[c]] : "";
}

static int
read_price(struct sheet *s)
{
	const char *begin = cell(s, COL_BEGIN);

	if (s->n == 0 || strcmp(cell(s, COL_TERM), "OnDemand") != 0 ||
	    (*begin != '\0' && strcmp(begin, "0") != 0))
		return FOC_OK;
	s->p.service = cell(s, COL_SERVICE);
	s->p.usage = cell(s, COL_USAGE);
	s->p.operation = cell(s, COL_OPERATION);
	s->p.region = cell(s, COL_REGION);
	s->p.model = cell(s, COL_MODEL);
	if (*s->p.model == '\0')
		s->p.model = cell(s, COL_TITAN);
	s->p.description = cell(s, COL_DESCRIPTION);
	s->p.unit = cell(s, COL_UNIT);
	s->p.usd = strcmp(cell(s, COL_CURRENCY), "USD") == 0 ?
	    cell(s, COL_PRICE) : NULL;
	return s->o->take(s->o->arg, &s->p);
}

static void
add_cell(void *text, size_t len, void *arg)
{
	struct sheet *s = arg;

	if (s->n < CELLS_MAX)
		s->cell[s->n++] = xstrndup(text != NULL ? text : "", len);
}

static void
end_row(int end, void *arg)
{
	struct sheet *s = arg;

	(void)end;
	s->row++;
	if (s->status == FOC_OK)
		s->status = s->table ? read_price(s) : read_preamble(s);
	while (s->n > 0)
		free(s->cell[--s->n]);
}

static int
parse(struct sheet *s, struct csv_parser *c, const char *text, size_t len)
{
	size_t took = csv_parse(c, text, len, add_cell, end_row, s);

	if (took == len && csv_fini(c, add_cell, end_row, s) == 0)
		return s->status;
	while (s->n > 0)
		free(s->cell[--s->n]);
	return offer_bad(s->o, "row %ld: is no CSV: %s", s->row + 1,
	    csv_strerror(csv_error(c)));
}

int
offer_read_csv(struct offer *o, const char *text, size_t len)
{
	struct sheet s = { .o = o, .status = FOC_OK };
	struct csv_parser c;
	int status;

	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		len -= 3;
	}
	if (!utf8_valid(text, len))
		return offer_bad(o, "is no UTF-8 text");
	if (csv_init(&c, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return foc_fail(o->f, FOC_SYSTEM, "libcsv does not start");
	status = parse(&s, &c, text, len);
	if (status == FOC_OK && !s.table)
		status = offer_bad(o, "is no file of the AWS Price List: "
		    "neither JSON nor a table with SKU as its first column");
	csv_free(&c);
	free(s.version);
	free(s.code);
	return status;
}
