#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

#ifndef ARENA_BLOCK
#define ARENA_BLOCK (256 * 1024)
#endif

struct arena_block {
	struct arena_block *older;
	size_t size;
	_Alignas(max_align_t) unsigned char bytes[];
};

static void *
take(struct arena *a, size_t size, size_t align)
{
	struct arena_block *b = a->block;

	if (b) {
		size_t at = (a->used + align - 1) & ~(align - 1);
		if (at <= b->size && size <= b->size - at) {
			a->used = at + size;
			return b->bytes + at;
		}
	}
	size_t room = size > ARENA_BLOCK ? size : ARENA_BLOCK;
	struct arena_block *fresh = mem_alloc(size_add(sizeof *fresh, room), 1);
	fresh->older = b;
	fresh->size = room;
	a->block = fresh;
	a->used = size;
	return fresh->bytes;
}

void *
arena_alloc(struct arena *a, size_t n, size_t size, size_t align)
{
	if (size && n > SIZE_MAX / 2 / size)
		die_of_memory();
	void *p = take(a, n * size, align);
	return memset(p, 0, n * size);
}

char *
arena_copy(struct arena *a, const char *p, size_t n)
{
	char *copy = take(a, size_add(n, 1), 1);

	if (n)
		memcpy(copy, p, n);
	copy[n] = 0;
	return copy;
}

struct arena_mark
arena_mark(const struct arena *a)
{
	return (struct arena_mark){a->block, a->used};
}

void
arena_rewind(struct arena *a, struct arena_mark m)
{
	while (a->block != m.block) {
		struct arena_block *b = a->block;
		a->block = b->older;
		free(b);
	}
#ifndef NDEBUG
	if (a->block && a->used > m.used)
		memset(a->block->bytes + m.used, 0xdd, a->used - m.used);
#endif
	a->used = m.used;
}

void
arena_release(struct arena *a)
{
	arena_rewind(a, (struct arena_mark){0});
}
