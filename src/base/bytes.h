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

struct bytes bytes_of(struct str s);
uint8_t bytes_u8(struct bytes *b);
uint16_t bytes_u16(struct bytes *b);
uint32_t bytes_u32(struct bytes *b);
uint64_t bytes_u64(struct bytes *b);
uint64_t bytes_uint(struct bytes *b, unsigned size); /* size 1 to 8 */
uint64_t bytes_uleb(struct bytes *b);                /* bad past 64 bits */
int64_t bytes_sleb(struct bytes *b);
void bytes_skip(struct bytes *b, size_t n);
struct str bytes_take(struct bytes *b, size_t n); /* the next n bytes; empty when bad */
struct str bytes_string(struct bytes *b);         /* up to a NUL, which is skipped; bad without one */

/* n bytes from at of the whole, to be read on their own; bad where they are not
 * all there. */
struct bytes bytes_sub(const struct bytes *b, uint64_t at, uint64_t n);

/* What has not been read yet. */
size_t bytes_left(const struct bytes *b);

#endif
