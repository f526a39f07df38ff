#include "fold/trie.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

#define MIN_SLOTS 1024
#define MAX_SLOTS ((uint64_t)1 << 32)
#define TAG 0xffffffff00000000u

/* Stacks are looked up this many frames at a time. */
#define BATCH 64

void
trie_init(struct trie *t, enum trie_merge merge)
{
	*t = (struct trie){.merge = merge};
	trie_room(t, 1);
	t->nodes[t->n++] = (struct trie_node){0};
}

/* A sweep from one end of the old slots to the other: the place of a slot is the
 * upper bits of what is in it, so order stays and no node is looked at. */
static void
move_slots(struct trie *t, const uint64_t *old, size_t n_old)
{
	size_t mask = t->n_slots - 1;

	for (size_t i = 0; i < n_old; i++) {
		if (!old[i])
			continue;
		size_t at = (size_t)(old[i] >> t->shift);
		while (t->slots[at])
			at = (at + 1) & mask;
		t->slots[at] = old[i];
	}
}

static void
grow_slots(struct trie *t, size_t need)
{
	uint64_t *old = t->slots;
	size_t n_old = t->n_slots;

	if (t->merge == TRIE_NEIGHBOURS || need < n_old / 4 * 3)
		return;
	if (!t->n_slots) {
		t->n_slots = MIN_SLOTS;
		t->shift = 54;
	}
	for (; t->n_slots / 4 * 3 <= need; t->shift--)
		t->n_slots *= 2;
	if (t->n_slots > MAX_SLOTS)
		die_of_memory();
	t->slots = mem_large_zero(t->n_slots, sizeof *t->slots);
	move_slots(t, old, n_old);
	free(old);
}

/* An array by node that follows the nodes' room; what is new is zero. */
static void *
widen(void *list, size_t from, size_t to, size_t size)
{
	char *wide = mem_resize(list, to, size);

	memset(wide + from * size, 0, (to - from) * size);
	return wide;
}

static void
grow_nodes(struct trie *t, size_t need)
{
	size_t had = t->cap;

	if (need <= t->cap)
		return;
	t->nodes = mem_large_grow(t->nodes, t->n, &t->cap, need, sizeof *t->nodes);
	if (t->before)
		t->before = widen(t->before, had, t->cap, sizeof *t->before);
	for (int c = 0; c < TRIE_COLUMNS; c++)
		if (t->part[c])
			t->part[c] = widen(t->part[c], had, t->cap, sizeof *t->part[c]);
}

void
trie_room(struct trie *t, size_t more)
{
	size_t need = size_add(t->n, more);

	if (need >= UINT32_MAX)
		die_of_memory();
	grow_nodes(t, need);
	grow_slots(t, need);
	names_room(&t->names, more);
	size_t limit = t->cap;
	if (t->merge == TRIE_ALL && limit > t->n_slots / 4 * 3)
		limit = t->n_slots / 4 * 3;
	t->limit = limit < UINT32_MAX ? (uint32_t)limit : UINT32_MAX;
}

static uint32_t
append(struct trie *t, uint32_t parent, uint32_t name)
{
	t->nodes[t->n] = (struct trie_node){.parent = parent, .name = name};
	return t->n++;
}

static uint32_t
child_anywhere(struct trie *t, uint32_t parent, uint64_t path, uint32_t name)
{
	if (t->n >= t->limit)
		trie_room(t, 1);
	size_t at = (size_t)(path >> t->shift);
	for (; t->slots[at]; at = (at + 1) & (t->n_slots - 1)) {
		const struct trie_node *node = &t->nodes[(uint32_t)t->slots[at]];
		if (((t->slots[at] ^ path) & TAG) == 0 && node->parent == parent && node->name == name)
			return (uint32_t)t->slots[at];
	}
	uint32_t id = append(t, parent, name);
	t->slots[at] = (path & TAG) | id;
	return id;
}

/* The node of the last stack on the next level, if it hangs under parent and has
 * that name: everything older is closed. */
static uint32_t
child_of_last(struct trie *t, struct trie_place parent, uint32_t name)
{
	t->walked = parent.path + 1;
	if (parent.path < t->n_open) {
		uint32_t node = t->open[parent.path];
		if (t->nodes[node].parent == parent.node && t->nodes[node].name == name)
			return node;
	}
	if (t->n >= t->limit)
		trie_room(t, 1);
	t->open = mem_grow(t->open, &t->open_cap, size_add(t->walked, 0), sizeof *t->open);
	t->open[parent.path] = append(t, parent.node, name);
	t->n_open = t->walked;
	return t->open[parent.path];
}

struct trie_place
trie_child(struct trie *t, struct trie_place parent, uint32_t name)
{
	if (t->merge == TRIE_NEIGHBOURS)
		return (struct trie_place){child_of_last(t, parent, name), parent.path + 1};
	uint64_t path = hash_path(&t->names.key, parent.path, t->names.hash[name]);
	return (struct trie_place){child_anywhere(t, parent.node, path, name), path};
}

/* A batch of the way down: all its slots are asked for before the first is used. */
static struct trie_place
go_down(struct trie *t, struct trie_place at, const uint32_t *names, size_t n)
{
	uint64_t path[BATCH];

	for (size_t i = 0; i < n; i++) {
		path[i] = hash_path(&t->names.key, i ? path[i - 1] : at.path, t->names.hash[names[i]]);
		__builtin_prefetch(&t->slots[path[i] >> t->shift]);
	}
	for (size_t i = 0; i < n; i++)
		at = (struct trie_place){child_anywhere(t, at.node, path[i], names[i]), path[i]};
	return at;
}

uint32_t
trie_path(struct trie *t, const uint32_t *names, size_t n)
{
	struct trie_place at = {TRIE_ROOT, 0};

	t->walked = 0;
	for (size_t i = 0; t->merge == TRIE_NEIGHBOURS && i < n; i++)
		at = trie_child(t, at, names[i]);
	for (size_t i = 0; t->merge == TRIE_ALL && i < n; i += BATCH)
		at = go_down(t, at, names + i, n - i < BATCH ? n - i : BATCH);
	return at.node;
}

void
trie_count(struct trie *t, uint32_t node, uint64_t count)
{
	if (count > UINT64_MAX - t->nodes[node].self)
		t->overflow = true;
	t->nodes[node].self += count;
	t->n_open = t->walked;
}

void
trie_count_before(struct trie *t, uint32_t node, uint64_t count)
{
	trie_need_before(t);
	if (count > UINT64_MAX - t->before[node])
		t->overflow = true;
	t->before[node] += count;
	t->n_open = t->walked;
}

void
trie_need_before(struct trie *t)
{
	if (!t->before)
		t->before = mem_zero(t->cap, sizeof *t->before);
}

void
trie_need_part(struct trie *t, enum trie_column column)
{
	if (!t->part[column])
		t->part[column] = mem_zero(t->cap, sizeof *t->part[column]);
}

void
trie_seal(struct trie *t)
{
	free(t->slots);
	free(t->open);
	t->slots = NULL;
	t->open = NULL;
	t->n_slots = t->open_cap = 0;
	names_seal(&t->names);
}

void
trie_forget(struct trie *t)
{
	free(t->nodes);
	free(t->before);
	t->nodes = NULL;
	t->before = NULL;
	for (int c = 0; c < TRIE_COLUMNS; c++) {
		free(t->part[c]);
		t->part[c] = NULL;
	}
	t->n = t->limit = 0;
	t->cap = 0;
}

void
trie_release(struct trie *t)
{
	trie_forget(t);
	free(t->slots);
	free(t->open);
	names_release(&t->names);
	*t = (struct trie){0};
}
