#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/diag.h"

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

void *
mem_grow(void *p, size_t *cap, size_t need, size_t size)
{
	if (need <= *cap)
		return p;
	size_t n = *cap < 16 ? 16 : *cap;
	while (n < need)
		n = size_add(n, n);
	*cap = n;
	return mem_resize(p, n, size);
}

size_t
size_add(size_t a, size_t b)
{
	if (a > SIZE_MAX - b)
		die_of_memory();
	return a + b;
}
