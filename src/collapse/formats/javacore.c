/* IBM's and OpenJ9's javacore files, one behind the other.
 *
 *	3XMTHREADINFO      "worker-3" J9VMThread:0x00B8, java/lang/Thread:0x01, state:R, prio=5
 *	3XMTHREADINFO1            (native thread ID:0x3158, native priority:0x5)
 *	4XESTACKTRACE                at java/net/SocketInputStream.read(SocketInputStream.java:129)
 *	4XESTACKTRACE                at com/shop/Cart.total(Cart.java:12(Compiled Code))
 *	3XMTHREADINFO3           Native callstack:
 *
 * Threads that run (state:R) count, 1 each.  The thread's name, without its number, is
 * the root (--no-thread-frames drops it, --tid puts the native id behind it). */
#include "collapse/backtrace.h"

struct core {
	struct backtrace b;
	struct out name; /* memory: the thread's */
	bool runs;
};

static void
end_thread(struct core *core)
{
	if (core->b.opt->threads != CHOICE_NO && core->name.used)
		backtrace_root(&core->b, 0, out_memory(&core->name));
	else
		backtrace_no_root(&core->b, 0);
	if (core->runs)
		backtrace_end(&core->b, 1);
	backtrace_drop(&core->b);
	core->name.used = 0;
	core->runs = false;
}

static void
start_thread(struct core *core, struct str line)
{
	end_thread(core);
	out_str(&core->name, backtrace_pool(str_cut(str_cut(line, '"').tail, '"').head));
	core->runs = str_has(line, STR("state:R,")) || str_ends(line, STR("state:R"));
}

static void
add_id(struct core *core, struct str line)
{
	size_t at = str_find(line, STR("native thread ID:"));

	if (!core->b.opt->tid || at == SIZE_MAX)
		return;
	out_char(&core->name, '-');
	out_str(&core->name, str_cut(str_rest(line, at + 17), ',').head);
}

static void
add_frame(struct core *core, struct str text)
{
	struct out made;
	struct str name = str_trim(str_cut(text, '(').head);

	out_to_memory(&made);
	if (core->b.opt->shorten_pkgs)
		backtrace_raw_frame(&core->b, backtrace_java(&core->b, name, &made));
	else
		backtrace_raw_frame(&core->b, name);
	out_drop(&made);
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct core core = {.runs = false};
	struct str line;

	backtrace_init(&core.b, s, opt);
	out_to_memory(&core.name);
	while (in_line(in, &line)) {
		struct cut c = str_cut(line, ' ');
		struct str text = str_trim(c.tail);
		if (str_eq(c.head, STR("3XMTHREADINFO")) && str_cut(text, '"').ok)
			start_thread(&core, text);
		else if (str_eq(c.head, STR("3XMTHREADINFO1")))
			add_id(&core, text);
		else if (str_eq(c.head, STR("4XESTACKTRACE")) && str_starts(text, STR("at ")))
			add_frame(&core, str_rest(text, 3));
	}
	end_thread(&core);
	out_drop(&core.name);
	return backtrace_done(&core.b, in);
}

static enum claim
probe(struct str head)
{
	return str_has(head, STR("\n3XMTHREADINFO")) || str_starts(head, STR("3XMTHREADINFO")) ||
	       str_starts(head, STR("0SECTION  ")) ? CLAIM_YES : CLAIM_NO;
}

const struct format format_javacore = {
	"javacore", "javacore files of IBM's JVM and OpenJ9", probe, fold,
};
