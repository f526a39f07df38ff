#include "fold/normalize.h"

#include <stdlib.h>

#include "base/mem.h"

#define MAX_SCALE 9
#define DIGITS_OF_ONE 1000

__extension__ typedef unsigned __int128 wide;

struct share {
	uint64_t remainder;
	uint32_t node;
};

static int
by_remainder(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	if (x->remainder != y->remainder)
		return x->remainder < y->remainder ? 1 : -1;
	return (x->node > y->node) - (x->node < y->node);
}

static void
add_decimals(struct tree *t)
{
	uint64_t before = t->total_before[0], after = t->total[0], factor = 1;

	while ((wide)after * factor < (wide)before * DIGITS_OF_ONE && t->scale < MAX_SCALE &&
	       after <= UINT64_MAX / 10 / factor) {
		factor *= 10;
		t->scale++;
	}
	for (uint32_t i = 0; i < t->n; i++) {
		t->self[i] *= factor;
		t->total[i] *= factor;
	}
}

/* Each count's whole units, at least one; the sum of them all. */
static wide
give_whole_units(struct tree *t, struct share *shares, uint32_t *n)
{
	uint64_t before = t->total_before[0], after = t->total[0];
	wide given = 0;

	for (uint32_t i = 0; i < t->n; i++) {
		if (!t->self_before[i])
			continue;
		wide product = (wide)t->self_before[i] * after;
		uint64_t units = (uint64_t)(product / before);
		shares[(*n)++] = (struct share){units ? (uint64_t)(product % before) : 0, i};
		t->self_before[i] = units ? units : 1;
		given += t->self_before[i];
	}
	return given;
}

static void
give_the_rest(struct tree *t, struct share *shares, uint32_t n, uint64_t rest)
{
	qsort(shares, n, sizeof *shares, by_remainder);
	for (uint32_t i = 0; rest; i = i + 1 < n ? i + 1 : 0, rest--)
		t->self_before[shares[i].node]++;
}

/* What the counts that were raised to one unit cost, from those that have most. */
static bool
take_back(struct tree *t, struct share *shares, uint32_t n, wide excess)
{
	for (uint32_t i = 0; i < n; i++)
		shares[i].remainder = t->self_before[shares[i].node];
	qsort(shares, n, sizeof *shares, by_remainder);
	for (uint32_t i = 0; i < n && excess; i++) {
		uint64_t *count = &t->self_before[shares[i].node];
		uint64_t take = *count - 1 < excess ? *count - 1 : (uint64_t)excess;
		*count -= take;
		excess -= take;
	}
	return !excess;
}

static void
add_up(struct tree *t)
{
	for (uint32_t i = 0; i < t->n; i++)
		t->total_before[i] = t->self_before[i];
	for (uint32_t i = t->n; i-- > 1;)
		t->total_before[t->parent[i]] += t->total_before[i];
}

const char *
normalize_before(struct tree *t)
{
	if (!t->total_before[0] || !t->total[0])
		return "one side has no counts";
	if (t->total_before[0] == t->total[0])
		return NULL;
	add_decimals(t);
	struct share *shares = mem_alloc(t->n, sizeof *shares);
	uint32_t n = 0;
	wide given = give_whole_units(t, shares, &n);
	bool ok = true;
	if (given <= t->total[0])
		give_the_rest(t, shares, n, t->total[0] - (uint64_t)given);
	else
		ok = take_back(t, shares, n, given - t->total[0]);
	free(shares);
	add_up(t);
	return ok ? NULL : "the earlier profile has more stacks than the later one has counts";
}
