#include "draw/digits.h"

#include <string.h>

#define LONGEST 8000000u /* libxml2 takes no text node of more than 10 MB */
#define PIECE 100000u
#define LONGEST_ESCAPE 5u /* "&amp;" */
#define PAIR_BITS 13u
#define MOST_PAIRS 4u     /* of 63 bits */

/* U+0021 to U+007E without & < > */
static const char digits[] = "!\"#$%'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
                             "abcdefghijklmnopqrstuvwxyz{|}~";

#define DIGITS (sizeof digits - 1)

_Static_assert(DIGITS * DIGITS >= 1u << PAIR_BITS, "two digits hold 13 bits");

static void
open_element(struct stream *s)
{
	out_text(s->o, "<metadata data-cflame=\"");
	out_text(s->o, s->mark);
	out_text(s->o, "\">");
	s->used = 0;
}

static void
close_element(struct stream *s)
{
	out_text(s->o, "</metadata>\n");
}

void
stream_begin(struct stream *s, struct out *o, const char *mark)
{
	*s = (struct stream){.o = o, .mark = mark};
	open_element(s);
}

/* Room for n more bytes in an element. */
static char *
room(struct stream *s, size_t n)
{
	if (s->used + n > LONGEST) {
		close_element(s);
		open_element(s);
	}
	return out_room(s->o, n);
}

static void
took(struct stream *s, size_t n)
{
	out_took(s->o, n);
	s->used += n;
}

void
stream_digits(struct stream *s)
{
	char *to = room(s, 2 * MOST_PAIRS);
	size_t wrote = 0;

	for (; s->held >= PAIR_BITS; s->held -= PAIR_BITS) {
		unsigned pair = (unsigned)s->hold & ((1u << PAIR_BITS) - 1);
		to[wrote++] = digits[pair % DIGITS];
		to[wrote++] = digits[pair / DIGITS];
		s->hold >>= PAIR_BITS;
	}
	took(s, wrote);
}

void
stream_end(struct stream *s)
{
	stream_digits(s);
	if (s->held) {
		s->held = PAIR_BITS;
		stream_digits(s);
	}
	close_element(s);
}

/* Text of at most PIECE bytes that ends between two characters. */
static struct str
piece(struct str text)
{
	size_t n = PIECE;

	if (text.n <= PIECE)
		return text;
	while (((unsigned char)text.p[n] & 0xc0) == 0x80)
		n--;
	return (struct str){text.p, n};
}

/* Escaped text, written to to; the end of it. */
static char *
put_escaped(char *to, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		struct str escape = c == '&' ? STR("&amp;") : c == '<' ? STR("&lt;") : STR("&gt;");
		if (c == '&' || c == '<' || c == '>') {
			memcpy(to, escape.p, escape.n);
			to += escape.n;
		} else {
			*to++ = c;
		}
	}
	return to;
}

void
stream_text(struct stream *s, struct str text)
{
	while (text.n) {
		struct str part = piece(text);
		char *to = room(s, LONGEST_ESCAPE * part.n);
		took(s, (size_t)(put_escaped(to, part) - to));
		text = str_rest(text, part.n);
	}
}
