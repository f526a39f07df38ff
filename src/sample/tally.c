#include "sample/tally.h"

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"

static size_t
slot_of(const struct tally *t, uint32_t parent, uint32_t frame)
{
	uint64_t key = ((uint64_t)parent << 32 | frame) * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t)(key >> 20) & (t->n_slots - 1);
}

static void
grow(struct tally *t)
{
	t->n_slots = t->n_slots ? t->n_slots * 2 : 4096;
	free(t->slots);
	t->slots = mem_zero(t->n_slots, sizeof *t->slots);
	for (uint32_t i = 1; i < t->n; i++) {
		size_t at = slot_of(t, t->nodes[i].parent, t->nodes[i].frame);
		while (t->slots[at])
			at = (at + 1) & (t->n_slots - 1);
		t->slots[at] = i;
	}
}

static uint32_t
append(struct tally *t, uint32_t parent, uint32_t frame)
{
	if (t->n >= UINT32_MAX - 1)
		die_of_memory();
	t->nodes = mem_grow(t->nodes, &t->cap, t->n + 1, sizeof *t->nodes);
	t->nodes[t->n] = (struct tally_node){.parent = parent, .frame = frame};
	return (uint32_t)t->n++;
}

uint32_t
tally_child(struct tally *t, uint32_t parent, uint32_t frame)
{
	if (!t->n)
		(void)append(t, TALLY_ROOT, 0);
	if ((t->n + 1) * 4 > t->n_slots * 3)
		grow(t);
	size_t at = slot_of(t, parent, frame);
	for (; t->slots[at]; at = (at + 1) & (t->n_slots - 1)) {
		const struct tally_node *node = &t->nodes[t->slots[at]];
		if (node->parent == parent && node->frame == frame)
			return t->slots[at];
	}
	t->slots[at] = append(t, parent, frame);
	return t->slots[at];
}

void
tally_count(struct tally *t, uint32_t node, uint64_t count)
{
	t->nodes[node].count += count;
	if (!t->in_order)
		return;
	if (t->n_runs && t->runs[t->n_runs - 1].node == node) {
		t->runs[t->n_runs - 1].count += count;
		return;
	}
	t->runs = mem_grow(t->runs, &t->runs_cap, t->n_runs + 1, sizeof *t->runs);
	t->runs[t->n_runs++] = (struct tally_run){node, count};
}

void
tally_release(struct tally *t)
{
	free(t->nodes);
	free(t->slots);
	free(t->runs);
	*t = (struct tally){.in_order = t->in_order};
}
