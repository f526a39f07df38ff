#include "collapse/json.h"

#include <string.h>

struct json
json_of(struct str text, struct arena *mem)
{
	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_rest(text, 3);
	return (struct json){.start = text.p, .p = text.p, .end = text.p + text.n, .mem = mem};
}

static void
wrong(struct json *j, const char *why)
{
	if (!j->why)
		j->why = why;
}

/* The next byte that is not blank; 0 at the end, or when something was wrong. */
static char
next(struct json *j)
{
	while (j->p < j->end && (*j->p == ' ' || *j->p == '\n' || *j->p == '\r' || *j->p == '\t'))
		j->p++;
	return j->why || j->p == j->end ? 0 : *j->p;
}

enum json_kind
json_peek(struct json *j)
{
	switch (next(j)) {
	case '{':
		return JSON_OBJECT;
	case '[':
		return JSON_ARRAY;
	case '"':
		return JSON_STRING;
	case 't': case 'f': case 'n':
		return JSON_WORD;
	case '-': case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		return JSON_NUMBER;
	default:
		return JSON_NONE;
	}
}

static bool
enter(struct json *j, enum json_kind kind)
{
	if (json_peek(j) != kind) {
		json_skip(j);
		return false;
	}
	j->p++;
	j->fresh = true;
	return true;
}

bool
json_object(struct json *j)
{
	return enter(j, JSON_OBJECT);
}

bool
json_array(struct json *j)
{
	return enter(j, JSON_ARRAY);
}

/* Whether another item or member follows, with its comma taken. */
static bool
more(struct json *j, char close, const char *unended)
{
	char c = next(j);

	if (c == close) {
		j->p++;
		j->fresh = false;
		return false;
	}
	if (!j->fresh && c == ',') {
		j->p++;
		c = next(j);
		j->fresh = true;
	}
	if (!c || c == close || !j->fresh) {
		wrong(j, c ? "a comma is missing or too much" : unended);
		return false;
	}
	j->fresh = false;
	return true;
}

bool
json_item(struct json *j)
{
	return more(j, ']', "the input ends inside an array");
}

/* The bytes between the quotes, and whether there are escapes among them. */
static bool
raw_string(struct json *j, struct str *out, bool *escapes)
{
	const char *p = ++j->p;

	for (*escapes = false; p < j->end && *p != '"'; p++)
		if (*p == '\\') {
			*escapes = true;
			if (++p == j->end)
				break;
		}
	if (p >= j->end) {
		j->p = j->end;
		wrong(j, "the input ends inside a string");
		return false;
	}
	*out = (struct str){j->p, (size_t)(p - j->p)};
	j->p = p + 1;
	return true;
}

static size_t
put_utf8(char *to, uint32_t c)
{
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};

	for (size_t i = n - 1; i; i--, c >>= 6)
		to[i] = (char)(0x80 | (c & 0x3f));
	to[0] = (char)(lead[n] | c);
	return n;
}

/* Four hex digits behind "\u"; false where they are none. */
static bool
unit(struct str s, uint32_t *c)
{
	uint64_t v;

	if (s.n < 6 || s.p[0] != '\\' || s.p[1] != 'u' ||
	    !str_hex((struct str){s.p + 2, 4}, &v) || s.p[3] == 'x' || s.p[3] == 'X')
		return false;
	*c = (uint32_t)v;
	return true;
}

