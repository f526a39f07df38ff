/* The buffer that the kernel writes records of one CPU into.
 *
 * The first page is a control page; behind it is a power of two of data.  The
 * kernel moves the head, we move the tail; what is between them is ours.  A record
 * may wrap around the end: then it is copied, so that callers see it whole. */
#ifndef SAMPLE_RING_H
#define SAMPLE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define RECORD_MAX 65536 /* the size of a record has 16 bits */

struct ring {
	unsigned char *page;       /* the control page */
	const unsigned char *data;
	uint64_t size;             /* of data, a power of two */
	uint64_t head, tail;       /* head: as ring_look() saw it */
	size_t mapped;             /* bytes to unmap; 0: the caller's memory */
	unsigned char *whole;      /* RECORD_MAX bytes for one that wraps; owned */
	uint64_t broken;           /* bytes skipped since their sizes made no sense */
};

/* Map the ring of an event with n data pages (a power of two).  False with errno
 * set: EPERM where the memory that may be locked is used up. */
bool ring_map(struct ring *r, int fd, size_t pages);

/* A ring over memory of the caller's: a page, and size bytes behind it. */
void ring_over(struct ring *r, unsigned char *page, size_t page_size, size_t size);

/* See what the kernel has written until now. */
void ring_look(struct ring *r);

/* The next record, whole; false where none is left of what ring_look() saw.  Valid
 * until ring_done(), one that wraps until the next ring_next() on this ring. */
bool ring_next(struct ring *r, struct str *record);

/* Give everything before the next record back to the kernel. */
void ring_done(struct ring *r);

void ring_unmap(struct ring *r);

#endif
