/* Sorting whole numbers where they stand. */
#ifndef FOLD_RADIX_H
#define FOLD_RADIX_H

#include <stddef.h>
#include <stdint.h>

/* The least first, by their bits from up alone: those that are equal in them may stand
 * in any order.  No more memory is needed than the list, and time grows with n. */
void radix_sort(uint64_t *list, size_t n, unsigned from);

#endif
