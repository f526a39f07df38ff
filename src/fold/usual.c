#include "fold/usual.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "fold/scan.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define WINDOW 64
_Static_assert(SCAN_PAD >= WINDOW, "a window may begin with the last byte of a block");

/* Digits that fit 64 bits whatever they are. */
#define MAX_DIGITS 18

/* Of the bytes of a window, the first in the lowest bit: which are LF, and which of the
 * others are not printable ASCII. */
struct window {
	uint64_t lf, odd;
};

#ifdef __SSE2__

static inline void
look_at(struct window *w, const char *p, int at)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + at));
	__m128i lf = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n'));
	__m128i next = _mm_add_epi8(bytes, _mm_set1_epi8(1)); /* of DEL and beyond not above 0 */
	__m128i odd = _mm_cmplt_epi8(next, _mm_set1_epi8(' ' + 1));

	w->lf |= (uint64_t)(uint32_t)_mm_movemask_epi8(lf) << at;
	w->odd |= (uint64_t)(uint32_t)_mm_movemask_epi8(odd) << at;
}

static inline struct window
look(const char *p)
{
	struct window w = {0, 0};

	look_at(&w, p, 0);
	look_at(&w, p, 16);
	look_at(&w, p, 32);
	look_at(&w, p, 48);
	w.odd &= ~w.lf;
	return w;
}

#else

/* The high bits of eight bytes. */
static inline uint64_t
high_bits(uint64_t word)
{
	return ((word >> 7 & BYTES_EACH(1)) * 0x0102040810204080u) >> 56;
}

static inline struct window
look(const char *p)
{
	struct window w = {0, 0};

	for (int i = 0; i < WINDOW; i += 8) {
		uint64_t word = bytes_load64((const unsigned char *)p + i);
		uint64_t low = word & BYTES_EACH(0x7f), other = word ^ BYTES_EACH('\n');
		uint64_t lf = ~(((other & BYTES_EACH(0x7f)) + BYTES_EACH(0x7f)) | other);
		w.lf |= high_bits(lf) << i;
		w.odd |= high_bits(word | ~(low + BYTES_EACH(0x60)) | (low + BYTES_EACH(1))) << i;
	}
	w.odd &= ~w.lf;
	return w;
}

#endif

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The line [from, end); odd: it has bytes that are not printable ASCII. */
static inline bool
parse(const char *from, const char *end, bool odd, struct usual_line *line)
{
	const char *at = end;
	uint64_t count = 0, ten = 1;

	for (; at > from && end - at < MAX_DIGITS; at--, ten *= 10) {
		unsigned digit = (unsigned)(unsigned char)at[-1] - '0';
		if (digit > 9)
			break;
		count += digit * ten;
	}
	if (at == end || at < from + 2 || at[-1] != ' ' || is_blank(at[-2]) || *from == '#')
		return false;
	*line = (struct usual_line){.stack = from, .count = count, .n = (uint32_t)(at - 1 - from)};
	return !odd || utf8_is_clean((struct str){from, line->n});
}

/* The first bits of a mask. */
static inline uint64_t
first_bits(size_t n)
{
	return n < 64 ? ((uint64_t)1 << n) - 1 : UINT64_MAX;
}

bool
usual_lines(struct usual *u, const char *block, size_t n)
{
	const char *from = block;
	bool odd = false;

	u->n = 0;
	for (size_t at = 0; at < n; at += WINDOW) {
		struct window w = look(block + at);
		w.lf &= first_bits(n - at);
		if (u->cap - u->n < WINDOW)
			u->lines = mem_grow(u->lines, &u->cap, u->n + WINDOW, sizeof *u->lines);
		for (; w.lf; w.lf &= w.lf - 1) {
			uint64_t before = (w.lf & -w.lf) - 1;
			const char *end = block + at + __builtin_ctzll(w.lf);
			if (!parse(from, end, odd || (w.odd & before), &u->lines[u->n++]))
				return false;
			w.odd &= ~before;
			odd = false;
			from = end + 1;
		}
		odd |= w.odd != 0;
	}
	return true;
}

void
usual_release(struct usual *u)
{
	free(u->lines);
	*u = (struct usual){0};
}
