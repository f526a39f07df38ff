#include "collapse/ids.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/os.h"

static size_t
slot_of(const struct ids *ids, uint64_t key)
{
	return (size_t)hash_mix(key ^ ids->key.k[0], ids->key.k[1]) & (ids->n_slots - 1);
}

static size_t
find_slot(const struct ids *ids, uint64_t key)
{
	size_t at = slot_of(ids, key);

	while (ids->slots[at] && ids->keys[ids->slots[at] - 1] != key)
		at = (at + 1) & (ids->n_slots - 1);
	return at;
}

static void
grow(struct ids *ids)
{
	if (!ids->n_slots)
		os_random(&ids->key, sizeof ids->key);
	ids->n_slots = ids->n_slots ? ids->n_slots * 2 : 64;
	free(ids->slots);
	ids->slots = mem_zero(ids->n_slots, sizeof *ids->slots);
	for (uint32_t i = 0; i < ids->n; i++)
		ids->slots[find_slot(ids, ids->keys[i])] = i + 1;
}

uint32_t
ids_get(struct ids *ids, uint64_t key)
{
	if (((size_t)ids->n + 1) * 4 > ids->n_slots * 3)
		grow(ids);
	size_t at = find_slot(ids, key);
	if (!ids->slots[at]) {
		ids->keys = mem_grow(ids->keys, &ids->cap, (size_t)ids->n + 1, sizeof *ids->keys);
		ids->keys[ids->n++] = key;
		ids->slots[at] = ids->n;
	}
	return ids->slots[at] - 1;
}

uint32_t
ids_find(const struct ids *ids, uint64_t key)
{
	if (!ids->n_slots)
		return IDS_NONE;
	uint32_t found = ids->slots[find_slot(ids, key)];
	return found ? found - 1 : IDS_NONE;
}

void
ids_release(struct ids *ids)
{
	free(ids->keys);
	free(ids->slots);
	*ids = (struct ids){0};
}
