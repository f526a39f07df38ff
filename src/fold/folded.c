#include "fold/folded.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

struct str
folded_trim_end(struct str s)
{
	while (s.n && (is_blank(s.p[s.n - 1]) || s.p[s.n - 1] == '\n'))
		s.n--;
	return s;
}

/* The last word of *s, taken off it with the blanks before it; blanks tells
 * whether there were any. */
static struct str
take_word(struct str *s, bool *blanks)
{
	size_t at = s->n;

	while (at && !is_blank(s->p[at - 1]))
		at--;
	struct str word = str_rest(*s, at);
	*blanks = at > 0;
	s->n = at;
	*s = folded_trim_end(*s);
	return word;
}

static enum folded_result
parse_part(struct str digits, struct folded_count *count)
{
	if (digits.n > FOLDED_DECIMALS)
		return FOLDED_TOO_FINE;
	count->part = 0;
	for (size_t i = 0; i < FOLDED_DECIMALS; i++) {
		uint32_t digit = i < digits.n ? (uint32_t)(digits.p[i] - '0') : 0;
		count->part = count->part * 10 + digit;
	}
	return FOLDED_LINE;
}

static bool
all_digits(struct str s)
{
	size_t i = 0;

	while (i < s.n && is_digit(s.p[i]))
		i++;
	return i == s.n;
}

static enum folded_result
parse_count(struct str word, struct folded_count *count)
{
	struct cut point = str_cut(word, '.');

	if (!point.head.n || !all_digits(point.head) || !all_digits(point.tail))
		return FOLDED_NO_COUNT;
	if (!str_u64(point.head, &count->whole))
		return FOLDED_TOO_LARGE;
	return parse_part(point.tail, count);
}

static enum folded_result
parse_columns(struct str *rest, bool two, struct folded *f)
{
	bool blanks;
	enum folded_result result = parse_count(take_word(rest, &blanks), &f->count);

	if (result != FOLDED_LINE)
		return result;
	if (!blanks)
		return FOLDED_NO_STACK;
	if (!two)
		return FOLDED_LINE;
	struct str one = *rest;
	result = parse_count(take_word(rest, &blanks), &f->before);
	if (result == FOLDED_NO_COUNT || (result == FOLDED_LINE && !blanks)) {
		*rest = one;
		return FOLDED_ONE_COUNT;
	}
	return result;
}

enum folded_result
folded_parse(struct str line, bool two, struct folded *f)
{
	*f = (struct folded){.stack = folded_trim_end(line)};
	if (!f->stack.n || str_starts(f->stack, STR("# ")) || str_eq(f->stack, STR("#")))
		return FOLDED_NOTHING;
	return parse_columns(&f->stack, two, f);
}

const char *
folded_reason(enum folded_result result)
{
	static const char *const reasons[FOLDED_RESULTS] = {
		[FOLDED_LINE] = "nothing",
		[FOLDED_NOTHING] = "nothing",
		[FOLDED_NO_COUNT] = "it does not end in a count",
		[FOLDED_NO_STACK] = "there is no stack before the count",
		[FOLDED_TOO_FINE] = "its count has more than 9 decimals",
		[FOLDED_ONE_COUNT] = "it has one count, not two",
		[FOLDED_TOO_LARGE] = "its count is above 2^64-1",
	};

	return reasons[result];
}
