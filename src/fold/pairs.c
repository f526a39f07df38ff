#include "fold/pairs.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/os.h"
#include "base/out.h"
#include "fold/order.h"

#define SHELF (PAIRS_UNIT << PAIRS_SHELF_BITS)

/* Bytes of the files for each slot that the shards begin with: lines have more, mostly. */
#define BYTES_A_SLOT 192

/* How much more room a pair may want than its line has: "a 1" and LF are four bytes. */
#define PAIR_OF_LINE 8

/* How often a shard that another thread has is tried before it is waited for: it is had
 * for no longer than a few microseconds. */
#define TRIES 64

/* How far ahead in the lines slots and pairs are asked for. */
#define SLOTS_AHEAD 48
#define PAIRS_AHEAD 16

void
pairs_init(struct pairs *p, size_t bytes)
{
	uint32_t each = 64;

	*p = (struct pairs){.shelf_size = SHELF};
	if (bytes < SHELF / PAIR_OF_LINE)
		p->shelf_size = bytes * PAIR_OF_LINE;
	os_random(&p->key, sizeof p->key);
	(void)pthread_mutex_init(&p->lock, NULL);
	while (each < bytes / (BYTES_A_SLOT * PAIRS_SHARDS))
		each *= 2;
	p->slots = mem_large_zero((size_t)each * PAIRS_SHARDS, sizeof *p->slots);
	for (unsigned i = 0; i < PAIRS_SHARDS; i++) {
		p->shard[i] = (struct pairs_shard){.slots = p->slots + i * each, .n_slots = each};
		(void)pthread_mutex_init(&p->shard[i].lock, NULL);
	}
}

static unsigned
shard_of(uint64_t hash)
{
	return (unsigned)(hash >> 60) % PAIRS_SHARDS;
}

static inline struct pairs_slot *
first_slot(const struct pairs_shard *s, uint64_t hash)
{
	return &s->slots[hash & (s->n_slots - 1)];
}

/* The slot of a stack, or the free one that it may have. */
static inline struct pairs_slot *
find(const struct pairs *p, const struct pairs_shard *s, const struct usual_line *line)
{
	uint32_t hash = (uint32_t)line->hash;

	for (uint32_t at = hash & (s->n_slots - 1);; at = (at + 1) & (s->n_slots - 1)) {
		struct pairs_slot *slot = &s->slots[at];
		if (!slot->place)
			return slot;
		if (slot->hash != hash)
			continue;
		const struct pair *pair = pairs_at(p, slot->place - 1);
		if (pair->n == line->n && !memcmp(pair->stack, line->stack, line->n))
			return slot;
	}
}

static void
double_slots(struct pairs_shard *s)
{
	struct pairs_slot *old = s->slots;
	uint32_t n_old = s->n_slots, mask = 2 * n_old - 1;

	s->slots = mem_zero((size_t)n_old * 2, sizeof *s->slots);
	s->n_slots = 2 * n_old;
	for (uint32_t i = 0; i < n_old; i++) {
		uint32_t at = old[i].hash & mask;
		if (!old[i].place)
			continue;
		while (s->slots[at].place)
			at = (at + 1) & mask;
		s->slots[at] = old[i];
	}
	if (s->own)
		free(old);
	s->own = true;
}

/* A fresh shelf of at least size bytes; false where there are too many. */
static bool
open_shelf(struct pairs *p, struct pairs_hand *hand, size_t size)
{
	(void)pthread_mutex_lock(&p->lock);
	bool ok = p->n_shelves < PAIRS_SHELVES;
	if (ok) {
		hand->room = size > p->shelf_size ? size : p->shelf_size;
		hand->place = p->n_shelves << PAIRS_SHELF_BITS;
		p->shelf[p->n_shelves++] = mem_large(hand->room, 1);
	}
	(void)pthread_mutex_unlock(&p->lock);
	return ok;
}

static bool
add(struct pairs *p, struct pairs_hand *hand, unsigned side, const struct usual_line *line,
    struct pairs_slot *slot)
{
	size_t size = size_add(offsetof(struct pair, stack), line->n);

	size = size_add(size, PAIRS_UNIT - 1) & ~(PAIRS_UNIT - 1);
	if (size > hand->room && !open_shelf(p, hand, size))
		return false;
	struct pair *pair = pairs_at(p, hand->place);
	pair->count[side] = line->count;
	pair->count[!side] = 0;
	pair->n = line->n;
	memcpy(pair->stack, line->stack, line->n);
	*slot = (struct pairs_slot){(uint32_t)line->hash, hand->place + 1};
	hand->found = mem_large_grow(hand->found, hand->n, &hand->cap, hand->n + 1,
	                             sizeof *hand->found);
	hand->found[hand->n++] =
		(struct pairs_found){order_key(line->stack, line->n), hand->place, line->n};
	hand->place += (uint32_t)(size / PAIRS_UNIT);
	hand->room -= size;
	return true;
}

