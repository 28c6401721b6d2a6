/* SPDX-License-Identifier: MIT */
/*
 * foc.yaml(5) as structs, checked.  Texts belong to the document, which
 * lives as long as the struct org.
 */
#ifndef FOC_ORG_CONFIG_H
#define FOC_ORG_CONFIG_H

#include <stddef.h>
#include <stdint.h>

#include "core/intern.h"
#include "core/yaml.h"

struct org_person {
	const struct ynode *at;
	const char *id, *name, *email;
	char	*unix_names;		/* blank-separated, sorted */
	char	*roles;			/* likewise */
	unsigned role_set;
	const struct ynode *delegate;	/* where it is said, or NULL */
	const char *delegate_to;	/* NULL: nobody stands in */
	int64_t	delegate_until;
};

struct org_node {
	const struct ynode *at;
	int	level;			/* 1 unit ... 4 product */
	const char *name;
	size_t	parent;			/* index in nodes; level > 1 */
	const char *owner;		/* NULL below level 3 */
};

struct org_account {
	const struct ynode *at;
	const char *id, *name, *environment;
	bool	payer;
};

struct org_share {			/* of one account by one product */
	const char *account, *product;
	bool	dated;
	int64_t	from;			/* where dated */
};

struct org {
	struct ydoc doc;
	const char *organization, *currency;
	const char *label[4];
	struct org_person *people;
	struct org_node *nodes;		/* parents before children */
	struct org_account *accounts;
	struct org_share *shares;
	size_t	n_people, n_nodes, n_accounts, n_shares, n_rules;
	char	**rules;		/* JSON objects */
	char	**policy;		/* by policy_keys, defaults included */
	struct intern *person_ids;
};

/* A word for a person that is no failure; NULL: none wanted. */
typedef void (*org_notice)(void *arg, const char *text);

/*
 * Read and check len bytes of text.  sandbox: user names need not exist
 * here.  FOC_OK or FOC_BAD_INPUT, "NAME:LINE: ..." in err; org_free in
 * either case.
 */
int	org_read(struct org *o, const char *name, const char *text, size_t len,
	    bool sandbox, org_notice notice, void *arg, struct err *err);
void	org_free(struct org *o);

/* --- people.c */
int	org_read_people(struct org *o, const struct ynode *list,
	    const struct ynode *delegates);
/* User names of two people that are one uid here; names unknown here. */
int	org_check_users(struct org *o, bool sandbox, org_notice notice,
	    void *arg);
/* A word about those whose time is over. */
void	org_check_delegates(const struct org *o, int64_t now,
	    org_notice notice, void *arg);
const struct org_person *org_person(const struct org *o, const char *id);

/* --- hierarchy.c */
int	org_read_hierarchy(struct org *o, const struct ynode *list);
int	org_read_accounts(struct org *o, const struct ynode *list);

/* --- policy.c */
int	org_read_policy(struct org *o, const struct ynode *map);
int	org_read_rules(struct org *o, const struct ynode *list);

enum policy_kind {
	POLICY_INT,			/* whole number of min to max */
	POLICY_DECIMAL,			/* at least min, at most max */
	POLICY_WORD,			/* one of words */
	POLICY_NAME,			/* a model */
	POLICY_LIST,			/* patterns, kept as a JSON array */
	POLICY_REGIONS,			/* the same of regions */
	POLICY_MAP			/* tag to element, a JSON object */
};

struct policy_key {
	const char *key;		/* dotted */
	enum policy_kind kind;
	const char *value;		/* default, as stored */
	int64_t	min, max;
	const char *words;		/* blank-separated */
};

/* Ends with a NULL key. */
extern const struct policy_key policy_keys[];
size_t	policy_count(void);

/* --- what they share (config.c) */

/* A required text of 1 to 128 columns without control characters. */
int	org_name(struct org *o, const struct ynode *map, const char *key,
	    const char **v);
/* An id: 1 to 64 of a-z 0-9 . _ - */
bool	org_is_id(const char *s);
/* The words of a list of texts, sorted, blank-separated; malloc'd. */
char	*org_sorted_words(const struct ynode *list);
/* true where key was there before; else it is now. */
bool	org_seen(struct intern *t, const char *key);
/* Room for one more of an array of n. */
void	*org_grow(void *array, size_t n, size_t size);

#endif
