/* Stacks that a profile keeps as nodes with a parent each (V8, Gecko): a sample
 * names the leaf. */
#ifndef COLLAPSE_CHAINS_H
#define COLLAPSE_CHAINS_H

#include <stddef.h>
#include <stdint.h>

#include "fold/stacks.h"

#define CHAIN_ROOT UINT32_MAX  /* the parent of a node that has none */
#define CHAIN_HIDDEN UINT32_MAX /* the name of a node that is no frame */

struct chain {
	uint32_t parent; /* index of a node, or CHAIN_ROOT */
	uint32_t name;   /* stacks_name(), or CHAIN_HIDDEN */
};

/* Push the frames from the root to node at.  A chain that runs in a circle, or
 * into a node that is not there, ends where that shows. */
void chains_push(struct stacks *s, const struct chain *nodes, size_t n, size_t at);

#endif
