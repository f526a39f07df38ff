/* Decimal numbers of profiles, exactly: times and weights that are written with a
 * fraction or an exponent.  The value is whole + nano / 10^9, nano below 10^9. */
#ifndef COLLAPSE_FIXED_H
#define COLLAPSE_FIXED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "fold/stacks.h"

struct fixed {
	int64_t whole;
	uint32_t nano;
};

/* All of text times 10^shift: digits with an optional sign, fraction and exponent
 * (JSON's numbers, and ".5", "5.", "+5").  Digits behind the ninth decimal are
 * rounded.  False, with *out untouched, where text is none or does not fit. */
bool fixed_parse(struct str text, int shift, struct fixed *out);

struct fixed fixed_of(int64_t whole);

/* Nanoseconds in units of 10^shift of them; shift is at most 9. */
struct fixed fixed_of_ns(uint64_t ns, unsigned shift);

/* Sums and differences stop at the ends of the range. */
struct fixed fixed_add(struct fixed a, struct fixed b);
struct fixed fixed_sub(struct fixed a, struct fixed b);
int fixed_cmp(struct fixed a, struct fixed b); /* <0 0 >0 */

/* Count the pushed stack with f; with nothing where f is not above zero. */
void fixed_count(struct stacks *s, struct fixed f);

/* The same for the stack that ends in a place (stacks_place()). */
void fixed_count_place(struct stacks *s, struct trie_place place, struct fixed f);

#endif
