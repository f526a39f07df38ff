#include "draw/book.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"

struct str
book_text(struct book *b, struct str text)
{
	char *to = NEW(&b->text, char, size_add(utf8_clean_room(text.n), 1));

	return (struct str){to, utf8_clean(text, to)};
}

void
book_add(struct book *b, struct str name, uint32_t value)
{
	b->list = mem_grow(b->list, &b->cap, b->n + 1, sizeof *b->list);
	b->list[b->n] = (struct book_entry){book_text(b, name), b->n, value};
	b->n++;
}

static int
by_name(const void *a, const void *b)
{
	const struct book_entry *x = a, *y = b;
	int d = str_cmp(x->name, y->name);

	return d ? d : (x->order > y->order) - (x->order < y->order);
}

void
book_sort(struct book *b)
{
	size_t kept = 0;

	if (!b->n)
		return;
	qsort(b->list, b->n, sizeof *b->list, by_name);
	for (size_t i = 0; i < b->n; i++)
		if (i + 1 == b->n || !str_eq(b->list[i].name, b->list[i + 1].name))
			b->list[kept++] = b->list[i];
	b->n = kept;
}

bool
book_find(const struct book *b, struct str name, uint32_t *value)
{
	size_t low = 0, high = b->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int d = str_cmp(name, b->list[mid].name);
		if (!d) {
			*value = b->list[mid].value;
			return true;
		}
		if (d < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return false;
}

void
book_release(struct book *b)
{
	arena_release(&b->text);
	free(b->list);
	*b = (struct book){0};
}
