/* A symbol is a tree written in prefix order, so demangling is a walk.  The walk
 * keeps what is still to be done on a stack of its own (mangled.h): each step takes a
 * job, reads what is next of the symbol, and puts the jobs for its parts on top. */
#include "base/rustv0.h"

#include <string.h>

#include "base/mangled.h"

#define MAX_STEPS 20000 /* back references may repeat parts without end */

static void
binder(struct mangled *w)
{
	uint64_t n = mangled_base62_behind(w, 'G');

	if (!n)
		return;
	if (n > 26) {
		w->bad = true;
		return;
	}
	mangled_say(w, STR("for<"));
	for (uint64_t i = 0; i < n; i++) {
		char name[2] = {'\'', (char)('a' + (w->bound + i) % 26)};
		if (i)
			mangled_say(w, STR(", "));
		mangled_say(w, (struct str){name, 2});
	}
	mangled_say(w, STR("> "));
	w->bound += n;
	mangled_later(w, UNBIND, STR(""), n);
}

static void
lifetime(struct mangled *w, uint64_t index)
{
	char name[2] = {'\'', '_'};

	if (index > w->bound)
		w->bad = true;
	else if (index)
		name[1] = (char)('a' + (w->bound - index) % 26);
	mangled_say(w, (struct str){name, 2});
}

/* The path of an impl says only where it stands. */
static void
skip_impl_path(struct mangled *w)
{
	(void)mangled_base62_behind(w, 's');
	w->silent++;
	mangled_do_later(w, LOUD);
	mangled_do_later(w, PATH);
}

static void
path(struct mangled *w, enum mangled_what what)
{
	size_t start = w->at;
	bool puny;

	switch (mangled_take(w)) {
	case 'C':
		(void)mangled_base62_behind(w, 's');
		struct str crate = mangled_identifier(w, &puny);
		mangled_say_identifier(w, crate, puny);
		break;
	case 'N':
		mangled_later(w, LAST_NAME, STR(""), (unsigned char)mangled_take(w));
		mangled_do_later(w, what);
		break;
	case 'M':
		mangled_say_later(w, STR(">"));
		mangled_do_later(w, TYPE);
		mangled_say_later(w, STR("<"));
		skip_impl_path(w);
		break;
	case 'X':
	case 'Y':
		mangled_say_later(w, STR(">"));
		mangled_do_later(w, TYPE_PATH);
		mangled_say_later(w, STR(" as "));
		mangled_do_later(w, TYPE);
		mangled_say_later(w, STR("<"));
		if (w->s.p[start] == 'X')
			skip_impl_path(w);
		break;
	case 'I':
		mangled_later(w, ARGUMENTS, STR(">"), 0);
		mangled_say_later(w, what == PATH ? STR("::<") : STR("<"));
		mangled_do_later(w, what);
		break;
	case 'B':
		mangled_jump_back(w, what, start);
		break;
	default:
		w->bad = true;
	}
}

