/* Where the lines of a block end, and the frames of those lines that are taken apart:
 * found by comparing many bytes at once, before anything else looks at the block. */
#ifndef FOLD_SCAN_H
#define FOLD_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes behind a block that are read with it, whatever they hold. */
#define SCAN_PAD 64

/* Of a block, as offsets: every LF; and every ';' of the part that was asked for last,
 * in the order of the text. */
struct scan {
	uint32_t *lines;  /* owned, as are all */
	uint32_t *ends;
	size_t n_lines, n;
	uint64_t *frames; /* private: a bit for each byte of the block: it is ';' */
	size_t room;      /* bytes that a block may have */
};

/* Scan n bytes at p, less than 4 GiB and padded by SCAN_PAD: lines. */
void scan_block(struct scan *s, const char *p, size_t n);

/* Of the block: the ends of frames in [from, to). */
void scan_frames(struct scan *s, uint32_t from, uint32_t to);

/* The same without what the processor may have beyond the compiler's target: for
 * tests of both. */
void scan_block_plainly(struct scan *s, const char *p, size_t n);
void scan_frames_plainly(struct scan *s, uint32_t from, uint32_t to);

void scan_release(struct scan *s);

#endif
