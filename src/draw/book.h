/* Numbers by name: a list that is filled, sorted once, and then looked up in. */
#ifndef DRAW_BOOK_H
#define DRAW_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct book_entry {
	struct str name;
	size_t order; /* in which they were added */
	uint32_t value;
};

/* A zeroed struct is a valid empty one. */
struct book {
	struct arena text;
	struct book_entry *list; /* in the byte order of names, once sorted */
	size_t n, cap;
};

/* Add a name, which is sanitised (base/utf8.h) and copied. */
void book_add(struct book *b, struct str name, uint32_t value);

/* A sanitised copy of a text that lives as long as the book. */
struct str book_text(struct book *b, struct str text);

/* Sort; of equal names the last one that was added stays. */
void book_sort(struct book *b);

/* The value of a clean name in a sorted book; false: it is not there. */
bool book_find(const struct book *b, struct str name, uint32_t *value);

void book_release(struct book *b);

#endif
