#include "sample/ring.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"

#define HEADER 8

/* Where the control page has them: struct perf_event_mmap_page. */
#define DATA_HEAD 1024
#define DATA_TAIL 1032

static uint64_t *
control(const struct ring *r, size_t at)
{
	return (uint64_t *)(void *)(r->page + at);
}

bool
ring_map(struct ring *r, int fd, size_t pages)
{
	size_t page_size = (size_t)sysconf(_SC_PAGESIZE);
	size_t n = (pages + 1) * page_size;
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (p == MAP_FAILED)
		return false;
	ring_over(r, p, page_size, pages * page_size);
	r->mapped = n;
	return true;
}

void
ring_over(struct ring *r, unsigned char *page, size_t page_size, size_t size)
{
	*r = (struct ring){.page = page, .data = page + page_size, .size = size};
	r->whole = mem_alloc(RECORD_MAX, 1);
	r->tail = *control(r, DATA_TAIL);
	r->head = r->tail;
}

void
ring_look(struct ring *r)
{
	r->head = __atomic_load_n(control(r, DATA_HEAD), __ATOMIC_ACQUIRE);
}

/* n bytes from the tail on. */
static const unsigned char *
piece(struct ring *r, size_t n)
{
	size_t at = (size_t)(r->tail & (r->size - 1));
	size_t first = (size_t)r->size - at;

	if (n <= first)
		return r->data + at;
	memcpy(r->whole, r->data + at, first);
	memcpy(r->whole + first, r->data, n - first);
	return r->whole;
}

bool
ring_next(struct ring *r, struct str *record)
{
	uint64_t left = r->head - r->tail;

	if (left < HEADER)
		return false;
	const unsigned char *p = piece(r, HEADER);
	size_t n = (size_t)p[6] | (size_t)p[7] << 8;
	if (left > r->size || n < HEADER || n > left) {
		r->broken += left;
		r->tail = r->head;
		return false;
	}
	*record = (struct str){(const char *)piece(r, n), n};
	r->tail += n;
	return true;
}

void
ring_done(struct ring *r)
{
	__atomic_store_n(control(r, DATA_TAIL), r->tail, __ATOMIC_RELEASE);
}

void
ring_unmap(struct ring *r)
{
	if (r->mapped)
		(void)munmap(r->page, r->mapped);
	free(r->whole);
	*r = (struct ring){0};
}

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