__attribute__((always_inline)) static inline void
look_ahead(const struct pairs *p, const struct pairs_shard *s, const struct usual_line *lines,
           const uint32_t *order, uint32_t left)
{
	if (left > SLOTS_AHEAD)
		__builtin_prefetch(first_slot(s, lines[order[SLOTS_AHEAD]].hash), 1);
	if (left <= PAIRS_AHEAD)
		return;
	const struct pairs_slot *slot = first_slot(s, lines[order[PAIRS_AHEAD]].hash);
	if (!slot->place)
		return;
	const char *pair = (const char *)pairs_at(p, slot->place - 1);
	__builtin_prefetch(pair, 1);
	__builtin_prefetch(pair + 64);
	__builtin_prefetch(pair + 128);
}

/* Count the lines of one shard, which is locked. */
static bool
count_shard(struct pairs *p, struct pairs_shard *s, struct pairs_hand *hand, unsigned side,
            const struct usual_line *lines, const uint32_t *order, uint32_t n)
{
	for (uint32_t i = 0; i < n && i < SLOTS_AHEAD; i++)
		__builtin_prefetch(first_slot(s, lines[order[i]].hash), 1);
	for (uint32_t i = 0; i < n; i++) {
		const struct usual_line *line = &lines[order[i]];
		look_ahead(p, s, lines, order + i, n - i);
		if (s->n >= s->n_slots / 2)
			double_slots(s);
		struct pairs_slot *slot = find(p, s, line);
		if (slot->place) {
			pairs_at(p, slot->place - 1)->count[side] += line->count;
			continue;
		}
		if (!add(p, hand, side, line, slot))
			return false;
		s->n++;
	}
	return true;
}

/* The lines that count for something, by shard: those of shard i end before to[i] in the
 * hand's order. */
static void
deal(struct pairs_hand *hand, unsigned side, const struct usual *u, uint32_t to[PAIRS_SHARDS])
{
	uint32_t count[PAIRS_SHARDS] = {0}, sum = 0;
	uint64_t total = hand->total[side];

	for (size_t i = 0; i < u->n; i++) {
		count[shard_of(u->lines[i].hash)] += u->lines[i].count > 0;
		total += u->lines[i].count;
		hand->overflow |= total < u->lines[i].count;
	}
	hand->total[side] = total;
	for (unsigned i = 0; i < PAIRS_SHARDS; sum += count[i++])
		to[i] = sum;
	hand->order = mem_grow(hand->order, &hand->order_cap, u->n, sizeof *hand->order);
	for (size_t i = 0; i < u->n; i++)
		if (u->lines[i].count)
			hand->order[to[shard_of(u->lines[i].hash)]++] = (uint32_t)i;
}

/* Lock a shard; false where another thread has it and this one need not wait. */
static bool
lock_shard(struct pairs_shard *s, bool wait)
{
	return !(wait ? pthread_mutex_lock(&s->lock) : pthread_mutex_trylock(&s->lock));
}

bool
pairs_count(struct pairs *p, struct pairs_hand *hand, unsigned side, struct usual *u)
{
	uint32_t to[PAIRS_SHARDS];
	bool done[PAIRS_SHARDS] = {false}, ok = true;
	unsigned left = PAIRS_SHARDS;

	if (!u->n)
		return true;
	for (size_t i = 0; i < u->n; i++)
		u->lines[i].hash = hash_padded(&p->key, u->lines[i].stack, u->lines[i].n);
	deal(hand, side, u, to);
	for (unsigned i = 0; left && ok; i++) {
		unsigned at = (i + hand->number * (PAIRS_SHARDS / 2)) % PAIRS_SHARDS;
		struct pairs_shard *s = &p->shard[at];
		uint32_t from = at ? to[at - 1] : 0;
		if (done[at] || !lock_shard(s, i >= TRIES * PAIRS_SHARDS))
			continue;
		ok = count_shard(p, s, hand, side, u->lines, hand->order + from, to[at] - from);
		(void)pthread_mutex_unlock(&s->lock);
		done[at] = true;
		left--;
	}
	return ok;
}

size_t
pairs_put_tail(const uint64_t count[PAIRS_SIDES], char *to)
{
	size_t n = 0;

	for (int i = 0; i < PAIRS_SIDES; i++) {
		to[n++] = ' ';
		n += out_digits(to + n, count[i]);
	}
	return n;
}

void
pairs_hand_release(struct pairs_hand *hand)
{
	free(hand->found);
	free(hand->order);
	*hand = (struct pairs_hand){0};
}

void
pairs_release(struct pairs *p)
{
	for (unsigned i = 0; i < PAIRS_SHARDS; i++) {
		if (p->shard[i].own)
			free(p->shard[i].slots);
		(void)pthread_mutex_destroy(&p->shard[i].lock);
	}
	for (uint32_t i = 0; i < p->n_shelves; i++)
		free(p->shelf[i]);
	free(p->slots);
	(void)pthread_mutex_destroy(&p->lock);
	*p = (struct pairs){0};
}
