#include "fold/trail.h"

#include "fold/hash.h"

size_t
trail_common(const char *a, const char *b, size_t n)
{
	size_t at = 0;

	while (at + 8 <= n && hash_word(a + at) == hash_word(b + at))
		at += 8;
	while (at < n && a[at] == b[at])
		at++;
	return at;
}

uint32_t
trail_shared(const struct trail *t, struct str stack)
{
	size_t most = stack.n < t->stack.n ? stack.n : t->stack.n;
	size_t same = trail_common(t->stack.p, stack.p, most);
	uint32_t n = 0;

	while (n < t->n && t->end[n] < same)
		n++;
	return n;
}

void
trail_turn(struct trail *t, struct str stack, uint32_t shared)
{
	t->stack = stack;
	t->n = shared;
}
