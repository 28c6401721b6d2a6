/* SPDX-License-Identifier: MIT */
/* The JSON forms of the AWS Price List. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/intern.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/utc.h"
#include "ingest/offer.h"

int
offer_bad(struct offer *o, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return foc_fail(o->f, FOC_BAD_INPUT, "%s: %s", o->file, text);
}

int
offer_day(const char *text, int64_t *day)
{
	if (text == NULL || utc_parse_any(text, strlen(text), day) != 0)
		return -1;
	*day -= *day % UTC_DAY;
	return 0;
}

int
offer_check_code(struct offer *o, const char *code)
{
	static const char *const codes[] = {
		"AmazonBedrock", "AmazonBedrockService",
		"AmazonBedrockFoundationModels", "AmazonBedrockAgentCore"
	};
	size_t i;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strcmp(code, codes[i]) == 0)
			return FOC_OK;
	return offer_bad(o, "is of the offer '%.64s', which is none of "
	    "AmazonBedrock, AmazonBedrockService, "
	    "AmazonBedrockFoundationModels and AmazonBedrockAgentCore", code);
}

static const char *
text_of(const cJSON *object, const char *key)
{
	const char *s = json_string(object, key);

	return s != NULL ? s : "";
}

/* The model's name stands under one of several keys, or nowhere. */
static const char *
model_of(const cJSON *attributes)
{
	static const char *const keys[] = {
		"model", "titanModel", "titleModelId", "modelId"
	};
	const char *s;
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if ((s = json_string(attributes, keys[i])) != NULL &&
		    *s != '\0')
			return s;
	return "";
}

static int
take_dimension(struct offer *o, const cJSON *dim, struct offer_price *p)
{
	const char *begin = json_string(dim, "beginRange");

	if (begin != NULL && strcmp(begin, "0") != 0)
		return FOC_OK;
	p->description = text_of(dim, "description");
	p->unit = text_of(dim, "unit");
	p->usd = json_string(json_member(dim, "pricePerUnit"), "USD");
	return o->take(o->arg, p);
}

static int
take_term(struct offer *o, const cJSON *term, struct offer_price *p)
{
	const cJSON *dims = json_member(term, "priceDimensions"), *dim;
	int status = FOC_OK;

	if (p->published == DB_NULL && offer_day(json_string(term,
	    "effectiveDate"), &p->published) != 0)
		return offer_bad(o, "has a price without publicationDate");
	cJSON_ArrayForEach(dim, dims)
		if (status == FOC_OK)
			status = take_dimension(o, dim, p);
	return status;
}

/* One product and its terms on demand. */
static int
take_product(struct offer *o, const cJSON *product, const cJSON *terms,
    struct offer_price *p)
{
	const cJSON *attributes = json_member(product, "attributes"), *term;
	int64_t published = p->published;
	int status = FOC_OK;

	p->service = text_of(attributes, "servicename");
	p->usage = text_of(attributes, "usagetype");
	p->operation = text_of(attributes, "operation");
	p->region = text_of(attributes, "regionCode");
	p->model = model_of(attributes);
	cJSON_ArrayForEach(term, terms) {
		if (status != FOC_OK)
			break;
		p->published = published;
		status = take_term(o, term, p);
	}
	p->published = published;
	return status;
}

/* --- an offer: products by SKU, terms by SKU */

/* A list has members without names, which are no SKUs. */
static int
check_maps(struct offer *o, const cJSON *products, const cJSON *terms)
{
	if ((products == NULL || cJSON_IsObject(products)) &&
	    (terms == NULL || cJSON_IsObject(terms)))
		return FOC_OK;
	return offer_bad(o, "its products or its terms on demand are no "
	    "object");
}

