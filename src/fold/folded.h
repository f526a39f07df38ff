/* One line of folded text: "a;b;c 12", or in differential input "a;b;c 12 15".
 * docs/folded.md has the grammar.
 *
 * This is the plain parser: the reader of whole inputs (load.h) comes here for
 * every line that its fast path does not know, and is tested against it. */
#ifndef FOLD_FOLDED_H
#define FOLD_FOLDED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define FOLDED_DECIMALS 9u
#define FOLDED_ONE 1000000000u /* 10^FOLDED_DECIMALS */

/* An exact count: whole + part / FOLDED_ONE. */
struct folded_count {
	uint64_t whole;
	uint32_t part;
};

struct folded {
	struct str stack;           /* frames with ';' between; empty: a stack without frames */
	struct folded_count count;
	struct folded_count before; /* of two columns the first */
};

enum folded_result {
	FOLDED_LINE,
	FOLDED_NOTHING,    /* blank or a comment */
	FOLDED_NO_COUNT,
	FOLDED_NO_STACK,
	FOLDED_TOO_FINE,   /* more than FOLDED_DECIMALS digits behind the point */
	FOLDED_ONE_COUNT,  /* where two were asked for */
	FOLDED_TOO_LARGE,  /* a count above 2^64-1 */
	FOLDED_RESULTS
};

/* Take a line apart; its LF may be missing or there.  With two, its last two words
 * are counts.  The stack is a slice of the line, not sanitised. */
enum folded_result folded_parse(struct str line, bool two, struct folded *f);

/* A stack without the blanks before its count. */
struct str folded_trim_end(struct str stack);

/* What is wrong, for a message. */
const char *folded_reason(enum folded_result result);

#endif
