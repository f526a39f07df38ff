/* Which format a perf script belongs to. */
#ifndef COLLAPSE_FORMATS_PERFSCHED_H
#define COLLAPSE_FORMATS_PERFSCHED_H

#include <stdbool.h>

#include "base/str.h"

/* Whether the head of a perf script has the events of time spent off the CPU. */
bool perf_is_sched(struct str head);

#endif
