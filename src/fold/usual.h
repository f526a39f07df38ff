/* The usual folded text: lines like "a;b;c 12" with nothing odd about them, found and
 * taken apart a block at a time.  All else is left to folded.h. */
#ifndef FOLD_USUAL_H
#define FOLD_USUAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct usual_line {
	const char *stack; /* in the block */
	uint64_t count;
	uint64_t hash;     /* the caller's */
	uint32_t n;
};

struct usual {
	struct usual_line *lines; /* owned */
	size_t n, cap;
};

/* All lines of a block of n bytes, less than 4 GiB and padded by SCAN_PAD (scan.h), which
 * ends with an LF.  False where one of them is not usual; those before it are there. */
bool usual_lines(struct usual *u, const char *block, size_t n);

void usual_release(struct usual *u);

#endif
