/* A symbol is a tree written in prefix order, so demangling is a walk.  The walk
 * keeps what is still to be done on a stack of its own: each step takes a job, reads
 * what is next of the symbol, and puts the jobs for its parts on top. */
#include "base/rustv0.h"

#include <string.h>

#define MAX_JOBS 512    /* open at a time: how deep a name nests */
#define MAX_STEPS 20000 /* back references may repeat parts without end */
#define MAX_TEXT 8192

enum what {
	PATH,       /* as in an expression: generic arguments stand behind "::" */
	TYPE_PATH,  /* as in a type */
	TYPE,
	CONSTANT,
	ARGUMENTS,  /* generic arguments up to an E, then text */
	MORE_ARGUMENTS,
	TYPES,      /* types up to an E, then text */
	MORE_TYPES,
	ONE_TUPLE,  /* TYPES, with the comma that a tuple of one has */
	RETURN,     /* of a function type: " -> T", nothing for () */
	TRAITS,     /* of a dyn type up to an E */
	MORE_TRAITS,
	BINDINGS,   /* associated types of a trait of a dyn type */
	MORE_BINDINGS,
	LAST_NAME,  /* the identifier of a nested path; arg: its namespace */
	LIFETIME,   /* of a dyn type: " + 'a" */
	TEXT,
	JUMP,       /* go on reading at arg: the end of a back reference */
	UNBIND,     /* arg lifetimes go out of scope */
	LOUD,       /* the end of a part that is not shown */
};

struct job {
	enum what what;
	struct str text;
	uint64_t arg;
};

struct walk {
	struct str s;      /* the symbol */
	size_t at;
	struct out *to;
	size_t from;       /* where our text starts in to */
	struct job jobs[MAX_JOBS];
	size_t n;
	unsigned silent;
	uint64_t bound;    /* lifetimes in scope */
	bool bad;
};

static void
say(struct walk *w, struct str text)
{
	if (w->silent)
		return;
	if (w->to->used - w->from + text.n > MAX_TEXT)
		w->bad = true;
	else
		out_str(w->to, text);
}

static void
say_u64(struct walk *w, uint64_t v)
{
	if (!w->silent)
		out_u64(w->to, v);
}

static void
later(struct walk *w, enum what what, struct str text, uint64_t arg)
{
	if (w->n == MAX_JOBS)
		w->bad = true;
	else
		w->jobs[w->n++] = (struct job){what, text, arg};
}

static void
do_later(struct walk *w, enum what what)
{
	later(w, what, STR(""), 0);
}

static void
say_later(struct walk *w, struct str text)
{
	later(w, TEXT, text, 0);
}

static char
peek(const struct walk *w)
{
	return w->at < w->s.n ? w->s.p[w->at] : '\0';
}

static char
take(struct walk *w)
{
	char c = peek(w);

	w->bad = w->bad || !c;
	w->at += c != '\0';
	return c;
}

static bool
taken(struct walk *w, char c)
{
	bool is = peek(w) == c;

	w->at += is;
	return is;
}