static int
read_offer(struct offer *o, const cJSON *tree)
{
	const cJSON *terms = json_member(json_member(tree, "terms"),
	    "OnDemand");
	const cJSON *products = json_member(tree, "products"), *item;
	struct offer_price p = { .code = text_of(tree, "offerCode"),
	    .version = text_of(tree, "version") };
	struct intern *skus = intern_new();
	const cJSON **product = NULL;
	size_t n = 0;
	uint32_t id;
	int status = offer_check_code(o, p.code);

	if (status == FOC_OK && offer_day(json_string(tree,
	    "publicationDate"), &p.published) != 0)
		status = offer_bad(o, "has no publicationDate");
	if (status == FOC_OK)
		status = check_maps(o, products, terms);
	cJSON_ArrayForEach(item, products) {
		if (status != FOC_OK)
			break;
		intern_add(skus, item->string, strlen(item->string));
		product = xreallocarray(product, n + 1, sizeof(*product));
		product[n++] = item;
	}
	cJSON_ArrayForEach(item, terms) {
		if (status != FOC_OK)
			break;
		id = intern_add(skus, item->string, strlen(item->string));
		if (id < n)
			status = take_product(o, product[id], item, &p);
	}
	intern_free(skus);
	free(product);
	return status;
}

/* --- get-products: a list of products, as text or as objects */

static int
read_listed(struct offer *o, const cJSON *item)
{
	const cJSON *product = json_member(item, "product");
	struct offer_price p = { .version = text_of(item, "version") };
	int status;

	p.code = text_of(item, "serviceCode");
	if (*p.code == '\0')
		p.code = text_of(json_member(product, "attributes"),
		    "servicecode");
	if (offer_day(json_string(item, "publicationDate"), &p.published) !=
	    0)
		p.published = o->published;
	if ((status = offer_check_code(o, p.code)) != FOC_OK)
		return status;
	return take_product(o, product, json_member(json_member(item,
	    "terms"), "OnDemand"), &p);
}

/* A member of PriceList as a tree; *mine where the caller has to free it. */
static int
open_listed(struct offer *o, cJSON *item, int at, cJSON **tree, bool *mine)
{
	struct err e;

	*tree = item;
	*mine = cJSON_IsString(item);
	if (*mine && (*tree = json_parse(item->valuestring,
	    strlen(item->valuestring), &e)) == NULL)
		return offer_bad(o, "PriceList[%d]: %s", at, e.text);
	if (!cJSON_IsObject(*tree) || json_member(*tree, "product") == NULL) {
		if (*mine)
			cJSON_Delete(*tree);
		return offer_bad(o, "PriceList[%d]: is no product", at);
	}
	return FOC_OK;
}

/* Twice: what a product does not say of its date, its neighbours do. */
static int
read_list(struct offer *o, const cJSON *list, bool dates_only)
{
	cJSON *item, *tree;
	int64_t day;
	bool mine;
	int at = 0, status;

	cJSON_ArrayForEach(item, list) {
		if ((status = open_listed(o, item, at++, &tree, &mine)) !=
		    FOC_OK)
			return status;
		if (!dates_only)
			status = read_listed(o, tree);
		else if (offer_day(json_string(tree, "publicationDate"),
		    &day) == 0 && (o->published == DB_NULL ||
		    day > o->published))
			o->published = day;
		if (mine)
			cJSON_Delete(tree);
		if (status != FOC_OK)
			return status;
	}
	return FOC_OK;
}

static int
read_json(struct offer *o, const char *text, size_t len)
{
	struct err e;
	cJSON *tree = json_parse(text, len, &e);
	const cJSON *list;
	int status;

	if (tree == NULL)
		return offer_bad(o, "%s", e.text);
	list = json_member(tree, "PriceList");
	if (cJSON_IsArray(list)) {
		status = read_list(o, list, true);
		if (status == FOC_OK)
			status = read_list(o, list, false);
	} else if (json_member(tree, "offerCode") != NULL) {
		status = read_offer(o, tree);
	} else {
		status = offer_bad(o, "is no file of the AWS Price List: it "
		    "has neither offerCode nor PriceList");
	}
	cJSON_Delete(tree);
	return status;
}

int
offer_read(struct offer *o, const char *text, size_t len)
{
	size_t i;

	o->published = DB_NULL;
	for (i = 0; i < len && strchr(" \t\r\n", text[i]) != NULL; i++)
		continue;
	if (i < len && text[i] == '{')
		return read_json(o, text, len);
	return offer_read_csv(o, text, len);
}
