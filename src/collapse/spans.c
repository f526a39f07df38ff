#include "collapse/spans.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
spans_open(struct spans *sp, uint32_t name)
{
	uint32_t known = sp->kinds.n, kind = ids_get(&sp->kinds, name);

	sp->open = mem_grow(sp->open, &sp->open_cap, (size_t)kind + 1, sizeof *sp->open);
	if (kind == known)
		sp->open[kind] = 0;
	sp->open[kind]++;
	sp->calls = mem_grow(sp->calls, &sp->cap, sp->n + 1, sizeof *sp->calls);
	sp->calls[sp->n++] = (struct span_call){.name = name, .kind = kind};
}

void
spans_root(struct spans *sp, struct str frame)
{
	spans_open(sp, stacks_name(sp->s, frame));
	sp->roots = sp->n;
}

void
spans_count(struct spans *sp, struct fixed amount)
{
	if (sp->s->trie.merge != TRIE_ALL) {
		for (size_t i = 0; i < sp->n; i++)
			stacks_push_name(sp->s, sp->calls[i].name);
		fixed_count(sp->s, amount);
		return;
	}
	for (; sp->placed < sp->n; sp->placed++) {
		struct trie_place above = {TRIE_ROOT, 0};
		if (sp->placed)
			above = sp->calls[sp->placed - 1].place;
		sp->calls[sp->placed].place = stacks_place(sp->s, above, sp->calls[sp->placed].name);
	}
	if (sp->n)
		fixed_count_place(sp->s, sp->calls[sp->n - 1].place, amount);
}

bool
spans_at(struct spans *sp, struct fixed now)
{
	if (sp->n > sp->roots) {
		if (fixed_cmp(now, sp->now) < 0)
			return false;
		struct fixed passed = range_between(&sp->range, sp->now, now);
		if (fixed_cmp(passed, fixed_of(0)) > 0)
			spans_count(sp, passed);
	}
	sp->now = now;
	return true;
}

static void
shrink(struct spans *sp, size_t n)
{
	while (sp->n > n)
		sp->open[sp->calls[--sp->n].kind]--;
	if (sp->placed > n)
		sp->placed = n;
}

bool
spans_close(struct spans *sp, uint32_t name)
{
	uint32_t kind = ids_find(&sp->kinds, name);
	size_t i = sp->n;

	if (kind == IDS_NONE || !sp->open[kind])
		return false;
	while (i > sp->roots && sp->calls[i - 1].kind != kind)
		i--;
	if (i == sp->roots)
		return false;
	shrink(sp, i - 1);
	return true;
}

bool
spans_close_last(struct spans *sp)
{
	if (sp->n == sp->roots)
		return false;
	shrink(sp, sp->n - 1);
	return true;
}

void
spans_remove(struct spans *sp, size_t place)
{
	sp->open[sp->calls[place].kind]--;
	sp->n--;
	memmove(sp->calls + place, sp->calls + place + 1, (sp->n - place) * sizeof *sp->calls);
	if (sp->placed > place)
		sp->placed = place;
}

void
spans_release(struct spans *sp)
{
	free(sp->calls);
	free(sp->open);
	ids_release(&sp->kinds);
	*sp = (struct spans){0};
}
