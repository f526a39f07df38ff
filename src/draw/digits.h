/* The digits and the streams of the data layer (docs/data.md). */
#ifndef DRAW_DIGITS_H
#define DRAW_DIGITS_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/out.h"
#include "base/str.h"

#define STREAM_GROUP 13u  /* bytes that make eight pairs of digits */
#define STREAM_GROUPS 256u /* that are gathered before their digits are made */

/* One stream: text in <metadata data-cflame="MARK"> elements, each of at most
 * 8,000,000 bytes. */
struct stream {
	struct out *o;
	const char *mark; /* borrowed until stream_end(), as is o */
	size_t used;   /* bytes of the open element */
	uint64_t hold; /* bits that are no byte yet, */
	unsigned held; /* so many: less than eight between calls */
	unsigned n;    /* bytes that are no digits yet */
	unsigned char bytes[STREAM_GROUP * STREAM_GROUPS + 16]; /* a word more is stored at n */
};

/* stream_end() writes the bits that are left, filled up with zeros. */
void stream_begin(struct stream *s, struct out *o, const char *mark);
void stream_end(struct stream *s);

/* Digits of the bytes so far, but for the last few. */
void stream_digits(struct stream *s);

/* The lowest n bits of v, the least of them first; n is at most 56, and v has no others. */
static inline void
stream_bits(struct stream *s, uint64_t v, unsigned n)
{
	uint64_t hold = s->hold | v << s->held;
	unsigned held = s->held + n;

	bytes_store64(s->bytes + s->n, hold);
	s->n += held / 8;
	s->hold = hold >> (held & ~7u);
	s->held = held % 8;
	if (s->n >= STREAM_GROUP * STREAM_GROUPS)
		stream_digits(s);
}

/* Clean text, which is escaped; not in a stream of bits. */
void stream_text(struct stream *s, struct str text);

#endif
