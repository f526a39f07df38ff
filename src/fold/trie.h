/* The trie of frames: stacks merged by prefix, each node counted with what ends
 * in it.  Memory follows the distinct stacks.
 *
 * Equal frames under one parent are one node in whatever order they come; with
 * TRIE_NEIGHBOURS (flame charts) only while nothing else came between them.
 *
 * A node is found by the hash of its whole path, so the addresses of all nodes of a
 * stack are known before the first is looked at (walk.h reads ahead by that).  A
 * hit is always compared: parent and name. */
#ifndef FOLD_TRIE_H
#define FOLD_TRIE_H

#include <stdbool.h>
#include <stdint.h>

#include "fold/names.h"

#define TRIE_ROOT 0u

enum trie_merge { TRIE_ALL, TRIE_NEIGHBOURS };

/* Where threads have read, some nodes may be unused: children of the root with
 * nothing counted in or below them. */
struct trie_node {
	uint32_t parent; /* the root's is itself */
	uint32_t name;   /* id in names; the root's means nothing */
	uint64_t self;   /* the counts of stacks that end here */
};

/* Which count of a stack. */
enum trie_column { TRIE_NOW, TRIE_BEFORE, TRIE_COLUMNS };

struct trie {
	enum trie_merge merge;
	bool by_text;            /* walks fill it (walk.h): until it is sealed, nodes have the
	                          * places of names for ids, and paths are hashed by their texts */
	struct names names;
	struct trie_node *nodes; /* a parent stands before its children */
	uint32_t n;
	uint32_t limit;          /* n to which nodes and slots have room */
	size_t cap;
	uint64_t *before;        /* second counts by node: differential input; or NULL */
	uint32_t *part[TRIE_COLUMNS]; /* by node: 10^-9ths of its counts (load.h), or NULL */
	struct slots slots;      /* nodes, by the hash of the path */
	uint32_t *open;          /* TRIE_NEIGHBOURS: the nodes of the last stack, by level */
	size_t open_cap;
	uint64_t n_open, walked; /* ... how many; and how far down the one after it has come */
	bool overflow;           /* a count passed 2^64-1: the sums mean nothing */
};

/* A node on the way down, and the hash of its path (TRIE_NEIGHBOURS: its level). */
struct trie_place {
	uint32_t node;
	uint64_t path;
};

void trie_init(struct trie *t, enum trie_merge merge);

/* The child of a place with the name of that id, made when it is new.  {TRIE_ROOT, 0} is the
 * root's place. */
struct trie_place trie_child(struct trie *t, struct trie_place parent, uint32_t name);

/* The node of a whole stack: the ids of n names, root first. */
uint32_t trie_path(struct trie *t, const uint32_t *names, size_t n);

/* Count a stack that ends in node; in differential input, its earlier count. */
void trie_count(struct trie *t, uint32_t node, uint64_t count);
void trie_count_before(struct trie *t, uint32_t node, uint64_t count);

/* Room for more nodes and names, and for as many bytes of names; moves all arrays. */
void trie_room(struct trie *t, size_t more, size_t bytes);

/* Give every node an earlier count; parts of counts, and no more. */
void trie_need_before(struct trie *t);
void trie_need_part(struct trie *t, enum trie_column column);
void trie_drop_part(struct trie *t, enum trie_column column);

/* Neither children nor names are made any more: frees what only finding them needs. */
void trie_seal(struct trie *t);

/* Of a sealed trie without parts of counts: frees the room that nodes do not need. */
void trie_shrink(struct trie *t);

/* Of a sealed trie: frees the nodes but not their earlier counts; frees all but its names:
 * it has no nodes any more, not even a root. */
void trie_forget_nodes(struct trie *t);
void trie_forget(struct trie *t);

void trie_release(struct trie *t);

#endif
