#include "collapse/formats/perfline.h"

#include <string.h>

#if defined __SSE2__
#include <emmintrin.h>
#endif

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
hex(char c)
{
	return digit(c) || (c >= 'a' && c <= 'f');
}

static bool
all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!digit(s.p[i]))
			return false;
	return s.n > 0;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The time as perf writes it: "158665.570607". */
static bool
time_of(struct str text, uint64_t *ns)
{
	struct cut c = str_cut(text, '.');
	uint64_t whole, part = 0, unit = 1000000000;

	if (!c.ok || !str_u64(c.head, &whole) || !c.tail.n || c.tail.n > 9 ||
	    whole > UINT64_MAX / unit - 1)
		return false;
	for (size_t i = 0; i < c.tail.n; i++) {
		if (!digit(c.tail.p[i]))
			return false;
		unit /= 10;
		part += (uint64_t)(c.tail.p[i] - '0') * unit;
	}
	*ns = whole * 1000000000 + part;
	return true;
}

static bool
is_time(struct str word, uint64_t *ns)
{
	if (word.n < 4 || word.p[word.n - 1] != ':' || !digit(*word.p))
		return false;
	return time_of((struct str){word.p, word.n - 1}, ns);
}

/* "123", "123/456", and "-1" of what has no process. */
static bool
is_pid(struct str word)
{
	struct cut c = str_cut(word, '/');

	if (word.n > 1 && *word.p == '-')
		return all_digits(str_rest(word, 1));
	return all_digits(c.head) && (!c.ok || all_digits(c.tail));
}

static bool
is_cpu(struct str word)
{
	return word.n > 2 && *word.p == '[' && word.p[word.n - 1] == ']' &&
	       all_digits((struct str){word.p + 1, word.n - 2});
}

static void
set_pid(struct perf_event *e, struct str line, struct str word)
{
	struct cut c = str_cut(word, '/');

	e->comm = str_trim((struct str){line.p, (size_t)(word.p - line.p)});
	e->tid = c.ok ? c.tail : word;
	e->pid = c.ok ? c.head : STR("");
}

/* A process, maybe a CPU, and a time: a comm may be of several words, and may have
 * numbers among them. */
static bool
find_time(struct perf_event *e, struct str line, struct str *rest)
{
	struct str before = STR(""), last = STR("");

	for (;;) {
		struct str word = str_word(rest);
		if (!word.n)
			return false;
		if (is_time(word, &e->time_ns)) {
			struct str pid = is_cpu(last) ? before : last;
			e->timed = true;
			if (is_pid(pid))
				set_pid(e, line, pid);
			else if (pid.n)
				e->comm = str_trim((struct str){line.p, (size_t)(word.p - line.p)});
			return true;
		}
		before = last;
		last = word;
	}
}

static bool
find_pid(struct perf_event *e, struct str line, struct str *rest)
{
	(void)str_word(rest);
	for (;;) {
		struct str word = str_word(rest);
		if (!word.n)
			return false;
		if (is_pid(word)) {
			set_pid(e, line, word);
			return true;
		}
	}
}

/* "1 cycles:u:", "cycles:", "sched:sched_switch: prev_comm=..." */
static void
find_event(struct perf_event *e, struct str rest)
{
	struct str after = rest, word = str_word(&after);
	uint64_t period = 0;

	if (is_cpu(word))
		word = str_word(&after);
	if (str_u64(word, &period))
		word = str_word(&after);
	if (word.n < 2 || word.p[word.n - 1] != ':')
		return;
	e->period = period;
	e->event = (struct str){word.p, word.n - 1};
	e->rest = str_trim(after);
}

bool
perf_event_parse(struct str line, bool strict, struct perf_event *e)
{
	struct str rest = line;

	memset(e, 0, sizeof *e);
	if (find_time(e, line, &rest)) {
		find_event(e, rest);
		return true;
	}
	rest = line;
	if (strict)
		return false;
	bool named = find_pid(e, line, &rest);
	find_event(e, named ? rest : line);
	/* an event alone: -F event, -F period,event */
	return named || (e->event.n && !e->rest.n);
}

#if defined __SSE2__

/* Of 16 bytes, those from low to high. */
static inline __m128i
between(__m128i bytes, char low, char high)
{
	__m128i above = _mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)(low - 1)));

	return _mm_and_si128(above, _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)(high + 1))));
}

bool
perf_is_column(const char *p)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i digits = _mm_or_si128(between(bytes, '0', '9'), between(bytes, 'a', 'f'));
	unsigned hex = (unsigned)_mm_movemask_epi8(digits);
	unsigned blanks = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')));

	return (hex | blanks) == 0xffff && hex && !(blanks & (blanks + 1));
}

#else

bool
perf_is_column(const char *p)
{
	size_t i = 0;

	while (i < 15 && p[i] == ' ')
		i++;
	for (; i < 16; i++)
		if (!hex(p[i]))
			return false;
	return true;
}

#endif

struct str
perf_address(struct str line)
{
	size_t from = 0, end;

	while (from < line.n && blank(line.p[from]))
		from++;
	for (end = from; end < line.n && hex(line.p[end]); end++)
		continue;
	if (end == from || (end < line.n && !blank(line.p[end])))
		return (struct str){line.p + from, 0};
	return (struct str){line.p + from, end - from};
}

/* "(...)" at the end of text, by brackets: where it opens, or text.n. */
static size_t
last_group(struct str text)
{
	size_t depth = 0;

	if (!text.n || text.p[text.n - 1] != ')')
		return text.n;
	for (size_t i = text.n; i-- > 0;) {
		depth += text.p[i] == ')';
		depth -= text.p[i] == '(';
		if (!depth)
			return i == 0 || blank(text.p[i - 1]) ? i : text.n;
	}
	return text.n;
}

static struct str
without_offset(struct str s)
{
	size_t end = s.n;

	while (end && hex(s.p[end - 1]))
		end--;
	if (end > 3 && end < s.n && !memcmp(s.p + end - 3, "+0x", 3))
		s.n = end - 3;
	return s;
}

void
perf_frame_parse(struct str text, struct perf_frame *f)
{
	text = str_trim(text);
	size_t open = last_group(text);
	bool named = open < text.n;

	f->address = STR("");
	f->place = str_trim((struct str){text.p, open});
	f->symbol = without_offset(f->place);
	f->module = named ? (struct str){text.p + open + 1, text.n - open - 2} : STR("");
	if (str_ends(f->module, STR(" (deleted)")))
		f->module.n -= strlen(" (deleted)");
}

bool
perf_is_frame(struct str text)
{
	struct str address = perf_address(text);
	struct perf_frame f;

	if (!address.n || *text.p != *address.p)
		return false;
	perf_frame_parse(str_rest(text, address.n), &f);
	return f.module.n > 0;
}

/* From, to, what was predicted, and more. */
static bool
is_branch(struct str word)
{
	struct cut from = str_cut(word, '/'), to = str_cut(from.tail, '/'), kind = str_cut(to.tail, '/');

	return from.head.n && *from.head.p != '(' && to.head.n && kind.ok && kind.head.n == 1 &&
	       memchr("PMN-", *kind.head.p, 4) && str_cut(kind.tail, '/').ok;
}

struct str
perf_before_branches(struct str text)
{
	struct str rest = text, word;

	while (rest.n && (word = str_word(&rest)).n)
		if (is_branch(word))
			return str_trim((struct str){text.p, (size_t)(word.p - text.p)});
	return text;
}
