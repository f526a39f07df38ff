#include "fold/order.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Up to so many are compared with each other. */
#define FEW 12

/* Up to so many different keys are told apart at once, by a table of so many slots. */
#define KEYS 64
#define SLOTS 256

/* How far ahead texts are asked for. */
#define AHEAD 8

#define CHUNK 8

/* Pairs that agree in their first depth bytes; ready: their keys are what follows. */
struct range {
	uint32_t from, to;
	uint32_t depth;
	bool ready;
};

struct sorter {
	const struct pairs *pairs;
	struct ordered *list, *spare;
	uint8_t *dealt;       /* by pair of a range: which of the keys it has */
	struct range *pending;
	size_t n, cap;
	uint64_t random;
	/* the different keys of a range */
	uint32_t n_keys;
	uint64_t key[KEYS];
	uint32_t count[KEYS];
	uint8_t slot[SLOTS];  /* a place in key, + 1; or 0 */
};

static uint64_t
big_endian(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	return (uint64_t)p[0] << 56 | (uint64_t)p[1] << 48 | (uint64_t)p[2] << 40 |
	       (uint64_t)p[3] << 32 | (uint64_t)p[4] << 24 | (uint64_t)p[5] << 16 |
	       (uint64_t)p[6] << 8 | (uint64_t)p[7];
}

/* Eight bytes of a line from depth, some of them behind its stack; zeros behind its
 * end. */
static uint64_t
last_chunk(const struct pairs *p, const struct ordered *o, uint32_t depth)
{
	const struct pair *pair = pairs_pair(p, o->pair);
	char text[CHUNK + PAIRS_TAIL] = {0};
	size_t n = depth < o->n ? o->n - depth : 0, behind = depth > o->n ? depth - o->n : 0;

	if (n)
		memcpy(text, o->stack + depth, n);
	size_t end = n + pairs_put_tail(pair, text + n);
	memset(text + end, 0, sizeof text - end);
	return behind + CHUNK <= sizeof text ? big_endian(text + behind) : 0;
}

static inline uint64_t
chunk(const struct pairs *p, const struct ordered *o, uint32_t depth)
{
	return o->n >= CHUNK && depth <= o->n - CHUNK ? big_endian(o->stack + depth)
	                                              : last_chunk(p, o, depth);
}

static inline bool
is_before(const struct pairs *p, const struct ordered *a, const struct ordered *b, uint32_t depth)
{
	for (;; depth += CHUNK) {
		uint64_t x = chunk(p, a, depth), y = chunk(p, b, depth);
		if (x != y)
			return x < y;
	}
}

struct ordered
order_pair(const struct pairs *p, uint32_t i)
{
	const struct pair *pair = pairs_pair(p, i);
	struct ordered o = {0, pair->stack, pair->n, i};

	o.key = chunk(p, &o, 0);
	return o;
}

bool
order_before(const struct pairs *p, const struct ordered *a, const struct ordered *b)
{
	if (a->key != b->key)
		return a->key < b->key;
	return a->pair != b->pair && is_before(p, a, b, CHUNK);
}

static void
push(struct sorter *s, uint32_t from, uint32_t to, uint32_t depth, bool ready)
{
	if (to - from < 2)
		return;
	s->pending = mem_grow(s->pending, &s->cap, s->n + 1, sizeof *s->pending);
	s->pending[s->n++] = (struct range){from, to, depth, ready};
}

static void
insert_each(struct sorter *s, struct range r)
{
	struct ordered *list = s->list;

	for (uint32_t i = r.from; i < r.to; i++) {
		__builtin_prefetch(list[i].stack + r.depth);
		__builtin_prefetch(list[i].stack + r.depth + 64);
	}
	for (uint32_t i = r.from + 1; i < r.to; i++) {
		struct ordered o = list[i];
		uint32_t at = i;
		for (; at > r.from && is_before(s->pairs, &o, &list[at - 1], r.depth); at--)
			list[at] = list[at - 1];
		list[at] = o;
	}
}

/* How many bytes of their stacks, from depth, all pairs of a range have in common. */
static uint32_t
common(const struct sorter *s, struct range r)
{
	const struct ordered *first = &s->list[r.from];
	uint32_t n = first->n > r.depth ? first->n - r.depth : 0;

	for (uint32_t i = r.from + 1; i < r.to && n; i++) {
		const struct ordered *o = &s->list[i];
		const char *a = first->stack + r.depth, *b = o->stack + r.depth;
		uint32_t most = o->n > r.depth ? o->n - r.depth : 0, same = 0;
		if (i + AHEAD < r.to)
			__builtin_prefetch(s->list[i + AHEAD].stack + r.depth);
		if (n > most)
			n = most;
		while (same + CHUNK <= n && !memcmp(a + same, b + same, CHUNK))
			same += CHUNK;
		while (same < n && a[same] == b[same])
			same++;
		n = same;
	}
	return n;
}

