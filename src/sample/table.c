#include "sample/table.h"

#include <stdlib.h>

#include "base/mem.h"

/* The slot of a key, or the empty one where it belongs. */
static size_t
slot_of(const struct table *t, uint32_t key)
{
	size_t at = (key * UINT32_C(0x9e3779b1) >> 7) & (t->n_slots - 1);

	while (t->values[at] && t->keys[at] != key)
		at = (at + 1) & (t->n_slots - 1);
	return at;
}

void *
table_get(const struct table *t, uint32_t key)
{
	return t->n ? t->values[slot_of(t, key)] : NULL;
}

static void
grow(struct table *t)
{
	struct table old = *t;

	t->n_slots = old.n_slots ? old.n_slots * 2 : 64;
	t->keys = mem_zero(t->n_slots, sizeof *t->keys);
	t->values = mem_zero(t->n_slots, sizeof *t->values);
	for (size_t i = 0; i < old.n_slots; i++) {
		if (!old.values[i])
			continue;
		size_t at = slot_of(t, old.keys[i]);
		t->keys[at] = old.keys[i];
		t->values[at] = old.values[i];
	}
	free(old.keys);
	free(old.values);
}

void *
table_set(struct table *t, uint32_t key, void *value)
{
	if ((t->n + 1) * 4 > t->n_slots * 3)
		grow(t);
	size_t at = slot_of(t, key);
	void *old = t->values[at];
	t->n += !old;
	t->keys[at] = key;
	t->values[at] = value;
	return old;
}

void *
table_remove(struct table *t, uint32_t key)
{
	if (!t->n)
		return NULL;
	size_t at = slot_of(t, key);
	void *old = t->values[at];
	if (!old)
		return NULL;
	t->values[at] = NULL;
	t->n--;
	/* what stands behind it may have been pushed there by it */
	for (at = (at + 1) & (t->n_slots - 1); t->values[at]; at = (at + 1) & (t->n_slots - 1)) {
		void *value = t->values[at];
		t->values[at] = NULL;
		size_t to = slot_of(t, t->keys[at]);
		t->keys[to] = t->keys[at];
		t->values[to] = value;
	}
	return old;
}

void *
table_each(const struct table *t, size_t *at)
{
	while (*at < t->n_slots)
		if (t->values[(*at)++])
			return t->values[*at - 1];
	return NULL;
}

void
table_release(struct table *t)
{
	free(t->keys);
	free(t->values);
	*t = (struct table){0};
}
