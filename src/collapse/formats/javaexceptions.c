/* Java exceptions in a log: which of them there are most.
 *
 *	java.lang.IllegalStateException: no stock
 *		at com.shop.Cart.total(Cart.java:12)
 *		at com.shop.Main.main(Main.java:3)
 *	Caused by: java.io.IOException
 *		at com.shop.Stock.read(Stock.java:8)
 *		... 1 more
 *
 * Each run of "at" lines is a stack and counts 1; a cause is a stack of its own.  The
 * log may have anything between them. */
#include "collapse/backtrace.h"

/* "at com.shop.Cart.total(Cart.java:12)", blanks before it. */
static bool
is_frame(struct str line, struct str *frame)
{
	struct str text = str_trim(line);

	if (!str_starts(text, STR("at ")) || (*line.p != ' ' && *line.p != '\t'))
		return false;
	*frame = str_rest(text, 3);
	struct str name = str_cut(*frame, '(').head;
	return str_cut(*frame, '(').ok && str_cut(name, '.').ok && !str_cut(name, ' ').ok;
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct backtrace b;
	struct str line, frame;
	struct out made;

	backtrace_init(&b, s, opt);
	out_to_memory(&made);
	while (in_line(in, &line)) {
		made.used = 0;
		if (line.n && is_frame(line, &frame))
			backtrace_raw_frame(&b, backtrace_java(&b, frame, &made));
		else
			backtrace_end(&b, 1);
	}
	backtrace_end(&b, 1);
	out_drop(&made);
	return backtrace_done(&b, in);
}

/* A frame, in a text that is no thread dump. */
static enum claim
probe(struct str head)
{
	struct str frame;

	if (str_has(head, STR("java.lang.Thread.State: ")))
		return CLAIM_NO;
	for (struct cut c = {.tail = head}; c.tail.n;) {
		c = str_cut(c.tail, '\n');
		if (c.ok && c.head.n && is_frame(c.head, &frame))
			return str_has(frame, STR(".java:")) || str_has(frame, STR("(Native Method)")) ||
			       str_has(frame, STR("(Unknown Source)")) ? CLAIM_MAYBE : CLAIM_NO;
	}
	return CLAIM_NO;
}

const struct format format_javaexceptions = {
	"java-exceptions", "Java exceptions in logs", probe, fold,
};
