/* Frames of perf script as name ids. */
#ifndef COLLAPSE_FORMATS_PERFNAMES_H
#define COLLAPSE_FORMATS_PERFNAMES_H

#include "collapse/addr2line.h"
#include "collapse/frames.h"

struct perf_names {
	struct frames frames;
	struct addr2line *tool; /* borrowed: for --inline */
};

/* To be released by frames_release(&names->frames). */
void perf_names_init(struct perf_names *names, struct stacks *s, const struct fold_options *opt,
                     struct addr2line *tool);

/* The frames, leaf first, of an address and the text behind it, up to the end of the
 * line, without blanks before it; source (may be empty) is the line of its source code,
 * which stands behind the text in memory. */
struct frame_ids perf_names_get(struct perf_names *names, struct str address, struct str text,
                                struct str source);

#endif
