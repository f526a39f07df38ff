#include "fold/recall.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/os.h"

#define ENTRIES 131072u
#define CACHE_LINE 64u

/* Bytes of lines that are kept. */
#define ROOM ((size_t)40 << 20)

/* After FEW lines, one in FEW_REPEATED must have been seen before, and after MANY one
 * in MANY_REPEATED. */
#define FEW 2048u
#define FEW_REPEATED 64u
#define MANY 16384u
#define MANY_REPEATED 8u

/* Lines that are asked for ahead whole. */
#define AHEAD 4096u

void
recall_init(struct recall *r)
{
	size_t n = ENTRIES * sizeof *r->list;

	*r = (struct recall){.room = ROOM};
	r->memory = mem_zero(n + CACHE_LINE, 1);
	r->list = (void *)(((uintptr_t)r->memory + CACHE_LINE - 1) & ~(uintptr_t)(CACHE_LINE - 1));
	r->text = mem_alloc(r->room, 1);
	os_large(r->memory, n);
	os_large(r->text, r->room);
	(void)pthread_mutex_init(&r->lock, NULL);
}

void
recall_release(struct recall *r)
{
	if (!r->memory)
		return;
	(void)pthread_mutex_destroy(&r->lock);
	free(r->memory);
	free(r->text);
	*r = (struct recall){0};
}

void
recall_start(struct recall_counts *c, struct recall *r)
{
	*c = (struct recall_counts){.recall = r, .count = mem_zero(ENTRIES, sizeof *c->count)};
}

static struct recall_entry *
pair_of(const struct recall *r, uint64_t hash)
{
	return &r->list[hash & (ENTRIES - 2)];
}

void
recall_expect(const struct recall_counts *c, uint64_t hash)
{
	__builtin_prefetch(pair_of(c->recall, hash));
}

static bool
is_noted(const struct recall_entry *e, uint64_t hash, uint32_t n)
{
	return __atomic_load_n(&e->hash, __ATOMIC_RELAXED) == hash &&
	       __atomic_load_n(&e->n, __ATOMIC_RELAXED) == n;
}

const struct recall_entry *
recall_guess(struct recall_counts *c, uint64_t hash, uint32_t n)
{
	const struct recall_entry *e = pair_of(c->recall, hash);

	c->seen++;
	if (!is_noted(e, hash, n) && !is_noted(++e, hash, n))
		return NULL;
	c->again++;
	uint32_t text = __atomic_load_n(&e->text, __ATOMIC_ACQUIRE);
	if (!text || !is_noted(e, hash, n))
		return NULL;
	for (uint32_t at = 0; at < n && at < AHEAD; at += CACHE_LINE)
		__builtin_prefetch(c->recall->text + text - 1 + at);
	return e;
}

bool
recall_count(struct recall_counts *c, const struct recall_entry *entry, const char *p, uint32_t n,
             uint64_t count)
{
	uint64_t *sum = &c->count[entry->id];

	if (memcmp(c->recall->text + entry->text - 1, p, n) || count > UINT64_MAX - *sum)
		return false;
	*sum += count;
	return true;
}

/* The entry of a line, or of the two that it could have the one to give up; NULL where
 * both are known lines. */
static struct recall_entry *
entry_for(const struct recall *r, uint64_t hash, uint32_t n)
{
	struct recall_entry *e = pair_of(r, hash), *other = e + 1;

	if (is_noted(e, hash, n))
		return e;
	if (is_noted(other, hash, n))
		return other;
	if (!e->text)
		return e;
	return other->text ? NULL : other;
}

static void
note(struct recall *r, uint64_t hash, const char *p, uint32_t n, uint32_t node)
{
	struct recall_entry *e = entry_for(r, hash, n);

	if (!e)
		return;
	bool again = is_noted(e, hash, n);
	if (!again) {
		__atomic_store_n(&e->hash, hash, __ATOMIC_RELAXED);
		__atomic_store_n(&e->n, n, __ATOMIC_RELAXED);
	}
	if (!e->text && r->used + n <= (again ? r->room : r->room / 2)) {
		memcpy(r->text + r->used, p, n);
		e->node = node;
		e->id = r->known++;
		__atomic_store_n(&e->text, (uint32_t)r->used + 1, __ATOMIC_RELEASE);
		r->used += n;
	}
}

void
recall_note(struct recall_counts *c, uint64_t hash, const char *p, uint32_t n, uint32_t node)
{
	(void)pthread_mutex_lock(&c->recall->lock);
	note(c->recall, hash, p, n, node);
	(void)pthread_mutex_unlock(&c->recall->lock);
}

bool
recall_is_worth(struct recall_counts *c)
{
	if (c->seen < FEW)
		return true;
	if (c->seen < MANY)
		return c->again >= c->seen / FEW_REPEATED;
	bool worth = c->again >= c->seen / MANY_REPEATED;
	c->seen = c->again = 0;
	return worth;
}

void
recall_stop(struct recall_counts *c, void (*add)(void *who, uint32_t node, uint64_t count),
            void *who)
{
	for (uint32_t i = 0; c->recall && i < ENTRIES; i++) {
		const struct recall_entry *e = &c->recall->list[i];
		if (__atomic_load_n(&e->text, __ATOMIC_ACQUIRE) && c->count[e->id])
			add(who, e->node, c->count[e->id]);
	}
	free(c->count);
	*c = (struct recall_counts){0};
}
