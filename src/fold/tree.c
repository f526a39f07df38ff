#include "fold/tree.h"

#include <stdlib.h>

#include "base/mem.h"
#include "fold/bywidth.h"
#include "fold/rank.h"
#include "fold/sums.h"

struct pending {
	uint32_t node;   /* of the trie */
	uint32_t parent; /* of the tree */
};

struct builder {
	struct tree *tree;
	const struct trie *trie;
	struct sums sums;
	struct children children;
	uint32_t *size;        /* by node of the trie; NULL: nothing is cut */
	uint64_t width, ties;  /* a node is kept above the width, or at it while ties last */
	struct pending *stack; /* the next on top */
	size_t n, cap;
};

static void
make_room(struct tree *t, uint32_t n, bool differential, bool cut)
{
	t->name = mem_alloc(n, sizeof *t->name);
	t->parent = mem_alloc(n, sizeof *t->parent);
	t->end = mem_zero(n, sizeof *t->end);
	t->depth = mem_alloc(n, sizeof *t->depth);
	t->self = mem_alloc(n, sizeof *t->self);
	t->total = mem_alloc(n, sizeof *t->total);
	if (differential) {
		t->self_before = mem_alloc(n, sizeof *t->self_before);
		t->total_before = mem_alloc(n, sizeof *t->total_before);
	}
	if (cut)
		t->cut_frames = mem_alloc(n, sizeof *t->cut_frames);
}

static uint32_t
put_node(struct builder *b, struct pending p)
{
	struct tree *t = b->tree;
	uint32_t at = t->n++;

	t->name[at] = b->trie->nodes[p.node].name;
	t->parent[at] = p.parent;
	t->depth[at] = at ? t->depth[p.parent] + 1 : 0;
	t->self[at] = b->trie->nodes[p.node].self;
	t->total[at] = b->sums.total[p.node];
	if (t->self_before) {
		t->self_before[at] = b->trie->before[p.node];
		t->total_before[at] = b->sums.before[p.node];
	}
	if (b->size)
		t->cut_frames[at] = b->size[p.node] - 1;
	if (t->depth[at] >= t->levels)
		t->levels = t->depth[at] + 1;
	return at;
}

static bool
is_kept(struct builder *b, uint32_t node)
{
	if (sums_width(&b->sums, node) > b->width)
		return true;
	if (!b->ties)
		return false;
	b->ties--;
	return true;
}

static void
push_children(struct builder *b, uint32_t node, uint32_t at)
{
	uint32_t n = children_sort(&b->children, node);
	const struct child *list = b->children.list + b->children.first[node];

	b->stack = mem_grow(b->stack, &b->cap, b->n + n, sizeof *b->stack);
	while (n) {
		uint32_t child = list[--n].node;
		__builtin_prefetch(&b->trie->nodes[child]);
		__builtin_prefetch(&b->sums.total[child]);
		__builtin_prefetch(&b->children.first[child]);
		b->stack[b->n++] = (struct pending){child, at};
	}
}

static void
put_tree(struct builder *b)
{
	b->stack = mem_grow(b->stack, &b->cap, 1, sizeof *b->stack);
	b->stack[b->n++] = (struct pending){TRIE_ROOT, 0};
	while (b->n) {
		struct pending p = b->stack[--b->n];
		if (p.node != TRIE_ROOT && !is_kept(b, p.node))
			continue;
		uint32_t at = put_node(b, p);
		push_children(b, p.node, at);
	}
}

/* The last child ends where its parent does. */
static void
find_ends(struct tree *t)
{
	for (uint32_t i = t->n; i-- > 0;) {
		if (!t->end[i])
			t->end[i] = i + 1;
		if (!t->end[t->parent[i]])
			t->end[t->parent[i]] = t->end[i];
	}
}

/* What a node's total has more than its self count and its children. */
static uint64_t *
find_cut(const struct tree *t, const uint64_t *total, const uint64_t *self)
{
	uint64_t *cut = mem_alloc(t->n, sizeof *cut);

	for (uint32_t i = 0; i < t->n; i++)
		cut[i] = total[i] - self[i];
	for (uint32_t i = 1; i < t->n; i++)
		cut[t->parent[i]] -= total[i];
	return cut;
}

static void
account_for_cut(struct tree *t)
{
	t->all_cut_frames = t->cut_frames[0] - (t->n - 1);
	for (uint32_t i = 1; i < t->n; i++)
		t->cut_frames[t->parent[i]] -= t->cut_frames[i] + 1;
	t->cut_total = find_cut(t, t->total, t->self);
	if (t->total_before)
		t->cut_total_before = find_cut(t, t->total_before, t->self_before);
}

static void
build(struct builder *b, const struct tree_options *opt)
{
	bool cut = opt->max_frames && opt->max_frames < b->sums.live;
	uint64_t frames = cut ? opt->max_frames : b->sums.live;
	uint32_t *rank = opt->order == TREE_BY_INPUT ? NULL : rank_names(&b->trie->names);

	b->ties = UINT64_MAX;
	if (cut) {
		sums_widest(&b->sums, frames, &b->width, &b->ties);
		b->size = sums_sizes(&b->sums);
	}
	children_make(&b->children, &b->sums, b->width, rank);
	free(rank);
	make_room(b->tree, (uint32_t)frames + 1, b->trie->before, cut);
	put_tree(b);
	find_ends(b->tree);
	if (cut)
		account_for_cut(b->tree);
}

const char *
tree_build(struct tree *tree, const struct trie *trie, const struct tree_options *opt)
{
	struct builder b = {.tree = tree, .trie = trie};

	*tree = (struct tree){.names = &trie->names, .scale = opt->scale};
	bool ok = sums_make(&b.sums, trie);
	if (ok) {
		build(&b, opt);
		if (opt->order == TREE_BY_WIDTH)
			tree_sort_by_width(tree);
	}
	sums_release(&b.sums);
	children_release(&b.children);
	free(b.size);
	free(b.stack);
	return ok ? NULL : "the counts add up to more than 2^64-1";
}

void
tree_release(struct tree *tree)
{
	free(tree->name);
	free(tree->parent);
	free(tree->end);
	free(tree->depth);
	free(tree->self);
	free(tree->total);
	free(tree->self_before);
	free(tree->total_before);
	free(tree->cut_frames);
	free(tree->cut_total);
	free(tree->cut_total_before);
	*tree = (struct tree){0};
}
