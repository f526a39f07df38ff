/* Tables by address: the tens of thousands of functions of a large file.  And records
 * by time, which come in as many ascending runs as there are CPUs. */
#ifndef SAMPLE_SORT_H
#define SAMPLE_SORT_H

#include <stddef.h>

/* Sort n objects of that size by the uint64_t that each begins with; equal ones
 * stay in their order.  A radix sort, which skips the digits that all share; of few
 * objects the ascending runs that are there already are merged. */
void sort_by_address(void *list, size_t n, size_t size);

#endif
