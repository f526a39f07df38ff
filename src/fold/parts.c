#include "fold/parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fold/scan.h"

/* So much is read beyond a part at first, to find the end of its last line. */
#define BEYOND 4096

void
block_room(struct block *b, size_t n)
{
	if (n <= b->cap)
		return;
	b->cap = n;
	char *all = b->memory ? b->memory - BLOCK_LEAD : NULL;
	b->memory = mem_resize(all, size_add(n, BLOCK_LEAD + 1 + SCAN_PAD), 1);
	b->memory += BLOCK_LEAD;
	b->bytes = b->memory;
}

/* What has been read of a file, from a place on. */
struct extent {
	uint64_t at;
	size_t n;
	bool end; /* of the file */
};

static bool
read_up_to(const struct parts *p, struct extent *e, size_t n, struct block *b)
{
	if (n > p->size - e->at)
		n = (size_t)(p->size - e->at);
	block_room(b, n);
	ssize_t got = in_read_at(&p->in, b->memory + e->n, n - e->n, e->at + e->n);
	if (got < 0)
		return false;
	e->n += (size_t)got;
	e->end = e->n < n || n == p->size - e->at;
	return true;
}

/* The place of the first LF from a place on, or the end of what has been read. */
static size_t
find_lf(const struct block *b, const struct extent *e, size_t from)
{
	const char *lf = from < e->n ? memchr(b->memory + from, '\n', e->n - from) : NULL;

	return lf ? (size_t)(lf - b->memory) : e->n;
}

/* The end of the line that has the byte at last, with its LF; 0 where it fails. */
static size_t
find_end(const struct parts *p, struct extent *e, size_t last, struct block *b)
{
	size_t lf = find_lf(b, e, last);

	while (lf == e->n && !e->end) {
		if (e->n > LONGEST_LINE) {
			errno = E2BIG;
			return 0;
		}
		if (!read_up_to(p, e, size_add(e->n, e->n), b))
			return 0;
		lf = find_lf(b, e, lf);
	}
	if (lf == e->n && b->memory[lf - 1] == '\n')
		return lf;
	b->memory[lf] = '\n';
	return lf + 1;
}

bool
parts_read(const struct parts *p, uint64_t at, size_t n, struct block *b)
{
	size_t early = at > p->first;
	struct extent e = {.at = at - early};

	b->n = 0;
	if (!read_up_to(p, &e, size_add(n, early + BEYOND), b))
		return false;
	size_t from = early ? find_lf(b, &e, 0) + 1 : 0;
	if (from >= n + early || from >= e.n)
		return true;
	size_t end = find_end(p, &e, n + early - 1, b);
	b->bytes = b->memory + from;
	b->n = end > from ? end - from : 0;
	return end > 0;
}

void
block_release(struct block *b)
{
	if (b->memory)
		free(b->memory - BLOCK_LEAD);
	*b = (struct block){0};
}
