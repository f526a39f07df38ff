/* The order of pairs' lines: that of LC_ALL=C sort. */
#ifndef FOLD_ORDER_H
#define FOLD_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fold/pairs.h"

/* A pair that is being sorted. */
struct ordered {
	uint64_t key;      /* private: eight bytes of the line, as a number that sorts as they do */
	const char *stack; /* the pair's */
	uint32_t n, pair;  /* pair: its place among those of all sides */
};

struct ordered order_pair(const struct pairs *p, uint32_t pair);

/* Whether a's line comes before b's. */
bool order_before(const struct pairs *p, const struct ordered *a, const struct ordered *b);

/* Sort n pairs, of which no two have one stack. */
void order_sort(const struct pairs *p, struct ordered *list, uint32_t n);

#endif
