/* SPDX-License-Identifier: MIT */
/*
 * What a billing row is: the rules applied, and the names of models and
 * regions made canonical.
 */
#ifndef FOC_INGEST_CLASSIFY_H
#define FOC_INGEST_CLASSIFY_H

#include "core/intern.h"
#include "ingest/rules.h"

struct classifier {
	struct rules rules;
	struct intern *pool;		/* every string handed out */
	struct intern *aliases;		/* spelling -> model[id] */
	const char **model;
	size_t	n_models;
	struct intern *codes;		/* of regions -> region[id] */
	const char **region;
	size_t	n_regions;
};

int	classifier_open(struct foc *f, struct classifier *c);
void	classifier_close(struct classifier *c);
/* The one copy of a string; lives as long as the classifier. */
const char *pooled(struct classifier *c, const char *s, size_t len);

/* The parts of an ARN; "" where there are none. */
struct arn {
	char	partition[16], service[40], region[32], account[16];
	const char *rest;
};
bool	arn_parse(struct arn *a, const char *s);

struct class_in {			/* "" where the bill says nothing */
	const char *entity, *code, *product, *usage, *resource, *operation;
	const char *unit, *description, *region;
};

enum kind { KIND_OTHER, KIND_AI, KIND_OPAQUE };

struct class_out {
	enum kind kind;
	const char *platform, *feature, *model, *token_type, *tier;
	const char *geography, *region, *unit, *endpoint;
	int64_t	per_unit;		/* DB_NULL: no tokens */
	const char *rule;		/* "bedrock/input" */
	bool	unknown_model, unclassified, unverified;
};

void	classify(struct classifier *c, const struct class_in *in,
	    struct class_out *out);

/*
 * What entity and code alone say: KIND_OTHER where no rule can make such a
 * row AI; else KIND_AI, which is to say: look at it.  If only its resource
 * could make it AI, *resources is the patterns to try, NULL otherwise.
 */
enum kind classify_early(struct classifier *c, const char *entity,
	    const char *code, const char **resources);
/*
 * All that the rules can see of a resource, as bytes; returns their number,
 * or 0 where there is no room.  Resources with equal bytes are classified
 * alike.
 */
#define RESOURCE_KEY_MAX 1024
size_t	resource_key(const struct classifier *c, const char *resource,
	    char key[RESOURCE_KEY_MAX]);
/* --- names.c */

#define NAME_MAX_BYTES	256

int	names_load(struct foc *f, struct classifier *c);
/* The canonical id of a model's name, or NULL. */
const char *model_lookup(const struct classifier *c, const char *name);
/* The model that a resource names; false where it names none. */
bool	model_of_arn(const char *resource, char to[NAME_MAX_BYTES]);
/* out->model: the first of its names that is known, else the first. */
void	model_find(struct classifier *c, const struct class_in *in,
	    struct class_out *out);
const char *region_find(struct classifier *c, const struct class_in *in);
/* Where in a usage type the model's name ends and the meter begins. */
const char *name_end(const struct classifier *c, const char *usage);

#endif
