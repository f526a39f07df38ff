#include "fold/trie.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

static uint32_t
append(struct trie *t, uint32_t parent, uint32_t name)
{
	if (t->n == UINT32_MAX - 1)
		die_of_memory();
	t->nodes = mem_grow(t->nodes, &t->cap, (size_t)t->n + 1, sizeof *t->nodes);
	t->nodes[t->n] = (struct trie_node){.parent = parent, .name = name};
	return t->n++;
}

void
trie_init(struct trie *t, enum trie_merge merge)
{
	*t = (struct trie){.merge = merge};
	(void)append(t, TRIE_ROOT, 0);
}

static size_t
slot_of(const struct trie *t, uint32_t parent, uint32_t name)
{
	uint64_t key = ((uint64_t)parent << 32 | name) * 0x9e3779b97f4a7c15;

	return (size_t)(key ^ key >> 29) & (t->n_slots - 1);
}

static void
grow(struct trie *t)
{
	t->n_slots = t->n_slots ? t->n_slots * 2 : 1024;
	free(t->slots);
	t->slots = mem_zero(t->n_slots, sizeof *t->slots);
	for (uint32_t i = 1; i < t->n; i++) {
		size_t at = slot_of(t, t->nodes[i].parent, t->nodes[i].name);
		while (t->slots[at])
			at = (at + 1) & (t->n_slots - 1);
		t->slots[at] = i;
	}
}

static uint32_t
child_anywhere(struct trie *t, uint32_t parent, uint32_t name)
{
	if (((size_t)t->n + 1) * 4 > t->n_slots * 3)
		grow(t);
	size_t at = slot_of(t, parent, name);
	for (; t->slots[at]; at = (at + 1) & (t->n_slots - 1)) {
		const struct trie_node *node = &t->nodes[t->slots[at]];
		if (node->parent == parent && node->name == name)
			return t->slots[at];
	}
	uint32_t id = append(t, parent, name);
	t->slots[at] = id;
	return id;
}

/* The ancestor of the last stack's end that hangs under parent, if it has that
 * name: everything older is closed. */
static uint32_t
child_of_last(struct trie *t, uint32_t parent, uint32_t name)
{
	uint32_t node = t->last;

	while (node > parent && t->nodes[node].parent != parent)
		node = t->nodes[node].parent;
	if (node > parent && t->nodes[node].name == name)
		return node;
	t->last = append(t, parent, name);
	return t->last;
}

uint32_t
trie_child(struct trie *t, uint32_t parent, uint32_t name)
{
	return t->merge == TRIE_ALL ? child_anywhere(t, parent, name)
	                            : child_of_last(t, parent, name);
}

void
trie_count(struct trie *t, uint32_t node, uint64_t count)
{
	if (count > UINT64_MAX - t->nodes[node].self)
		t->overflow = true;
	t->nodes[node].self += count;
	t->last = node;
}

void
trie_count_before(struct trie *t, uint32_t node, uint64_t count)
{
	size_t had = t->before_cap;

	t->before = mem_grow(t->before, &t->before_cap, (size_t)node + 1, sizeof *t->before);
	if (t->before_cap > had)
		memset(t->before + had, 0, (t->before_cap - had) * sizeof *t->before);
	if (count > UINT64_MAX - t->before[node])
		t->overflow = true;
	t->before[node] += count;
}

void
trie_release(struct trie *t)
{
	names_release(&t->names);
	free(t->nodes);
	free(t->slots);
	free(t->before);
	*t = (struct trie){0};
}
