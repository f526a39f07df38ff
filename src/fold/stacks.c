#include "fold/stacks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fold/scale.h"
#include "fold/write.h"

void
stacks_init(struct stacks *s, enum trie_merge merge)
{
	*s = (struct stacks){0};
	trie_init(&s->trie, merge);
}

static void
push_id(struct stacks *s, uint32_t id)
{
	s->frames = mem_grow(s->frames, &s->cap, s->n + 1, sizeof *s->frames);
	s->frames[s->n++] = id;
}

static uint32_t
name_as(struct stacks *s, struct str frame, struct str annotation)
{
	frame = str_trim(frame);
	if (!annotation.n && (!frame.n || !memchr(frame.p, ';', frame.n)))
		return names_get(&s->trie.names, frame);
	char *copy = mem_alloc(size_add(frame.n, annotation.n), 1);
	for (size_t i = 0; i < frame.n; i++)
		copy[i] = frame.p[i] == ';' ? ':' : frame.p[i];
	memcpy(copy + frame.n, annotation.p, annotation.n);
	uint32_t id = names_get(&s->trie.names, (struct str){copy, frame.n + annotation.n});
	free(copy);
	return id;
}

void
stacks_push_as(struct stacks *s, struct str frame, struct str annotation)
{
	push_id(s, name_as(s, frame, annotation));
}

void
stacks_push(struct stacks *s, struct str frame)
{
	push_id(s, name_as(s, frame, STR("")));
}

uint32_t
stacks_name(struct stacks *s, struct str frame)
{
	return name_as(s, frame, STR(""));
}

void
stacks_push_name(struct stacks *s, uint32_t name)
{
	push_id(s, name);
}

void
stacks_reverse(struct stacks *s, size_t from)
{
	for (size_t i = from, k = s->n; i < k; i++) {
		uint32_t id = s->frames[--k];
		s->frames[k] = s->frames[i];
		s->frames[i] = id;
	}
}

static void
raise_scale(struct stacks *s, unsigned scale)
{
	for (uint32_t i = 0; i < s->trie.n; i++)
		s->trie.nodes[i].self = scale_up(&s->trie, s->trie.nodes[i].self, scale - s->scale);
	for (size_t i = 0; i < s->n_runs; i++)
		s->runs[i].count = scale_up(&s->trie, s->runs[i].count, scale - s->scale);
	s->added = scale_up(&s->trie, s->added, scale - s->scale);
	s->scale = scale;
}

/* A line cannot begin with its count: a stack of one frame without a name gets the
 * name that such frames are shown with. */
static uint32_t
name_alone(struct stacks *s, uint32_t name)
{
	return names_str(&s->trie.names, name).n ? name : names_get(&s->trie.names, STR("(empty)"));
}

static uint32_t
first_name(struct stacks *s)
{
	uint32_t name = s->n == 1 ? name_alone(s, s->frames[0]) : s->frames[0];

	return names_leading(&s->trie.names, name);
}

/* The trie does not tell whether a stack came before or after those that go on from it. */
static void
note_run(struct stacks *s, uint32_t node, uint64_t count)
{
	if (s->n_runs && s->runs[s->n_runs - 1].node == node) {
		s->runs[s->n_runs - 1].count += count;
		return;
	}
	s->runs = mem_grow(s->runs, &s->runs_cap, s->n_runs + 1, sizeof *s->runs);
	s->runs[s->n_runs++] = (struct stacks_run){node, count};
}

/* Count what ends in a node of the trie. */
static void
count_node(struct stacks *s, uint32_t node, uint64_t count, unsigned decimals)
{
	count = scale_up(&s->trie, count, s->scale - decimals);
	trie_count(&s->trie, node, count);
	if (s->trie.merge == TRIE_NEIGHBOURS)
		note_run(s, node, count);
	if (count > UINT64_MAX - s->added)
		s->trie.overflow = true;
	s->added += count;
}

/* Trailing zeroes say nothing; the scale is made to hold the others. */
static uint64_t
settle(struct stacks *s, uint64_t count, unsigned *decimals)
{
	for (; *decimals && count % 10 == 0; --*decimals)
		count /= 10;
	if (count && *decimals > s->scale)
		raise_scale(s, *decimals);
	return count;
}

struct trie_place
stacks_place(struct stacks *s, struct trie_place above, uint32_t name)
{
	if (above.node == TRIE_ROOT)
		name = names_leading(&s->trie.names, name);
	return trie_child(&s->trie, above, name);
}

