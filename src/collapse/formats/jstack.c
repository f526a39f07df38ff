/* Java thread dumps of jstack, jcmd Thread.print or kill -3, one behind the other.
 *
 *	for i in $(seq 100); do jstack PID; sleep 0.1; done
 *
 *	2026-11-21 10:21:55
 *	Full thread dump OpenJDK 64-Bit Server VM (17.0.15 mixed mode):
 *
 *	"pool-1-thread-2" #14 prio=5 cpu=629.11ms tid=0x00007f15cc11e760 nid=0x7168 runnable
 *	   java.lang.Thread.State: RUNNABLE
 *		at com.shop.Cart.total(Cart.java:12)
 *		- locked <0x000000069ec02f40> (a java.lang.Object)
 *		at java.lang.Thread.run(java.base@17.0.15/Thread.java:840)
 *
 * Only runnable threads count, 1 each; those that wait in the kernel for the network or
 * for events are runnable to the JVM and to nobody else, and are passed over, as are its
 * own threads.  The thread's name, without its number, is the root (--no-thread-frames
 * drops it, --tid keeps the number). */
#include <string.h>

#include "collapse/backtrace.h"

struct dump {
	struct backtrace b;
	bool runnable; /* the JVM says so */
	bool waits;    /* ... but it does not run */
};

static bool
is_own_thread(struct str name)
{
	static const struct str parts[] = {
		STR_ROW("CompilerThread"), STR_ROW("Signal Dispatcher"), STR_ROW("Service Thread"),
		STR_ROW("Attach Listener"),
	};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (str_has(name, parts[i]))
			return true;
	return false;
}

/* Waits for events or for the network, by its innermost frame. */
static bool
is_waiting_frame(struct str name)
{
	static const struct str parts[] = {STR_ROW("epollWait"), STR_ROW("EPoll.wait")};
	static const struct str ends[] = {STR_ROW("socketAccept"), STR_ROW("socketRead0")};
	size_t socket = str_find(name, STR("Socket"));

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (str_has(name, parts[i]))
			return true;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(name, ends[i]))
			return true;
	return socket != SIZE_MAX && str_ends(str_rest(name, socket), STR("accept0"));
}

static void
end_thread(struct dump *d)
{
	if (d->runnable && !d->waits)
		backtrace_end_thread(&d->b, 1);
	backtrace_drop(&d->b);
	d->runnable = d->waits = false;
}

static void
start_thread(struct dump *d, struct str line)
{
	struct str name = str_cut(str_rest(line, 1), '"').head;

	end_thread(d);
	d->waits = is_own_thread(name);
	backtrace_no_root(&d->b, 0);
	if (d->b.opt->threads != CHOICE_NO && name.n)
		backtrace_root(&d->b, 0, d->b.opt->tid ? name : backtrace_pool(name));
}

static void
add_frame(struct dump *d, struct str text)
{
	struct out made;

	out_to_memory(&made);
	if (is_waiting_frame(str_cut(text, '(').head))
		d->waits = true;
	backtrace_raw_frame(&d->b, backtrace_java(&d->b, text, &made));
	out_drop(&made);
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	static const char state[] = "java.lang.Thread.State: ";
	struct dump d = {.runnable = false};
	struct str line;

	backtrace_init(&d.b, s, opt);
	while (in_line(in, &line)) {
		struct str text = str_trim(line);
		if (line.n && *line.p == '"')
			start_thread(&d, line);
		else if (str_starts(text, str_from(state)))
			d.runnable = str_starts(str_rest(text, strlen(state)), STR("RUNNABLE"));
		else if (str_starts(text, STR("at ")))
			add_frame(&d, str_rest(text, 3));
		else if (!text.n)
			end_thread(&d);
	}
	end_thread(&d);
	return backtrace_done(&d.b, in);
}

static enum claim
probe(struct str head)
{
	return str_has(head, STR("   java.lang.Thread.State: ")) ? CLAIM_YES : CLAIM_NO;
}

const struct format format_jstack = {
	"jstack", "Java thread dumps: jstack, jcmd, kill -3", probe, fold,
};
