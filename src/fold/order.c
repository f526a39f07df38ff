#include "fold/order.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"

/* Up to so many are compared with each other. */
#define FEW 24

/* How far ahead texts are asked for. */
#define AHEAD 16

#define CHUNK 8
#define BYTES 256

/* Pairs that agree in their first depth bytes; ready: their keys are what follows. */
struct range {
	size_t from, to;
	uint32_t depth;
	bool ready;
};

struct sorter {
	const struct pairs *pairs;
	struct pairs_found *list, *spare;
	struct range *pending;
	size_t n, cap;
};

static inline uint64_t
big_endian(const char *text)
{
	uint64_t word = hash_word(text);

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* Eight bytes of a line from depth, some of them behind its stack; zeros behind its
 * end. */
static uint64_t
last_chunk(const struct pair *pair, uint32_t depth)
{
	char text[CHUNK + PAIRS_TAIL] = {0};
	size_t n = depth < pair->n ? pair->n - depth : 0;
	size_t behind = depth > pair->n ? depth - pair->n : 0;

	if (n)
		memcpy(text, pair->stack + depth, n);
	size_t end = n + pairs_put_tail(pair->count, text + n);
	memset(text + end, 0, sizeof text - end);
	return behind + CHUNK <= sizeof text ? big_endian(text + behind) : 0;
}

static inline uint64_t
chunk(const struct pairs *p, const struct pairs_found *o, uint32_t depth)
{
	const struct pair *pair = pairs_at(p, o->place);

	return o->n >= CHUNK && depth <= o->n - CHUNK ? big_endian(pair->stack + depth)
	                                              : last_chunk(pair, depth);
}

/* How many bytes of their stacks, from depth and up to most, two pairs have in common. */
static inline uint32_t
common(const struct pairs *p, const struct pairs_found *a, const struct pairs_found *b,
       uint32_t depth, uint32_t most)
{
	uint32_t n = a->n < b->n ? a->n : b->n;

	if (n <= depth)
		return 0;
	n = n - depth < most ? n - depth : most;
	return (uint32_t)bytes_common(pairs_at(p, a->place)->stack + depth,
	                              pairs_at(p, b->place)->stack + depth, n);
}

static bool
is_before(const struct pairs *p, const struct pairs_found *a, const struct pairs_found *b,
          uint32_t depth)
{
	for (;; depth += CHUNK) {
		uint64_t x = chunk(p, a, depth), y = chunk(p, b, depth);
		if (x != y)
			return x < y;
	}
}

/* Inlined, as compilers take a function that only asks for memory for one without
 * effect. */
__attribute__((always_inline)) static inline void
ask_for(const struct pairs *p, const struct pairs_found *o, uint32_t depth)
{
	const char *text = pairs_at(p, o->place)->stack + depth;

	__builtin_prefetch(text);
	__builtin_prefetch(text + 64);
}

uint64_t
order_key(const char *stack, uint32_t n)
{
	return n < CHUNK ? 0 : big_endian(stack);
}

void
order_short_keys(const struct pairs *p, struct pairs_found *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].n < CHUNK)
			list[i].key = chunk(p, &list[i], 0);
}

bool
order_before(const struct pairs *p, const struct pairs_found *a, const struct pairs_found *b)
{
	if (a->key != b->key)
		return a->key < b->key;
	return a->place != b->place && is_before(p, a, b, CHUNK);
}

static void
push(struct sorter *s, size_t from, size_t to, uint32_t depth, bool ready)
{
	if (to - from < 2)
		return;
	s->pending = mem_grow(s->pending, &s->cap, s->n + 1, sizeof *s->pending);
	s->pending[s->n++] = (struct range){from, to, depth, ready};
}

/* The same of all pairs of a range. */
static uint32_t
common_of_all(const struct sorter *s, struct range r)
{
	const struct pairs_found *first = &s->list[r.from];
	uint32_t n = common(s->pairs, first, &s->list[r.to - 1], r.depth, UINT32_MAX);

	for (size_t i = r.from + 1; i + 1 < r.to && n >= CHUNK; i++) {
		if (i + AHEAD < r.to)
			ask_for(s->pairs, &s->list[i + AHEAD], r.depth);
		n = common(s->pairs, first, &s->list[i], r.depth, n);
	}
	return n < CHUNK ? 0 : n;
}

static void
make_keys(const struct sorter *s, struct range *r)
{
	for (size_t i = r->from; i < r->to && i < r->from + AHEAD; i++)
		ask_for(s->pairs, &s->list[i], r->depth);
	r->depth += common_of_all(s, *r);
	for (size_t i = r->from; i < r->to; i++) {
		if (i + AHEAD < r->to)
			ask_for(s->pairs, &s->list[i + AHEAD], r->depth);
		s->list[i].key = chunk(s->pairs, &s->list[i], r->depth);
	}
}

static void
insert_each(struct sorter *s, struct range r)
{
	struct pairs_found *list = s->list;

	for (size_t i = r.from + 1; i < r.to; i++) {
		struct pairs_found o = list[i];
		size_t at = i;
		for (; at > r.from && o.key <= list[at - 1].key; at--) {
			if (o.key == list[at - 1].key &&
			    !is_before(s->pairs, &o, &list[at - 1], r.depth + CHUNK))
				break;
			list[at] = list[at - 1];
		}
		list[at] = o;
	}
}

/* Deal the pairs of a range by one byte of their keys. */
static void
deal(struct sorter *s, struct range r, unsigned shift)
{
	size_t to[BYTES] = {0}, sum = r.from;

	for (size_t i = r.from; i < r.to; i++)
		to[s->list[i].key >> shift & (BYTES - 1)]++;
	for (unsigned i = 0; i < BYTES; i++) {
		size_t n = to[i];
		to[i] = sum;
		sum += n;
		push(s, to[i], sum, r.depth, true);
	}
	memcpy(s->spare + r.from, s->list + r.from, (r.to - r.from) * sizeof *s->list);
	for (size_t i = r.from; i < r.to; i++)
		s->list[to[s->spare[i].key >> shift & (BYTES - 1)]++] = s->spare[i];
}

static void
sort_range(struct sorter *s, struct range r)
{
	uint64_t differ = 0;

	if (!r.ready)
		make_keys(s, &r);
	if (r.to - r.from <= FEW) {
		insert_each(s, r);
		return;
	}
	for (size_t i = r.from + 1; i < r.to; i++)
		differ |= s->list[i].key ^ s->list[r.from].key;
	if (differ)
		deal(s, r, (63 - (unsigned)__builtin_clzll(differ)) / 8 * 8);
	else
		push(s, r.from, r.to, r.depth + CHUNK, false);
}

void
order_sort(const struct pairs *p, struct pairs_found *list, struct pairs_found *spare, size_t n)
{
	struct sorter s = {.pairs = p, .list = list, .spare = spare};

	push(&s, 0, n, 0, true);
	while (s.n)
		sort_range(&s, s.pending[--s.n]);
	free(s.pending);
}
