#include "collapse/tidy.h"

#include <string.h>

#include "base/rust.h"

static bool
word_byte(char c)
{
	return c == '_' || c == '$' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool
word_ends_at(struct str s, size_t end, struct str word)
{
	if (end < word.n || memcmp(s.p + end - word.n, word.p, word.n))
		return false;
	return end == word.n || !word_byte(s.p[end - word.n - 1]);
}

/* The end of an operator's symbol that starts at i, behind the word "operator":
 * "<<=", "->", "()", "[]"; i where a type follows (a conversion). */
static size_t
operator_end(struct str s, size_t i)
{
	struct str rest = str_rest(s, i);

	if (str_starts(rest, STR("()")) || str_starts(rest, STR("[]")))
		return i + 2;
	while (i < s.n && memchr("<>=!+-*/%^&|~,", s.p[i], 14))
		i++;
	/* operator< and operator<< of templates: "operator< <int>" */
	return i;
}

/* The end of the bracket that opens at i, of all kinds in each other; s.n where it
 * is never closed. */
static size_t
group_end(struct str s, size_t i)
{
	size_t depth = 0;

	for (; i < s.n; i++) {
		char c = s.p[i];
		if (c == '(' || c == '[' || c == '{' || c == '<')
			depth++;
		else if (c == ')' || c == ']' || c == '}' || (c == '>' && i && s.p[i - 1] != '-'))
			depth--;
		else if (c == 'r' && word_ends_at(s, i + 1, STR("operator")))
			i = operator_end(s, i + 1) - 1;
		if (!depth)
			return i + 1;
	}
	return s.n;
}

/* A parenthesis that belongs to the name: "(anonymous namespace)", "(*f(int))(char)",
 * "decltype(...)", or one that the name begins with, as in "(program)". */
static bool
part_of_name(struct str s, size_t i)
{
	static const struct str words[] = {
		STR_ROW("decltype"), STR_ROW("decltype "), STR_ROW("noexcept"), STR_ROW("typeof"),
		STR_ROW("sizeof"), STR_ROW("sizeof "), STR_ROW("requires"), STR_ROW("enable_if"),
	};
	struct str rest = str_rest(s, i + 1);

	if (!i || str_starts(rest, STR("anonymous")) || *rest.p == '*' || *rest.p == '&')
		return true;
	for (size_t k = 0; k < sizeof words / sizeof *words; k++)
		if (word_ends_at(s, i, words[k]))
			return true;
	return false;
}

/* Where the next argument list starts; s.n without one. */
static size_t
find_arguments(struct str s, size_t i)
{
	while (i < s.n) {
		char c = s.p[i];
		if (c == '(' && i + 1 < s.n && !part_of_name(s, i))
			return i;
		if (c == '(' || c == '[' || c == '{' || c == '<')
			i = group_end(s, i);
		else if (c == 'r' && word_ends_at(s, i + 1, STR("operator")))
			i = operator_end(s, i + 1);
		else
			i++;
	}
	return s.n;
}

static size_t
skip_qualifiers(struct str s, size_t i)
{
	static const struct str words[] = {STR_ROW(" const"), STR_ROW(" volatile"), STR_ROW(" &"), STR_ROW("&")};

	for (size_t k = 0; k < sizeof words / sizeof *words;) {
		if (str_starts(str_rest(s, i), words[k])) {
			i += words[k].n;
			k = 0;
		} else {
			k++;
		}
	}
	return i;
}

/* Without argument lists, and without what stands behind the last of them. */
static struct str
drop_arguments(struct str s, struct out *made)
{
	size_t from = made->used, at = 0;

	for (;;) {
		size_t open = find_arguments(s, at);
		size_t end = open < s.n ? skip_qualifiers(s, group_end(s, open)) : s.n;
		bool more = str_starts(str_rest(s, end), STR("::"));
		struct str kept = {s.p + at, open - at};
		if (!at && !more)
			return kept;
		out_str(made, kept);
		if (!more)
			return str_rest(out_memory(made), from);
		at = end;
	}
}

/* "::h" and 16 hexadecimal digits. */
static struct str
drop_rust_hash(struct str s)
{
	uint64_t hash;

	if (s.n > 19 && !memcmp(s.p + s.n - 19, "::h", 3) && s.p[s.n - 15] != 'x' &&
	    str_hex((struct str){s.p + s.n - 16, 16}, &hash))
		s.n -= 19;
	return s;
}

/* "Ljava/io/PrintStream;::print": the L marks a class in a signature. */
static struct str
drop_java_mark(struct str s)
{
	size_t i = 1;

	if (s.n < 2 || *s.p != 'L' || s.p[1] < 'a' || s.p[1] > 'z')
		return s;
	while (i < s.n && word_byte(s.p[i]))
		i++;
	return i < s.n && s.p[i] == '/' ? str_rest(s, 1) : s;
}

/* Without what LLVM appends to a private function: " (.llvm.7886897009887049720)". */
static struct str
drop_llvm(struct str s)
{
	size_t at = str_ends(s, STR(")")) ? str_find(s, STR(" (.llvm.")) : SIZE_MAX;

	return at == SIZE_MAX ? s : (struct str){s.p, at};
}

/* Rust's symbols as paths; *made_it is whether the name stands in made now. */
static struct str
rust_path(struct str raw, struct out *made, bool *made_it)
{
	size_t from = made->used;

	raw = drop_llvm(str_trim(raw));
	*made_it = false;
	if (raw.n < 3)
		return raw;
	struct str unhashed = drop_rust_hash(raw);
	bool rust = unhashed.n < raw.n || str_has(raw, STR("$LT$")) || str_has(raw, STR("$u20$"));
	*made_it = (*raw.p == '_' && rust_demangle(raw, made)) || (rust && rust_unescape(unhashed, made));
	return *made_it ? str_rest(out_memory(made), from) : unhashed;
}

struct str
tidy_signature(struct str raw, struct out *made)
{
	bool made_it;

	return rust_path(raw, made, &made_it);
}

struct str
tidy_name(struct str raw, struct out *made)
{
	bool made_it;

	raw = rust_path(raw, made, &made_it);
	if (made_it || raw.n < 3)
		return raw;
	raw = drop_java_mark(raw);
	if (!memchr(raw.p, '(', raw.n) || str_has(raw, STR(".(")))
		return raw;
	return str_trim(drop_arguments(raw, made));
}

struct str
tidy_package(struct str name, struct out *made)
{
	size_t from = made->used, parts = 0;
	struct str rest = name;
	char mark = str_has(name, STR("/")) ? '/' : '.';

	for (size_t i = 0; i < name.n; i++)
		parts += name.p[i] == mark;
	/* with '/', the class and the method stand behind the last one; with '.',
	 * before the last one */
	for (size_t keep = mark == '.'; parts > keep; parts--) {
		struct cut c = str_cut(rest, mark);
		if (c.head.n)
			out_char(made, *c.head.p);
		out_char(made, mark);
		rest = c.tail;
	}
	out_str(made, rest);
	return str_rest(out_memory(made), from);
}

uint32_t
tidy_id(struct stacks *s, const struct fold_options *opt, struct str raw, struct str annotation)
{
	struct out made;
	uint32_t id;

	out_to_memory(&made);
	struct str name = opt->raw_names ? raw : tidy_name(raw, &made);
	size_t had = s->n;
	stacks_push_as(s, name, annotation);
	id = s->frames[had];
	s->n = had;
	out_drop(&made);
	return id;
}

void
tidy_push(struct stacks *s, const struct fold_options *opt, struct str raw, struct str annotation)
{
	stacks_push_name(s, tidy_id(s, opt, raw, annotation));
}
