/* Binary input, little-endian, bounded.
 *
 * A read past the end gives 0 and sets bad, which stays set; parsers read a
 * whole structure first and look at bad afterwards.  Nothing is ever cast onto
 * the bytes, so alignment and hostile lengths do not matter. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct bytes {
	const unsigned char *p; /* borrowed */
	size_t n;               /* all there is */
	size_t at;              /* the next byte to read, <= n */
	bool bad;               /* something was read past the end, or did not fit */
};

static inline struct bytes
bytes_of(struct str s)
{
	return (struct bytes){.p = (const unsigned char *)s.p, .n = s.n};
}

/* What has not been read yet. */
static inline size_t
bytes_left(const struct bytes *b)
{
	return b->n - b->at;
}

static inline void
bytes_skip(struct bytes *b, size_t n)
{
	if (b->bad || bytes_left(b) < n)
		b->bad = true;
	else
		b->at += n;
}

/* The next n bytes; empty when bad. */
static inline struct str
bytes_take(struct bytes *b, size_t n)
{
	size_t at = b->at;

	bytes_skip(b, n);
	return b->bad ? (struct str){"", 0} : (struct str){(const char *)b->p + at, n};
}

/* A word each of whose eight bytes is b. */
#define BYTES_EACH(b) (UINT64_MAX / 255 * (b))

/* A little-endian number, which compilers make a plain load of. */
static inline uint32_t
bytes_load32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t
bytes_load64(const unsigned char *p)
{
	return (uint64_t)bytes_load32(p) | (uint64_t)bytes_load32(p + 4) << 32;
}

/* How many of the first n bytes are equal, before one differs. */
static inline size_t
bytes_common(const char *a, const char *b, size_t n)
{
	size_t at = 0;

	for (; at + 8 <= n; at += 8) {
		uint64_t differ = bytes_load64((const unsigned char *)a + at) ^
		                  bytes_load64((const unsigned char *)b + at);
		if (differ)
			return at + (size_t)__builtin_ctzll(differ) / 8;
	}
	while (at < n && a[at] == b[at])
		at++;
	return at;
}

/* The same of a store. */
static inline void
bytes_store32(unsigned char *p, uint32_t v)
{
	p[0] = (unsigned char)v;
	p[1] = (unsigned char)(v >> 8);
	p[2] = (unsigned char)(v >> 16);
	p[3] = (unsigned char)(v >> 24);
}

static inline void
bytes_store64(unsigned char *p, uint64_t v)
{
	bytes_store32(p, (uint32_t)v);
	bytes_store32(p + 4, (uint32_t)(v >> 32));
}

static inline uint8_t
bytes_u8(struct bytes *b)
{
	struct str s = bytes_take(b, 1);

	return s.n ? (uint8_t)*s.p : 0;
}

static inline uint16_t
bytes_u16(struct bytes *b)
{
	uint8_t low = bytes_u8(b);

	return (uint16_t)(low | bytes_u8(b) << 8);
}

static inline uint32_t
bytes_u32(struct bytes *b)
{
	struct str s = bytes_take(b, 4);

	return s.n ? bytes_load32((const unsigned char *)s.p) : 0;
}

static inline uint64_t
bytes_u64(struct bytes *b)
{
	struct str s = bytes_take(b, 8);

	return s.n ? bytes_load64((const unsigned char *)s.p) : 0;
}

uint64_t bytes_uint(struct bytes *b, unsigned size); /* size 1 to 8 */
uint64_t bytes_uleb(struct bytes *b);                /* bad past 64 bits */
int64_t bytes_sleb(struct bytes *b);
struct str bytes_string(struct bytes *b);         /* up to a NUL, which is skipped; bad without one */

/* n bytes from at of the whole, to be read on their own; bad where they are not
 * all there. */
struct bytes bytes_sub(const struct bytes *b, uint64_t at, uint64_t n);

#endif
