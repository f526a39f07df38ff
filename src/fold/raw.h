/* Is this a profiler's own output, and not folded text yet? */
#ifndef FOLD_RAW_H
#define FOLD_RAW_H

#include "base/str.h"

/* What the head of an input looks like ("the output of perf script"), or NULL.  A
 * hint for a message, asked for where lines could not be read: folded text may
 * look like any of these by chance. */
const char *raw_profile(struct str head);

#endif