static void
last_name(struct mangled *w, char space)
{
	bool puny;
	uint64_t index = mangled_base62_behind(w, 's');
	struct str name = mangled_identifier(w, &puny);

	if (space >= 'a' && space <= 'z') {
		if (name.n)
			mangled_say(w, STR("::"));
		mangled_say_identifier(w, name, puny);
		return;
	}
	mangled_say(w, STR("::{"));
	mangled_say(w, space == 'C' ? STR("closure") : space == 'S' ? STR("shim")
	                                                    : (struct str){&space, 1});
	if (name.n)
		mangled_say(w, STR(":"));
	mangled_say_identifier(w, name, puny);
	mangled_say(w, STR("#"));
	mangled_say_u64(w, index);
	mangled_say(w, STR("}"));
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
abi(struct mangled *w)
{
	bool puny;

	if (mangled_taken(w, 'U'))
		mangled_say(w, STR("unsafe "));
	if (!mangled_taken(w, 'K'))
		return;
	mangled_say(w, STR("extern \""));
	struct str name = mangled_taken(w, 'C') ? STR("C") : mangled_identifier(w, &puny);
	for (size_t i = 0; i < name.n; i++)
		mangled_say(w, name.p[i] == '_' ? STR("-") : (struct str){name.p + i, 1});
	mangled_say(w, STR("\" "));
}

static void
type(struct mangled *w)
{
	size_t start = w->at;
	char c = mangled_take(w);
	struct str basic = basic_type(c);

	if (basic.n) {
		mangled_say(w, basic);
		return;
	}
	switch (c) {
	case 'A':
		mangled_say(w, STR("["));
		mangled_say_later(w, STR("]"));
		mangled_do_later(w, CONSTANT);
		mangled_say_later(w, STR("; "));
		mangled_do_later(w, TYPE);
		break;
	case 'S':
		mangled_say(w, STR("["));
		mangled_say_later(w, STR("]"));
		mangled_do_later(w, TYPE);
		break;
	case 'T':
		mangled_say(w, STR("("));
		mangled_later(w, ONE_TUPLE, STR(")"), 0);
		break;
	case 'R':
	case 'Q':
		mangled_say(w, STR("&"));
		if (mangled_taken(w, 'L')) {
			uint64_t index = mangled_base62(w);
			if (index) {
				lifetime(w, index);
				mangled_say(w, STR(" "));
			}
		}
		if (c == 'Q')
			mangled_say(w, STR("mut "));
		mangled_do_later(w, TYPE);
		break;
	case 'P':
	case 'O':
		mangled_say(w, c == 'P' ? STR("*const ") : STR("*mut "));
		mangled_do_later(w, TYPE);
		break;
	case 'F':
		binder(w);
		abi(w);
		mangled_say(w, STR("fn("));
		mangled_do_later(w, RETURN);
		mangled_later(w, TYPES, STR(")"), 0);
		break;
	case 'D':
		mangled_say(w, STR("dyn "));
		mangled_do_later(w, LIFETIME);
		binder(w);
		mangled_do_later(w, TRAITS);
		break;
	case 'B':
		mangled_jump_back(w, TYPE, start);
		break;
	default:
		w->at = start;
		mangled_do_later(w, TYPE_PATH);
	}
}

static void
character(struct mangled *w, uint64_t v)
{
	char c = (char)v;

	if (v >= 0x20 && v < 0x7f && v != '\'' && v != '\\') {
		mangled_say(w, STR("'"));
		mangled_say(w, (struct str){&c, 1});
		mangled_say(w, STR("'"));
	} else {
		mangled_say(w, STR("'\\u{"));
		if (!w->silent)
			out_hex(w->to, v);
		mangled_say(w, STR("}'"));
	}
}

static void
constant(struct mangled *w)
{
	size_t start = w->at;
	uint64_t v = 0;
	char c = mangled_take(w);

	if (c == 'B') {
		mangled_jump_back(w, CONSTANT, start);
		return;
	}
	if (c == 'p') {
		mangled_say(w, STR("_"));
		return;
	}
	if (!c || !strchr("abchijlmnostxy", c)) {
		w->bad = true;
		return;
	}
	if (mangled_taken(w, 'n'))
		mangled_say(w, STR("-"));
	struct str digits = mangled_hex_digits(w);
	bool fits = !digits.n || str_hex(digits, &v);
	if (c == 'b' && fits)
		mangled_say(w, v ? STR("true") : STR("false"));
	else if (c == 'c' && fits)
		character(w, v);
	else if (fits)
		mangled_say_u64(w, v);
	else {
		mangled_say(w, STR("0x"));
		mangled_say(w, digits);
	}
}

/* The next of a list that an E ends; false at the end, where text is said. */
static bool
another(struct mangled *w, const struct mangled_job *job, bool first, enum mangled_what more)
{
	if (mangled_taken(w, 'E')) {
		mangled_say(w, job->text);
		return false;
	}
	if (!first)
		mangled_say(w, STR(", "));
	mangled_later(w, more, job->text, job->arg + 1);
	return true;
}

static void
argument(struct mangled *w)
{
	if (mangled_taken(w, 'L'))
		lifetime(w, mangled_base62(w));
	else
		mangled_do_later(w, mangled_taken(w, 'K') ? CONSTANT : TYPE);
}

static void
tuple(struct mangled *w, const struct mangled_job *job)
{
	if (job->arg == 1 && mangled_peek(w) == 'E')
		mangled_say(w, STR(","));
	if (another(w, job, !job->arg, ONE_TUPLE))
		mangled_do_later(w, TYPE);
}

static void
traits(struct mangled *w, bool first)
{
	if (mangled_taken(w, 'E'))
		return;
	if (!first)
		mangled_say(w, STR(" + "));
	mangled_do_later(w, MORE_TRAITS);
	mangled_do_later(w, BINDINGS);
	mangled_do_later(w, TYPE_PATH);
}

static void
bindings(struct mangled *w, bool first)
{
	bool puny;

	if (!mangled_taken(w, 'p')) {
		if (!first)
			mangled_say(w, STR(">"));
		return;
	}
	mangled_say(w, first ? STR("<") : STR(", "));
	struct str name = mangled_identifier(w, &puny);
	mangled_say_identifier(w, name, puny);
	mangled_say(w, STR(" = "));
	mangled_do_later(w, MORE_BINDINGS);
	mangled_do_later(w, TYPE);
}

static void
step(struct mangled *w, struct mangled_job job)
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
			mangled_do_later(w, TYPE);
		break;
	case ONE_TUPLE:
		tuple(w, &job);
		break;
	case RETURN:
		if (mangled_taken(w, 'u'))
			break;
		mangled_say(w, STR(" -> "));
		mangled_do_later(w, TYPE);
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
		w->bad = w->bad || !mangled_taken(w, 'L');
		uint64_t index = mangled_base62(w);
		if (index) {
			mangled_say(w, STR(" + "));
			lifetime(w, index);
		}
		break;
	case TEXT:
		mangled_say(w, job.text);
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
	struct mangled w = {.s = symbol, .to = to, .from = to->used};

	mangled_do_later(&w, PATH);
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
