/* Frames of perf script as name ids. */
#ifndef COLLAPSE_PERFNAMES_H
#define COLLAPSE_PERFNAMES_H

#include "collapse/frames.h"

/* The frames, leaf first, of an address and the text behind it, up to the end of the
 * line, without blanks before it; source (may be empty) is the line of its source code,
 * which stands behind the text in memory. */
struct frame_ids perf_names_get(struct frames *names, struct str address, struct str text,
                                struct str source);

#endif
