/* A finished trie as arrays in preorder, ready to be drawn, written or compared:
 * a parent stands before its children, a subtree is the range [i, end[i]).
 *
 * Node 0 is the root ("all").  Siblings stand by name (bytes), by width, or, of a
 * flame chart, in the order of the input.  Every count is a whole number of
 * 10^-scale. */
#ifndef FOLD_TREE_H
#define FOLD_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "fold/trie.h"

enum tree_order { TREE_BY_NAME, TREE_BY_WIDTH, TREE_BY_INPUT };

struct tree {
	const struct names *names; /* the trie's, which must outlive the tree */
	uint32_t n;                /* nodes, the root included */
	uint32_t levels;           /* of the deepest node; the root alone has 1 */
	unsigned scale;            /* decimals of every count */
	/* by node; owned */
	uint32_t *name;   /* id in names; the root's means nothing */
	uint32_t *parent; /* the root's is 0 */
	uint32_t *end;    /* one past the subtree */
	uint32_t *depth;  /* the root's is 0 */
	uint64_t *self, *total;
	uint64_t *self_before, *total_before; /* differential: the earlier count; else NULL */
	/* what max_frames left out, by the nearest node that was kept; NULL: nothing */
	uint32_t *cut_frames;
	uint64_t *cut_total, *cut_total_before; /* inside total, in no child and not in self */
	uint64_t all_cut_frames;
};

struct tree_options {
	enum tree_order order;
	uint64_t max_frames; /* 0: all.  The widest stay, with their ancestors; ties go by path */
	unsigned scale;      /* of the trie's counts */
	unsigned jobs;       /* 1: no thread helps */
};

/* Build from a trie, which is used up: only its names are left (trie_forget()).  NULL, or
 * why not (a sum passed 2^64-1); tree is to be released either way. */
const char *tree_build(struct tree *tree, struct trie *trie, const struct tree_options *opt);

void tree_release(struct tree *tree);

#endif
