/* The digits and the streams of the data layer (docs/data.md). */
#ifndef DRAW_DIGITS_H
#define DRAW_DIGITS_H

#include <stdint.h>

#include "base/out.h"
#include "base/str.h"

/* One stream: text in <metadata data-cflame="MARK"> elements, each of at most
 * 8,000,000 bytes. */
struct stream {
	struct out *o;
	const char *mark;
	size_t used; /* bytes of the open element */
	uint64_t hold; /* bits that have not become digits yet, */
	unsigned held; /* so many: less than 32 between calls */
};

/* stream_end() writes the bits that are left, filled up with zeros. */
void stream_begin(struct stream *s, struct out *o, const char *mark);
void stream_end(struct stream *s);

/* Digits of the bits that are held, until fewer than 13 are. */
void stream_digits(struct stream *s);

/* The lowest n bits of v, the least of them first; n is at most 32, and v has no others. */
static inline void
stream_bits(struct stream *s, uint64_t v, unsigned n)
{
	s->hold |= v << s->held;
	s->held += n;
	if (s->held >= 32)
		stream_digits(s);
}

/* Clean text, which is escaped; not in a stream of bits. */
void stream_text(struct stream *s, struct str text);

#endif