/* Digits, then '_': "_" is 0, "0_" is 1. */
static uint64_t
base62(struct walk *w)
{
	uint64_t v = 0;

	if (taken(w, '_'))
		return 0;
	for (;;) {
		char c = take(w);
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

/* A number behind a letter, as in "s0_"; 0 without the letter. */
static uint64_t
base62_behind(struct walk *w, char letter)
{
	return taken(w, letter) ? base62(w) + 1 : 0;
}

static struct str
identifier(struct walk *w, bool *puny)
{
	size_t n = 0;

	*puny = taken(w, 'u');
	if (peek(w) < '0' || peek(w) > '9')
		w->bad = true;
	while (peek(w) >= '0' && peek(w) <= '9' && n < w->s.n) {
		n = n * 10 + (size_t)(take(w) - '0');
		if (!n)
			break;
	}
	(void)taken(w, '_');
	if (n > w->s.n - w->at)
		w->bad = true;
	if (w->bad)
		return STR("");
	w->at += n;
	return (struct str){w->s.p + w->at - n, n};
}

static void
say_identifier(struct walk *w, struct str name, bool puny)
{
	if (puny)
		say(w, STR("punycode{"));
	say(w, name);
	if (puny)
		say(w, STR("}"));
}

static void
jump_back(struct walk *w, enum what what, size_t start)
{
	uint64_t target = base62(w);

	if (w->bad || target >= start) {
		w->bad = true;
		return;
	}
	later(w, JUMP, STR(""), w->at);
	do_later(w, what);
	w->at = (size_t)target;
}

static void
binder(struct walk *w)
{
	uint64_t n = base62_behind(w, 'G');

	if (!n)
		return;
	if (n > 26) {
		w->bad = true;
		return;
	}
	say(w, STR("for<"));
	for (uint64_t i = 0; i < n; i++) {
		char name[2] = {'\'', (char)('a' + (w->bound + i) % 26)};
		if (i)
			say(w, STR(", "));
		say(w, (struct str){name, 2});
	}
	say(w, STR("> "));
	w->bound += n;
	later(w, UNBIND, STR(""), n);
}

static void
lifetime(struct walk *w, uint64_t index)
{
	char name[2] = {'\'', '_'};

	if (index > w->bound)
		w->bad = true;
	else if (index)
		name[1] = (char)('a' + (w->bound - index) % 26);
	say(w, (struct str){name, 2});
}

/* The path of an impl says only where it stands. */
static void
skip_impl_path(struct walk *w)
{
	(void)base62_behind(w, 's');
	w->silent++;
	do_later(w, LOUD);
	do_later(w, PATH);
}

static void
path(struct walk *w, enum what what)
{
	size_t start = w->at;
	bool puny;

	switch (take(w)) {
	case 'C':
		(void)base62_behind(w, 's');
		struct str crate = identifier(w, &puny);
		say_identifier(w, crate, puny);
		break;
	case 'N':
		later(w, LAST_NAME, STR(""), (unsigned char)take(w));
		do_later(w, what);
		break;
	case 'M':
		say_later(w, STR(">"));
		do_later(w, TYPE);
		say_later(w, STR("<"));
		skip_impl_path(w);
		break;
	case 'X':
	case 'Y':
		say_later(w, STR(">"));
		do_later(w, TYPE_PATH);
		say_later(w, STR(" as "));
		do_later(w, TYPE);
		say_later(w, STR("<"));
		if (w->s.p[start] == 'X')
			skip_impl_path(w);
		break;
	case 'I':
		later(w, ARGUMENTS, STR(">"), 0);
		say_later(w, what == PATH ? STR("::<") : STR("<"));
		do_later(w, what);
		break;
	case 'B':
		jump_back(w, what, start);
		break;
	default:
		w->bad = true;
	}
}

static void
last_name(struct walk *w, char space)
{
	bool puny;
	uint64_t index = base62_behind(w, 's');
	struct str name = identifier(w, &puny);

	if (space >= 'a' && space <= 'z') {
		if (name.n)
			say(w, STR("::"));
		say_identifier(w, name, puny);
		return;
	}
	say(w, STR("::{"));
	say(w, space == 'C' ? STR("closure") : space == 'S' ? STR("shim")
	                                                    : (struct str){&space, 1});
	if (name.n)
		say(w, STR(":"));
	say_identifier(w, name, puny);
	say(w, STR("#"));
	say_u64(w, index);
	say(w, STR("}"));
}

static struct str
basic_type(char c)
{
	static const struct {
		char letter;
		struct str name;
	} types[] = {
		{'a', STR_ROW("i8")}, {'b', STR_ROW("bool")}, {'c', STR_ROW("char")}, {'d', STR_ROW("f64")},
		{'e', STR_ROW("str")}, {'f', STR_ROW("f32")}, {'h', STR_ROW("u8")}, {'i', STR_ROW("isize")},
		{'j', STR_ROW("usize")}, {'l', STR_ROW("i32")}, {'m', STR_ROW("u32")}, {'n', STR_ROW("i128")},
		{'o', STR_ROW("u128")}, {'p', STR_ROW("_")}, {'s', STR_ROW("i16")}, {'t', STR_ROW("u16")},
		{'u', STR_ROW("()")}, {'v', STR_ROW("...")}, {'x', STR_ROW("i64")}, {'y', STR_ROW("u64")},
		{'z', STR_ROW("!")},
	};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (types[i].letter == c)
			return types[i].name;
	return STR("");
}

static void
abi(struct walk *w)
{
	bool puny;

	if (taken(w, 'U'))
		say(w, STR("unsafe "));
	if (!taken(w, 'K'))
		return;
	say(w, STR("extern \""));
	struct str name = taken(w, 'C') ? STR("C") : identifier(w, &puny);
	for (size_t i = 0; i < name.n; i++)
		say(w, name.p[i] == '_' ? STR("-") : (struct str){name.p + i, 1});
	say(w, STR("\" "));
}

static void
type(struct walk *w)
{
	size_t start = w->at;
	char c = take(w);
	struct str basic = basic_type(c);

	if (basic.n) {
		say(w, basic);
		return;
	}
	switch (c) {
	case 'A':
		say(w, STR("["));
		say_later(w, STR("]"));
		do_later(w, CONSTANT);
		say_later(w, STR("; "));
		do_later(w, TYPE);
		break;
	case 'S':
		say(w, STR("["));
		say_later(w, STR("]"));
		do_later(w, TYPE);
		break;
	case 'T':
		say(w, STR("("));
		later(w, ONE_TUPLE, STR(")"), 0);
		break;
	case 'R':
	case 'Q':
		say(w, STR("&"));
		if (taken(w, 'L')) {
			uint64_t index = base62(w);
			if (index) {
				lifetime(w, index);
				say(w, STR(" "));
			}
		}
		if (c == 'Q')
			say(w, STR("mut "));
		do_later(w, TYPE);
		break;
	case 'P':
	case 'O':
		say(w, c == 'P' ? STR("*const ") : STR("*mut "));
		do_later(w, TYPE);
		break;
	case 'F':
		binder(w);
		abi(w);
		say(w, STR("fn("));
		do_later(w, RETURN);
		later(w, TYPES, STR(")"), 0);
		break;
	case 'D':
		say(w, STR("dyn "));
		do_later(w, LIFETIME);
		binder(w);
		do_later(w, TRAITS);
		break;
	case 'B':
		jump_back(w, TYPE, start);
		break;
	default:
		w->at = start;
		do_later(w, TYPE_PATH);
	}
}

/* Hexadecimal digits up to '_'. */
static struct str
hex_digits(struct walk *w)
{
	size_t from = w->at;

	while ((peek(w) >= '0' && peek(w) <= '9') || (peek(w) >= 'a' && peek(w) <= 'f'))
		w->at++;
	struct str digits = {w->s.p + from, w->at - from};
	w->bad = w->bad || !taken(w, '_');
	return digits;
}

static void
character(struct walk *w, uint64_t v)
{
	char c = (char)v;

	if (v >= 0x20 && v < 0x7f && v != '\'' && v != '\\') {
		say(w, STR("'"));
		say(w, (struct str){&c, 1});
		say(w, STR("'"));
	} else {
		say(w, STR("'\\u{"));
		if (!w->silent)
			out_hex(w->to, v);
		say(w, STR("}'"));
	}
}

static void
constant(struct walk *w)
{
	size_t start = w->at;
	uint64_t v = 0;
	char c = take(w);

	if (c == 'B') {
		jump_back(w, CONSTANT, start);
		return;
	}
	if (c == 'p') {
		say(w, STR("_"));
		return;
	}
	if (!c || !strchr("abchijlmnostxy", c)) {
		w->bad = true;
		return;
	}
	if (taken(w, 'n'))
		say(w, STR("-"));
	struct str digits = hex_digits(w);
	bool fits = !digits.n || str_hex(digits, &v);
	if (c == 'b' && fits)
		say(w, v ? STR("true") : STR("false"));
	else if (c == 'c' && fits)
		character(w, v);
	else if (fits)
		say_u64(w, v);
	else {
		say(w, STR("0x"));
		say(w, digits);
	}
}

/* The next of a list that an E ends; false at the end, where text is said. */
static bool
another(struct walk *w, const struct job *job, bool first, enum what more)
{
	if (taken(w, 'E')) {
		say(w, job->text);
		return false;
	}
	if (!first)
		say(w, STR(", "));
	later(w, more, job->text, job->arg + 1);
	return true;
}

static void
argument(struct walk *w)
{
	if (taken(w, 'L'))
		lifetime(w, base62(w));
	else
		do_later(w, taken(w, 'K') ? CONSTANT : TYPE);
}

static void
tuple(struct walk *w, const struct job *job)
{
	if (job->arg == 1 && peek(w) == 'E')
		say(w, STR(","));
	if (another(w, job, !job->arg, ONE_TUPLE))
		do_later(w, TYPE);
}

static void
traits(struct walk *w, bool first)
{
	if (taken(w, 'E'))
		return;
	if (!first)
		say(w, STR(" + "));
	do_later(w, MORE_TRAITS);
	do_later(w, BINDINGS);
	do_later(w, TYPE_PATH);
}

static void
bindings(struct walk *w, bool first)
{
	bool puny;

	if (!taken(w, 'p')) {
		if (!first)
			say(w, STR(">"));
		return;
	}
	say(w, first ? STR("<") : STR(", "));
	struct str name = identifier(w, &puny);
	say_identifier(w, name, puny);
	say(w, STR(" = "));
	do_later(w, MORE_BINDINGS);
	do_later(w, TYPE);
}

static void
step(struct walk *w, struct job job)
{
	switch (job.what) {
	case PATH:
	case TYPE_PATH:
		path(w, job.what);
		break;
	case TYPE:
		type(w);
		break;
	case CONSTANT:
		constant(w);
		break;
	case ARGUMENTS:
	case MORE_ARGUMENTS:
		if (another(w, &job, job.what == ARGUMENTS, MORE_ARGUMENTS))
			argument(w);
		break;
	case TYPES:
	case MORE_TYPES:
		if (another(w, &job, job.what == TYPES, MORE_TYPES))
			do_later(w, TYPE);
		break;
	case ONE_TUPLE:
		tuple(w, &job);
		break;
	case RETURN:
		if (taken(w, 'u'))
			break;
		say(w, STR(" -> "));
		do_later(w, TYPE);
		break;
	case TRAITS:
	case MORE_TRAITS:
		traits(w, job.what == TRAITS);
		break;
	case BINDINGS:
	case MORE_BINDINGS:
		bindings(w, job.what == BINDINGS);
		break;
	case LAST_NAME:
		last_name(w, (char)job.arg);
		break;
	case LIFETIME:
		w->bad = w->bad || !taken(w, 'L');
		uint64_t index = base62(w);
		if (index) {
			say(w, STR(" + "));
			lifetime(w, index);
		}
		break;
	case TEXT:
		say(w, job.text);
		break;
	case JUMP:
		w->at = (size_t)job.arg;
		break;
	case UNBIND:
		w->bound -= job.arg;
		break;
	case LOUD:
		w->silent--;
		break;
	}
}

bool
rustv0_demangle(struct str symbol, struct out *to)
{
	struct walk w = {.s = symbol, .to = to, .from = to->used};

	do_later(&w, PATH);
	for (size_t steps = 0; w.n && !w.bad; steps++) {
		w.bad = steps == MAX_STEPS;
		step(&w, w.jobs[--w.n]);
	}
	/* the crate that instantiated a generic, or a suffix of the linker */
	bool whole = w.at == symbol.n || memchr("CNMXYIB.$", symbol.p[w.at], 9);
	if (!w.bad && whole)
		return true;
	to->used = w.from;
	return false;
}
