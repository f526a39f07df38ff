#include "collapse/levels.h"

#include <stdlib.h>

#include "base/mem.h"

static void
count_path(struct levels *l, struct fixed weight)
{
	for (size_t i = 0; i < l->n; i++)
		stacks_push_name(l->s, l->at[i].name);
	if (l->leaf_first)
		stacks_reverse(l->s, 0);
	fixed_count(l->s, weight);
}

/* End all lines that are as deep as depth. */
static void
leave(struct levels *l, size_t depth)
{
	while (l->n && l->at[l->n - 1].depth >= depth) {
		struct fixed left = l->at[l->n - 1].left;
		l->short_of += left.whole < 0;
		if (fixed_cmp(left, fixed_of(0)) > 0)
			count_path(l, left);
		l->n--;
	}
}

static void
enter(struct levels *l, size_t depth, uint32_t name, struct fixed left)
{
	l->at = mem_grow(l->at, &l->cap, l->n + 1, sizeof *l->at);
	l->at[l->n++] = (struct level){depth, name, left};
}

void
levels_inclusive(struct levels *l, size_t depth, uint32_t name, struct fixed weight)
{
	leave(l, depth);
	if (l->n)
		l->at[l->n - 1].left = fixed_sub(l->at[l->n - 1].left, weight);
	enter(l, depth, name, weight);
}

void
levels_own(struct levels *l, size_t depth, uint32_t name, struct fixed weight)
{
	leave(l, depth);
	enter(l, depth, name, fixed_of(0));
	count_path(l, weight);
}

void
levels_end(struct levels *l)
{
	leave(l, 0);
}

void
levels_report(const struct levels *l, struct report *report, const char *file, const char *what)
{
	if (l->short_of)
		report_bad(report, (struct pos){file, 0}, "%llu %s", (unsigned long long)l->short_of, what);
}

void
levels_release(struct levels *l)
{
	free(l->at);
	*l = (struct levels){0};
}
