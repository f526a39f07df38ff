/* A recording of perf record, taken apart: its events, and one record after the other.
 *
 * Files and what perf record -o - writes into a pipe, little-endian.  A file begins with
 * a header that tells where attributes, data and optional features are; a pipe has all
 * of them as records among the others.  Source: tools/perf/Documentation/
 * perf.data-file-format.txt of Linux. */
#ifndef SAMPLE_RECORDING_H
#define SAMPLE_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "sample/elf.h"
#include "sample/record.h"

struct recording_event {
	struct record_layout layout;
	struct str name;  /* as perf has it, "cycles:u"; empty: not known */
	bool dummy;       /* perf's own, which counts nothing */
	uint64_t samples; /* for the caller's use */
};

/* The event of an id, of which it has one on each CPU. */
struct recording_id {
	uint64_t id;
	uint32_t event;
};

struct recording {
	struct str bytes;       /* all of it; borrowed */
	enum elf_machine machine; /* 0: not told */
	struct recording_event *events; /* owned */
	size_t n_events, events_cap;
	/* private */
	struct str data;          /* what has not been given yet */
	struct recording_id *ids; /* by id, up to n_sorted; owned */
	size_t n_ids, ids_cap, n_sorted;
};

/* Whether a head of at least 8 bytes is of a recording. */
bool recording_probe(struct str head);

/* Read the header; the bytes must outlive r.  NULL, or why it is refused; then too
 * recording_release() is to be called. */
const char *recording_open(struct recording *r, struct str bytes);

/* The next record, those of perf about its own file too, which have been taken in.  A
 * recording that was cut off ends where it was.  False: no more. */
bool recording_next(struct recording *r, struct str *record);

/* The type of a record of recording_next(). */
uint32_t recording_type(struct str record);

/* The event that a record of the kernel belongs to, an index; there is at least one. */
size_t recording_event(struct recording *r, struct str record);

void recording_release(struct recording *r);

#endif
