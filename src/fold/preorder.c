#include "fold/preorder.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/task.h"
#include "fold/radix.h"
#include "fold/rank.h"

/* Parents are all over the memory of a large trie: they are asked for so many nodes
 * ahead. */
#define AHEAD 24

struct maker {
	const struct trie *trie;
	struct preorder_options opt;
	uint32_t *size;  /* by node: how many are at and below it */
	/* the children of all nodes, those of one beside each other, in their order: where
	 * those of a node end */
	uint32_t *end;
	uint32_t *list;
};

static void
find_sizes(void *arg)
{
	const struct maker *m = arg;
	const struct trie *t = m->trie;
	uint32_t *size = m->size;

	for (uint32_t i = t->n; i-- > 1;) {
		if (i > AHEAD)
			__builtin_prefetch(&size[t->nodes[i - AHEAD].parent], 1);
		size[i] += m->opt.all || size[i] || t->nodes[i].self || (t->before && t->before[i]);
		size[t->nodes[i].parent] += size[i];
	}
	size[TRIE_ROOT]++;
}

/* Where the children of each node begin. */
static void
find_bounds(struct maker *m)
{
	const struct trie *t = m->trie;
	uint32_t sum = 0;

	for (uint32_t i = 1; i < t->n; i++) {
		if (i + AHEAD < t->n)
			__builtin_prefetch(&m->end[t->nodes[i + AHEAD].parent], 1);
		m->end[t->nodes[i].parent]++;
	}
	for (uint32_t i = 0; i < t->n; i++) {
		uint32_t n = m->end[i];
		m->end[i] = sum;
		sum += n;
	}
}

/* Each child below the rank of its name; siblings of one name stay as they came. */
static uint64_t *
list_ranked(struct maker *m)
{
	const struct trie *t = m->trie;
	uint64_t *list = mem_large(t->n, sizeof *list);
	uint32_t *rank = rank_names(t);

	for (uint32_t i = 1; i < t->n; i++) {
		if (i + AHEAD < t->n)
			__builtin_prefetch(&m->end[t->nodes[i + AHEAD].parent], 1);
		list[m->end[t->nodes[i].parent]++] = (uint64_t)rank[t->nodes[i].name] << 32 | i;
	}
	free(rank);
	return list;
}

/* Sort the children of each node; then the list is made of what it has without ranks, in
 * the same memory. */
static uint32_t *
sort_ranked(const struct maker *m, uint64_t *list)
{
	uint32_t children = m->trie->n - 1;
	char *packed = (char *)list;

	for (uint32_t i = 0, k = 0; k < children; i++) {
		uint32_t end = m->end[i];
		if (end - k > 1)
			radix_sort(list + k, end - k, 0);
		for (; k < end; k++) {
			uint32_t node = (uint32_t)list[k];
			memcpy(packed + k * sizeof node, &node, sizeof node);
		}
	}
	return mem_resize(list, m->trie->n, sizeof *m->list);
}

static void
list_children(struct maker *m)
{
	const struct trie *t = m->trie;

	find_bounds(m);
	if (m->opt.by_name) {
		m->list = sort_ranked(m, list_ranked(m));
		return;
	}
	m->list = mem_large(t->n, sizeof *m->list);
	for (uint32_t i = 1; i < t->n; i++)
		m->list[m->end[t->nodes[i].parent]++] = i;
}

/* A node's first child stands behind it, the next one behind all that is below the
 * first.  Parents come before their children in the trie too; once a node has its place,
 * that stands where its size was. */
static void
place_all(const struct maker *m, struct preorder *p)
{
	uint32_t *place = m->size, children = m->trie->n - 1;

	*p->node = TRIE_ROOT;
	*p->parent = *place = 0;
	*p->end = p->n;
	for (uint32_t i = 0, k = 0; k < children; i++) {
		uint32_t parent = place[i], at = parent + 1;
		for (uint32_t end = m->end[i]; k < end; k++) {
			uint32_t node = m->list[k], size = place[node];
			__builtin_prefetch(&place[m->list[k + AHEAD < children ? k + AHEAD : k]], 1);
			if (!size)
				continue;
			p->node[at] = node;
			p->parent[at] = parent;
			p->end[at] = at + size;
			place[node] = at;
			at += size;
		}
	}
}

void
preorder_make(struct preorder *p, const struct trie *trie, struct preorder_options opt)
{
	struct maker m = {.trie = trie, .opt = opt};
	struct task sizes;

	m.size = mem_large_zero(trie->n, sizeof *m.size);
	m.end = mem_large_zero(trie->n, sizeof *m.end);
	task_begin(&sizes, opt.beside, find_sizes, &m);
	list_children(&m);
	task_wait(&sizes);
	*p = (struct preorder){.n = m.size[TRIE_ROOT]};
	p->node = mem_large(p->n, sizeof *p->node);
	p->parent = mem_large(p->n, sizeof *p->parent);
	p->end = mem_large(p->n, sizeof *p->end);
	place_all(&m, p);
	free(m.size);
	free(m.end);
	free(m.list);
}

void
preorder_release(struct preorder *p)
{
	free(p->node);
	free(p->parent);
	free(p->end);
	*p = (struct preorder){0};
}
