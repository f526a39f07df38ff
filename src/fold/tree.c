#include "fold/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* What a build works with, by node of the trie. */
struct plan {
	const struct trie *trie;
	uint64_t *total, *total_before;
	uint32_t *size;  /* nodes of the subtree */
	uint32_t *first; /* by node: its first child in order[]; [n] the end */
	uint32_t *order; /* all nodes but the root, by parent, then as asked */
	uint32_t *place; /* in the tree */
};

struct ranked {
	struct str text;
	uint32_t id;
};

static int
by_text(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return str_cmp(x->text, y->text);
}

/* By name id: its place among all names in byte order. */
static uint32_t *
rank_names(const struct names *names)
{
	struct ranked *list = mem_alloc((size_t)names->n + 1, sizeof *list);
	uint32_t *rank = mem_alloc((size_t)names->n + 1, sizeof *rank);

	for (uint32_t i = 0; i < names->n; i++)
		list[i] = (struct ranked){names->list[i], i};
	qsort(list, names->n, sizeof *list, by_text);
	for (uint32_t i = 0; i < names->n; i++)
		rank[list[i].id] = i;
	free(list);
	return rank;
}

static bool
add_up(uint64_t *total, const struct trie_node *nodes, uint32_t n)
{
	for (uint32_t i = n; i-- > 1;) {
		uint64_t *sum = &total[nodes[i].parent];
		if (total[i] > UINT64_MAX - *sum)
			return false;
		*sum += total[i];
	}
	return true;
}

static bool
make_totals(struct plan *p)
{
	const struct trie *t = p->trie;

	p->total = mem_alloc(t->n, sizeof *p->total);
	for (uint32_t i = 0; i < t->n; i++)
		p->total[i] = t->nodes[i].self;
	if (!add_up(p->total, t->nodes, t->n))
		return false;
	if (!t->before)
		return true;
	p->total_before = mem_zero(t->n, sizeof *p->total_before);
	size_t known = t->before_cap < t->n ? t->before_cap : t->n;
	memcpy(p->total_before, t->before, known * sizeof *t->before);
	return add_up(p->total_before, t->nodes, t->n);
}

/* Nodes in the order of their names: a counting sort by rank. */
static uint32_t *
nodes_by_name(const struct trie *t)
{
	uint32_t *rank = rank_names(&t->names);
	uint32_t *start = mem_zero((size_t)t->names.n + 1, sizeof *start);
	uint32_t *list = mem_alloc(t->n, sizeof *list);

	for (uint32_t i = 1; i < t->n; i++)
		start[rank[t->nodes[i].name] + 1]++;
	for (uint32_t i = 1; i <= t->names.n; i++)
		start[i] += start[i - 1];
	for (uint32_t i = 1; i < t->n; i++)
		list[start[rank[t->nodes[i].name]]++] = i;
	free(rank);
	free(start);
	return list;
}

struct weighed {
	uint64_t width;
	uint32_t node, place;
};

static int
by_width(const void *a, const void *b)
{
	const struct weighed *x = a, *y = b;

	if (x->width != y->width)
		return x->width < y->width ? 1 : -1;
	return (x->place > y->place) - (x->place < y->place);
}

static uint64_t
width(const struct plan *p, uint32_t node)
{
	uint64_t before = p->total_before ? p->total_before[node] : 0;

	return p->total[node] > before ? p->total[node] : before;
}

/* The widest first; equal ones stay by name. */
static uint32_t *
nodes_by_width(const struct plan *p, uint32_t *by_name)
{
	uint32_t n = p->trie->n - 1;
	struct weighed *list = mem_alloc(n, sizeof *list);

	for (uint32_t i = 0; i < n; i++)
		list[i] = (struct weighed){width(p, by_name[i]), by_name[i], i};
	qsort(list, n, sizeof *list, by_width);
	for (uint32_t i = 0; i < n; i++)
		by_name[i] = list[i].node;
	free(list);
	return by_name;
}

