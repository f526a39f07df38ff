#include "draw/digits.h"

#include <string.h>

#define LONGEST 8000000u /* libxml2 takes no text node of more than 10 MB */
#define PIECE 100000u
#define LONGEST_ESCAPE 5u /* "&amp;" */

/* U+0021 to U+007E without & < > " ' \ ` */
static const char digits[] = "!#$%()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_"
                             "abcdefghijklmnopqrstuvwxyz{|}~";

_Static_assert(sizeof digits - 1 == DIGITS_FINAL + DIGITS_MORE, "87 digits");

void
stream_begin(struct stream *s, struct out *o, const char *mark)
{
	*s = (struct stream){.o = o, .mark = mark, .digits = digits};
	out_text(o, "<metadata data-cflame=\"");
	out_text(o, mark);
	out_text(o, "\">");
}

void
stream_end(struct stream *s)
{
	out_text(s->o, "</metadata>\n");
}

char *
stream_room(struct stream *s, size_t n)
{
	if (s->used + n > LONGEST) {
		stream_end(s);
		stream_begin(s, s->o, s->mark);
	}
	return out_room(s->o, n);
}

void
stream_took(struct stream *s, const char *end)
{
	size_t n = (size_t)(end - (s->o->buf + s->o->used));

	out_took(s->o, n);
	s->used += n;
}

char *
stream_number(const struct stream *s, char *to, uint64_t v)
{
	while (v >= DIGITS_FINAL) {
		v -= DIGITS_FINAL;
		*to++ = s->digits[DIGITS_FINAL + v % DIGITS_MORE];
		v /= DIGITS_MORE;
	}
	*to++ = s->digits[v];
	return to;
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
		stream_took(s, put_escaped(stream_room(s, LONGEST_ESCAPE * part.n), part));
		text = str_rest(text, part.n);
	}
}
