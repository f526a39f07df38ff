#include "fold/tree.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/task.h"
#include "fold/bywidth.h"
#include "fold/losses.h"
#include "fold/preorder.h"

/* A trie of fewer nodes is done before a thread has begun. */
#define LARGE 20000

/* What a place needs is asked for so many places ahead. */
#define AHEAD 32u

/* Places that a thread takes at a time. */
#define PART 16384u

/* Each array is freed as soon as the last that needs it has been made: a tree and what
 * it is made of never stand whole beside each other. */
struct builder {
	struct tree *tree;
	struct trie *trie;
	struct losses losses;
	struct preorder order;
	bool beside;   /* threads may help */
	uint64_t next; /* the first place that no thread has taken yet */
	/* what is done to the places that a thread has taken */
	void (*fill)(const struct builder *b, uint32_t from, uint32_t to);
};

/* What is missing below a node is missing below a place of the tree. */
static void
add_cut(struct tree *t, uint32_t at, const struct loss *loss)
{
	if (!loss)
		return;
	t->cut_frames[at] += loss->frames;
	t->cut_total[at] += loss->total;
	if (t->cut_total_before)
		t->cut_total_before[at] += loss->before;
}

/* So are all nodes of the subtree at a place of the order.  Each is as wide as the first:
 * where there is one count, what is missing is that. */
static void
add_cut_subtree(const struct builder *b, uint32_t at, uint32_t to)
{
	const struct preorder *o = &b->order;
	const struct trie *trie = b->trie;
	struct loss sum = {.total = trie->before ? 0 : b->losses.width};

	for (uint32_t end = o->end[at]; at < end; at++) {
		const struct loss *loss = losses_of(&b->losses, o->node[at]);
		sum.frames += 1 + (loss ? loss->frames : 0);
		if (!trie->before)
			continue;
		sum.total += trie->nodes[o->node[at]].self + (loss ? loss->total : 0);
		sum.before += trie->before[o->node[at]] + (loss ? loss->before : 0);
	}
	add_cut(b->tree, to, &sum);
}

/* Of the nodes that are as wide as the narrowest that is kept, the first by path stay: up
 * to which place that is all of them. */
static uint32_t
keep_ties(struct builder *b)
{
	const struct preorder *o = &b->order;
	uint32_t at = 0;

	for (; at < o->n && b->losses.ties; at++)
		b->losses.ties -= losses_tied(&b->losses, o->node[at]);
	return at;
}

/* kept: by place, how many are kept before it. */
static void
choose_kept(struct builder *b, uint32_t *kept)
{
	const struct preorder *o = &b->order;
	uint32_t n = keep_ties(b), at = n;

	for (uint32_t i = 0; i < n; i++) {
		kept[i] = i;
		add_cut(b->tree, i, losses_of(&b->losses, o->node[i]));
	}
	while (at < o->n) {
		if (!losses_tied(&b->losses, o->node[at])) {
			add_cut(b->tree, n, losses_of(&b->losses, o->node[at]));
			kept[at++] = n++;
			continue;
		}
		add_cut_subtree(b, at, kept[o->parent[at]]);
		for (uint32_t end = o->end[at]; at < end; at++)
			kept[at] = n;
	}
	kept[o->n] = n;
}

static void
squeeze(struct preorder *o, const uint32_t *kept)
{
	for (uint32_t at = 0; at < o->n; at++) {
		uint32_t to = kept[at];
		if (to == kept[at + 1])
			continue;
		o->node[to] = o->node[at];
		o->parent[to] = kept[o->parent[at]];
		o->end[to] = kept[o->end[at]];
	}
	o->n = kept[o->n];
	o->node = mem_resize(o->node, o->n, sizeof *o->node);
	o->parent = mem_resize(o->parent, o->n, sizeof *o->parent);
	o->end = mem_resize(o->end, o->n, sizeof *o->end);
}

/* frames are kept: at most those that are in the order. */
static void
take_cuts(struct builder *b, uint32_t frames)
{
	struct tree *t = b->tree;
	uint32_t *kept = mem_large((size_t)b->order.n + 1, sizeof *kept);
	size_t n = (size_t)frames + 1;

	t->cut_frames = mem_large_zero(n, sizeof *t->cut_frames);
	t->cut_total = mem_large_zero(n, sizeof *t->cut_total);
	if (b->trie->before)
		t->cut_total_before = mem_large_zero(n, sizeof *t->cut_total_before);
	t->all_cut_frames = b->losses.live - frames;
	choose_kept(b, kept);
	if (b->order.n > n)
		squeeze(&b->order, kept);
	free(kept);
	losses_release(&b->losses);
}

