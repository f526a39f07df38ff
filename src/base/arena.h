/* Memory that is freed all at once.
 *
 * A zeroed struct arena is a valid empty one.  What comes out of an arena is
 * never freed alone; it lives until arena_release(), or until arena_rewind()
 * to a mark that was taken before it. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *block; /* the newest; the others hang behind it */
	size_t used;               /* bytes taken of the newest block */
};

struct arena_mark {
	struct arena_block *block;
	size_t used;
};

/* n objects of a type, zeroed and aligned.  Never NULL (see mem.h). */
#define NEW(arena, type, n) ((type *)arena_alloc((arena), (n), sizeof(type), _Alignof(type)))

void *arena_alloc(struct arena *a, size_t n, size_t size, size_t align);

/* A copy of n bytes with a NUL behind it. */
char *arena_copy(struct arena *a, const char *p, size_t n);

/* Drop everything that was taken since the mark. */
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark m);

/* Free everything; the arena is empty and may be used again. */
void arena_release(struct arena *a);

#endif
