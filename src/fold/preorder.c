#include "fold/preorder.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/task.h"
#include "fold/keyed.h"

/* Up to so many children are sorted where they stand. */
#define FEW 32

struct child {
	uint32_t rank; /* of its name, or of its coming */
	uint32_t node;
};

struct maker {
	const struct sums *sums;
	uint64_t width;
	const uint32_t *rank;
	struct preorder_branch *branch;
	/* the children of all nodes, those of one beside each other: where those of a node
	 * begin, and once they are there, where they end */
	uint32_t *bound;
	struct child *list;
	struct keyed *spare;
	size_t spare_cap;
};

static bool
is_wanted(const struct maker *m, uint32_t node)
{
	uint64_t w = sums_width(m->sums, node);

	return w && w >= m->width;
}

static void
find_branches(void *arg)
{
	const struct maker *m = arg;
	const struct trie_node *nodes = m->sums->trie->nodes;
	struct preorder_branch *branch = m->branch;

	for (uint32_t i = m->sums->trie->n; i-- > 1;) {
		if (i > SUMS_AHEAD)
			__builtin_prefetch(&branch[nodes[i - SUMS_AHEAD].parent], 1);
		struct preorder_branch *parent = &branch[nodes[i].parent];
		if (is_wanted(m, i))
			parent->size += ++branch[i].size;
		else if (sums_width(m->sums, i))
			parent->lost += 1 + branch[i].lost;
	}
	branch[TRIE_ROOT].size++;
}

/* How many children each node has, then where they begin; how many there are. */
static uint32_t
find_bounds(struct maker *m)
{
	const struct trie *t = m->sums->trie;
	uint32_t sum = 0;

	for (uint32_t i = 1; i < t->n; i++) {
		if (i + SUMS_AHEAD < t->n)
			__builtin_prefetch(&m->bound[t->nodes[i + SUMS_AHEAD].parent], 1);
		m->bound[t->nodes[i].parent] += is_wanted(m, i);
	}
	for (uint32_t i = 0; i < t->n; i++) {
		uint32_t n = m->bound[i];
		m->bound[i] = sum;
		sum += n;
	}
	return sum;
}

static void
list_children(struct maker *m)
{
	const struct trie *t = m->sums->trie;

	m->list = mem_large((size_t)find_bounds(m) + 1, sizeof *m->list);
	for (uint32_t i = 1; i < t->n; i++) {
		if (i + SUMS_AHEAD < t->n)
			__builtin_prefetch(&m->bound[t->nodes[i + SUMS_AHEAD].parent], 1);
		if (!is_wanted(m, i))
			continue;
		uint32_t at = m->bound[t->nodes[i].parent]++;
		m->list[at] = (struct child){m->rank ? m->rank[t->nodes[i].name] : i, i};
	}
}

static void
insert_each(struct child *list, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++) {
		struct child c = list[i];
		uint32_t at = i;
		for (; at && list[at - 1].rank > c.rank; at--)
			list[at] = list[at - 1];
		list[at] = c;
	}
}

static void
sort_children(struct maker *m, struct child *list, uint32_t n)
{
	if (n <= FEW) {
		insert_each(list, n);
		return;
	}
	m->spare = mem_grow(m->spare, &m->spare_cap, 2 * (size_t)n, sizeof *m->spare);
	for (uint32_t i = 0; i < n; i++)
		m->spare[i] = (struct keyed){list[i].rank, list[i].node};
	keyed_sort(m->spare, n, m->spare + n);
	for (uint32_t i = 0; i < n; i++)
		list[i] = (struct child){(uint32_t)m->spare[i].key, m->spare[i].value};
}

/* A node's first child stands behind it, the next one behind all that is below the
 * first.  Parents come before their children in the trie too. */
static void
place_all(struct maker *m, struct preorder *p)
{
	uint32_t n = m->sums->trie->n, children = p->n - 1;
	uint32_t *place = mem_large(n, sizeof *place);

	place[TRIE_ROOT] = p->node[0] = TRIE_ROOT;
	for (uint32_t i = 0, k = 0; k < children; i++) {
		uint32_t end = m->bound[i];
		if (k == end)
			continue;
		sort_children(m, m->list + k, end - k);
		for (uint32_t at = place[i] + 1; k < end; k++) {
			uint32_t ahead = k + SUMS_AHEAD < children ? m->list[k + SUMS_AHEAD].node : 0;
			__builtin_prefetch(&m->branch[ahead]);
			__builtin_prefetch(&place[ahead], 1);
			uint32_t node = m->list[k].node;
			place[node] = at;
			p->node[at] = node;
			at += m->branch[node].size;
		}
	}
	free(place);
}

void
preorder_make(struct preorder *p, const struct sums *s, uint64_t width, const uint32_t *rank,
              bool beside)
{
	struct maker m = {.sums = s, .width = width, .rank = rank};
	struct task branches;

	m.branch = mem_large_zero(s->trie->n, sizeof *m.branch);
	m.bound = mem_large_zero(s->trie->n, sizeof *m.bound);
	task_begin(&branches, beside, find_branches, &m);
	list_children(&m);
	task_wait(&branches);
	*p = (struct preorder){.branch = m.branch, .n = m.branch[TRIE_ROOT].size};
	p->node = mem_large(p->n, sizeof *p->node);
	place_all(&m, p);
	free(m.bound);
	free(m.list);
	free(m.spare);
}

void
preorder_release(struct preorder *p)
{
	free(p->node);
	free(p->branch);
	*p = (struct preorder){0};
}
