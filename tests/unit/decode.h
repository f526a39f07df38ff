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

/* The bits of a stream. */
struct decode_bits {
	struct str text;
	uint64_t at; /* in bits */
};

static inline unsigned
decode_digit(char c)
{
	unsigned rank = (unsigned char)c - 33u;

	return rank - (c > '&') - (c > '<') - (c > '>');
}

static inline uint64_t
decode_take(struct decode_bits *b, unsigned n)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < n; i++, b->at++) {
		size_t pair = (size_t)(b->at / 13 * 2);
		if (pair + 1 >= b->text.n)
			return v;
		unsigned bits = decode_digit(b->text.p[pair]) + 91 * decode_digit(b->text.p[pair + 1]);
		v |= (uint64_t)(bits >> b->at % 13 & 1) << i;
	}
	return v;
}

/* Symbols by the code with a one in front of it. */
struct decode_code {
	uint16_t symbol[1 << 13];
};

static inline struct decode_code *
decode_code(struct decode_bits *b)
{
	struct decode_code *code = mem_zero(1, sizeof *code);
	unsigned length[1024] = {0}, n = (unsigned)decode_take(b, 10), word = 0;

	for (unsigned i = 0; i < n; i++) {
		length[i] = (unsigned)decode_take(b, 4);
		if (!length[i])
			i += (unsigned)decode_take(b, 4);
	}
	for (unsigned bits = 1; bits <= 12; bits++, word *= 2)
		for (unsigned i = 0; i < n; i++)
			if (length[i] == bits)
				code->symbol[(1u << bits) + word++] = (uint16_t)(i + 1);
	return code;
}

static inline unsigned
decode_symbol(struct decode_bits *b, const struct decode_code *code)
{
	unsigned word = 1;

	do
		word = 2 * word + (unsigned)decode_take(b, 1);
	while (word < 1 << 12 && !code->symbol[word]);
	return code->symbol[word] ? code->symbol[word] - 1u : 0;
}

static inline uint64_t
decode_value(struct decode_bits *b, unsigned symbol)
{
	if (symbol < 16)
		return symbol;
	uint64_t top = (uint64_t)(4 + symbol % 4) << (symbol / 4 - 2);
	return top + decode_take(b, symbol / 4 - 2);
}

static inline uint64_t
decode_number(struct decode_bits *b, const struct decode_code *code)
{
	return decode_value(b, decode_symbol(b, code));
}

/* Squeezed text. */
static inline void
decode_squeezed(struct str stream, struct out *o)
{
	struct decode_bits b = {.text = stream};

	while (decode_take(&b, 1)) {
		struct decode_code *what = decode_code(&b), *back = decode_code(&b);
		for (unsigned symbol; (symbol = decode_symbol(&b, what)) != 256;) {
			if (symbol < 256) {
				out_char(o, (char)symbol);
				continue;
			}
			uint64_t n = decode_value(&b, symbol - 257) + 4;
			uint64_t far = decode_number(&b, back) + 1;
			for (; n && far <= o->used; n--)
				out_char(o, o->buf[o->used - far]);
		}
		free(what);
		free(back);
	}
}

/* Names as they are told. */
struct decode_names {
	struct decode_bits b;
	struct decode_code *state[4];
	uint64_t (*callee)[16];
	unsigned *known;
	uint64_t met;
};

static inline uint64_t
decode_name(struct decode_names *x, uint64_t row)
{
	static const unsigned state_of[] = {0, 1, 2, 2};
	unsigned known = x->known[row % 32768];
	uint64_t *callee = x->callee[row % 32768];
	unsigned symbol = decode_symbol(&x->b, x->state[known < 4 ? state_of[known] : 3]);

	if (symbol < 16)
		return callee[symbol];
	uint64_t told = decode_value(&x->b, symbol - 16);
	callee[known % 16] = told ? told - 1 : x->met++;
	x->known[row % 32768]++;
	return callee[known % 16];
}

