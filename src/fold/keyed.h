/* Sorting by whole numbers: one place, so that no sort of ours is quadratic or
 * calls back for every comparison. */
#ifndef FOLD_KEYED_H
#define FOLD_KEYED_H

#include <stddef.h>
#include <stdint.h>

struct keyed {
	uint64_t key;
	uint32_t value;
};

/* Sort by key, equal keys in the order in which they stand.  spare has room for n
 * more. */
void keyed_sort(struct keyed *list, size_t n, struct keyed *spare);

#endif
