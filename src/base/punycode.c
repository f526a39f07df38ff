#include "base/punycode.h"

#include <string.h>

enum { BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700, FIRST_BIAS = 72, FIRST = 128 };

static uint32_t
adapt(uint32_t delta, uint32_t points, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	for (delta += delta / points; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
		delta /= BASE - T_MIN;
	return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

/* a to z, then 0 to 9; BASE for another byte. */
static uint32_t
digit_of(char c)
{
	if (c >= 'a' && c <= 'z')
		return (uint32_t)(c - 'a');
	return c >= '0' && c <= '9' ? (uint32_t)(c - '0') + 26 : BASE;
}

/* A number of variable length, cut off text. */
static bool
take_number(struct str *text, uint32_t bias, uint32_t *number)
{
	uint64_t weight = 1, v = 0;

	for (uint32_t k = BASE; text->n; k += BASE) {
		uint32_t digit = digit_of(*text->p);
		uint32_t t = k <= bias + T_MIN ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
		*text = str_rest(*text, 1);
		v += digit * weight;
		if (digit == BASE || v > UINT32_MAX)
			return false;
		if (digit < t) {
			*number = (uint32_t)v;
			return true;
		}
		weight *= BASE - t;
		if (weight > UINT32_MAX)
			return false;
	}
	return false;
}

static void
put(struct out *to, uint32_t c)
{
	if (c < 0x80) {
		out_char(to, (char)c);
		return;
	}
	if (c < 0x800) {
		out_char(to, (char)(0xc0 | c >> 6));
	} else {
		if (c < 0x10000) {
			out_char(to, (char)(0xe0 | c >> 12));
		} else {
			out_char(to, (char)(0xf0 | c >> 18));
			out_char(to, (char)(0x80 | (c >> 12 & 0x3f)));
		}
		out_char(to, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	out_char(to, (char)(0x80 | (c & 0x3f)));
}

static bool
is_character(uint64_t c)
{
	return c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
}

bool
punycode_decode(struct str text, struct out *to)
{
	struct cut c = str_rcut(text, '_');
	uint32_t points[PUNYCODE_MAX], n = 0, bias = FIRST_BIAS, at = 0, delta;
	uint64_t point = FIRST;
	struct str rest = c.ok ? c.tail : text;

	if (c.ok && c.head.n >= PUNYCODE_MAX)
		return false;
	for (size_t i = 0; c.ok && i < c.head.n; i++)
		points[n++] = (unsigned char)c.head.p[i];
	for (bool first = true; rest.n; first = false) {
		if (n == PUNYCODE_MAX || !take_number(&rest, bias, &delta))
			return false;
		bias = adapt(delta, n + 1, first);
		uint64_t sum = (uint64_t)at + delta;
		point += sum / (n + 1);
		at = (uint32_t)(sum % (n + 1));
		if (!is_character(point))
			return false;
		memmove(points + at + 1, points + at, (n - at) * sizeof *points);
		points[at++] = (uint32_t)point;
		n++;
	}
	for (uint32_t i = 0; i < n; i++)
		put(to, points[i]);
	return n > 0;
}
