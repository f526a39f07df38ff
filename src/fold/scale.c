#include "fold/scale.h"

#include "fold/folded.h"

uint64_t
scale_up(struct trie *t, uint64_t count, unsigned digits)
{
	for (; digits && count; digits--) {
		if (count > UINT64_MAX / 10) {
			t->overflow = true;
			return 0;
		}
		count *= 10;
	}
	return count;
}

/* Decimals that the parts of a column need, if more than scale. */
static unsigned
decimals(const uint32_t *part, uint32_t n, unsigned scale)
{
	uint32_t unit = FOLDED_ONE;

	for (unsigned i = 0; i < scale; i++)
		unit /= 10;
	for (uint32_t i = 0; part && i < n; i++)
		for (; part[i] % unit; unit /= 10)
			scale++;
	return scale;
}

static void
settle(struct trie *t, uint64_t *count, uint32_t part, unsigned scale)
{
	uint32_t unit = FOLDED_ONE;

	for (unsigned i = 0; i < scale; i++)
		unit /= 10;
	*count = scale_up(t, *count, scale);
	if (part / unit > UINT64_MAX - *count)
		t->overflow = true;
	*count += part / unit;
}

unsigned
scale_settle(struct trie *t)
{
	unsigned scale = decimals(t->part[TRIE_NOW], t->n, 0);

	scale = decimals(t->part[TRIE_BEFORE], t->n, scale);
	const uint32_t *part = t->part[TRIE_NOW], *before = t->part[TRIE_BEFORE];
	for (uint32_t i = 0; scale && i < t->n; i++) {
		settle(t, &t->nodes[i].self, part ? part[i] : 0, scale);
		if (t->before)
			settle(t, &t->before[i], before ? before[i] : 0, scale);
	}
	for (int c = 0; c < TRIE_COLUMNS; c++)
		trie_drop_part(t, (enum trie_column)c);
	return scale;
}
