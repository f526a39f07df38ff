#include "fold/repeats.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define FEW 1024u
#define MOST 65536u
#define MOST_IDS ((size_t)1 << 21)
#define UNKNOWN UINT32_MAX

/* After so many stacks, at least one in so many must have been seen before. */
#define JUDGED 16384u
#define REPEATED 8u

struct repeats_entry {
	uint64_t hash;
	uint32_t node, n; /* n: how many ids; 0: a free entry */
	uint32_t at;      /* where the ids are, or UNKNOWN: seen once */
};

uint64_t
repeats_hash(const struct hash_key *key, const uint32_t *ids, size_t n)
{
	return hash_line(key, (const char *)ids, n * sizeof *ids);
}

/* The entry of a stack, or of the two that it could have the one to give up. */
static struct repeats_entry *
entry_of(struct repeats *r, uint64_t hash, size_t n)
{
	size_t at = (size_t)hash & (r->size - 1);
	struct repeats_entry *e = &r->list[at], *other = &r->list[at ^ 1];

	if (e->hash == hash && e->n == n)
		return e;
	if (other->hash == hash && other->n == n)
		return other;
	return e->n && e->at != UNKNOWN ? other : e;
}

bool
repeats_find(struct repeats *r, uint64_t hash, const uint32_t *ids, size_t n, uint32_t *node)
{
	if (r->off || !r->size)
		return false;
	const struct repeats_entry *e = entry_of(r, hash, n);
	r->seen++;
	if (e->hash != hash || e->n != n)
		return false;
	r->again++;
	if (e->at == UNKNOWN || memcmp(r->ids + e->at, ids, n * sizeof *ids))
		return false;
	*node = e->node;
	return true;
}

static void
widen(struct repeats *r)
{
	struct repeats_entry *old = r->list;
	size_t n_old = r->size;

	if (n_old && (r->used <= n_old / 2 || n_old == MOST))
		return;
	r->size = n_old ? 2 * n_old : FEW;
	r->list = mem_zero(r->size, sizeof *r->list);
	r->used = 0;
	for (size_t i = 0; i < n_old; i++) {
		struct repeats_entry *e = old[i].n ? entry_of(r, old[i].hash, old[i].n) : NULL;
		if (!e)
			continue;
		r->used += !e->n;
		*e = old[i];
	}
	free(old);
}

static void
judge(struct repeats *r)
{
	bool worth = r->again >= r->seen / REPEATED;

	r->seen = r->again = 0;
	if (worth)
		return;
	repeats_release(r);
	r->off = true;
}

void
repeats_note(struct repeats *r, uint64_t hash, const uint32_t *ids, size_t n, uint32_t node)
{
	if (r->off || !n || n > MOST_IDS)
		return;
	widen(r);
	struct repeats_entry *e = entry_of(r, hash, n);
	if (e->hash != hash || e->n != n) {
		r->used += !e->n;
		if (!e->n || e->at == UNKNOWN)
			*e = (struct repeats_entry){hash, node, (uint32_t)n, UNKNOWN};
	} else if (e->at == UNKNOWN && n <= MOST_IDS - r->n_ids) {
		r->ids = mem_grow(r->ids, &r->cap_ids, r->n_ids + n, sizeof *r->ids);
		memcpy(r->ids + r->n_ids, ids, n * sizeof *ids);
		e->at = (uint32_t)r->n_ids;
		e->node = node;
		r->n_ids += n;
	}
	if (r->seen >= JUDGED)
		judge(r);
}

void
repeats_release(struct repeats *r)
{
	free(r->list);
	free(r->ids);
	*r = (struct repeats){0};
}
