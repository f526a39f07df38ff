/* py-spy dump: the stacks of a Python process, as often as it was asked.
 *
 *	Process 4711: python3 shop.py
 *	Python v3.11.2 (/usr/bin/python3.11)
 *
 *	Thread 4711 (active+gil): "MainThread"
 *	    poll (libc.so.6)
 *	    total (shop.py:12)
 *	        Arguments:
 *	            cart: <list at 0x7f00>
 *	    <module> (shop.py:30)
 *
 * A frame is file:line:function, as faulthandler's; one of native code is its name.  Each
 * stack counts 1.  Variables (--locals) are indented further.
 * Source: github.com/benfred/py-spy, its documentation and reports. */
#include "collapse/backtrace.h"

/* "Thread 4711 (idle): "MainThread"", without a name in old versions. */
static bool
is_thread(struct str line, struct str *id, struct str *name)
{
	size_t state = str_find(line, STR(" ("));

	if (!str_starts(line, STR("Thread ")) || state == SIZE_MAX || state < 8)
		return false;
	struct str rest = str_rest(line, state + 2);
	struct cut words = str_cut(rest, ')');
	if (!words.ok || (!str_starts(words.head, STR("active")) && !str_starts(words.head, STR("idle"))))
		return false;
	*id = (struct str){line.p + 7, state - 7};
	*name = str_rest(words.tail, words.tail.n && *words.tail.p == ':');
	*name = str_trim(*name);
	if (name->n >= 2 && *name->p == '"' && str_ends(*name, STR("\""))) {
		*name = str_rest(*name, 1);
		name->n--;
	}
	return true;
}

/* Where the last " (" of a text is, or SIZE_MAX. */
static size_t
last_open(struct str text)
{
	for (size_t i = text.n; i-- > 1;)
		if (text.p[i] == '(' && text.p[i - 1] == ' ')
			return i - 1;
	return SIZE_MAX;
}

static bool
has_line(struct str place)
{
	struct cut c = str_rcut(place, ':');
	uint64_t number;

	return c.ok && str_u64(c.tail, &number);
}

/* "    total (shop.py:12)": four blanks.  A path may have " (" in it, and so may the name
 * of a native function, which has a library behind it. */
static bool
is_frame(struct str line, struct str *function, struct str *place)
{
	if (!str_starts(line, STR("    ")) || line.n < 6 || line.p[4] == ' ' || !str_ends(line, STR(")")))
		return false;
	line = (struct str){line.p + 4, line.n - 5};
	size_t open = has_line(line) ? str_find(line, STR(" (")) : last_open(line);
	if (open == SIZE_MAX)
		return false;
	*function = (struct str){line.p, open};
	*place = str_rest(line, open + 2);
	return true;
}

static void
add_frame(struct backtrace *b, struct str function, struct str place)
{
	struct out made;

	if (!has_line(place)) {
		backtrace_frame(b, function);
		return;
	}
	out_to_memory(&made);
	out_str(&made, place);
	out_char(&made, ':');
	out_str(&made, function);
	backtrace_raw_frame(b, out_memory(&made));
	out_drop(&made);
}

static void
start_thread(struct backtrace *b, struct str id, struct str name)
{
	struct out root;

	if (b->opt->threads != CHOICE_YES && !b->opt->tid)
		return;
	out_to_memory(&root);
	out_str(&root, name.n ? name : STR("Thread"));
	if (b->opt->tid || !name.n) {
		out_char(&root, name.n ? '-' : ' ');
		out_str(&root, id);
	}
	backtrace_root(b, 0, out_memory(&root));
	out_drop(&root);
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct backtrace b;
	struct str line, one, two;

	backtrace_init(&b, s, opt);
	while (in_line(in, &line)) {
		if (is_frame(line, &one, &two)) {
			add_frame(&b, one, two);
		} else if (!str_starts(line, STR("     "))) {
			backtrace_end(&b, 1);
			if (is_thread(line, &one, &two))
				start_thread(&b, one, two);
		}
	}
	backtrace_end(&b, 1);
	return backtrace_done(&b, in);
}

static enum claim
probe(struct str head)
{
	struct str one, two;
	bool thread = false;

	for (struct cut c = {.tail = head}; c.tail.n;) {
		c = str_cut(c.tail, '\n');
		if (str_ends(c.head, STR("\r")))
			c.head.n--;
		if (thread && is_frame(c.head, &one, &two))
			return CLAIM_YES;
		thread = is_thread(c.head, &one, &two);
	}
	return CLAIM_NO;
}

const struct format format_pyspy = {"pyspy", "py-spy dump", probe, fold};
