/* Stacks from a call graph: profiles that tell what each function took itself and
 * what it took by each of its callees, but not by which stacks (callgrind, gprof).
 *
 * What a function took itself is shared among its callers in proportion to what each
 * of them took by calling it, and so on up to the roots; whole counts are shared so
 * that nothing is lost or made.  So the own and the total cost of every function, and
 * of every caller and callee, are those of the profile; which of a function's callers
 * had which of its callees is the usual guess, as gprof and KCachegrind make it.
 * Functions that call each other in a circle are shown as one frame "<cycle of NAME>"
 * with its members above it, since their order cannot be told; a function that calls
 * only itself is shown once.  Shares below 1/100000 of all are not divided further:
 * their callers are "[other callers]". */
#ifndef COLLAPSE_CALLGRAPH_H
#define COLLAPSE_CALLGRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fold/stacks.h"

struct call {
	uint32_t caller, callee;
	uint64_t cost;  /* of the callee and what it called, by this caller */
	uint64_t times; /* shares the cost where all costs of a callee's callers are 0 */
};

struct function {
	uint32_t name;  /* stacks_name() */
	uint64_t self;  /* own cost */
	bool root;      /* was also entered from outside: what callers did not take is a root's */
	uint32_t group; /* its circle, or itself: made by callgraph_fold() */
};

/* A zeroed struct is an empty graph. */
struct callgraph {
	struct function *functions; /* owned */
	struct call *calls;         /* owned; several of one pair add up */
	size_t n, cap, n_calls, calls_cap;
	bool overflow;              /* a sum passed 2^64-1 */
};

uint32_t callgraph_function(struct callgraph *g, uint32_t name, bool root);
void callgraph_self(struct callgraph *g, uint32_t function, uint64_t cost);
void callgraph_call(struct callgraph *g, uint32_t caller, uint32_t callee, uint64_t cost,
                    uint64_t times);

/* Count the stacks of the whole graph, in units of 10^-decimals. */
void callgraph_fold(struct callgraph *g, struct stacks *s, unsigned decimals);

void callgraph_release(struct callgraph *g);

#endif
