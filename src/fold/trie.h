/* The trie of frames: stacks merged by prefix, each node counted with what ends
 * in it.  Memory follows the distinct stacks.
 *
 * Equal frames under one parent are one node in whatever order they come; with
 * TRIE_NEIGHBOURS (flame charts) only while nothing else came between them. */
#ifndef FOLD_TRIE_H
#define FOLD_TRIE_H

#include <stdbool.h>
#include <stdint.h>

#include "fold/names.h"

#define TRIE_ROOT 0u

enum trie_merge { TRIE_ALL, TRIE_NEIGHBOURS };

struct trie_node {
	uint32_t parent; /* the root's is itself */
	uint32_t name;   /* id in names; the root's means nothing */
	uint64_t self;   /* the counts of stacks that end here */
};

struct trie {
	enum trie_merge merge;
	struct names names;
	struct trie_node *nodes; /* a parent stands before its children */
	uint32_t n;
	size_t cap;
	uint64_t *before; /* second counts by node: differential input; or NULL */
	size_t before_cap;
	uint32_t *slots;
	size_t n_slots;
	uint32_t last;    /* TRIE_NEIGHBOURS: where the last stack ended */
	bool overflow;    /* a count passed 2^64-1: the sums mean nothing */
};

void trie_init(struct trie *t, enum trie_merge merge);

/* The child of parent with that name, made when it is new. */
uint32_t trie_child(struct trie *t, uint32_t parent, uint32_t name);

/* Count a stack that ends in node; in differential input, its earlier count. */
void trie_count(struct trie *t, uint32_t node, uint64_t count);
void trie_count_before(struct trie *t, uint32_t node, uint64_t count);

void trie_release(struct trie *t);

#endif
