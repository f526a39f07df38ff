/* Numbers given out for keys: profiles refer to their own tables by ids of 64 bits. */
#ifndef COLLAPSE_IDS_H
#define COLLAPSE_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fold/hash.h"

#define IDS_NONE UINT32_MAX

/* A zeroed struct is an empty one. */
struct ids {
	uint64_t *keys;  /* by index, in the order of their coming */
	uint32_t n;
	size_t cap;
	uint32_t *slots; /* index + 1, or 0 */
	size_t n_slots;
	struct hash_key key;
};

/* The index of key, from 0; a new one where it has not come yet. */
uint32_t ids_get(struct ids *ids, uint64_t key);

/* The index of key, or IDS_NONE. */
uint32_t ids_find(const struct ids *ids, uint64_t key);

void ids_release(struct ids *ids);

#endif
