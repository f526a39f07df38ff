/* The tables of Gecko's profiles: columns of whole numbers, written as an object of
 * arrays, {"prefix":[null,0],...}, or as rows, {"schema":{"prefix":0},"data":[[null]]}. */
#ifndef COLLAPSE_FORMATS_GECKOTABLE_H
#define COLLAPSE_FORMATS_GECKOTABLE_H

#include <stddef.h>
#include <stdint.h>

#include "collapse/json.h"

struct column {
	const char *name;
	int shift;       /* what is kept is the number times 10^shift */
	int64_t *values; /* owned; -1: null, or no whole number */
	size_t n, cap;
	uint64_t place;  /* in rows; UINT64_MAX: it is not there */
};

/* Read the columns of a table at j, a copy; those that it lacks stay empty.  How many
 * rows the longest has; 0 where there is no table. */
size_t column_read(struct column *columns, size_t n, struct json j);

/* A value; -1 behind the end. */
int64_t column_at(const struct column *c, uint64_t row);

void column_release(struct column *columns, size_t n);

#endif
