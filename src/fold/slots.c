#include "fold/slots.h"

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"

#define FEWEST 1024
#define MOST ((uint64_t)1 << 32)

/* From so many slots on a table grows by half; before, to the double. */
#define LARGE ((size_t)1 << 23)

/* Slots that wait for their places. */
struct waiting {
	uint64_t *list;
	size_t n, cap;
};

/* Take a slot out, and put it into its place or a free one behind; it waits where that
 * would be behind the end. */
static void
move(struct slots *s, size_t from, struct waiting *w)
{
	uint64_t slot = s->list[from];
	size_t at = slots_first(s, slots_tag(slot));

	s->list[from] = 0;
	while (at < s->n && s->list[at])
		at++;
	if (at < s->n) {
		s->list[at] = slot;
		return;
	}
	w->list = mem_grow(w->list, &w->cap, w->n + 1, sizeof *w->list);
	w->list[w->n++] = slot;
}

/* Every slot of the first n_old goes to its place in the larger table.  Runs of full
 * slots are moved from the last one to the first, as long as no place is before the end
 * of the run; what is left then, a little at the beginning, waits, and with it what found
 * no place at the end of the smaller table. */
static void
move_all(struct slots *s, size_t n_old)
{
	struct waiting w = {0};
	size_t to = n_old, from;

	for (;; to = from) {
		while (to && !s->list[to - 1])
			to--;
		for (from = to; from && s->list[from - 1];)
			from--;
		if (!to || from * (uint64_t)s->n / n_old < to)
			break;
		for (size_t i = from; i < to; i++)
			move(s, i, &w);
	}
	w.list = mem_grow(w.list, &w.cap, size_add(w.n, to), sizeof *w.list);
	for (size_t i = 0; i < to; i++) {
		if (s->list[i])
			w.list[w.n++] = s->list[i];
		s->list[i] = 0;
	}
	for (size_t i = 0; i < w.n; i++)
		slots_put(s, slots_tag(w.list[i]), (uint32_t)w.list[i]);
	free(w.list);
}

/* Large tables may be fuller: what they cost is the memory that they touch. */
static size_t
limit_of(size_t n)
{
	return n < LARGE ? n / 4 * 3 : n / 5 * 4;
}

void
slots_room(struct slots *s, size_t need)
{
	size_t n = s->n ? s->n : FEWEST;

	while (limit_of(n) < need)
		n += n < LARGE ? n : n / 2;
	if (n == s->n)
		return;
	if (n > MOST)
		die_of_memory();
	size_t old = s->n;
	s->list = mem_extend(s->list, old, n, sizeof *s->list);
	s->n = n;
	s->limit = limit_of(n);
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
