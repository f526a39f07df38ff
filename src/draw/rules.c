#include "draw/rules.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "draw/book.h"
#include "draw/glob.h"

struct rule {
	struct str pattern; /* p NULL: an expression */
	regex_t regex;
	const char *hue; /* NULL: one colour */
	struct rgb rgb;
};

struct rules {
	struct book book; /* a map's colours; the text of rules */
	struct rule *list;
	size_t n, cap;
};

static const char *
terminated(struct book *b, struct str s)
{
	return arena_copy(&b->text, s.p, s.n);
}

/* NULL, or what is wrong. */
static const char *
set_color(struct rules *rules, struct rule *r, struct str word)
{
	if (rgb_parse(word, &r->rgb))
		return NULL;
	r->hue = terminated(&rules->book, word);
	if (palette_hue(r->hue, word, (struct palette_pick){0}, &r->rgb))
		return NULL;
	return "it does not begin with a colour: #rrggbb, rgb(r,g,b) or a hue";
}

static const char *
set_pattern(struct rules *rules, struct rule *r, struct str text)
{
	if (!text.n)
		return "there is no pattern behind the colour";
	if (text.n < 2 || text.p[0] != '/' || text.p[text.n - 1] != '/') {
		r->pattern = book_text(&rules->book, text);
		return NULL;
	}
	const char *expression = terminated(&rules->book, (struct str){text.p + 1, text.n - 2});
	if (strlen(expression) != text.n - 2 ||
	    regcomp(&r->regex, expression, REG_EXTENDED | REG_NOSUB))
		return "the pattern between '/' is not an extended regular expression";
	return NULL;
}

static const char *
add_rule(struct rules *rules, struct str line)
{
	size_t end = 0;

	while (end < line.n && line.p[end] != ' ' && line.p[end] != '\t')
		end++;
	rules->list = mem_grow(rules->list, &rules->cap, rules->n + 1, sizeof *rules->list);
	struct rule *r = &rules->list[rules->n];
	memset(r, 0, sizeof *r);
	const char *why = set_color(rules, r, (struct str){line.p, end});
	if (!why)
		why = set_pattern(rules, r, str_trim(str_rest(line, end)));
	rules->n += !why;
	return why;
}

struct rules *
rules_read(struct in *in)
{
	struct rules *rules = mem_zero(1, sizeof *rules);
	struct str line;

	while (in_line(in, &line)) {
		line = str_trim(line);
		if (!line.n || str_eq(line, STR("#")) || str_starts(line, STR("# ")))
			continue;
		const char *why = add_rule(rules, line);
		if (!why)
			continue;
		complain("%s:%llu: %s", in->pos.file, (unsigned long long)in->pos.line, why);
		rules_free(rules);
		return NULL;
	}
	return rules;
}

/* "name->rgb(r,g,b)"; the name may hold "->" itself. */
static bool
add_mapping(struct rules *rules, struct str line)
{
	struct rgb rgb;
	struct cut c = str_rcut(line, '>');

	if (!c.ok || !str_ends(c.head, STR("-")) || !rgb_parse(str_trim(c.tail), &rgb))
		return false;
	book_add(&rules->book, (struct str){c.head.p, c.head.n - 1}, rgb_bits(rgb));
	return true;
}

struct rules *
rules_read_map(struct in *in)
{
	struct rules *rules = mem_zero(1, sizeof *rules);
	struct str line;

	while (in_line(in, &line))
		if (line.n && !add_mapping(rules, line))
			warn_at(in->pos, "not a line of a palette map: name->rgb(r,g,b)");
	book_sort(&rules->book);
	return rules;
}

static bool
fits(const struct rule *r, struct str name)
{
	if (r->pattern.p)
		return glob_fits(r->pattern, name) || glob_fits(r->pattern, palette_shown(name));
	char small[512], *text = name.n < sizeof small ? small : mem_alloc(size_add(name.n, 1), 1);
	memcpy(text, name.p, name.n);
	text[name.n] = 0;
	bool fit = !regexec(&r->regex, text, 0, NULL, 0);
	if (!fit && palette_shown(name).n < name.n) {
		text[palette_shown(name).n] = 0;
		fit = !regexec(&r->regex, text, 0, NULL, 0);
	}
	if (text != small)
		free(text);
	return fit;
}

bool
rules_rgb(const struct rules *rules, struct str name, struct palette_pick pick, struct rgb *rgb)
{
	uint32_t bits;

	if (rules && book_find(&rules->book, name, &bits)) {
		*rgb = (struct rgb){(uint8_t)(bits >> 16), (uint8_t)(bits >> 8), (uint8_t)bits};
		return true;
	}
	for (size_t i = 0; rules && i < rules->n; i++) {
		const struct rule *r = &rules->list[i];
		if (!fits(r, name))
			continue;
		*rgb = r->rgb;
		return !r->hue || palette_hue(r->hue, name, pick, rgb);
	}
	return false;
}

void
rules_set(struct rules *map, struct str name, struct rgb rgb)
{
	book_add(&map->book, name, rgb_bits(rgb));
}

void
rules_write_map(struct rules *map, struct out *o)
{
	book_sort(&map->book);
	for (size_t i = 0; i < map->book.n; i++) {
		uint32_t bits = map->book.list[i].value;
		out_str(o, map->book.list[i].name);
		out_text(o, "->rgb(");
		out_u64(o, bits >> 16);
		out_char(o, ',');
		out_u64(o, bits >> 8 & 255);
		out_char(o, ',');
		out_u64(o, bits & 255);
		out_text(o, ")\n");
	}
}

void
rules_free(struct rules *rules)
{
	if (!rules)
		return;
	for (size_t i = 0; i < rules->n; i++)
		if (!rules->list[i].pattern.p)
			regfree(&rules->list[i].regex);
	book_release(&rules->book);
	free(rules->list);
	free(rules);
}
