/* Numbers (process and thread ids) to pointers: an open-addressing hash table.
 *
 * A zeroed struct table is a valid empty one; what the pointers point to is the
 * caller's. */
#ifndef SAMPLE_TABLE_H
#define SAMPLE_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct table {
	uint32_t *keys; /* owned; a slot is empty where its value is NULL */
	void **values;  /* owned */
	size_t n, n_slots;
};

/* The value of a key, or NULL. */
void *table_get(const struct table *t, uint32_t key);

/* Set the value, which is not NULL; the old one, or NULL. */
void *table_set(struct table *t, uint32_t key, void *value);

/* Remove a key; its value, or NULL. */
void *table_remove(struct table *t, uint32_t key);

/* All values in no order: *at starts as 0; NULL after the last.  The table may not
 * change meanwhile. */
void *table_each(const struct table *t, size_t *at);

/* Frees the table, not what it points to. */
void table_release(struct table *t);

#endif