static inline void
decode_names_begin(struct decode_names *x, struct str stream)
{
	*x = (struct decode_names){.b.text = stream, .callee = mem_zero(32768, sizeof *x->callee),
	                           .known = mem_zero(32768, sizeof *x->known)};
	for (int i = 0; i < 4; i++)
		x->state[i] = decode_code(&x->b);
}

static inline void
decode_names_end(struct decode_names *x)
{
	for (int i = 0; i < 4; i++)
		free(x->state[i]);
	free(x->callee);
	free(x->known);
}

/* One record of the tree: depth is that of the node before and becomes that of its last
 * node, whose path in names is written. */
static inline void
decode_path(struct decode_bits *tree, struct decode_code *const *code, struct decode_names *name,
            uint64_t *path, uint64_t *depth, uint64_t *nodes)
{
	uint64_t up = decode_number(tree, code[0]), add = decode_number(tree, code[1]) + 1;

	*depth -= up <= *depth ? up : *depth;
	for (; add && *depth < 512; add--, ++*nodes) {
		path[*depth] = decode_name(name, *depth ? path[*depth - 1] + 1 : 0);
		++*depth;
	}
}

/* The nodes that a head speaks of. */
static inline uint64_t
decode_nodes(struct str head)
{
	size_t at = str_find(head, STR("\n\"n\":"));
	uint64_t n = 0;

	if (at == SIZE_MAX)
		return 0;
	for (head = str_rest(head, at + 5); head.n && head.p[0] >= '0' && head.p[0] <= '9';) {
		n = 10 * n + (uint64_t)(head.p[0] - '0');
		head = str_rest(head, 1);
	}
	return n;
}

/* Lines "a;b before self", or without before where that is not differential, in preorder;
 * counts are whole numbers of the head's scale.  An index without a name gives \1.
 * zero: see docs/data.md. */
static inline void
decode_folded(struct str svg, bool zero, struct out *o)
{
	struct out head_o, tree_o, name_o, text_o, plain_o;
	struct str head = decode_stream(svg, "head", &head_o);
	bool diff = str_find(head, STR("\n\"diff\":")) != SIZE_MAX;
	struct decode_bits tree = {.text = decode_stream(svg, "tree", &tree_o)};
	struct decode_names name;
	struct decode_code *code[4] = {0};
	struct str *names = NULL;
	uint64_t path[512], depth = 0, nodes = 1;
	size_t n_names = 0, cap = 0;

	out_to_memory(&plain_o);
	decode_squeezed(decode_stream(svg, "text", &text_o), &plain_o);
	for (struct cut c = str_cut(out_memory(&plain_o), '\n'); c.ok; c = str_cut(c.tail, '\n')) {
		names = mem_grow(names, &cap, n_names + 1, sizeof *names);
		names[n_names++] = c.head;
	}
	decode_names_begin(&name, decode_stream(svg, "name", &name_o));
	for (int i = 0; i < 3 + diff; i++)
		code[i] = decode_code(&tree);
	while (nodes < decode_nodes(head) && tree.at / 13 * 2 < tree.text.n) {
		decode_path(&tree, code, &name, path, &depth, &nodes);
		for (uint64_t i = 0; i < depth; i++) {
			out_str(o, path[i] < n_names ? names[path[i]] : STR("\1"));
			out_char(o, i + 1 < depth ? ';' : ' ');
		}
		uint64_t self = decode_number(&tree, code[2]) + !zero;
		if (diff) {
			out_u64(o, decode_number(&tree, code[3]));
			out_char(o, ' ');
		}
		out_u64(o, self);
		out_char(o, '\n');
	}
	for (int i = 0; i < 4; i++)
		free(code[i]);
	decode_names_end(&name);
	free(names);
	(void)out_close(&head_o);
	(void)out_close(&tree_o);
	(void)out_close(&name_o);
	(void)out_close(&text_o);
	(void)out_close(&plain_o);
}

#endif
