/* Comma-separated values (RFC 4180), one record a line; a quoted field may hold
 * the separator, and "" for a quote. */
#ifndef COLLAPSE_CSV_H
#define COLLAPSE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

struct csv_field {
	struct str text; /* without the blanks around it and without quotes */
	size_t indent;   /* how many blanks stood before it: some profilers draw trees so */
};

/* Split a line at separator.  How many fields were written to fields, at most max:
 * those behind are passed over; or 0 where a quote is not closed.  Text with "" in it is made in mem,
 * all other borrows from line. */
size_t csv_split(struct str line, char separator, struct arena *mem, struct csv_field *fields,
                 size_t max);

/* A number as tables print it: digits with thousands separators. */
struct str csv_ungroup(struct str number, struct arena *mem);

#endif
