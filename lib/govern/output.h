/* SPDX-License-Identifier: MIT */
/* What one output of the AWS CLI says of a step. */
#ifndef FOC_GOVERN_OUTPUT_H
#define FOC_GOVERN_OUTPUT_H

#include "govern/task.h"

enum part {				/* of what a step needs */
	PART_ACCESS = 1 << 0, PART_ROLE = 1 << 1, PART_DENY = 1 << 2,
	PART_ALLOW = 1 << 3, PART_SERVICE = 1 << 4, PART_SET = 1 << 5,
	PART_SET_POLICY = 1 << 6, PART_WORKSPACE = 1 << 7,
	PART_EVENTS = 1 << 8, PART_STACK = 1 << 9, PART_PROFILE = 1 << 10,
	PART_TAG = 1 << 11, PART_NAMES = 1 << 12,
};

struct check {
	struct foc *f;
	const struct task *t;
	int	step;
	unsigned may, need, have;	/* sets of enum part */
	struct iam d;
	struct proof *p;
};

/* The first key that an output has says what it is. */
struct output {
	const char *key;
	unsigned parts;
	int	(*check)(struct check *c, const cJSON *json);
	bool	one;			/* check itself says which part */
};

/* NULL where it is none that is known. */
const struct output *output_of(const cJSON *json);

#endif
