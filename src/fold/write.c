#include "fold/write.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* The lines of a tree sort as these do: the line of a node itself is its name, a
 * blank and its count; the lines of its children all begin with its name and
 * ';'.  A name may continue another with a byte on either side of these two, so
 * the two entries of one node need not stand together. */
struct entry {
	uint32_t node;
	bool below;     /* the children's lines; else the node's own */
	size_t from, n; /* the key in keys */
};

struct writer {
	const struct tree *tree;
	struct out *o;
	enum tree_order order;
	struct out keys;      /* memory */
	struct entry *stack;  /* still to be written, the next on top */
	size_t n, cap;
	struct entry *level;  /* the entries of one node's children */
	size_t level_n, level_cap;
	char *path;           /* of the node that is open, with ';' behind each frame */
	size_t path_cap;
	size_t *path_end;     /* by depth */
};

static bool
counted(const struct tree *t, uint32_t i)
{
	return t->self[i] || (t->self_before && t->self_before[i]);
}

/* The root has none: a stack without frames is a line without a name. */
static struct str
name_of(const struct tree *t, uint32_t i)
{
	return i ? names_str(t->names, t->name[i]) : STR("");
}

static void
write_counts(const struct tree *t, uint32_t i, struct out *o)
{
	if (t->self_before) {
		out_scaled(o, t->self_before[i], t->scale);
		out_char(o, ' ');
	}
	out_scaled(o, t->self[i], t->scale);
}

static void
add_entry(struct writer *w, uint32_t node, bool below)
{
	const struct tree *t = w->tree;
	size_t from = w->keys.used;

	out_str(&w->keys, name_of(t, node));
	out_char(&w->keys, below ? ';' : ' ');
	if (!below)
		write_counts(t, node, &w->keys);
	w->level = mem_grow(w->level, &w->level_cap, w->level_n + 1, sizeof *w->level);
	w->level[w->level_n++] = (struct entry){node, below, from, w->keys.used - from};
}

/* qsort() passes no context, so the keys stand beside the entries while it runs. */
struct keyed {
	struct str key;
	struct entry entry;
};

static int
by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	return str_cmp(x->key, y->key);
}

static void
sort_level(struct writer *w)
{
	struct keyed *list = mem_alloc(w->level_n, sizeof *list);

	for (size_t i = 0; i < w->level_n; i++) {
		struct str key = {w->keys.buf + w->level[i].from, w->level[i].n};
		list[i] = (struct keyed){key, w->level[i]};
	}
	qsort(list, w->level_n, sizeof *list, by_key);
	for (size_t i = 0; i < w->level_n; i++)
		w->level[i] = list[i].entry;
	free(list);
}

static void
open_children(struct writer *w, uint32_t node)
{
	const struct tree *t = w->tree;

	w->level_n = 0;
	w->keys.used = 0;
	if (!node && counted(t, node))
		add_entry(w, node, false);
	for (uint32_t i = node + 1; i < t->end[node]; i = t->end[i]) {
		if (counted(t, i))
			add_entry(w, i, false);
		if (t->end[i] > i + 1)
			add_entry(w, i, true);
	}
	if (w->order == TREE_BY_NAME && w->level_n > 1)
		sort_level(w);
	w->stack = mem_grow(w->stack, &w->cap, w->n + w->level_n, sizeof *w->stack);
	for (size_t i = w->level_n; i-- > 0;)
		w->stack[w->n++] = w->level[i];
}

static void
write_entry(struct writer *w, struct entry e)
{
	const struct tree *t = w->tree;
	uint32_t depth = t->depth[e.node];
	size_t at = depth > 1 ? w->path_end[depth - 1] : 0;
	struct str name = name_of(t, e.node);

	if (e.below) {
		w->path = mem_grow(w->path, &w->path_cap, at + name.n + 1, 1);
		if (name.n)
			memcpy(w->path + at, name.p, name.n);
		w->path[at + name.n] = ';';
		w->path_end[depth] = at + name.n + 1;
		open_children(w, e.node);
		return;
	}
	out_bytes(w->o, w->path, at);
	out_str(w->o, name);
	out_char(w->o, ' ');
	write_counts(t, e.node, w->o);
	out_char(w->o, '\n');
}

void
folded_write(const struct tree *tree, enum tree_order order, struct out *o)
{
	struct writer w = {.tree = tree, .o = o, .order = order};

	out_to_memory(&w.keys);
	w.path_end = mem_zero((size_t)tree->levels + 1, sizeof *w.path_end);
	open_children(&w, 0);
	while (w.n)
		write_entry(&w, w.stack[--w.n]);
	(void)out_close(&w.keys);
	free(w.stack);
	free(w.level);
	free(w.path);
	free(w.path_end);
}
