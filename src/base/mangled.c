#include "base/mangled.h"

#include "base/punycode.h"

void
mangled_say(struct mangled *w, struct str text)
{
	if (w->silent)
		return;
	if (w->to->used - w->from + text.n > MANGLED_TEXT)
		w->bad = true;
	else
		out_str(w->to, text);
}

void
mangled_say_u64(struct mangled *w, uint64_t v)
{
	if (!w->silent)
		out_u64(w->to, v);
}

void
mangled_later(struct mangled *w, enum mangled_what what, struct str text, uint64_t arg)
{
	if (w->n == MANGLED_JOBS)
		w->bad = true;
	else
		w->jobs[w->n++] = (struct mangled_job){what, text, arg};
}

void
mangled_do_later(struct mangled *w, enum mangled_what what)
{
	mangled_later(w, what, STR(""), 0);
}

void
mangled_say_later(struct mangled *w, struct str text)
{
	mangled_later(w, TEXT, text, 0);
}

char
mangled_peek(const struct mangled *w)
{
	return w->at < w->s.n ? w->s.p[w->at] : '\0';
}

char
mangled_take(struct mangled *w)
{
	char c = mangled_peek(w);

	w->bad = w->bad || !c;
	w->at += c != '\0';
	return c;
}

bool
mangled_taken(struct mangled *w, char c)
{
	bool is = mangled_peek(w) == c;

	w->at += is;
	return is;
}

uint64_t
mangled_base62(struct mangled *w)
{
	uint64_t v = 0;

	if (mangled_taken(w, '_'))
		return 0;
	for (;;) {
		char c = mangled_take(w);
		unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0')
		               : c >= 'a' && c <= 'z' ? (unsigned)(c - 'a') + 10
		               : c >= 'A' && c <= 'Z' ? (unsigned)(c - 'A') + 36 : 62;
		if (c == '_')
			return v + 1;
		if (digit > 61 || v > (UINT64_MAX - digit) / 62) {
			w->bad = true;
			return 0;
		}
		v = v * 62 + digit;
	}
}

uint64_t
mangled_base62_behind(struct mangled *w, char letter)
{
	return mangled_taken(w, letter) ? mangled_base62(w) + 1 : 0;
}

struct str
mangled_identifier(struct mangled *w, bool *puny)
{
	size_t n = 0;

	*puny = mangled_taken(w, 'u');
	if (mangled_peek(w) < '0' || mangled_peek(w) > '9')
		w->bad = true;
	while (mangled_peek(w) >= '0' && mangled_peek(w) <= '9' && n < w->s.n) {
		n = n * 10 + (size_t)(mangled_take(w) - '0');
		if (!n)
			break;
	}
	(void)mangled_taken(w, '_');
	if (n > w->s.n - w->at)
		w->bad = true;
	if (w->bad)
		return STR("");
	w->at += n;
	return (struct str){w->s.p + w->at - n, n};
}

void
mangled_say_identifier(struct mangled *w, struct str name, bool puny)
{
	struct out decoded;

	out_to_memory(&decoded);
	if (puny && punycode_decode(name, &decoded)) {
		mangled_say(w, out_memory(&decoded));
	} else {
		mangled_say(w, puny ? STR("punycode{") : STR(""));
		mangled_say(w, name);
		mangled_say(w, puny ? STR("}") : STR(""));
	}
	out_drop(&decoded);
}

void
mangled_jump_back(struct mangled *w, enum mangled_what what, size_t start)
{
	uint64_t target = mangled_base62(w);

	if (w->bad || target >= start) {
		w->bad = true;
		return;
	}
	mangled_later(w, JUMP, STR(""), w->at);
	mangled_do_later(w, what);
	w->at = (size_t)target;
}

struct str
mangled_hex_digits(struct mangled *w)
{
	size_t from = w->at;

	while ((mangled_peek(w) >= '0' && mangled_peek(w) <= '9') ||
	       (mangled_peek(w) >= 'a' && mangled_peek(w) <= 'f'))
		w->at++;
	struct str digits = {w->s.p + from, w->at - from};
	w->bad = w->bad || !mangled_taken(w, '_');
	return digits;
}
