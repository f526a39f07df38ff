/* A hash table of numbers: open addressing, the upper half of a hash tells both where
 * the search for a number begins and, with the number, what it may be.
 *
 * So slots stand nearly in the order of their hashes, and a table grows where it is,
 * by one sweep that looks at nothing else.  Threads may put and search by compare and
 * swap while none of them makes room. */
#ifndef FOLD_SLOTS_H
#define FOLD_SLOTS_H

#include <stddef.h>
#include <stdint.h>

/* A zeroed struct slots is a valid one without room. */
struct slots {
	uint64_t *list; /* the upper half of the hash above the number; 0: empty */
	size_t n;
	size_t limit;   /* numbers that there is room for */
};

/* The upper half of a hash. */
static inline uint32_t
slots_tag(uint64_t hash)
{
	return (uint32_t)(hash >> 32);
}

/* Where the search for a tag begins, and where it goes on. */
static inline size_t
slots_first(const struct slots *s, uint32_t tag)
{
	return (size_t)((uint64_t)tag * s->n >> 32);
}

static inline size_t
slots_next(const struct slots *s, size_t at)
{
	return at + 1 == s->n ? 0 : at + 1;
}

static inline uint64_t
slots_load(const struct slots *s, size_t at)
{
	return __atomic_load_n(&s->list[at], __ATOMIC_ACQUIRE);
}

/* The first number with a tag, from a place on; or 0. */
static inline uint32_t
slots_likely(const struct slots *s, uint32_t tag)
{
	size_t at = slots_first(s, tag);
	uint64_t slot = slots_load(s, at);

	while (slot && slot >> 32 != tag) {
		at = slots_next(s, at);
		slot = slots_load(s, at);
	}
	return (uint32_t)slot;
}

/* Make room for need numbers: of a large table at most half of the slots are full, or
 * four in five. */
enum slots_kind { SLOTS_SPARSE, SLOTS_DENSE };

void slots_room(struct slots *s, size_t need, enum slots_kind kind);

/* Put a number, not 0, behind those with its tag. */
void slots_put(struct slots *s, uint32_t tag, uint32_t number);

void slots_release(struct slots *s);

#endif