/* The place of a key among those of the range; KEYS where there is none left. */
static inline uint32_t
place_of(struct sorter *s, uint64_t key)
{
	uint32_t at = (uint32_t)(key * 0x9e3779b97f4a7c15u >> 56), place;

	while ((place = s->slot[at]) && s->key[place - 1] != key)
		at = (at + 1) % SLOTS;
	if (place)
		return place - 1;
	if (s->n_keys == KEYS)
		return KEYS;
	s->key[s->n_keys] = key;
	s->count[s->n_keys++] = 0;
	s->slot[at] = (uint8_t)s->n_keys;
	return s->n_keys - 1;
}

/* The places of the keys, by key. */
static void
sort_keys(const struct sorter *s, uint8_t order[KEYS])
{
	for (uint32_t i = 0; i < s->n_keys; i++) {
		uint32_t at = i;
		for (; at && s->key[order[at - 1]] > s->key[i]; at--)
			order[at] = order[at - 1];
		order[at] = (uint8_t)i;
	}
}

/* Sort a range that has few different keys; false where they are many. */
static bool
deal(struct sorter *s, struct range r)
{
	uint8_t order[KEYS] = {0};
	uint32_t to[KEYS], sum = r.from;

	s->n_keys = 0;
	memset(s->slot, 0, sizeof s->slot);
	for (uint32_t i = r.from; i < r.to; i++) {
		uint32_t place = place_of(s, s->list[i].key);
		if (place == KEYS)
			return false;
		s->dealt[i] = (uint8_t)place;
		s->count[place]++;
	}
	sort_keys(s, order);
	for (uint32_t i = 0; i < s->n_keys; i++) {
		to[order[i]] = sum;
		sum += s->count[order[i]];
		push(s, to[order[i]], sum, r.depth + CHUNK, false);
	}
	if (s->n_keys == 1)
		return true;
	memcpy(s->spare + r.from, s->list + r.from, (r.to - r.from) * sizeof *s->list);
	for (uint32_t i = r.from; i < r.to; i++)
		s->list[to[s->dealt[i]]++] = s->spare[i];
	return true;
}

static uint64_t
any_key(struct sorter *s, struct range r)
{
	s->random = hash_mix(s->random, 0x9e3779b97f4a7c15u) + 1;
	return s->list[r.from + (s->random >> 32) * (r.to - r.from) / ((uint64_t)1 << 32)].key;
}

/* Of three keys chosen by chance the one in the middle. */
static uint64_t
pivot(struct sorter *s, struct range r)
{
	uint64_t a = any_key(s, r), b = any_key(s, r), c = any_key(s, r);
	uint64_t low = a < b ? a : b, high = a < b ? b : a;

	return c < low ? low : c > high ? high : c;
}

static void
swap(struct ordered *a, struct ordered *b)
{
	struct ordered o = *a;

	*a = *b;
	*b = o;
}

/* Those below, at and above a key of the range. */
static void
part_in_three(struct sorter *s, struct range r)
{
	uint64_t key = pivot(s, r);
	uint32_t low = r.from, at = r.from, high = r.to;

	while (at < high) {
		if (s->list[at].key < key)
			swap(&s->list[low++], &s->list[at++]);
		else if (s->list[at].key > key)
			swap(&s->list[at], &s->list[--high]);
		else
			at++;
	}
	push(s, r.from, low, r.depth, true);
	push(s, low, high, r.depth + CHUNK, false);
	push(s, high, r.to, r.depth, true);
}

static void
sort_range(struct sorter *s, struct range r)
{
	if (r.to - r.from <= FEW) {
		insert_each(s, r);
		return;
	}
	if (!r.ready) {
		r.depth += common(s, r);
		for (uint32_t i = r.from; i < r.to; i++)
			s->list[i].key = chunk(s->pairs, &s->list[i], r.depth);
	}
	if (!deal(s, r))
		part_in_three(s, r);
}

void
order_sort(const struct pairs *p, struct ordered *list, uint32_t n)
{
	struct sorter s = {.pairs = p, .list = list, .random = p->key.k[0]};

	s.spare = mem_alloc(n, sizeof *s.spare);
	s.dealt = mem_alloc(n, sizeof *s.dealt);
	push(&s, 0, n, 0, true);
	while (s.n)
		sort_range(&s, s.pending[--s.n]);
	free(s.spare);
	free(s.dealt);
	free(s.pending);
}