static uint32_t *
sorted_nodes(const struct plan *p, enum tree_order order)
{
	if (order == TREE_BY_INPUT) {
		uint32_t *list = mem_alloc(p->trie->n, sizeof *list);
		for (uint32_t i = 1; i < p->trie->n; i++)
			list[i - 1] = i;
		return list;
	}
	uint32_t *list = nodes_by_name(p->trie);
	return order == TREE_BY_WIDTH ? nodes_by_width(p, list) : list;
}

/* Siblings beside each other: a stable counting sort by parent. */
static void
group_children(struct plan *p, enum tree_order order)
{
	const struct trie *t = p->trie;
	uint32_t *list = sorted_nodes(p, order);
	uint32_t *next = mem_zero((size_t)t->n + 1, sizeof *next);

	p->first = mem_zero((size_t)t->n + 1, sizeof *p->first);
	p->order = mem_alloc(t->n, sizeof *p->order);
	for (uint32_t i = 1; i < t->n; i++)
		p->first[t->nodes[i].parent + 1]++;
	for (uint32_t i = 1; i <= t->n; i++)
		p->first[i] += p->first[i - 1];
	memcpy(next, p->first, ((size_t)t->n + 1) * sizeof *next);
	for (uint32_t i = 0; i + 1 < t->n; i++)
		p->order[next[t->nodes[list[i]].parent]++] = list[i];
	free(list);
	free(next);
}

static void
make_places(struct plan *p)
{
	const struct trie *t = p->trie;

	p->size = mem_alloc(t->n, sizeof *p->size);
	p->place = mem_zero(t->n, sizeof *p->place);
	for (uint32_t i = 0; i < t->n; i++)
		p->size[i] = 1;
	for (uint32_t i = t->n; i-- > 1;)
		p->size[t->nodes[i].parent] += p->size[i];
	for (uint32_t i = 0; i < t->n; i++) {
		uint32_t at = p->place[i] + 1;
		for (uint32_t k = p->first[i]; k < p->first[i + 1]; k++) {
			p->place[p->order[k]] = at;
			at += p->size[p->order[k]];
		}
	}
}

static void
fill(struct tree *tree, const struct plan *p)
{
	const struct trie *t = p->trie;

	tree->n = t->n;
	tree->name = mem_alloc(t->n, sizeof *tree->name);
	tree->parent = mem_alloc(t->n, sizeof *tree->parent);
	tree->end = mem_alloc(t->n, sizeof *tree->end);
	tree->depth = mem_alloc(t->n, sizeof *tree->depth);
	tree->self = mem_alloc(t->n, sizeof *tree->self);
	tree->total = mem_alloc(t->n, sizeof *tree->total);
	if (t->before) {
		tree->self_before = mem_alloc(t->n, sizeof *tree->self_before);
		tree->total_before = mem_alloc(t->n, sizeof *tree->total_before);
	}
	for (uint32_t i = 0; i < t->n; i++) {
		uint32_t at = p->place[i];
		tree->name[at] = t->nodes[i].name;
		tree->parent[at] = p->place[t->nodes[i].parent];
		tree->end[at] = at + p->size[i];
		tree->self[at] = t->nodes[i].self;
		tree->total[at] = p->total[i];
		if (!t->before)
			continue;
		tree->self_before[at] = i < t->before_cap ? t->before[i] : 0;
		tree->total_before[at] = p->total_before[i];
	}
	tree->depth[0] = 0;
	for (uint32_t i = 1; i < t->n; i++) {
		tree->depth[i] = tree->depth[tree->parent[i]] + 1;
		if (tree->depth[i] >= tree->levels)
			tree->levels = tree->depth[i] + 1;
	}
}

const char *
tree_build(struct tree *tree, const struct trie *trie, const struct tree_options *opt)
{
	struct plan p = {.trie = trie};

	*tree = (struct tree){.names = &trie->names, .scale = opt->scale, .levels = 1};
	bool ok = !trie->overflow && make_totals(&p);
	if (ok) {
		group_children(&p, opt->order);
		make_places(&p);
		fill(tree, &p);
	}
	free(p.total);
	free(p.total_before);
	free(p.size);
	free(p.first);
	free(p.order);
	free(p.place);
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
