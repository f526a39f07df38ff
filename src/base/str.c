#define _GNU_SOURCE /* memrchr, memmem */
#include "base/str.h"

#include <string.h>

struct str
str_from(const char *text)
{
	return text ? (struct str){text, strlen(text)} : (struct str){"", 0};
}

static struct cut
around(struct str s, const char *at)
{
	if (!at)
		return (struct cut){s, {"", 0}, false};
	size_t n = (size_t)(at - s.p);
	return (struct cut){{s.p, n}, {at + 1, s.n - n - 1}, true};
}

struct cut
str_cut(struct str s, char c)
{
	return around(s, s.n ? memchr(s.p, c, s.n) : NULL);
}

struct cut
str_rcut(struct str s, char c)
{
	return around(s, s.n ? memrchr(s.p, c, s.n) : NULL);
}

bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (!a.n || !memcmp(a.p, b.p, a.n));
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && (!prefix.n || !memcmp(s.p, prefix.p, prefix.n));
}

bool
str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_rest(s, s.n - suffix.n), suffix);
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	return c ? c : (a.n > b.n) - (a.n < b.n);
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

struct str
str_trim(struct str s)
{
	while (s.n && blank(s.p[s.n - 1]))
		s.n--;
	while (s.n && blank(*s.p))
		s.p++, s.n--;
	return s;
}

struct str
str_rest(struct str s, size_t n)
{
	return n < s.n ? (struct str){s.p + n, s.n - n} : (struct str){"", 0};
}

struct str
str_word(struct str *s)
{
	struct str rest = str_trim(*s);
	size_t n = 0;

	while (n < rest.n && !blank(rest.p[n]))
		n++;
	*s = str_rest(rest, n);
	return (struct str){rest.p, n};
}

struct str
str_base(struct str path)
{
	struct cut c = str_rcut(path, '/');

	return c.ok ? c.tail : path;
}

size_t
str_find(struct str s, struct str what)
{
	if (!what.n)
		return 0;
	const char *at = s.n ? memmem(s.p, s.n, what.p, what.n) : NULL;
	return at ? (size_t)(at - s.p) : SIZE_MAX;
}

bool
str_has(struct str s, struct str what)
{
	return str_find(s, what) != SIZE_MAX;
}

bool
str_u64(struct str s, uint64_t *out)
{
	uint64_t v = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';
		if (digit > 9 || v > (UINT64_MAX - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	if (!s.n)
		return false;
	*out = v;
	return true;
}

static unsigned
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return 16;
}

bool
str_hex(struct str s, uint64_t *out)
{
	uint64_t v = 0;

	if (s.n > 2 && s.p[0] == '0' && (s.p[1] == 'x' || s.p[1] == 'X'))
		s = str_rest(s, 2);
	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = hex_digit(s.p[i]);
		if (digit > 15 || v >> 60)
			return false;
		v = v << 4 | digit;
	}
	if (!s.n)
		return false;
	*out = v;
	return true;
}
