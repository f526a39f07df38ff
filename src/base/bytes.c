#include "base/bytes.h"

#include <string.h>

uint64_t
bytes_uint(struct bytes *b, unsigned size)
{
	uint64_t v = 0;

	if (b->bad || size > 8 || bytes_left(b) < size) {
		b->bad = true;
		return 0;
	}
	for (unsigned i = 0; i < size; i++)
		v |= (uint64_t)b->p[b->at + i] << (8 * i);
	b->at += size;
	return v;
}

uint64_t
bytes_uleb(struct bytes *b)
{
	uint64_t v = 0;

	for (unsigned shift = 0;; shift += 7) {
		uint8_t c = bytes_u8(b);
		uint64_t bits = c & 0x7f;
		if (b->bad)
			return 0;
		if (shift > 63 ? bits != 0 : shift == 63 && bits > 1)
			b->bad = true;
		else if (shift <= 63)
			v |= bits << shift;
		if (!(c & 0x80))
			return b->bad ? 0 : v;
	}
}

int64_t
bytes_sleb(struct bytes *b)
{
	uint64_t v = 0;
	unsigned shift = 0;
	uint8_t c;

	do {
		c = bytes_u8(b);
		if (b->bad)
			return 0;
		if (shift < 64)
			v |= (uint64_t)(c & 0x7f) << shift;
		shift += shift < 64 ? 7 : 0;
	} while (c & 0x80);
	if (shift < 64 && (c & 0x40))
		v |= UINT64_MAX << shift;
	int64_t result;
	memcpy(&result, &v, sizeof result);
	return result;
}

struct str
bytes_string(struct bytes *b)
{
	const unsigned char *end = b->bad || !bytes_left(b)
	                               ? NULL
	                               : memchr(b->p + b->at, 0, bytes_left(b));
	if (!end) {
		b->bad = true;
		return (struct str){"", 0};
	}
	struct str s = bytes_take(b, (size_t)(end - b->p) - b->at);
	bytes_skip(b, 1);
	return s;
}

struct bytes
bytes_sub(const struct bytes *b, uint64_t at, uint64_t n)
{
	if (at > b->n || n > b->n - at)
		return (struct bytes){.bad = true};
	return (struct bytes){.p = b->p + at, .n = (size_t)n};
}
