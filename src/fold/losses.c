#include "fold/losses.h"

#include <stdlib.h>

#include "base/mem.h"
#include "fold/sums.h"

static void
add(struct losses *l, uint32_t to, struct loss loss)
{
	if (!l->at[to]) {
		l->list = mem_grow(l->list, &l->cap, l->n + 1, sizeof *l->list);
		l->list[l->n] = (struct loss){0};
		l->at[to] = (uint32_t)++l->n;
	}
	struct loss *sum = &l->list[l->at[to] - 1];
	sum->total += loss.total;
	sum->before += loss.before;
	sum->frames += loss.frames;
}

/* Parents stand before their children, so the nodes that stay can be moved up while they
 * are looked at.  place: by node, where it went, or the nearest above it that stays. */
static void
squeeze(struct losses *l, struct trie *t, const struct sums *s, uint64_t width)
{
	uint32_t *place = mem_large(t->n, sizeof *place), n = 1;

	place[TRIE_ROOT] = TRIE_ROOT;
	for (uint32_t i = 1; i < t->n; i++) {
		struct trie_node node = t->nodes[i];
		uint64_t before = t->before ? t->before[i] : 0, w = sums_width(s, i);
		if (i + SUMS_AHEAD < t->n)
			__builtin_prefetch(&place[t->nodes[i + SUMS_AHEAD].parent]);
		node.parent = place[i] = place[node.parent];
		if (w >= width) {
			l->tied[n] = w == width;
			t->nodes[n] = node;
			if (t->before)
				t->before[n] = before;
			place[i] = n++;
		} else if (w) {
			add(l, node.parent, (struct loss){node.self, before, 1});
		}
	}
	t->n = n;
	free(place);
}

bool
losses_make(struct losses *l, struct trie *trie, uint64_t frames)
{
	struct sums s;
	bool fits = sums_make(&s, trie);

	*l = (struct losses){.live = s.live};
	if (fits && frames < s.live) {
		struct sums_widest widest = sums_widest(&s, frames);
		l->ties = widest.ties;
		l->at = mem_large_zero(widest.n + 1, sizeof *l->at);
		l->tied = mem_zero(widest.n + 1, sizeof *l->tied);
		squeeze(l, trie, &s, widest.width);
	}
	sums_release(&s);
	if (!l->at)
		return fits;
	trie->nodes = mem_resize(trie->nodes, trie->n, sizeof *trie->nodes);
	if (trie->before)
		trie->before = mem_resize(trie->before, trie->n, sizeof *trie->before);
	return fits;
}

const struct loss *
losses_of(const struct losses *l, uint32_t node)
{
	static const struct loss none;

	return l->at[node] ? &l->list[l->at[node] - 1] : &none;
}

void
losses_move(struct losses *l, const struct trie *trie, uint32_t node, uint32_t to)
{
	struct loss loss = *losses_of(l, node);

	loss.total += trie->nodes[node].self;
	loss.before += trie->before ? trie->before[node] : 0;
	loss.frames++;
	add(l, to, loss);
}

void
losses_release(struct losses *l)
{
	free(l->at);
	free(l->list);
	free(l->tied);
	*l = (struct losses){0};
}
