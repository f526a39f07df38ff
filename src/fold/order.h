/* The order of pairs' lines: that of LC_ALL=C sort. */
#ifndef FOLD_ORDER_H
#define FOLD_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fold/pairs.h"

/* The keys of a list: made as its pairs are found, but for stacks of few bytes, whose
 * counts have to be known. */
uint64_t order_key(const char *stack, uint32_t n);
void order_short_keys(const struct pairs *p, struct pairs_found *list, size_t n);

/* Whether a's line comes before b's. */
bool order_before(const struct pairs *p, const struct pairs_found *a, const struct pairs_found *b);

/* Sort n pairs, of which no two have one stack.  spare has room for as many. */
void order_sort(const struct pairs *p, struct pairs_found *list, struct pairs_found *spare,
                size_t n);

#endif
