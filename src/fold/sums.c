#include "fold/sums.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static inline uint64_t
count_of(const struct trie *t, enum trie_column column, uint32_t node)
{
	return column == TRIE_NOW ? t->nodes[node].self : t->before[node];
}

/* From the last node to the first, for parents stand before their children.  No sum of
 * a part can overflow when that of the whole does not; false where that does. */
__attribute__((always_inline)) static inline bool
add_up(const struct trie *t, enum trie_column column, uint64_t *total)
{
	uint64_t whole = 0;
	bool fits = true;

	for (uint32_t i = t->n; i-- > 0;) {
		uint64_t self = count_of(t, column, i);
		if (i > SUMS_AHEAD)
			__builtin_prefetch(&total[t->nodes[i - SUMS_AHEAD].parent], 1);
		fits &= self <= UINT64_MAX - whole;
		whole += self;
		uint64_t sum = total[i] += self;
		if (i)
			total[t->nodes[i].parent] += sum;
	}
	return fits;
}

bool
sums_make(struct sums *s, const struct trie *trie)
{
	*s = (struct sums){.trie = trie};
	s->total = mem_large_zero(trie->n, sizeof *s->total);
	bool fits = !trie->overflow && add_up(trie, TRIE_NOW, s->total);
	if (trie->before) {
		s->before = mem_large_zero(trie->n, sizeof *s->before);
		fits = add_up(trie, TRIE_BEFORE, s->before) && fits;
	}
	for (uint32_t i = 1; i < trie->n; i++)
		s->live += sums_width(s, i) != 0;
	return fits;
}

/* How many nodes there are of each value of the 16 bits above shift, among those
 * that agree with width above them. */
static void
count_digit(const struct sums *s, uint64_t width, unsigned shift, uint32_t *count)
{
	memset(count, 0, 65536 * sizeof *count);
	for (uint32_t i = 1; i < s->trie->n; i++) {
		uint64_t w = sums_width(s, i);
		if (shift == 48 || w >> (shift + 16) == width >> (shift + 16))
			count[w >> shift & 65535]++;
	}
}

struct sums_widest
sums_widest(const struct sums *s, uint64_t n)
{
	uint32_t *count = mem_alloc(65536, sizeof *count);
	uint64_t whole = sums_width(s, TRIE_ROOT), wider = 0, digit;
	unsigned shift = whole >> 48 ? 48 : whole >> 32 ? 32 : whole >> 16 ? 16 : 0;
	struct sums_widest widest = {0};

	for (;; shift -= 16) {
		count_digit(s, widest.width, shift, count);
		for (digit = 65535; digit && wider + count[digit] < n; digit--)
			wider += count[digit];
		widest.width |= digit << shift;
		if (!shift)
			break;
	}
	widest.ties = n - wider;
	widest.n = wider + count[digit];
	free(count);
	return widest;
}

void
sums_release(struct sums *s)
{
	free(s->total);
	free(s->before);
	*s = (struct sums){0};
}
