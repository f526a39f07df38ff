#include "collapse/xml.h"

#include <string.h>

void
xml_init(struct xml *x, struct str document, struct arena *mem)
{
	*x = (struct xml){.start = document.p, .p = document.p, .end = document.p + document.n,
	                  .mem = mem};
}

static enum xml_event
wrong(struct xml *x, const char *why)
{
	if (!x->why)
		x->why = why;
	return XML_END;
}

static struct str
left(const struct xml *x)
{
	return (struct str){x->p, (size_t)(x->end - x->p)};
}

/* Pass over what starts with open and ends with close; false: it does not start so. */
static bool
pass(struct xml *x, struct str open, struct str close)
{
	if (!str_starts(left(x), open))
		return false;
	size_t at = str_find(str_rest(left(x), open.n), close);
	if (at == SIZE_MAX) {
		x->p = x->end;
		wrong(x, "the input ends inside a comment or a declaration");
	} else {
		x->p += open.n + at + close.n;
	}
	return true;
}

static bool
name_byte(char c)
{
	unsigned char u = (unsigned char)c;

	return (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') ||
	       u == '-' || u == '_' || u == '.' || u == ':' || u >= 0x80;
}

static struct str
take_name(struct str *s)
{
	size_t n = 0;

	while (n < s->n && name_byte(s->p[n]))
		n++;
	struct str name = {s->p, n};
	*s = str_rest(*s, n);
	return name;
}

/* How many bytes of s come before the '>' of a tag; SIZE_MAX where it has none. */
static size_t
tag_end(struct str s)
{
	char quote = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			return i;
	}
	return SIZE_MAX;
}

static enum xml_event
close_element(struct xml *x)
{
	if (!x->depth || !str_eq(x->open[x->depth - 1], x->name))
		return wrong(x, "an element is closed that is not open");
	x->depth--;
	return XML_CLOSE;
}

static enum xml_event
tag(struct xml *x)
{
	bool closing = str_starts(left(x), STR("</"));
	struct str inner = str_rest(left(x), closing ? 2 : 1);
	size_t n = tag_end(inner);

	if (n == SIZE_MAX) {
		x->p = x->end;
		return wrong(x, "the input ends inside a tag");
	}
	x->p = inner.p + n + 1;
	inner.n = n;
	x->close = !closing && str_ends(inner, STR("/"));
	inner.n -= x->close;
	x->name = take_name(&inner);
	if (!x->name.n)
		return wrong(x, "a tag has no name");
	x->raw = inner;
	if (closing)
		return close_element(x);
	if (x->depth == XML_DEPTH)
		return wrong(x, "the elements are nested too deeply");
	x->open[x->depth++] = x->name;
	return XML_OPEN;
}

enum xml_event
xml_next(struct xml *x)
{
	if (x->close) {
		x->close = false;
		return close_element(x);
	}
	while (!x->why && x->p < x->end) {
		if (pass(x, STR("<!--"), STR("-->")) || pass(x, STR("<?"), STR("?>")))
			continue;
		if (str_starts(left(x), STR("<![CDATA["))) {
			struct str s = str_rest(left(x), 9);
			size_t n = str_find(s, STR("]]>"));
			x->raw = (struct str){s.p, n == SIZE_MAX ? s.n : n};
			x->p = n == SIZE_MAX ? x->end : s.p + n + 3;
			x->literal = true;
			return XML_TEXT;
		}
		if (pass(x, STR("<!"), STR(">")))
			continue;
		if (*x->p == '<')
			return tag(x);
		const char *p = memchr(x->p, '<', left(x).n);
		x->raw = (struct str){x->p, (size_t)((p ? p : x->end) - x->p)};
		x->p += x->raw.n;
		x->literal = false;
		return XML_TEXT;
	}
	return x->depth ? wrong(x, "the input ends inside an element") : XML_END;
}

static size_t
put_utf8(char *to, uint64_t c)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	for (size_t i = n - 1; i; i--, c >>= 6)
		to[i] = (char)(0x80 | (c & 0x3f));
	to[0] = (char)(lead[n] | c);
	return n;
}

/* What stands between '&' and ';', written to to (never longer than the entity);
 * the bytes made, 0 where it is unknown. */
static size_t
entity(struct str name, char *to)
{
	static const struct {
		const char *name;
		char c;
	} named[] = {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
	uint64_t c = 0;

	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
		if (str_eq(name, str_from(named[i].name))) {
			*to = named[i].c;
			return 1;
		}
	bool hex = str_starts(name, STR("#x"));
	if (hex ? !str_hex(str_rest(name, 2), &c)
	        : !str_starts(name, STR("#")) || !str_u64(str_rest(name, 1), &c))
		return 0;
	return c && c < 0x110000 ? put_utf8(to, c) : 0;
}

static struct str
plain_text(struct xml *x, struct str text)
{
	if (!text.n || !memchr(text.p, '&', text.n))
		return text;
	char *plain = arena_alloc(x->mem, text.n, 1, 1);
	size_t n = 0;
	while (text.n) {
		struct cut c = str_cut(str_rest(text, 1), ';');
		size_t made = *text.p == '&' && c.ok && c.head.n < 12 ? entity(c.head, plain + n) : 0;
		if (made) {
			n += made;
			text = c.tail;
		} else {
			plain[n++] = *text.p;
			text = str_rest(text, 1);
		}
	}
	return (struct str){plain, n};
}

static void
skip_blanks(struct str *s)
{
	while (s->n && memchr(" \t\r\n", *s->p, 4))
		*s = str_rest(*s, 1);
}

bool
xml_attribute(struct xml *x, struct str name, struct str *value)
{
	struct str s = x->raw;

	for (;;) {
		skip_blanks(&s);
		struct str key = take_name(&s);
		skip_blanks(&s);
		if (!key.n || !s.n || *s.p != '=')
			return false;
		s = str_rest(s, 1);
		skip_blanks(&s);
		if (!s.n || (*s.p != '"' && *s.p != '\''))
			return false;
		struct cut c = str_cut(str_rest(s, 1), *s.p);
		if (!c.ok)
			return false;
		if (str_eq(key, name)) {
			*value = plain_text(x, c.head);
			return true;
		}
		s = c.tail;
	}
}

struct str
xml_text(struct xml *x)
{
	return x->literal ? x->raw : plain_text(x, x->raw);
}

uint64_t
xml_line(const struct xml *x)
{
	uint64_t line = 1;

	for (const char *p = x->start; p < x->p; p++)
		line += *p == '\n';
	return line;
}
