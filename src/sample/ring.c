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
