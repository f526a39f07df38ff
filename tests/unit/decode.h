/* The data layer of a written SVG, read back by docs/data.md as folded text. */
#ifndef TESTS_DECODE_H
#define TESTS_DECODE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/out.h"
#include "base/str.h"

/* The text that escaped text stands for. */
static inline void
decode_text(struct str text, struct out *o)
{
	static const struct {
		struct str escape;
		char c;
	} rows[] = {{STR_ROW("&amp;"), '&'}, {STR_ROW("&lt;"), '<'}, {STR_ROW("&gt;"), '>'}};

	while (text.n) {
		size_t i = 0;
		while (i < 3 && !str_starts(text, rows[i].escape))
			i++;
		out_char(o, i < 3 ? rows[i].c : *text.p);
		text = str_rest(text, i < 3 ? rows[i].escape.n : 1);
	}
}

/* All text of the metadata elements with that mark. */
static inline struct str
decode_stream(struct str svg, const char *mark, struct out *o)
{
	char open[64];
	size_t at, end;

	(void)snprintf(open, sizeof open, "<metadata data-cflame=\"%s\">", mark);
	out_to_memory(o);
	if ((at = str_find(svg, str_from(open))) == SIZE_MAX)
		return out_memory(o);
	for (svg = str_rest(svg, at); str_starts(svg, str_from(open)); svg = str_rest(svg, end + 12)) {
		svg = str_rest(svg, strlen(open));
		if ((end = str_find(svg, STR("</metadata>\n"))) == SIZE_MAX)
			break;
		decode_text((struct str){svg.p, end}, o);
	}
	return out_memory(o);
}

static inline uint64_t
decode_digit(struct str *s)
{
	static const char *const left_out = "&<>\"'\\`";
	unsigned rank = 0;

	if (!s->n)
		return 0;
	for (char c = 33; c < s->p[0]; c++)
		rank += !strchr(left_out, c);
	*s = str_rest(*s, 1);
	return rank;
}

static inline uint64_t
decode_number(struct str *s)
{
	uint64_t v = 0, m = 1, d = 0;

	while (s->n && (d = decode_digit(s)) >= 60) {
		v += d * m;
		m *= 27;
		if (!s->n)
			return v;
	}
	return v + d * m;
}

/* Lines "a;b before self", or without before where there is none, in preorder;
 * counts are whole numbers of the head's scale.  An index without a name gives \1.
 * zero: see docs/data.md. */
static inline void
decode_folded(struct str svg, bool zero, struct out *o)
{
	struct out tree_o, name_o, text_o, before_o;
	struct str tree = decode_stream(svg, "tree", &tree_o);
	struct str name = decode_stream(svg, "name", &name_o);
	struct str text = decode_stream(svg, "text", &text_o);
	struct str before = decode_stream(svg, "before", &before_o);
	struct str *names = NULL, path[512];
	size_t n = 0, cap = 0, depth = 0;
	bool diff = before.n;

	for (struct cut c = str_cut(text, '\n'); c.ok; c = str_cut(c.tail, '\n')) {
		names = mem_grow(names, &cap, n + 1, sizeof *names);
		names[n++] = c.head;
	}
	while (tree.n) {
		uint64_t up, add, d = decode_digit(&tree);
		up = d >> 3;
		add = (d & 7) + 1;
		if (d >= 60) {
			(void)decode_digit(&tree);
			up = decode_number(&tree);
			add = decode_number(&tree) + 1;
		}
		depth -= up <= depth ? up : depth;
		for (; add && depth < 512; add--) {
			uint64_t id = decode_number(&name);
			path[depth++] = id < n ? names[id] : STR("\1");
		}
		for (size_t i = 0; i < depth; i++) {
			out_str(o, path[i]);
			out_char(o, i + 1 < depth ? ';' : ' ');
		}
		uint64_t self = decode_number(&tree) + !zero;
		if (diff) {
			out_u64(o, decode_number(&before));
			out_char(o, ' ');
		}
		out_u64(o, self);
		out_char(o, '\n');
	}
	free(names);
	(void)out_close(&tree_o);
	(void)out_close(&name_o);
	(void)out_close(&text_o);
	(void)out_close(&before_o);
}

#endif
