#include "base/rust.h"

#include <string.h>

#include "base/rustv0.h"

static const struct {
	struct str escape;
	char c;
} escapes[] = {
	{STR_ROW("$LT$"), '<'}, {STR_ROW("$GT$"), '>'}, {STR_ROW("$LP$"), '('}, {STR_ROW("$RP$"), ')'},
	{STR_ROW("$RF$"), '&'}, {STR_ROW("$BP$"), '*'}, {STR_ROW("$SP$"), '@'}, {STR_ROW("$C$"), ','},
};

/* A "$u7e$" at the start of s: its character, which is printable ASCII, and how
 * many bytes it takes; 0 where it is none. */
static size_t
unicode_escape(struct str s, char *c)
{
	uint64_t v;

	for (size_t end = 4; end <= 5 && end < s.n; end++) {
		if (s.p[end] != '$' || !str_starts(s, STR("$u")))
			continue;
		if (!str_hex((struct str){s.p + 2, end - 2}, &v) || v < 0x20 || v > 0x7e)
			return 0;
		*c = (char)v;
		return end + 1;
	}
	return 0;
}

static size_t
escape_at(struct str s, char *c)
{
	for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
		if (str_starts(s, escapes[i].escape)) {
			*c = escapes[i].c;
			return escapes[i].escape.n;
		}
	}
	return unicode_escape(s, c);
}

static bool
has_escape(struct str s)
{
	char c;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '$' && escape_at(str_rest(s, i), &c))
			return true;
	return false;
}

static void
write_part(struct str part, struct out *to)
{
	char c = 0;

	if (part.n > 1 && part.p[0] == '_' && part.p[1] == '$')
		part = str_rest(part, 1);
	while (part.n) {
		size_t n = *part.p == '$' ? escape_at(part, &c) : 0;
		if (n) {
			out_char(to, c);
		} else if (str_starts(part, STR(".."))) {
			out_text(to, "::");
			n = 2;
		} else {
			out_char(to, *part.p);
			n = 1;
		}
		part = str_rest(part, n);
	}
}

bool
rust_unescape(struct str part, struct out *to)
{
	if (!has_escape(part))
		return false;
	write_part(part, to);
	return true;
}

/* A decimal length and as many bytes, cut off s. */
static bool
take_part(struct str *s, struct str *part)
{
	size_t n = 0, digits = 0;

	for (; digits < s->n && digits < 6 && s->p[digits] >= '0' && s->p[digits] <= '9'; digits++)
		n = n * 10 + (size_t)(s->p[digits] - '0');
	if (!digits || !n || n > s->n - digits)
		return false;
	*part = (struct str){s->p + digits, n};
	*s = str_rest(*s, digits + n);
	return true;
}

static bool
is_hash(struct str part)
{
	if (part.n != 17 || *part.p != 'h')
		return false;
	for (size_t i = 1; i < part.n; i++) {
		char c = part.p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
	}
	return true;
}

/* "E", and behind it nothing or ".llvm.1234": what compilers append. */
static bool
is_end(struct str s)
{
	return s.n && *s.p == 'E' && (s.n == 1 || s.p[1] == '.');
}

static bool
legacy(struct str symbol, struct out *to)
{
	struct str rest = symbol, part = {"", 0}, last;
	size_t parts = 0;

	for (; take_part(&rest, &last); parts++)
		part = last;
	if (parts < 2 || !is_hash(part) || !is_end(rest))
		return false;
	rest = symbol;
	for (size_t i = 0; i + 1 < parts && take_part(&rest, &part); i++) {
		if (i)
			out_text(to, "::");
		write_part(part, to);
	}
	return true;
}

bool
rust_demangle(struct str symbol, struct out *to)
{
	if (str_starts(symbol, STR("_ZN")))
		return legacy(str_rest(symbol, 3), to);
	if (str_starts(symbol, STR("_R")))
		return rustv0_demangle(str_rest(symbol, 2), to);
	return false;
}
