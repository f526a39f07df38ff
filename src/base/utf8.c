#include "base/utf8.h"

#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"

static bool
plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f;
}

/* How many bytes of s are one character that may stay; 0: the first cannot. */
static size_t
good(const unsigned char *s, size_t n)
{
	if (s[0] < 0x80)
		return plain(s[0]);
	size_t len = s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
	if (!len || n < len)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	if (s[0] == 0xef && s[1] == 0xbf && s[2] >= 0xbe)
		return 0;
	return s[0] == 0xc2 && s[1] < 0xa0 ? 0 : len; /* C1 controls */
}

/* Eight bytes; the high bit of one is set where it is not printable ASCII. */
static inline uint64_t
odd_bytes(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof w);
	return w | (w - BYTES_EACH(0x20)) | ((w ^ BYTES_EACH(0x7f)) - BYTES_EACH(1));
}

/* How many bytes of s, from i, are printable ASCII, looked at 32 and then eight at a
 * time. */
static size_t
plain_run(struct str s, size_t i)
{
	const uint64_t high = BYTES_EACH(0x80);
	size_t from = i;

	for (; s.n - i >= 32; i += 32) {
		const char *p = s.p + i;
		if ((odd_bytes(p) | odd_bytes(p + 8) | odd_bytes(p + 16) | odd_bytes(p + 24)) & high)
			break;
	}
	while (s.n - i >= 8 && !(odd_bytes(s.p + i) & high))
		i += 8;
	return i - from;
}

bool
utf8_is_clean(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	for (size_t i = plain_run(s, 0), k; i < s.n; i += k)
		if (!(k = plain(p[i]) ? 1 : good(p + i, s.n - i)))
			return false;
	return true;
}

size_t
utf8_clean_room(size_t n)
{
	return size_add(size_add(n, n), n);
}

size_t
utf8_clean(struct str s, char *to)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t used = 0;

	for (size_t i = 0; i < s.n;) {
		size_t k = good(p + i, s.n - i);
		if (k)
			memcpy(to + used, s.p + i, k);
		else
			memcpy(to + used, "\xef\xbf\xbd", 3);
		used += k ? k : 3;
		i += k ? k : 1;
	}
	return used;
}

uint32_t
utf8_next(struct str s, size_t *bytes)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t len = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;

	if (len > s.n)
		len = s.n;
	uint32_t c = len == 1 ? p[0] : p[0] & (0xffu >> (len + 1));
	for (size_t i = 1; i < len; i++)
		c = c << 6 | (p[i] & 0x3f);
	*bytes = len;
	return c;
}

size_t
utf8_unruly(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	if (s.n >= 2 && ((p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0) || (p[0] == 0xd8 && p[1] == 0x9c)))
		return 2;
	if (s.n < 3 || p[0] != 0xe2)
		return 0;
	bool turns = (p[1] == 0x80 && (p[2] == 0x8e || p[2] == 0x8f || (p[2] >= 0xaa && p[2] <= 0xae))) ||
	             (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9);
	return turns ? 3 : 0;
}

/* Ranges of Unicode's East Asian Width (UAX #11) W and F, and of emoji. */
static bool
wide(uint32_t c)
{
	return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f) ||
	       (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
	       (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) ||
	       (c >= 0x20000 && c <= 0x3fffd);
}

static bool
combining(uint32_t c)
{
	return (c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x20d0 && c <= 0x20ff) || (c >= 0xfe00 && c <= 0xfe0f);
}

size_t
utf8_columns(struct str s)
{
	size_t columns = 0, k;

	for (; s.n; s = str_rest(s, k)) {
		uint32_t c = utf8_next(s, &k);
		columns += combining(c) ? 0 : wide(c) ? 2 : 1;
	}
	return columns;
}
