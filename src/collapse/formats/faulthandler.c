/* Python's faulthandler: dumps of all threads, one behind the other.
 *
 *	python3 -X faulthandler, faulthandler.dump_traceback_later(0.01, repeat=True)
 *
 *	Thread 0x00007fa047bc26c0 [worker] (most recent call first):
 *	  File "/home/user/shop.py", line 5 in work
 *	  File "/usr/lib/python3.11/threading.py", line 982 in run
 *
 *	Current thread 0x00007fa048a0bb80 (most recent call first):
 *	  File "/home/user/shop.py", line 10 in <module>
 *
 * A frame is file:line:function; each stack counts 1. */
#include "collapse/backtrace.h"

#define MARK " (most recent call first):"

static bool
parse_frame(struct str line, struct str *file, struct str *number, struct str *function)
{
	line = str_trim(line);
	if (!str_starts(line, STR("File \"")))
		return false;
	line = str_rest(line, 6);
	size_t quote = str_find(line, STR("\", line "));
	if (quote == SIZE_MAX)
		return false;
	struct str rest = str_rest(line, quote + 8);
	size_t in_word = str_find(rest, STR(" in "));
	if (in_word == SIZE_MAX)
		return false;
	*file = (struct str){line.p, quote};
	*number = (struct str){rest.p, in_word};
	*function = str_rest(rest, in_word + 4);
	return true;
}

static bool
add_frame(struct backtrace *b, struct str line)
{
	struct str file, number, function;
	struct out made;

	if (!parse_frame(line, &file, &number, &function))
		return false;
	out_to_memory(&made);
	out_str(&made, file);
	out_char(&made, ':');
	out_str(&made, number);
	out_char(&made, ':');
	out_str(&made, function);
	backtrace_raw_frame(b, out_memory(&made));
	out_drop(&made);
	return true;
}

static void
start_thread(struct backtrace *b, struct str line)
{
	struct out name;

	backtrace_end(b, 1);
	line.n = str_find(line, STR(MARK));
	if (b->opt->threads != CHOICE_YES && !b->opt->tid)
		return;
	size_t id = str_find(line, STR("hread "));
	out_to_memory(&name);
	out_text(&name, "Thread ");
	out_str(&name, id == SIZE_MAX ? line : str_rest(line, id + 6));
	backtrace_root(b, 0, out_memory(&name));
	out_drop(&name);
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct backtrace b;
	struct str line;

	backtrace_init(&b, s, opt);
	while (in_line(in, &line)) {
		if (str_has(line, STR(MARK)))
			start_thread(&b, line);
		else if (!add_frame(&b, line))
			backtrace_end(&b, 1);
	}
	backtrace_end(&b, 1);
	return backtrace_done(&b, in);
}

static enum claim
probe(struct str head)
{
	return str_has(head, STR(MARK)) && str_has(head, STR("  File \"")) ? CLAIM_YES : CLAIM_NO;
}

const struct format format_faulthandler = {
	"faulthandler", "Python's faulthandler", probe, fold,
};