void
stacks_count_place(struct stacks *s, struct trie_place place, uint64_t count, unsigned decimals)
{
	const struct trie_node *node = &s->trie.nodes[place.node];

	count = settle(s, count, &decimals);
	if (!count)
		return;
	if (node->parent == TRIE_ROOT)
		place = stacks_place(s, (struct trie_place){TRIE_ROOT, 0},
		                     name_alone(s, node->name));
	count_node(s, place.node, count, decimals);
}

void
stacks_add_decimal(struct stacks *s, uint64_t count, unsigned decimals)
{
	count = settle(s, count, &decimals);
	if (s->n && count) {
		s->frames[0] = first_name(s);
		count_node(s, trie_path(&s->trie, s->frames, s->n), count, decimals);
	}
	s->n = 0;
}

void
stacks_add(struct stacks *s, uint64_t count)
{
	stacks_add_decimal(s, count, 0);
}

void
stacks_add_leaf_first(struct stacks *s, const uint32_t *ids, size_t n, uint64_t count)
{
	bool any_order = s->trie.merge == TRIE_ALL;
	uint64_t hash = any_order ? repeats_hash(&s->trie.names.key, ids, n) : 0;
	uint32_t node;

	if (!n || !count)
		return;
	if (any_order && repeats_find(&s->repeats, hash, ids, n, &node)) {
		count_node(s, node, count, 0);
		return;
	}
	s->frames = mem_grow(s->frames, &s->cap, n, sizeof *s->frames);
	s->n = n;
	for (size_t i = 0; i < n; i++)
		s->frames[i] = ids[n - 1 - i];
	s->frames[0] = first_name(s);
	node = trie_path(&s->trie, s->frames, n);
	s->n = 0;
	count_node(s, node, count, 0);
	if (any_order)
		repeats_note(&s->repeats, hash, ids, n, node);
}

void
stacks_drop(struct stacks *s)
{
	s->n = 0;
}

void
stacks_merge(struct stacks *to, const struct stacks *from)
{
	const struct trie *t = &from->trie;
	uint32_t *names = mem_alloc((size_t)t->names.n + 1, sizeof *names);
	struct trie_place *places = mem_alloc(t->n, sizeof *places);

	if (from->scale > to->scale)
		raise_scale(to, from->scale);
	for (uint32_t i = 0; i < t->names.n; i++)
		names[i] = names_get(&to->trie.names, names_str(&t->names, i));
	places[0] = (struct trie_place){TRIE_ROOT, 0};
	for (uint32_t i = 1; i < t->n; i++) {
		const struct trie_node *node = &t->nodes[i];
		places[i] = trie_child(&to->trie, places[node->parent], names[node->name]);
		if (node->self)
			trie_count(&to->trie, places[i].node,
			           scale_up(&to->trie, node->self, to->scale - from->scale));
	}
	uint64_t added = scale_up(&to->trie, from->added, to->scale - from->scale);
	if (added > UINT64_MAX - to->added || t->overflow)
		to->trie.overflow = true;
	to->added += added;
	free(names);
	free(places);
}

static bool
write_runs(const struct stacks *s, struct out *o)
{
	const struct trie *t = &s->trie;
	uint32_t *path = NULL;
	size_t cap = 0;

	for (size_t i = 0; i < s->n_runs && !t->overflow; i++) {
		size_t n = 0;
		for (uint32_t at = s->runs[i].node; at != TRIE_ROOT; at = t->nodes[at].parent) {
			path = mem_grow(path, &cap, n + 1, sizeof *path);
			path[n++] = t->nodes[at].name;
		}
		while (n) {
			out_str(o, names_str(&t->names, path[--n]));
			out_char(o, n ? ';' : ' ');
		}
		out_scaled(o, s->runs[i].count, s->scale);
		out_char(o, '\n');
	}
	free(path);
	return !t->overflow;
}

bool
stacks_write(struct stacks *s, struct out *o)
{
	struct tree_options opt = {.order = TREE_BY_NAME, .scale = s->scale};
	struct tree tree;

	if (s->trie.merge == TRIE_NEIGHBOURS)
		return write_runs(s, o);
	bool ok = !tree_build(&tree, &s->trie, &opt);

	if (ok)
		folded_write(&tree, TREE_BY_NAME, o);
	tree_release(&tree);
	return ok;
}

void
stacks_release(struct stacks *s)
{
	trie_release(&s->trie);
	repeats_release(&s->repeats);
	free(s->frames);
	free(s->runs);
	*s = (struct stacks){0};
}
