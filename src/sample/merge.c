#include "sample/merge.h"

#include <stdlib.h>

#include "base/mem.h"
#include "sample/ring.h"

void
merge_init(struct merge *m, struct ring **rings, size_t n, const struct record_layout *layout)
{
	*m = (struct merge){.rings = rings, .n = n, .layout = layout, .taken = UINT32_MAX};
	m->record = mem_zero(n, sizeof *m->record);
	m->time = mem_zero(n, sizeof *m->time);
	m->heap = mem_zero(n, sizeof *m->heap);
}

static void
swap(uint32_t *a, uint32_t *b)
{
	uint32_t t = *a;

	*a = *b;
	*b = t;
}

/* Whether ring a's record comes before ring b's: equal times by ring, so that the
 * order does not depend on how the records were split in rounds. */
static bool
before(const struct merge *m, uint32_t a, uint32_t b)
{
	return m->time[a] != m->time[b] ? m->time[a] < m->time[b] : a < b;
}

static void
sift_down(struct merge *m, size_t i)
{
	for (size_t child; (child = 2 * i + 1) < m->n_heap; i = child) {
		if (child + 1 < m->n_heap && before(m, m->heap[child + 1], m->heap[child]))
			child++;
		if (!before(m, m->heap[child], m->heap[i]))
			return;
		swap(&m->heap[i], &m->heap[child]);
	}
}

static void
sift_up(struct merge *m, size_t i)
{
	for (; i && before(m, m->heap[i], m->heap[(i - 1) / 2]); i = (i - 1) / 2)
		swap(&m->heap[i], &m->heap[(i - 1) / 2]);
}

/* Fetch the next record of a ring; false where it has none. */
static bool
fetch(struct merge *m, uint32_t ring)
{
	if (!ring_next(m->rings[ring], &m->record[ring])) {
		m->record[ring].n = 0;
		return false;
	}
	m->time[ring] = record_time(m->record[ring], m->layout);
	return true;
}

void
merge_look(struct merge *m)
{
	m->n_heap = 0;
	m->taken = UINT32_MAX;
	for (uint32_t i = 0; i < m->n; i++) {
		ring_look(m->rings[i]);
		if (!fetch(m, i))
			continue;
		m->heap[m->n_heap++] = i;
		sift_up(m, m->n_heap - 1);
	}
}

bool
merge_next(struct merge *m, uint64_t cutoff, struct str *record)
{
	if (m->taken != UINT32_MAX && !fetch(m, m->taken))
		m->heap[0] = m->heap[--m->n_heap];
	if (m->taken != UINT32_MAX)
		sift_down(m, 0);
	m->taken = UINT32_MAX;
	if (!m->n_heap || m->time[m->heap[0]] > cutoff)
		return false;
	m->taken = m->heap[0];
	*record = m->record[m->taken];
	return true;
}

void
merge_done(struct merge *m)
{
	for (uint32_t i = 0; i < m->n; i++) {
		/* a record that was fetched and not given stays */
		if (m->record[i].n && i != m->taken)
			m->rings[i]->tail -= m->record[i].n;
		m->record[i].n = 0;
		ring_done(m->rings[i]);
	}
	m->taken = UINT32_MAX;
	m->n_heap = 0;
}

void
merge_release(struct merge *m)
{
	free(m->record);
	free(m->time);
	free(m->heap);
	*m = (struct merge){0};
}
