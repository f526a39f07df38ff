/* The digits and the streams of the data layer (docs/data.md). */
#ifndef DRAW_DIGITS_H
#define DRAW_DIGITS_H

#include <stdint.h>

#include "base/out.h"
#include "base/str.h"

#define DIGITS_FINAL 60u  /* digits that end a number */
#define DIGITS_MORE 27u   /* digits that go on */
#define DIGITS_NUMBER 16u /* room for any number */

/* One stream: text in <metadata data-cflame="MARK"> elements, each of at most
 * 8,000,000 bytes. */
struct stream {
	struct out *o;
	const char *mark;
	size_t used; /* bytes of the open element */
	const char *digits;
};

void stream_begin(struct stream *s, struct out *o, const char *mark);
void stream_end(struct stream *s);

/* Room for n bytes (at most 1,000,000), to be filled and taken with stream_took(). */
char *stream_room(struct stream *s, size_t n);
void stream_took(struct stream *s, const char *end);

/* The digits of a value, written to to; the end of them. */
char *stream_number(const struct stream *s, char *to, uint64_t v);

/* Clean text, which is escaped. */
void stream_text(struct stream *s, struct str text);

#endif
