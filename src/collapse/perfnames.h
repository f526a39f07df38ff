/* Frames of perf script as name ids, each distinct text taken apart once. */
#ifndef COLLAPSE_PERFNAMES_H
#define COLLAPSE_PERFNAMES_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "collapse/format.h"

struct perf_known;

struct perf_names {
	struct stacks *s;               /* borrowed: whose ids they are */
	const struct fold_options *opt; /* borrowed */
	struct perf_known *slots;       /* owned */
	size_t n, n_slots;
	struct arena text;              /* of the keys */
	uint32_t *ids;                  /* of frames that are several: inlined calls */
	size_t n_ids, cap_ids;
};

/* One or more ids, leaf first; valid until the next call. */
struct perf_ids {
	const uint32_t *list;
	size_t n;
};

void perf_names_init(struct perf_names *names, struct stacks *s, const struct fold_options *opt);

/* The frames of an address and the text behind it, up to the end of the line, without
 * blanks before it; source (may be empty) is the line of its source code. */
struct perf_ids perf_names_get(struct perf_names *names, struct str address, struct str text,
                               struct str source);

void perf_names_release(struct perf_names *names);

#endif
