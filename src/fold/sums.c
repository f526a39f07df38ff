#include "fold/sums.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/os.h"

/* Parents are all over the memory of a large trie; they are asked for this many
 * nodes ahead. */
#define AHEAD 24

/* No sum of a part can overflow when that of the whole does not. */
static bool
all_fit(const struct sums *s)
{
	const struct trie *t = s->trie;
	uint64_t self = 0, before = 0;
	bool ok = true;

	for (uint32_t i = 0; i < t->n; i++) {
		ok &= t->nodes[i].self <= UINT64_MAX - self;
		self += t->nodes[i].self;
	}
	for (uint32_t i = 0; s->before && i < t->n; i++) {
		ok &= s->before[i] <= UINT64_MAX - before;
		before += s->before[i];
	}
	return ok;
}

static void
start(struct sums *s)
{
	const struct trie *t = s->trie;

	s->total = mem_alloc(t->n, sizeof *s->total);
	os_large(s->total, t->n * sizeof *s->total);
	for (uint32_t i = 0; i < t->n; i++)
		s->total[i] = t->nodes[i].self;
	if (!t->before)
		return;
	s->before = mem_alloc(t->n, sizeof *s->before);
	os_large(s->before, t->n * sizeof *s->before);
	memcpy(s->before, t->before, t->n * sizeof *s->before);
}

static void
add_to_parents(struct sums *s)
{
	const struct trie_node *nodes = s->trie->nodes;

	for (uint32_t i = s->trie->n; i-- > 1;) {
		if (i > AHEAD)
			__builtin_prefetch(&s->total[nodes[i - AHEAD].parent], 1);
		if (!sums_width(s, i))
			continue;
		s->total[nodes[i].parent] += s->total[i];
		if (s->before)
			s->before[nodes[i].parent] += s->before[i];
		s->live++;
	}
}

bool
sums_make(struct sums *s, const struct trie *trie)
{
	*s = (struct sums){.trie = trie};
	start(s);
	if (trie->overflow || !all_fit(s))
		return false;
	add_to_parents(s);
	return true;
}

uint32_t *
sums_sizes(const struct sums *s)
{
	const struct trie *t = s->trie;
	uint32_t *size = mem_alloc(t->n, sizeof *size);

	os_large(size, t->n * sizeof *size);
	for (uint32_t i = 0; i < t->n; i++)
		size[i] = sums_width(s, i) != 0;
	for (uint32_t i = t->n; i-- > 1;) {
		if (i > AHEAD)
			__builtin_prefetch(&size[t->nodes[i - AHEAD].parent], 1);
		size[t->nodes[i].parent] += size[i];
	}
	return size;
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

void
sums_widest(const struct sums *s, uint64_t n, uint64_t *width, uint64_t *ties)
{
	uint32_t *count = mem_alloc(65536, sizeof *count);
	uint64_t whole = sums_width(s, TRIE_ROOT);
	unsigned shift = whole >> 48 ? 48 : whole >> 32 ? 32 : whole >> 16 ? 16 : 0;

	*width = 0;
	for (;; shift -= 16) {
		uint64_t digit = 65535;
		count_digit(s, *width, shift, count);
		for (; digit && count[digit] < n; digit--)
			n -= count[digit];
		*width |= digit << shift;
		if (!shift)
			break;
	}
	*ties = n;
	free(count);
}

void
sums_release(struct sums *s)
{
	free(s->total);
	free(s->before);
	*s = (struct sums){0};
}
