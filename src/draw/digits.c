#include "draw/digits.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define LONGEST 8000000u /* libxml2 takes no text node of more than 10 MB */
#define PIECE 100000u
#define LONGEST_ESCAPE 5u /* "&amp;" */
#define DIGITS 91u
#define PAIR_BITS 13u
#define GROUP_DIGITS 16u /* of STREAM_GROUP bytes */

_Static_assert(DIGITS * DIGITS >= 1u << PAIR_BITS, "two digits hold 13 bits");
_Static_assert(STREAM_GROUP * 8 * 2 == GROUP_DIGITS * PAIR_BITS, "a group is whole pairs");

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
	s->o = o;
	s->mark = mark;
	s->hold = 0;
	s->held = s->n = 0;
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

/* The first four pairs of a number's bits, 16 bits for each. */
static uint64_t
spread(uint64_t bits)
{
	const uint64_t pair = (1u << PAIR_BITS) - 1;

	return (bits & pair) | (bits << 3 & pair << 16) | (bits << 6 & pair << 32) |
	       (bits << 9 & pair << 48);
}

#ifdef __SSE2__

/* The digits of eight pairs: pair % 91, pair / 91, as U+0021 to U+007E without & < >. */
static void
put_pairs(uint64_t low, uint64_t high, char *to)
{
	__m128i pairs = _mm_set_epi64x((long long)high, (long long)low);
	/* 46092 / 2^22 is so near to 1 / 91 that all of 13 bits are divided right */
	__m128i above = _mm_srli_epi16(_mm_mulhi_epu16(pairs, _mm_set1_epi16((short)46092)), 6);
	__m128i below = _mm_sub_epi16(pairs, _mm_mullo_epi16(above, _mm_set1_epi16(DIGITS)));
	__m128i digit = _mm_or_si128(below, _mm_slli_epi16(above, 8));
	__m128i c = _mm_add_epi8(digit, _mm_set1_epi8('!'));

	c = _mm_sub_epi8(c, _mm_cmpgt_epi8(digit, _mm_set1_epi8('&' - '!' - 1)));
	c = _mm_sub_epi8(c, _mm_cmpgt_epi8(digit, _mm_set1_epi8('<' - '!' - 2)));
	c = _mm_sub_epi8(c, _mm_cmpgt_epi8(digit, _mm_set1_epi8('>' - '!' - 3)));
	_mm_storeu_si128((__m128i *)(void *)to, c);
}

#else

static char
digit(unsigned v)
{
	return (char)('!' + v + (v >= '&' - '!') + (v >= '<' - '!' - 1) + (v >= '>' - '!' - 2));
}

static void
put_four(uint64_t pairs, char *to)
{
	for (unsigned i = 0; i < 4; i++, pairs >>= 16) {
		*to++ = digit((pairs & 0xffff) % DIGITS);
		*to++ = digit((pairs & 0xffff) / DIGITS);
	}
}

static void
put_pairs(uint64_t low, uint64_t high, char *to)
{
	put_four(low, to);
	put_four(high, to + GROUP_DIGITS / 2);
}

#endif

/* The digits of n groups, behind which a byte more can be read. */
static void
put_groups(const unsigned char *from, unsigned n, char *to)
{
	for (; n; n--, from += STREAM_GROUP, to += GROUP_DIGITS)
		put_pairs(spread(bytes_load64(from)), spread(bytes_load64(from + 6) >> 4), to);
}

void
stream_digits(struct stream *s)
{
	unsigned groups = s->n / STREAM_GROUP, done = groups * STREAM_GROUP;

	put_groups(s->bytes, groups, room(s, groups * GROUP_DIGITS));
	took(s, groups * GROUP_DIGITS);
	s->n -= done;
	memmove(s->bytes, s->bytes + done, s->n);
}

void
stream_end(struct stream *s)
{
	char last[GROUP_DIGITS];

	stream_digits(s);
	unsigned digits = (8 * s->n + s->held + PAIR_BITS - 1) / PAIR_BITS * 2;
	memset(s->bytes + s->n, 0, STREAM_GROUP + 1);
	s->bytes[s->n] = (unsigned char)s->hold;
	put_groups(s->bytes, 1, last);
	memcpy(room(s, digits), last, digits);
	took(s, digits);
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
