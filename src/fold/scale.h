/* Counts and their decimal parts as whole numbers. */
#ifndef FOLD_SCALE_H
#define FOLD_SCALE_H

#include <stdint.h>

#include "fold/trie.h"

/* count times 10^digits; what passes 2^64-1 is marked in the trie. */
uint64_t scale_up(struct trie *t, uint64_t count, unsigned digits);

/* Bring all counts and their parts to whole numbers of 10^-scale, and drop the parts.
 * The scale: as small as it can be. */
unsigned scale_settle(struct trie *t);

#endif
