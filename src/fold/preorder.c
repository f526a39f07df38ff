#include "fold/preorder.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/task.h"
#include "fold/rank.h"

/* Parents are all over the memory of a large trie: they are asked for so many nodes
 * ahead. */
#define AHEAD 24

struct maker {
	const struct trie *trie;
	struct preorder_options opt;
	uint32_t *size; /* by node: how many are at and below it; later its place */
	uint32_t *end;  /* by node: where its children begin in list, and once there, end */
	uint32_t *list; /* the children of all nodes, those of one beside each other, in order */
};

static void
find_sizes(const struct maker *m)
{
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
find_bounds(const struct maker *m)
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

static void
find_sizes_and_bounds(void *arg)
{
	const struct maker *m = arg;

	find_sizes(m);
	find_bounds(m);
}

/* A node that waits for its place among its siblings. */
struct child {
	uint32_t node, parent;
};

/* By id of a name: where the nodes of that name begin among all by name. */
static uint32_t *
find_starts(const struct trie *t)
{
	uint32_t *start = mem_zero((size_t)t->names.n + 1, sizeof *start), sum = 0, n;

	for (uint32_t i = 1; i < t->n; i++)
		start[t->nodes[i].name]++;
	uint32_t *id = rank_names(&t->names, start, &n);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t places = start[id[i]];
		start[id[i]] = sum;
		sum += places;
	}
	free(id);
	return start;
}

/* All nodes but the root, by name; those of one name as they came. */
static struct child *
list_by_name(const struct trie *t)
{
	struct child *list = mem_large(t->n, sizeof *list);
	uint32_t *start = find_starts(t);

	for (uint32_t i = 1; i < t->n; i++) {
		const struct trie_node *node = &t->nodes[i];
		uint32_t later = t->nodes[i + AHEAD < t->n ? i + AHEAD : i].name;
		__builtin_prefetch(&list[start[later]], 1);
		list[start[node->name]++] = (struct child){i, node->parent};
	}
	free(start);
	return list;
}

/* Deal all nodes out to their parents as they stand in the list, so that siblings come to
 * stand as in the list; NULL: as in the trie. */
static void
list_children(struct maker *m, const struct child *list)
{
	const struct trie *t = m->trie;

	m->list = mem_large(t->n, sizeof *m->list);
	for (uint32_t i = 0; list && i + 1 < t->n; i++) {
		uint32_t later = list[i + AHEAD + 1 < t->n ? i + AHEAD : i].parent;
		__builtin_prefetch(&m->end[later], 1);
		m->list[m->end[list[i].parent]++] = list[i].node;
	}
	for (uint32_t i = 1; !list && i < t->n; i++)
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
			uint32_t later = m->list[k + AHEAD < children ? k + AHEAD : k];
			__builtin_prefetch(&place[later], 1);
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
	struct task helper;

	m.size = mem_large_zero(trie->n, sizeof *m.size);
	m.end = mem_large_zero(trie->n, sizeof *m.end);
	task_begin(&helper, opt.beside, find_sizes_and_bounds, &m);
	struct child *by_name = opt.by_name ? list_by_name(trie) : NULL;
	task_wait(&helper);
	list_children(&m, by_name);
	free(by_name);
	*p = (struct preorder){.n = m.size[TRIE_ROOT]};
	p->node = mem_large(p->n, sizeof *p->node);
	p->parent = mem_large(p->n, sizeof *p->parent);
	p->end = mem_large(p->n, sizeof *p->end);
	place_all(&m, p);
	free(m.size);
	free(m.end);
	free(m.list);
}
