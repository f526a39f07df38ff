/* Where the frames and the lines of a block end: found by comparing many bytes at
 * once, before anything else looks at the block. */
#ifndef FOLD_SCAN_H
#define FOLD_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes behind a block that are read with it, whatever they hold. */
#define SCAN_PAD 64

/* The ends of a block, as offsets: every ';' and LF in the order of the text.
 * lines[k] is the index in ends of the LF of line k. */
struct scan {
	uint32_t *ends;  /* owned, as is lines */
	uint32_t *lines;
	size_t n, n_lines;
	size_t room;     /* bytes that a block may have */
};

/* Scan n bytes at p, less than 4 GiB and padded by SCAN_PAD. */
void scan_block(struct scan *s, const char *p, size_t n);

/* The same without what the processor may have beyond the compiler's target: for
 * tests of both. */
void scan_block_plainly(struct scan *s, const char *p, size_t n);

void scan_release(struct scan *s);

#endif
