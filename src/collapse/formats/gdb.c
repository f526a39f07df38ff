/* gdb's backtraces, and pstack's and gstack's, which are gdb's.
 *
 *	gdb -batch -ex 'thread apply all bt' -p PID
 *
 *	Thread 2 (Thread 0x7f35fc5c36c0 (LWP 28718) "prog"):
 *	#0  0x00007f35fc6c326f in __GI___poll (fds=0x0) at ../sysdeps/poll.c:29
 *	#1  wait_for (ms=30000) at prog.c:4
 *	#2  0x00007f35fc6501f5 in ?? () from /lib/libc.so.6
 *
 * Each stack counts 1; samples are many of these, one behind the other.
 * --thread-frames puts the thread's name above it, --srcline file and line behind
 * the functions. */
#include <string.h>

#include "collapse/backtrace.h"

/* The number of a frame, cut off; false where the line has none. */
static bool
take_number(struct str *line, uint64_t *n)
{
	size_t end = 1;

	if (!line->n || *line->p != '#')
		return false;
	while (end < line->n && line->p[end] >= '0' && line->p[end] <= '9')
		end++;
	if (end == line->n || line->p[end] != ' ' ||
	    !str_u64((struct str){line->p + 1, end - 1}, n))
		return false;
	*line = str_trim(str_rest(*line, end));
	return true;
}

/* "0x00007f35fc6c326f in ", cut off; false where there is an address without "in". */
static bool
take_address(struct str *line)
{
	struct cut word = str_cut(*line, ' ');
	uint64_t address;

	if (!str_starts(*line, STR("0x")) || !str_hex(word.head, &address))
		return true;
	if (!str_starts(word.tail, STR("in ")))
		return false;
	*line = str_trim(str_rest(word.tail, 3));
	return true;
}

/* "operator<<" ends at i. */
static bool
is_operator(struct str s, size_t i)
{
	while (i && memchr("<>=-", s.p[i - 1], 4))
		i--;
	return i >= 8 && !memcmp(s.p + i - 8, "operator", 8);
}

/* Where the arguments start, " (": not inside of template arguments. */
static size_t
find_arguments(struct str s)
{
	size_t depth = 0;

	for (size_t i = 1; i + 1 < s.n; i++) {
		if (s.p[i] == '<')
			depth += !is_operator(s, i);
		else if (s.p[i] == '>' && depth && s.p[i - 1] != '-' && !is_operator(s, i))
			depth--;
		else if (!depth && s.p[i] == ' ' && s.p[i + 1] == '(')
			return i;
	}
	return s.n;
}

/* A frame behind its number: the function, and where it is. */
static bool
parse_frame(struct str line, struct str *function, struct str *source, struct str *library)
{
	if (!take_address(&line))
		return false;
	size_t at = find_arguments(line);
	struct str rest = str_rest(line, at);
	size_t in_file = str_find(rest, STR(") at ")), from = str_find(rest, STR(") from "));

	*function = (struct str){line.p, at};
	*source = in_file == SIZE_MAX ? STR("") : str_rest(rest, in_file + 5);
	*library = from == SIZE_MAX ? STR("") : str_rest(rest, from + 7);
	return at < line.n || str_starts(line, STR("<signal handler called>"));
}

static void
add_named(struct backtrace *b, struct str name, char mark, struct str behind)
{
	struct out made;

	out_to_memory(&made);
	if (mark == ']')
		out_char(&made, '[');
	out_str(&made, name);
	out_char(&made, mark);
	out_str(&made, behind);
	backtrace_raw_frame(b, out_memory(&made));
	out_drop(&made);
}

static bool
add_frame(struct backtrace *b, struct str line)
{
	struct str function, source, library;

	if (!parse_frame(line, &function, &source, &library))
		return false;
	if (str_eq(function, STR("??"))) {
		library = str_base(library);
		add_named(b, library.n ? library : STR("unknown"), ']', STR(""));
	} else if (b->opt->srcline && source.n) {
		add_named(b, function, ':', str_base(source));
	} else {
		backtrace_frame(b, function);
	}
	return true;
}

/* The name of 'Thread 2 (Thread 0x7f35fc5c36c0 (LWP 28718) "prog"):', or its id. */
static void
add_thread(struct backtrace *b, struct str line)
{
	struct cut quoted = str_cut(line, '"');
	size_t lwp = str_find(line, STR("LWP "));

	backtrace_no_root(b, 0);
	if (b->opt->threads != CHOICE_YES && !b->opt->tid)
		return;
	struct str id = lwp == SIZE_MAX ? STR("") : str_cut(str_rest(line, lwp + 4), ')').head;
	struct str name = quoted.ok ? str_cut(quoted.tail, '"').head : STR("LWP");
	struct out made;
	out_to_memory(&made);
	out_str(&made, name);
	if ((b->opt->tid || !quoted.ok) && id.n) {
		out_char(&made, '-');
		out_str(&made, id);
	}
	backtrace_root(b, 0, out_memory(&made));
	out_drop(&made);
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct backtrace b;
	struct str line;
	uint64_t n;

	backtrace_init(&b, s, opt);
	while (in_line(in, &line)) {
		line = str_trim(line);
		if (str_starts(line, STR("Thread "))) {
			backtrace_end(&b, 1);
			add_thread(&b, line);
		} else if (take_number(&line, &n)) {
			if (!n)
				backtrace_end(&b, 1);
			if (!add_frame(&b, line))
				report_bad(opt->report, in->pos, "no function behind the number");
		} else if (!line.n) {
			backtrace_end(&b, 1);
		}
	}
	backtrace_end(&b, 1);
	return backtrace_done(&b, in);
}

/* A frame #0 whose address is followed by "in", or whose function has arguments. */
static enum claim
probe(struct str head)
{
	struct str function, source, library;
	uint64_t n;

	for (struct cut c = {.tail = head}; c.tail.n;) {
		c = str_cut(c.tail, '\n');
		struct str line = str_trim(c.head);
		if (c.ok && take_number(&line, &n))
			return parse_frame(line, &function, &source, &library) && function.n
			               ? CLAIM_YES : CLAIM_NO;
	}
	return CLAIM_NO;
}

const struct format format_gdb = {
	"gdb", "gdb backtraces (bt, thread apply all bt), pstack, gstack", probe, fold,
};