/* One escape at the start of s, written to to; the bytes of s it took, or 0. */
static size_t
escape(struct str s, char *to, size_t *made)
{
	static const char names[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
	uint32_t c, low;
	size_t took = 6;

	if (s.p[1] != 'u') {
		const char *at = memchr(names, s.p[1], sizeof names - 1);
		*to = at ? bytes[at - names] : 0;
		*made = 1;
		return at ? 2 : 0;
	}
	if (!unit(s, &c))
		return 0;
	if (c >= 0xd800 && c < 0xdc00 && unit(str_rest(s, 6), &low) && low >= 0xdc00 && low < 0xe000) {
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
		took = 12;
	} else if (c >= 0xd800 && c < 0xe000) {
		c = 0xfffd;
	}
	*made = put_utf8(to, c);
	return took;
}

/* An escape takes at least as many bytes as it makes. */
static struct str
unescape(struct json *j, struct str raw)
{
	char *text = arena_alloc(j->mem, raw.n, 1, 1);
	size_t n = 0, made = 0;

	while (raw.n) {
		if (*raw.p != '\\') {
			text[n++] = *raw.p;
			raw = str_rest(raw, 1);
			continue;
		}
		size_t took = escape(raw, text + n, &made);
		if (!took) {
			wrong(j, "a string has an unknown escape");
			break;
		}
		n += made;
		raw = str_rest(raw, took);
	}
	return (struct str){text, n};
}

static bool
take_string(struct json *j, struct str *out)
{
	bool escapes;
	struct str raw;

	if (!raw_string(j, &raw, &escapes))
		return false;
	*out = escapes ? unescape(j, raw) : raw;
	return !j->why;
}

bool
json_key(struct json *j, struct str *key)
{
	if (!more(j, '}', "the input ends inside an object"))
		return false;
	if (json_peek(j) != JSON_STRING) {
		wrong(j, "a key is missing");
		return false;
	}
	if (!take_string(j, key))
		return false;
	if (next(j) != ':') {
		wrong(j, j->p == j->end ? "the input ends inside an object" : "a colon is missing");
		return false;
	}
	j->p++;
	return true;
}

bool
json_string(struct json *j, struct str *out)
{
	if (json_peek(j) != JSON_STRING) {
		json_skip(j);
		return false;
	}
	return take_string(j, out);
}

/* The bytes up to what ends a number or a word. */
static struct str
plain(struct json *j)
{
	const char *p = j->p;

	while (p < j->end && *p > ' ' && !memchr(",:]}[{\"", *p, 7))
		p++;
	struct str s = {j->p, (size_t)(p - j->p)};
	j->p = p;
	return s;
}

bool
json_number(struct json *j, struct str *text)
{
	if (json_peek(j) != JSON_NUMBER) {
		json_skip(j);
		return false;
	}
	*text = plain(j);
	return true;
}

bool
json_u64(struct json *j, uint64_t *out)
{
	struct str text;

	return json_number(j, &text) && str_u64(text, out);
}

bool
json_fixed(struct json *j, int shift, struct fixed *out)
{
	struct str text;

	return json_number(j, &text) && fixed_parse(text, shift, out);
}

/* Take one token; its effect on the depth of brackets. */
static int
skip_token(struct json *j)
{
	bool escapes;
	struct str s;

	switch (next(j)) {
	case '{': case '[':
		j->p++;
		return 1;
	case '}': case ']':
		j->p++;
		return -1;
	case ',': case ':':
		j->p++;
		return 0;
	case '"':
		(void)raw_string(j, &s, &escapes);
		return 0;
	case 0:
		wrong(j, j->p == j->end ? "the input ends where a value was expected"
		                        : "a NUL byte stands where a value was expected");
		return 0;
	default:
		if (!plain(j).n)
			wrong(j, "a value was expected");
		return 0;
	}
}

void
json_skip(struct json *j)
{
	size_t depth = 0;

	j->fresh = false;
	if (json_peek(j) == JSON_NONE) {
		wrong(j, j->p == j->end ? "the input ends where a value was expected"
		                        : "a value was expected");
		return;
	}
	do {
		int change = skip_token(j);
		depth += change > 0;
		depth -= change < 0;
	} while (depth && !j->why);
}

bool
json_done(struct json *j)
{
	return !next(j) && !j->why && j->p == j->end;
}

uint64_t
json_line(const struct json *j)
{
	uint64_t line = 1;

	for (const char *p = j->start; p < j->p; p++)
		line += *p == '\n';
	return line;
}

bool
json_ended(struct json *j, const char *file)
{
	if (json_done(j))
		return true;
	wrong(j, "something follows the end of the document");
	warn_at((struct pos){file, json_line(j)}, "%s", j->why);
	return false;
}

bool
json_has_key(struct str head, struct str key)
{
	struct arena mem = {0};
	struct json j = json_of(head, &mem);
	struct str k;
	bool found = false;

	if (json_peek(&j) == JSON_OBJECT && json_object(&j))
		while (json_key(&j, &k)) {
			found |= str_eq(k, key);
			json_skip(&j);
		}
	arena_release(&mem);
	return found;
}
