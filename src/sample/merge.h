/* The records of several rings in the order of their times.
 *
 * It goes by rounds.  What is newer than a cutoff stays where it is, as other rings may
 * still get older records. */
#ifndef SAMPLE_MERGE_H
#define SAMPLE_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "sample/record.h"

struct ring;

struct merge {
	struct ring **rings;  /* borrowed; parallel to the rest */
	struct str *record;   /* the next one of each ring */
	uint64_t *time;
	uint32_t *heap;       /* rings with a record, by time */
	size_t n, n_heap;
	const struct record_layout *layout;
	uint32_t taken;       /* the ring of the record that was given last; UINT32_MAX: none */
};

void merge_init(struct merge *m, struct ring **rings, size_t n,
                const struct record_layout *layout);

/* Start a round: look at all rings. */
void merge_look(struct merge *m);

/* The oldest record that is not newer than cutoff; false: no more in this round.
 * Valid until the next call.  Records without a time come first. */
bool merge_next(struct merge *m, uint64_t cutoff, struct str *record);

/* End the round: what was given is given back to the kernel. */
void merge_done(struct merge *m);

void merge_release(struct merge *m);

#endif
