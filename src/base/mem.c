#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/os.h"

/* Arrays from here on get large pages of their own. */
#define LARGE OS_LARGE_PAGE

/* From here on calloc() hands out fresh memory, which it need not zero again. */
#define FRESH ((size_t)32 << 20)

static size_t
product(size_t n, size_t size)
{
	if (size && n > SIZE_MAX / 2 / size)
		die_of_memory();
	n *= size;
	return n ? n : 1;
}

void *
mem_alloc(size_t n, size_t size)
{
	void *p = malloc(product(n, size));

	if (!p)
		die_of_memory();
	return p;
}

void *
mem_zero(size_t n, size_t size)
{
	void *p = calloc(1, product(n, size));

	if (!p)
		die_of_memory();
	return p;
}

void *
mem_resize(void *p, size_t n, size_t size)
{
	void *q = realloc(p, product(n, size));

	if (!q)
		die_of_memory();
	return q;
}

size_t
mem_wider(size_t cap, size_t need)
{
	size_t n = cap < 16 ? 16 : cap;

	while (n < need)
		n = size_add(n, n);
	return n;
}

void *
mem_grow(void *p, size_t *cap, size_t need, size_t size)
{
	if (need <= *cap)
		return p;
	*cap = mem_wider(*cap, need);
	return mem_resize(p, *cap, size);
}

void *
mem_large(size_t n, size_t size)
{
	size_t bytes = product(n, size);
	void *p;

	if (bytes < LARGE)
		return mem_alloc(n, size);
	bytes = size_add(bytes, OS_LARGE_PAGE - 1) & ~(OS_LARGE_PAGE - 1);
	if (posix_memalign(&p, OS_LARGE_PAGE, bytes))
		die_of_memory();
	os_large(p, bytes);
	return p;
}

void *
mem_large_zero(size_t n, size_t size)
{
	size_t bytes = product(n, size);
	void *p;

	if (bytes < LARGE || bytes >= FRESH) {
		p = mem_zero(n, size);
		os_large(p, bytes);
		return p;
	}
	p = mem_large(n, size);
	memset(p, 0, bytes);
	return p;
}

void *
mem_large_grow(void *p, size_t used, size_t *cap, size_t need, size_t size)
{
	if (need <= *cap)
		return p;
	*cap = mem_wider(*cap, need);
	if (product(*cap, size) < LARGE)
		return mem_resize(p, *cap, size);
	void *large = mem_large(*cap, size);
	if (used)
		memcpy(large, p, used * size);
	free(p);
	return large;
}

/* Bytes of an array that has large pages of its own, or 0. */
static size_t
mapped(size_t n, size_t size)
{
	size_t bytes = product(n, size);

	if (bytes < LARGE || !os_can_map())
		return 0;
	return size_add(bytes, OS_LARGE_PAGE - 1) & ~(OS_LARGE_PAGE - 1);
}

/* The first objects of a mapped array, which has had bytes. */
static void *
less(char *p, size_t to, size_t size, size_t had, size_t bytes)
{
	char *q = bytes ? p : mem_alloc(to, size);

	if (!bytes)
		memcpy(q, p, to * size);
	if (bytes < had)
		os_unmap(p + bytes, had - bytes);
	return q;
}

void *
mem_extend(void *p, size_t from, size_t to, size_t size)
{
	size_t had = p ? mapped(from, size) : 0, bytes = mapped(to, size);
	char *q;

	if (had && bytes <= had)
		return less(p, to, size, had, bytes);
	if (!bytes) {
		q = mem_resize(p, to, size);
		if (from < to)
			memset(q + from * size, 0, (to - from) * size);
		return q;
	}
	q = os_map(had ? p : NULL, had, bytes);
	if (!q)
		die_of_memory();
	if (p && !had) {
		memcpy(q, p, from * size);
		free(p);
	}
	return q;
}

void
mem_extended_free(void *p, size_t n, size_t size)
{
	size_t had = p ? mapped(n, size) : 0;

	if (had)
		os_unmap(p, had);
	else
		free(p);
}

size_t
size_add(size_t a, size_t b)
{
	if (a > SIZE_MAX - b)
		die_of_memory();
	return a + b;
}
