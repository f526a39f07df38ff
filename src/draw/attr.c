#include "draw/attr.h"

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "draw/book.h"

static const char *const words[ATTR_KINDS] = {"title", "href", "target", "id", "class"};

struct attrs {
	struct book book;  /* of places in list */
	struct attr *list; /* one a line */
	size_t n, cap;
};

const char *
attr_word(enum attr_kind kind)
{
	return words[kind];
}

static bool
is_slash(char c)
{
	return c == '/' || c == '\\';
}

/* http:, https: or relative: no ':' before the first '/', '?' or '#', and no host
 * ("//host", which browsers also find behind blanks and in "\\host"). */
static bool
safe_href(struct str s)
{
	static const struct str schemes[] = {{"http:", 5}, {"https:", 6}};
	size_t i = 0;

	while (s.n && (unsigned char)s.p[0] <= ' ')
		s = str_rest(s, 1);
	if (s.n > 1 && is_slash(s.p[0]) && is_slash(s.p[1]))
		return false;
	while (i < s.n && s.p[i] != ':' && s.p[i] != '/' && s.p[i] != '?' && s.p[i] != '#')
		i++;
	if (i == s.n || s.p[i] != ':')
		return true;
	return str_starts(s, schemes[0]) || str_starts(s, schemes[1]);
}

/* One name=value; NULL, or what is wrong. */
static const char *
add_value(struct attrs *a, struct attr *attr, struct str field)
{
	struct cut c = str_cut(field, '=');

	if (!c.ok)
		return "an attribute is not name=value";
	for (int k = 0; k < ATTR_KINDS; k++) {
		if (!str_eq(c.head, str_from(words[k])))
			continue;
		struct str value = book_text(&a->book, c.tail);
		if (k == ATTR_HREF && !safe_href(value))
			return "an href is neither http:, https: nor relative";
		attr->value[k] = value;
		return NULL;
	}
	return "an attribute is not title, href, target, id or class";
}

static const char *
add_line(struct attrs *a, struct str line)
{
	struct cut c = str_cut(line, '\t');

	if (!c.ok)
		return "there is no tab behind the name";
	a->list = mem_grow(a->list, &a->cap, a->n + 1, sizeof *a->list);
	struct attr *attr = &a->list[a->n];
	*attr = (struct attr){0};
	book_add(&a->book, c.head, (uint32_t)a->n++);
	while (c.ok) {
		c = str_cut(c.tail, '\t');
		const char *why = add_value(a, attr, c.head);
		if (why)
			return why;
	}
	return NULL;
}

struct attrs *
attrs_read(struct in *in)
{
	struct attrs *a = mem_zero(1, sizeof *a);
	struct str line;

	while (in_line(in, &line)) {
		const char *why = line.n ? add_line(a, line) : NULL;
		if (!why)
			continue;
		complain("%s:%llu: %s", in->pos.file, (unsigned long long)in->pos.line, why);
		attrs_free(a);
		return NULL;
	}
	book_sort(&a->book);
	return a;
}

const struct attr *
attrs_of(const struct attrs *attrs, struct str name)
{
	uint32_t i;

	return attrs && book_find(&attrs->book, name, &i) ? &attrs->list[i] : NULL;
}

size_t
attrs_count(const struct attrs *attrs)
{
	return attrs->book.n;
}

struct str
attrs_name(const struct attrs *attrs, size_t i)
{
	return attrs->book.list[i].name;
}

void
attrs_free(struct attrs *a)
{
	if (!a)
		return;
	book_release(&a->book);
	free(a->list);
	free(a);
}
