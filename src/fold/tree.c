#include "fold/tree.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/task.h"
#include "fold/bywidth.h"
#include "fold/preorder.h"
#include "fold/rank.h"
#include "fold/sums.h"

/* A trie of fewer nodes is done before a thread has begun. */
#define LARGE 20000

/* What a place needs is asked for so many places ahead. */
#define AHEAD 16

struct builder {
	struct tree *tree;
	const struct trie *trie;
	const struct tree_options *opt;
	struct sums sums;
	struct preorder order;
	uint64_t width, ties; /* a node is kept above the width, or at it while ties last */
	bool fits;            /* the sums do */
	bool beside;          /* threads may help */
};

static void
make_room(struct tree *t, uint32_t n, bool differential, bool cut)
{
	t->name = mem_large(n, sizeof *t->name);
	t->parent = mem_large(n, sizeof *t->parent);
	t->end = mem_large(n, sizeof *t->end);
	t->depth = mem_large(n, sizeof *t->depth);
	t->self = mem_large(n, sizeof *t->self);
	t->total = mem_large(n, sizeof *t->total);
	if (differential) {
		t->self_before = mem_large(n, sizeof *t->self_before);
		t->total_before = mem_large(n, sizeof *t->total_before);
	}
	if (!cut)
		return;
	t->cut_frames = mem_large(n, sizeof *t->cut_frames);
	t->cut_total = mem_large(n, sizeof *t->cut_total);
	if (differential)
		t->cut_total_before = mem_large(n, sizeof *t->cut_total_before);
}

/* What a total has more than the self count and the children, of those so far. */
static void
account_for_cut(struct tree *t, uint32_t at, uint32_t frames)
{
	t->cut_frames[at] = frames;
	t->cut_total[at] = t->total[at] - t->self[at];
	if (at)
		t->cut_total[t->parent[at]] -= t->total[at];
	if (!t->self_before)
		return;
	t->cut_total_before[at] = t->total_before[at] - t->self_before[at];
	if (at)
		t->cut_total_before[t->parent[at]] -= t->total_before[at];
}

/* A node below parent.  Until it is closed, its end is a place of the order. */
static uint32_t
put_node(struct builder *b, uint32_t node, uint32_t parent, uint32_t end)
{
	struct tree *t = b->tree;
	uint32_t at = t->n++;

	t->name[at] = b->trie->nodes[node].name;
	t->parent[at] = parent;
	t->end[at] = end;
	t->depth[at] = at ? t->depth[parent] + 1 : 0;
	t->self[at] = b->trie->nodes[node].self;
	t->total[at] = b->sums.total[node];
	if (t->self_before) {
		t->self_before[at] = b->trie->before[node];
		t->total_before[at] = b->sums.before[node];
	}
	if (t->cut_frames)
		account_for_cut(t, at, b->order.branch[node].lost);
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
put_nodes(struct builder *b)
{
	struct tree *t = b->tree;
	uint32_t open = put_node(b, TRIE_ROOT, 0, b->order.n);

	for (uint32_t place = 1; place < b->order.n; place++) {
		uint32_t node = b->order.node[place];
		const struct preorder_branch *branch = &b->order.branch[node];
		uint32_t later = place + AHEAD < b->order.n ? b->order.node[place + AHEAD] : 0;
		__builtin_prefetch(&b->trie->nodes[later]);
		__builtin_prefetch(&b->sums.total[later]);
		__builtin_prefetch(&b->order.branch[later]);
		for (; t->end[open] == place; open = t->parent[open])
			t->end[open] = t->n;
		if (is_kept(b, node))
			open = put_node(b, node, open, place + branch->size);
		else
			t->cut_frames[open] += 1 + branch->lost;
	}
	for (; open; open = t->parent[open])
		t->end[open] = t->n;
	t->end[0] = t->n;
}

static void
add_up(void *arg)
{
	struct builder *b = arg;

	b->fits = sums_make(&b->sums, b->trie);
}

static void
build(struct builder *b, const uint32_t *rank)
{
	uint32_t live = b->sums.live;
	bool cut = b->opt->max_frames && b->opt->max_frames < live;
	uint32_t frames = cut ? (uint32_t)b->opt->max_frames : live;

	b->ties = UINT64_MAX;
	if (cut)
		sums_widest(&b->sums, frames, &b->width, &b->ties);
	preorder_make(&b->order, &b->sums, b->width, rank, b->beside);
	make_room(b->tree, frames + 1, b->trie->before, cut);
	put_nodes(b);
	b->tree->all_cut_frames = live - frames;
}

const char *
tree_build(struct tree *tree, const struct trie *trie, const struct tree_options *opt)
{
	struct builder b = {.tree = tree, .trie = trie, .opt = opt};
	struct task sums;

	*tree = (struct tree){.names = &trie->names, .scale = opt->scale};
	b.beside = opt->jobs != 1 && trie->n >= LARGE;
	task_begin(&sums, b.beside, add_up, &b);
	uint32_t *rank = opt->order == TREE_BY_INPUT ? NULL : rank_names(&trie->names);
	task_wait(&sums);
	if (b.fits)
		build(&b, rank);
	free(rank);
	sums_release(&b.sums);
	preorder_release(&b.order);
	if (b.fits && opt->order == TREE_BY_WIDTH)
		tree_sort_by_width(tree);
	return b.fits ? NULL : "the counts add up to more than 2^64-1";
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
