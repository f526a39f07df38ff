/* Two profiles in one trie: what cflame-diff writes, reports and judges. */
#ifndef FOLD_DELTA_H
#define FOLD_DELTA_H

#include <stdbool.h>

#include "fold/load.h"
#include "fold/trie.h"

enum delta_side { DELTA_BEFORE, DELTA_AFTER };

/* Count every stack of side's own profile in both, which is differential from then
 * on, in units of 10^-scale (not below side->scale).  strip_hex: "0x" and the digits
 * behind it become "0x...", so that stacks that differ in addresses only are one.
 * False, with both->overflow set, when a count passes 2^64-1. */
bool delta_add(struct trie *both, enum delta_side where, const struct load *side, unsigned scale,
               bool strip_hex);

#endif
