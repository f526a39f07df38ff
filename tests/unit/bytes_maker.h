/* Little-endian bytes for tests of binary formats: records of a ring, files. */
#ifndef TESTS_BYTES_MAKER_H
#define TESTS_BYTES_MAKER_H

#include <stdint.h>
#include <string.h>

#include "base/str.h"

struct maker {
	unsigned char p[1 << 17];
	size_t n;
};

static inline void
put(struct maker *m, uint64_t v, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		m->p[m->n++] = (unsigned char)(v >> (8 * i));
}

static inline void
put_u32(struct maker *m, uint32_t v)
{
	put(m, v, 4);
}

static inline void
put_u64(struct maker *m, uint64_t v)
{
	put(m, v, 8);
}

/* Text with a NUL, filled up to a multiple of eight bytes, as the kernel does. */
static inline void
put_text(struct maker *m, const char *text)
{
	size_t n = strlen(text) + 1;

	memcpy(m->p + m->n, text, n);
	m->n += n;
	for (; n % 8; n++)
		m->p[m->n++] = 0;
}

/* The header of a record, whose size is set by record_end(); where it starts. */
static inline size_t
record_start(struct maker *m, uint32_t type, uint16_t misc)
{
	size_t at = m->n;

	put_u32(m, type);
	put(m, misc, 2);
	put(m, 0, 2);
	return at;
}

static inline struct str
record_end(struct maker *m, size_t at)
{
	size_t n = m->n - at;

	m->p[at + 6] = (unsigned char)n;
	m->p[at + 7] = (unsigned char)(n >> 8);
	return (struct str){(const char *)m->p + at, n};
}

#endif
