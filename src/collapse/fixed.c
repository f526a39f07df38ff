#include "collapse/fixed.h"

#define BILLION 1000000000u
#define WHOLE_MAX (INT64_MAX - 1)

/* The digits of a number without leading zeros, and where its point stands. */
struct digits {
	struct str before, after; /* of the point */
	int64_t exponent;
	bool negative;
};

static struct str
take_digits(struct str *s)
{
	size_t n = 0;

	while (n < s->n && s->p[n] >= '0' && s->p[n] <= '9')
		n++;
	struct str taken = {s->p, n};
	*s = str_rest(*s, n);
	return taken;
}

static bool
take_sign(struct str *s)
{
	bool negative = s->n && *s->p == '-';

	if (s->n && (*s->p == '-' || *s->p == '+'))
		*s = str_rest(*s, 1);
	return negative;
}

static bool
split(struct str s, struct digits *d)
{
	uint64_t exponent = 0;

	*d = (struct digits){.negative = take_sign(&s)};
	d->before = take_digits(&s);
	if (s.n && *s.p == '.') {
		s = str_rest(s, 1);
		d->after = take_digits(&s);
	}
	if (!d->before.n && !d->after.n)
		return false;
	if (s.n && (*s.p == 'e' || *s.p == 'E')) {
		s = str_rest(s, 1);
		bool negative = take_sign(&s);
		if (!str_u64(s, &exponent) || exponent > 4096)
			return false;
		d->exponent = negative ? -(int64_t)exponent : (int64_t)exponent;
		s.n = 0;
	}
	return !s.n;
}

/* The digit that is worth 10^place; 0 outside. */
static unsigned
digit(const struct digits *d, int64_t place)
{
	place -= d->exponent;
	if (place >= 0 && (uint64_t)place < d->before.n)
		return (unsigned)(d->before.p[d->before.n - 1 - (size_t)place] - '0');
	if (place < 0 && (uint64_t)(-place - 1) < d->after.n)
		return (unsigned)(d->after.p[(size_t)(-place - 1)] - '0');
	return 0;
}

bool
fixed_parse(struct str text, int shift, struct fixed *out)
{
	struct digits d;
	int64_t whole = 0;
	uint32_t nano = 0;

	if (!split(text, &d))
		return false;
	d.exponent += shift;
	for (int64_t at = (int64_t)d.before.n + d.exponent - 1; at >= 0; at--) {
		int64_t add = digit(&d, at);
		if (whole > (WHOLE_MAX - add) / 10)
			return false;
		whole = whole * 10 + add;
	}
	for (int at = -1; at >= -9; at--)
		nano = nano * 10 + digit(&d, at);
	if (digit(&d, -10) >= 5 && ++nano == BILLION) {
		whole++;
		nano = 0;
	}
	if (d.negative) {
		whole = -whole - (nano != 0);
		nano = nano ? BILLION - nano : 0;
	}
	*out = (struct fixed){whole, nano};
	return true;
}

struct fixed
fixed_of(int64_t whole)
{
	return (struct fixed){whole, 0};
}

struct fixed
fixed_of_ns(uint64_t ns, unsigned shift)
{
	uint64_t unit = 1;

	for (unsigned i = 0; i < shift; i++)
		unit *= 10;
	uint64_t whole = ns / unit;
	return (struct fixed){whole > WHOLE_MAX ? WHOLE_MAX : (int64_t)whole,
	                      (uint32_t)(ns % unit * (BILLION / unit))};
}

struct fixed
fixed_add(struct fixed a, struct fixed b)
{
	uint32_t nano = a.nano + b.nano;
	int64_t whole;

	if (__builtin_add_overflow(a.whole, b.whole, &whole) ||
	    __builtin_add_overflow(whole, nano >= BILLION, &whole))
		return (struct fixed){a.whole < 0 ? INT64_MIN : INT64_MAX, 0};
	return (struct fixed){whole, nano >= BILLION ? nano - BILLION : nano};
}

struct fixed
fixed_sub(struct fixed a, struct fixed b)
{
	bool borrow = a.nano < b.nano;
	int64_t whole;

	if (__builtin_sub_overflow(a.whole, b.whole, &whole) ||
	    __builtin_sub_overflow(whole, borrow, &whole))
		return (struct fixed){a.whole < 0 ? INT64_MIN : INT64_MAX, 0};
	return (struct fixed){whole, a.nano + (borrow ? BILLION : 0) - b.nano};
}

int
fixed_cmp(struct fixed a, struct fixed b)
{
	if (a.whole != b.whole)
		return a.whole < b.whole ? -1 : 1;
	return (a.nano > b.nano) - (a.nano < b.nano);
}

/* f as a count of 10^-decimals; 0 where it is not above zero, or too large, which is
 * marked. */
static uint64_t
count_of(struct stacks *s, struct fixed f, unsigned *decimals)
{
	uint64_t unit = BILLION, nano = f.nano, count;

	*decimals = 9;
	if (f.whole < 0)
		return 0;
	for (; *decimals && nano % 10 == 0; --*decimals) {
		nano /= 10;
		unit /= 10;
	}
	if (!__builtin_mul_overflow((uint64_t)f.whole, unit, &count) &&
	    !__builtin_add_overflow(count, nano, &count))
		return count;
	s->trie.overflow = true;
	return 0;
}

void
fixed_count(struct stacks *s, struct fixed f)
{
	unsigned decimals;
	uint64_t count = count_of(s, f, &decimals);

	stacks_add_decimal(s, count, decimals);
}

void
fixed_count_place(struct stacks *s, struct trie_place place, struct fixed f)
{
	unsigned decimals;
	uint64_t count = count_of(s, f, &decimals);

	stacks_count_place(s, place, count, decimals);
}
