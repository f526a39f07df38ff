/* The call trees of V8, as its CPU and heap profiles and Chrome's traces have them.
 *
 * A node is an object with an id, a callFrame (functionName, url, lineNumber and
 * columnNumber from 0) and either children, by id or as objects inside each other,
 * or its parent's id.  Profiles of old versions have the fields of callFrame in the
 * node itself.  Source: the Chrome DevTools Protocol, Profiler and HeapProfiler. */
#ifndef COLLAPSE_FORMATS_V8_H
#define COLLAPSE_FORMATS_V8_H

#include <stdint.h>

#include "collapse/chains.h"
#include "collapse/ids.h"
#include "collapse/json.h"
#include "collapse/range.h"

struct v8_link {
	uint64_t child; /* an id */
	uint32_t node;  /* its parent */
};

struct v8_sample {
	uint64_t node;   /* an id */
	struct fixed at; /* microseconds */
	size_t order;    /* of its coming */
};

struct v8_open; /* a node that is being read, with nodes inside it */

struct v8 {
	struct stacks *s;      /* borrowed: where names are */
	struct chain *nodes;   /* owned, as what follows */
	uint64_t *weight;      /* hitCount or selfSize, by node */
	size_t n, cap, weight_cap;
	struct ids ids;        /* of nodes; an index here is one there, see of_id */
	uint32_t *of_id;       /* by index in ids: the node */
	size_t of_id_cap;
	struct v8_link *links; /* children that were named before they came */
	size_t n_links, links_cap;
	struct v8_sample *samples;
	size_t n_samples, samples_cap;
	const uint32_t *roots; /* frames that stand before all stacks; borrowed */
	size_t n_roots;
	struct range range;    /* of the samples that are counted by time */
	struct fixed now;      /* the time of the last sample; its start time at first */
	struct v8_open *open;
	size_t n_open, open_cap;
};

/* Read the next value of j, a node, with the nodes inside it; parent: the index of
 * its caller's node, or CHAIN_ROOT. */
void v8_node(struct v8 *v, struct json *j, uint32_t parent);

/* Read an array of nodes. */
void v8_nodes(struct v8 *v, struct json *j);

/* All nodes have been read: find the parents of those that were only named. */
void v8_link(struct v8 *v);

/* The node of an id, or CHAIN_ROOT. */
uint32_t v8_find(const struct v8 *v, uint64_t id);

/* Read two arrays side by side: the nodes of samples, and the microseconds from the
 * sample before to each; the cursors are copies. */
void v8_samples(struct v8 *v, struct json nodes, struct json deltas);

/* Count each sample with the time until the next one, the last until end, if that is
 * known, or, with counts, each alike; those that came out of order are sorted. */
void v8_count_times(struct v8 *v, const struct fixed *end, bool counts);

/* Push the roots and the stack of a node; "[unknown]" where there is none. */
void v8_push(const struct v8 *v, uint32_t node);

void v8_release(struct v8 *v);

#endif