static void
fill_names(const struct builder *b, uint32_t from, uint32_t to)
{
	const struct trie_node *nodes = b->trie->nodes;
	const uint32_t *node = b->order.node;

	for (uint32_t at = from; at < to; at++) {
		__builtin_prefetch(&nodes[node[at + AHEAD < to ? at + AHEAD : at]]);
		b->tree->name[at] = nodes[node[at]].name;
		b->tree->self[at] = nodes[node[at]].self;
	}
}

static void
fill_before(const struct builder *b, uint32_t from, uint32_t to)
{
	const uint32_t *node = b->order.node;

	for (uint32_t at = from; at < to; at++) {
		__builtin_prefetch(&b->trie->before[node[at + AHEAD < to ? at + AHEAD : at]]);
		b->tree->self_before[at] = b->trie->before[node[at]];
	}
}

static void
fill_parts(void *arg)
{
	struct builder *b = arg;
	uint64_t from, n = b->tree->n;

	while ((from = __atomic_fetch_add(&b->next, PART, __ATOMIC_RELAXED)) < n)
		b->fill(b, (uint32_t)from, (uint32_t)(n - from < PART ? n : from + PART));
}

/* All places, one part after the other. */
static void
fill(struct builder *b, void (*what)(const struct builder *b, uint32_t from, uint32_t to))
{
	struct task helper;

	b->fill = what;
	b->next = 0;
	task_begin(&helper, b->beside, fill_parts, b);
	fill_parts(b);
	task_wait(&helper);
}

static void
take_names(struct builder *b)
{
	struct tree *t = b->tree;

	t->name = mem_large(t->n, sizeof *t->name);
	t->self = mem_large(t->n, sizeof *t->self);
	fill(b, fill_names);
	trie_forget_nodes(b->trie);
	if (!b->trie->before)
		return;
	t->self_before = mem_large(t->n, sizeof *t->self_before);
	fill(b, fill_before);
}

static void
find_depths(void *arg)
{
	struct tree *t = arg;

	t->depth[0] = 0;
	t->levels = 1;
	for (uint32_t i = 1; i < t->n; i++) {
		uint32_t depth = t->depth[i] = t->depth[t->parent[i]] + 1;
		t->levels = depth < t->levels ? t->levels : depth + 1;
	}
}

/* No sum of a part can overflow when that of the whole does not; false where that does. */
static bool
add_up(const struct tree *t, uint64_t **to, const uint64_t *self, const uint64_t *cut)
{
	uint64_t *total = *to = mem_large(t->n, sizeof *total), whole = 0;
	bool fits = true;

	for (uint32_t i = 0; i < t->n; i++) {
		total[i] = self[i] + (cut ? cut[i] : 0);
		fits &= total[i] <= UINT64_MAX - whole;
		whole += total[i];
	}
	for (uint32_t i = t->n; i-- > 1;)
		total[t->parent[i]] += total[i];
	return fits;
}

/* Everything, from the order and what is kept of the trie, which are used up. */
static bool
make_columns(struct builder *b)
{
	struct tree *t = b->tree;
	struct task depths;

	t->n = b->order.n;
	take_names(b);
	t->parent = b->order.parent;
	t->end = b->order.end;
	free(b->order.node);
	trie_forget(b->trie);
	t->depth = mem_large(t->n, sizeof *t->depth);
	task_begin(&depths, b->beside, find_depths, t);
	bool fits = add_up(t, &t->total, t->self, t->cut_total);
	if (t->self_before)
		fits &= add_up(t, &t->total_before, t->self_before, t->cut_total_before);
	task_wait(&depths);
	return fits;
}

const char *
tree_build(struct tree *tree, struct trie *trie, const struct tree_options *opt)
{
	struct builder b = {.tree = tree, .trie = trie};
	bool fits = !trie->overflow;

	*tree = (struct tree){.names = &trie->names, .scale = opt->scale};
	b.beside = opt->jobs != 1 && trie->n >= LARGE;
	trie_seal(trie);
	if (fits && opt->max_frames && opt->max_frames < trie->n - 1)
		fits = losses_make(&b.losses, trie, opt->max_frames);
	if (fits) {
		bool by_name = opt->order != TREE_BY_INPUT, cut = b.losses.at != NULL;
		preorder_make(&b.order, trie, (struct preorder_options){by_name, cut, b.beside});
		if (cut)
			take_cuts(&b, (uint32_t)opt->max_frames);
		fits = make_columns(&b);
	}
	losses_release(&b.losses);
	trie_forget(trie);
	if (fits && opt->order == TREE_BY_WIDTH)
		tree_sort_by_width(tree);
	return fits ? NULL : "the counts add up to more than 2^64-1";
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
