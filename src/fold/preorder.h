/* The nodes of a trie in preorder: parents before their children, siblings by name or
 * in the order of their coming. */
#ifndef FOLD_PREORDER_H
#define FOLD_PREORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "fold/trie.h"

/* By place, the root's is 0; the caller's to free. */
struct preorder {
	uint32_t *node;   /* of the trie */
	uint32_t *parent; /* its place; the root's is 0 */
	uint32_t *end;    /* one past the subtree */
	uint32_t n;
};

struct preorder_options {
	bool by_name; /* else as they came */
	bool all;     /* else only the root and nodes with a count at or below them */
	bool beside;  /* a second thread may help */
};

void preorder_make(struct preorder *p, const struct trie *trie, struct preorder_options opt);

#endif
