/* malloc for programs that cannot go on without memory: these never return
 * NULL, they end the program with a message and status 1. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* n objects of the given size; the product is checked.  mem_zero() zeroes. */
void *mem_alloc(size_t n, size_t size);
void *mem_zero(size_t n, size_t size);
void *mem_resize(void *p, size_t n, size_t size);

/* The same for arrays that are used all over: on large pages where they are large. */
void *mem_large(size_t n, size_t size);
void *mem_large_zero(size_t n, size_t size);

/* Room for at least need objects in a growing array of *cap: doubles, and
 * updates *cap.  p may be NULL with *cap 0. */
void *mem_grow(void *p, size_t *cap, size_t need, size_t size);

/* The same on large pages; the first used objects are kept. */
void *mem_large_grow(void *p, size_t used, size_t *cap, size_t need, size_t size);

/* Arrays of any size that are not copied when they grow, where the system can do without:
 * so that the old one is not held beside the new one, and room that is not used costs
 * nothing.  From objects (p NULL: 0) become to objects, more or fewer; what is new is
 * zero.  Only mem_extended_free() frees them, told the n objects that they have. */
void *mem_extend(void *p, size_t from, size_t to, size_t size);
void mem_extended_free(void *p, size_t n, size_t size);

/* The number of objects that an array should have room for: need, or the double of what
 * it has. */
size_t mem_wider(size_t cap, size_t need);

/* a + b, ending the program where size_t cannot hold it. */
size_t size_add(size_t a, size_t b);

#endif
