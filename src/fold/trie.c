#include "fold/trie.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

#define FEWEST 1024

/* Stacks are looked up this many frames at a time. */
#define BATCH 64

/* Where every so many nodes have a name of their own, that takes much memory too. */
#define MANY_NAMES 4

/* What stands before a name is asked for so many nodes ahead. */
#define AHEAD 32u

void
trie_init(struct trie *t, enum trie_merge merge)
{
	*t = (struct trie){.merge = merge};
	trie_room(t, 1, 0);
	t->nodes[t->n++] = (struct trie_node){0};
}

/* Arrays by node have one length. */
static void
grow_nodes(struct trie *t, size_t need)
{
	size_t had = t->cap, cap = mem_wider(had ? had : FEWEST, need);

	if (need <= had)
		return;
	t->nodes = mem_extend(t->nodes, had, cap, sizeof *t->nodes);
	if (t->before)
		t->before = mem_extend(t->before, had, cap, sizeof *t->before);
	for (int c = 0; c < TRIE_COLUMNS; c++)
		if (t->part[c])
			t->part[c] = mem_extend(t->part[c], had, cap, sizeof *t->part[c]);
	t->cap = cap;
}

void
trie_room(struct trie *t, size_t more, size_t bytes)
{
	size_t need = size_add(t->n, more), limit;
	bool many = t->names.n > t->n / MANY_NAMES;

	if (need >= UINT32_MAX)
		die_of_memory();
	grow_nodes(t, need);
	if (t->merge == TRIE_ALL)
		slots_room(&t->slots, need, many ? SLOTS_DENSE : SLOTS_SPARSE);
	names_room(&t->names, more, bytes);
	limit = t->merge == TRIE_ALL && t->cap > t->slots.limit ? t->slots.limit : t->cap;
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
		trie_room(t, 1, 0);
	uint32_t tag = slots_tag(path), id;
	size_t at = slots_first(&t->slots, tag);
	for (uint64_t slot; (slot = t->slots.list[at]); at = slots_next(&t->slots, at)) {
		const struct trie_node *node = &t->nodes[(uint32_t)slot];
		if (slot >> 32 == tag && node->parent == parent && node->name == name)
			return (uint32_t)slot;
	}
	id = append(t, parent, name);
	t->slots.list[at] = (uint64_t)tag << 32 | id;
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
		trie_room(t, 1, 0);
	t->open = mem_grow(t->open, &t->open_cap, t->walked, sizeof *t->open);
	t->open[parent.path] = append(t, parent.node, name);
	t->n_open = t->walked;
	return t->open[parent.path];
}

/* The hash of a path that goes on with the name of an id. */
static uint64_t
path_of(const struct trie *t, uint64_t parent, uint32_t id)
{
	const struct hash_key *key = &t->names.key;

	return hash_path(key, parent, t->by_text ? hash_name(key, names_str(&t->names, id))
	                                         : hash_mix(key->k[0] ^ id, key->k[1]));
}

/* What nodes know the name of an id by. */
static uint32_t
name_of(const struct trie *t, uint32_t id)
{
	return t->by_text ? names_place(&t->names, id) : id;
}

struct trie_place
trie_child(struct trie *t, struct trie_place parent, uint32_t id)
{
	uint32_t name = name_of(t, id);

	if (t->merge == TRIE_NEIGHBOURS)
		return (struct trie_place){child_of_last(t, parent, name), parent.path + 1};
	uint64_t path = path_of(t, parent.path, id);
	return (struct trie_place){child_anywhere(t, parent.node, path, name), path};
}

/* A batch of the way down: all its slots are asked for before the first is used. */
static struct trie_place
go_down(struct trie *t, struct trie_place at, const uint32_t *ids, size_t n)
{
	uint64_t path[BATCH];

	for (size_t i = 0; i < n; i++) {
		path[i] = path_of(t, i ? path[i - 1] : at.path, ids[i]);
		__builtin_prefetch(&t->slots.list[slots_first(&t->slots, slots_tag(path[i]))]);
	}
	for (size_t i = 0; i < n; i++)
		at.node = child_anywhere(t, at.node, path[i], name_of(t, ids[i]));
	return (struct trie_place){at.node, n ? path[n - 1] : at.path};
}

uint32_t
trie_path(struct trie *t, const uint32_t *ids, size_t n)
{
	struct trie_place at = {TRIE_ROOT, 0};

	t->walked = 0;
	for (size_t i = 0; t->merge == TRIE_NEIGHBOURS && i < n; i++)
		at = trie_child(t, at, ids[i]);
	for (size_t i = 0; t->merge == TRIE_ALL && i < n; i += BATCH)
		at = go_down(t, at, ids + i, n - i < BATCH ? n - i : BATCH);
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
		t->before = mem_extend(NULL, 0, t->cap, sizeof *t->before);
}

void
trie_need_part(struct trie *t, enum trie_column column)
{
	if (!t->part[column])
		t->part[column] = mem_extend(NULL, 0, t->cap, sizeof *t->part[column]);
}

void
trie_drop_part(struct trie *t, enum trie_column column)
{
	mem_extended_free(t->part[column], t->cap, sizeof *t->part[column]);
	t->part[column] = NULL;
}

/* Nodes know their names by their ids from here on. */
static void
settle_names(struct trie *t)
{
	for (uint32_t i = 0; i < t->n; i++) {
		if (i + AHEAD < t->n)
			__builtin_prefetch(names_head(&t->names, t->nodes[i + AHEAD].name));
		t->nodes[i].name = names_id(&t->names, t->nodes[i].name);
	}
	t->by_text = false;
}

void
trie_seal(struct trie *t)
{
	slots_release(&t->slots);
	free(t->open);
	t->open = NULL;
	t->open_cap = 0;
	names_seal(&t->names);
	if (t->by_text)
		settle_names(t);
}

void
trie_shrink(struct trie *t)
{
	size_t had = t->cap;

	t->cap = t->n;
	t->nodes = mem_extend(t->nodes, had, t->cap, sizeof *t->nodes);
	if (t->before)
		t->before = mem_extend(t->before, had, t->cap, sizeof *t->before);
}

void
trie_forget_nodes(struct trie *t)
{
	mem_extended_free(t->nodes, t->cap, sizeof *t->nodes);
	t->nodes = NULL;
}

void
trie_forget(struct trie *t)
{
	trie_forget_nodes(t);
	mem_extended_free(t->before, t->cap, sizeof *t->before);
	t->before = NULL;
	for (int c = 0; c < TRIE_COLUMNS; c++)
		trie_drop_part(t, (enum trie_column)c);
	t->n = t->limit = 0;
	t->cap = 0;
}

void
trie_release(struct trie *t)
{
	trie_forget(t);
	slots_release(&t->slots);
	free(t->open);
	names_release(&t->names);
	*t = (struct trie){0};
}
