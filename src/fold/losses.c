#include "fold/losses.h"

#include <stdlib.h>

#include "base/mem.h"
#include "fold/sums.h"

/* A node that is narrower than those that stay is missing below another. */
static void
add(struct losses *l, uint32_t to, uint64_t total, uint64_t before)
{
	if (!losses_of(l, to)) {
		l->list = mem_grow(l->list, &l->cap, l->n + 1, sizeof *l->list);
		l->list[l->n] = (struct loss){0};
		l->some[to / 64] |= (uint64_t)1 << to % 64;
		l->at[to] = (uint32_t)l->n++;
	}
	struct loss *sum = &l->list[l->at[to]];
	sum->total += total;
	sum->before += before;
	sum->frames++;
}

static void
mark_if_tied(struct losses *l, uint32_t node, uint64_t width)
{
	l->tied[node / 64] |= (uint64_t)(width == l->width) << node % 64;
}

/* Parents stand before their children, so the nodes that stay can be moved up while they
 * are looked at.  place: by node, where it went, or the nearest above it that stays. */
static void
squeeze(struct losses *l, struct trie *t, const struct sums *s)
{
	uint32_t *place = mem_large(t->n, sizeof *place), n = 1;

	place[TRIE_ROOT] = TRIE_ROOT;
	for (uint32_t i = 1; i < t->n; i++) {
		struct trie_node node = t->nodes[i];
		uint64_t before = t->before ? t->before[i] : 0, w = sums_width(s, i);
		if (i + SUMS_AHEAD < t->n)
			__builtin_prefetch(&place[t->nodes[i + SUMS_AHEAD].parent]);
		node.parent = place[i] = place[node.parent];
		if (w >= l->width) {
			mark_if_tied(l, n, w);
			t->nodes[n] = node;
			if (t->before)
				t->before[n] = before;
			place[i] = n++;
		} else if (w) {
			add(l, node.parent, node.self, before);
		}
	}
	t->n = n;
	free(place);
}

/* Where no node is narrower than those that are kept, all stay, and only ties are marked. */
static void
trim(struct losses *l, struct trie *t, const struct sums *s, uint64_t frames)
{
	struct sums_widest widest = sums_widest(s, frames);

	l->ties = widest.ties;
	l->width = widest.width;
	l->tied = mem_zero(widest.n / 64 + 1, sizeof *l->tied);
	l->some = mem_zero(widest.n / 64 + 1, sizeof *l->some);
	l->at = mem_large(widest.n + 1, sizeof *l->at);
	if (widest.n < t->n - 1)
		squeeze(l, t, s);
	else
		for (uint32_t i = 1; i < t->n; i++)
			mark_if_tied(l, i, sums_width(s, i));
}

bool
losses_make(struct losses *l, struct trie *trie, uint64_t frames)
{
	struct sums s;
	bool fits = sums_make(&s, trie);

	*l = (struct losses){.live = s.live};
	if (fits && frames < s.live)
		trim(l, trie, &s, frames);
	sums_release(&s);
	if (l->at)
		trie_shrink(trie);
	return fits;
}

void
losses_release(struct losses *l)
{
	free(l->tied);
	free(l->some);
	free(l->at);
	free(l->list);
	*l = (struct losses){0};
}
