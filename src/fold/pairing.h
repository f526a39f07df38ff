/* Two profiles in any order as pairs, which find each other by their hash.
 *
 * Each of two threads reads a side of its own and helps with the other one then. */
#ifndef FOLD_PAIRING_H
#define FOLD_PAIRING_H

#include <stdbool.h>

#include "fold/pairs.h"
#include "fold/sides.h"

struct pairing {
	struct pairs pairs;
	struct pairs_hand hand[2]; /* with what each thread has found */
};

/* Read the files of sides that were opened.  False, with nothing said, where they are not
 * the usual text, or one of them has no counts, or cannot be read.  p is to be released
 * either way. */
bool pairing_read(struct pairing *p, struct sides *s);

void pairing_release(struct pairing *p);

#endif
