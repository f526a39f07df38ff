#include "fold/slots.h"

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"

#define FEWEST 1024
#define MOST ((uint64_t)1 << 32)

/* A table grows fourfold up to so many slots, to the double up to so many, and by half
 * from there on. */
#define SMALL ((size_t)1 << 18)
#define LARGE ((size_t)1 << 22)

/* Slots that are moved at once. */
#define PART 256

/* Slots that wait for their places. */
struct waiting {
	uint64_t *list;
	size_t n, cap;
};

/* Take out all of a part of the slots, and tell how many they are. */
static size_t
take(struct slots *s, size_t from, size_t to, uint64_t *taken)
{
	size_t n = 0;

	for (; from < to; from++) {
		taken[n] = s->list[from];
		n += taken[n] != 0;
		s->list[from] = 0;
	}
	return n;
}

/* Put a slot where it belongs, from a place on; it waits where that cannot be. */
static void
move(struct slots *s, uint64_t slot, size_t from, struct waiting *w)
{
	size_t at = slots_first(s, slots_tag(slot));

	while (at >= from && at < s->n && s->list[at])
		at++;
	if (at >= from && at < s->n) {
		s->list[at] = slot;
		return;
	}
	w->list = mem_grow(w->list, &w->cap, w->n + 1, sizeof *w->list);
	w->list[w->n++] = slot;
}

/* Every slot of the first n_old goes to its place in the larger table, the last ones
 * first: that is never before where it belonged in the smaller one, so nothing is put
 * among what has not been moved yet.  What was pushed too far from there waits for the
 * end, and so does what is pushed over the end. */
static void
move_all(struct slots *s, size_t n_old)
{
	struct waiting w = {0};
	uint64_t taken[PART];

	for (size_t to = n_old, from; to; to = from) {
		from = to > PART ? to - PART : 0;
		size_t n = take(s, from, to, taken);
		for (size_t i = 0; i < n; i++)
			move(s, taken[i], from, &w);
	}
	for (size_t i = 0; i < w.n; i++)
		slots_put(s, slots_tag(w.list[i]), (uint32_t)w.list[i]);
	free(w.list);
}

/* Fuller tables are slower: searches go on over more slots, which a processor does not
 * foresee. */
static size_t
limit_of(size_t n, enum slots_kind kind)
{
	if (n <= LARGE)
		return n / 8 * 3;
	return kind == SLOTS_SPARSE ? n / 2 : n / 5 * 4;
}

static size_t
wider(size_t n)
{
	if (n >= LARGE)
		return n + n / 2;
	return n < SMALL ? 4 * n : 2 * n;
}

void
slots_room(struct slots *s, size_t need, enum slots_kind kind)
{
	size_t n = s->n ? s->n : FEWEST, old = s->n;

	while (limit_of(n, kind) < need)
		n = wider(n);
	s->limit = limit_of(n, kind);
	if (n == old)
		return;
	if (n > MOST)
		die_of_memory();
	s->list = mem_extend(s->list, old, n, sizeof *s->list);
	s->n = n;
	move_all(s, old);
}

void
slots_put(struct slots *s, uint32_t tag, uint32_t number)
{
	size_t at = slots_first(s, tag);

	while (s->list[at])
		at = slots_next(s, at);
	__atomic_store_n(&s->list[at], (uint64_t)tag << 32 | number, __ATOMIC_RELEASE);
}

void
slots_release(struct slots *s)
{
	mem_extended_free(s->list, s->n, sizeof *s->list);
	*s = (struct slots){0};
}
