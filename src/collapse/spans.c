#include "collapse/spans.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
spans_open(struct spans *sp, uint32_t name)
{
	sp->names = mem_grow(sp->names, &sp->cap, sp->n + 1, sizeof *sp->names);
	sp->names[sp->n++] = name;
}

void
spans_root(struct spans *sp, struct str frame)
{
	spans_open(sp, stacks_name(sp->s, frame));
	sp->roots = sp->n;
}

bool
spans_at(struct spans *sp, struct fixed now)
{
	struct fixed passed = fixed_sub(now, sp->now);

	if (sp->n == sp->roots) {
		sp->now = now;
		return true;
	}
	if (passed.whole < 0)
		return false;
	if (!fixed_cmp(passed, fixed_of(0)))
		return true;
	for (size_t i = 0; i < sp->n; i++)
		stacks_push_name(sp->s, sp->names[i]);
	fixed_count(sp->s, passed);
	sp->now = now;
	return true;
}

bool
spans_close(struct spans *sp, uint32_t name)
{
	size_t i = sp->n;

	while (i > sp->roots && sp->names[i - 1] != name)
		i--;
	if (i == sp->roots)
		return false;
	sp->n = i - 1;
	return true;
}

bool
spans_close_last(struct spans *sp)
{
	if (sp->n == sp->roots)
		return false;
	sp->n--;
	return true;
}

void
spans_remove(struct spans *sp, size_t place)
{
	sp->n--;
	memmove(sp->names + place, sp->names + place + 1, (sp->n - place) * sizeof *sp->names);
}

void
spans_release(struct spans *sp)
{
	free(sp->names);
	*sp = (struct spans){0};
}
