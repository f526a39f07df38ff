/* What -e names: an event, and where in a program it is.
 *
 *     cpu                    time on a CPU
 *     page-faults
 *     bp:FUNCTION            each call, by a breakpoint of the processor
 *     uprobe:FILE:FUNCTION   each call, by a probe of the kernel in the file
 *     SYSTEM:NAME            a tracepoint of the kernel */
#ifndef SAMPLE_PROBE_H
#define SAMPLE_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "sample/event.h"
#include "sample/maps.h"
#include "sample/module.h"

#define PROBE_WHY 512

struct probe {
	enum event_kind kind;
	char *file;     /* EVENT_UPROBE; EVENT_TRACEPOINT: its system; owned */
	char *function; /* or the tracepoint's name; owned */
};

/* NULL, or why text is refused; p is to be released either way. */
const char *probe_parse(struct probe *p, const char *text);

/* Where the kernel is to look, into want.  False: why is one line that says it.
 * A breakpoint needs the maps of the process that it is for. */
bool probe_uprobe(const struct probe *p, struct event_want *want, char why[PROBE_WHY]);
bool probe_tracepoint(const struct probe *p, struct event_want *want, char why[PROBE_WHY]);
bool probe_breakpoint(const struct probe *p, const struct maps *maps, struct modules *modules,
                      struct event_want *want, char why[PROBE_WHY]);

void probe_release(struct probe *p);

#endif
