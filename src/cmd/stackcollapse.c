/* The output of any profiler in, folded stacks out. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/opt.h"
#include "collapse/fixed.h"
#include "collapse/format.h"
#include "collapse/rework.h"
#ifdef __linux__
#include "sample/perfdata.h"
#endif

struct options {
	struct fold_options fold;
	struct rework rework;
	const struct format *from; /* or NULL: guessed for each input */
	const char *output;
	uint64_t jobs;
	bool time_order, strict, quiet, list, help, version;
};

static const char *
add_word(struct words *words, const char *value)
{
	words->list = mem_grow(words->list, &words->cap, words->n + 1, sizeof *words->list);
	words->list[words->n++] = value;
	return NULL;
}

static const char *
set_from(void *options, const char *value)
{
	struct options *o = options;

	o->from = format_named(str_from(value));
	return o->from ? NULL : "is no format; --list-formats lists them";
}

static const char *
set_all(void *options, const char *value)
{
	struct options *o = options;

	(void)value;
	o->fold.kernel = o->fold.jit = true;
	return NULL;
}

static const char *
set_context(void *options, const char *value)
{
	struct options *o = options;

	(void)value;
	o->fold.inlined = o->fold.context = true;
	return NULL;
}

static const char *
set_event(void *options, const char *value)
{
	return add_word(&((struct options *)options)->fold.events, value);
}

static const char *
set_label(void *options, const char *value)
{
	return add_word(&((struct options *)options)->fold.labels, value);
}

static const char *
set_skip_after(void *options, const char *value)
{
	return add_word(&((struct options *)options)->rework.skip_after, value);
}

static const char *
set_tag(void *options, const char *value)
{
	const char *equals = strchr(value, '=');

	if (!equals || equals == value || !equals[1])
		return "is not KEY=VALUE";
	return add_word(&((struct options *)options)->rework.tags, value);
}

static const char *
set_threads(void *options, const char *value)
{
	(void)value;
	((struct options *)options)->fold.threads = CHOICE_YES;
	return NULL;
}

static const char *
set_no_threads(void *options, const char *value)
{
	(void)value;
	((struct options *)options)->fold.threads = CHOICE_NO;
	return NULL;
}

static const char *
set_modules(void *options, const char *value)
{
	(void)value;
	((struct options *)options)->fold.modules = CHOICE_YES;
	return NULL;
}

static const char *
set_no_modules(void *options, const char *value)
{
	(void)value;
	((struct options *)options)->fold.modules = CHOICE_NO;
	return NULL;
}

/* Nanoseconds of a number of seconds; where there is none, otherwise. */
static bool
seconds(struct str text, uint64_t otherwise, uint64_t *ns)
{
	struct fixed f;

	*ns = otherwise;
	if (!text.n)
		return true;
	if (!fixed_parse(text, 9, &f) || f.whole < 0)
		return false;
	*ns = (uint64_t)f.whole;
	return true;
}

static const char *
set_range(void *options, const char *value)
{
	struct fold_options *fold = &((struct options *)options)->fold;
	struct cut c = str_cut(str_from(value), ',');

	if (!c.ok || !seconds(c.head, 0, &fold->from_ns) || !seconds(c.tail, UINT64_MAX, &fold->to_ns))
		return "is not FROM,TO in seconds";
	fold->ranged = true;
	return NULL;
}

#define FIELD(name) offsetof(struct options, name)

static const struct opt table[] = {
	{"from", 'f', "NAME", OPT_CALL, 0, set_from, "the input's format, instead of a guess"},
	{"list-formats", 0, NULL, OPT_FLAG, FIELD(list), NULL, "say the formats and end"},
	{"output", 'o', "FILE", OPT_TEXT, FIELD(output), NULL, "write to FILE, whole or not at all"},
	{"pid", 0, NULL, OPT_FLAG, FIELD(fold.pid), NULL, "process ids behind process names"},
	{"tid", 0, NULL, OPT_FLAG, FIELD(fold.tid), NULL, "process and thread ids behind them"},
	{"kernel", 0, NULL, OPT_FLAG, FIELD(fold.kernel), NULL, "mark kernel frames with _[k]"},
	{"jit", 0, NULL, OPT_FLAG, FIELD(fold.jit), NULL, "mark just-in-time compiled frames with _[j]"},
	{"all", 0, NULL, OPT_CALL, 0, set_all, "--kernel and --jit"},
	{"addrs", 0, NULL, OPT_FLAG, FIELD(fold.addrs), NULL, "addresses of frames without a name"},
	{"inline", 0, NULL, OPT_FLAG, FIELD(fold.inlined), NULL, "ask addr2line for inlined frames"},
	{"context", 0, NULL, OPT_CALL, 0, set_context, "--inline, with file and line"},
	{"srcline", 0, NULL, OPT_FLAG, FIELD(fold.srcline), NULL,
	 "file and line in frames, where the input has them"},
	{"event-filter", 0, "EVENT", OPT_CALL, 0, set_event,
	 "only samples of EVENT, not of the first one met; may be repeated"},
	{"counts", 0, NULL, OPT_FLAG, FIELD(fold.counts), NULL, "count samples, not their weights"},
	{"value", 0, "NAME", OPT_TEXT, FIELD(fold.value), NULL,
	 "what to count, where the input has several values"},
	{"label", 0, "KEY", OPT_CALL, 0, set_label,
	 "that label of samples as a root frame; may be repeated"},
	{"recursive", 0, NULL, OPT_FLAG, FIELD(rework.recursive), NULL,
	 "equal frames that follow each other are one"},
	{"shorten-pkgs", 0, NULL, OPT_FLAG, FIELD(fold.shorten_pkgs), NULL,
	 "Java packages by their first letters"},
	{"thread-frames", 0, NULL, OPT_CALL, 0, set_threads, "a root frame for the thread"},
	{"no-thread-frames", 0, NULL, OPT_CALL, 0, set_no_threads, "none"},
	{"modules", 0, NULL, OPT_CALL, 0, set_modules, "the module in front of names"},
	{"no-modules", 0, NULL, OPT_CALL, 0, set_no_modules, "no module there"},
	{"time-order", 0, NULL, OPT_FLAG, FIELD(time_order), NULL,
	 "the input's order, for cflame --flamechart"},
	{"time-range", 0, "FROM,TO", OPT_CALL, 0, set_range,
	 "only samples between two times, in seconds"},
	{"skip-after", 0, "NAME", OPT_CALL, 0, set_skip_after,
	 "stacks start at the innermost frame NAME; may be repeated"},
	{"demangle", 0, NULL, OPT_FLAG, FIELD(rework.demangle), NULL, "C++ names through c++filt"},
	{"raw-names", 0, NULL, OPT_FLAG, FIELD(fold.raw_names), NULL, "names as the input has them"},
	{"tag", 0, "KEY=VALUE", OPT_CALL, 0, set_tag, "a root frame for all; may be repeated"},
	{"strict", 0, NULL, OPT_FLAG, FIELD(strict), NULL, "fail where a record is skipped"},
	{"jobs", 'j', "N", OPT_COUNT, FIELD(jobs), NULL, "threads (as many as processors)"},
	{"quiet", 'q', NULL, OPT_FLAG, FIELD(quiet), NULL, "no warnings"},
	{"version", 0, NULL, OPT_FLAG, FIELD(version), NULL, "say the version"},
	{"help", 'h', NULL, OPT_FLAG, FIELD(help), NULL, "say this"},
	{0},
};

static void
write_formats(struct out *o)
{
	for (size_t i = 0; formats[i]; i++) {
		out_text(o, "  ");
		out_text(o, formats[i]->name);
		for (size_t column = strlen(formats[i]->name); column < 17; column++)
			out_char(o, ' ');
		out_char(o, ' ');
		out_text(o, formats[i]->what);
		out_char(o, '\n');
	}
}

static int
say_formats(void)
{
	struct out o;

	out_to_fd(&o, 1);
	write_formats(&o);
	return !out_close(&o);
}

static int
say_help(void)
{
	return opt_say_help(table, "usage: stackcollapse [options] [FILE ...]\n"
	                           "Turns what profilers print into folded stacks.\n\n");
}

static void
say_unknown(const char *file)
{
	struct out o;

	complain("%s: the format is not known; --from NAME forces one of", file);
	out_to_fd(&o, 2);
	write_formats(&o);
	(void)out_close(&o);
}

static bool
fold_input(struct in *in, struct stacks *s, const struct options *opt)
{
	format_skip_mark(in);
	if (!in_peek(in, 1).n) {
		complain("%s: empty", in->pos.file);
		return false;
	}
	const struct format *format = opt->from ? opt->from : format_recognise(in);
	if (!format) {
		say_unknown(in->pos.file);
		return false;
	}
	if (opt->fold.ranged && !format_is_timed(format)) {
		complain("%s: %s has no times for --time-range", in->pos.file, format->name);
		return false;
	}
	if (format->fold(in, s, &opt->fold))
		return true;
	complain("%s: nothing could be read of it as %s", in->pos.file, format->name);
	return false;
}

/* A recording of perf itself, not its text: unwound and named as cflame-record does
 * it.  Whether it is one; then *ok is whether it could be read. */
static bool
replay(struct in *in, const char *path, struct stacks *s, const struct options *opt, bool *ok)
{
#ifdef __linux__
	static struct profile profile;
	struct profile_options options = {.machine = perfdata_machine(),
	                                  .in_order = opt->time_order,
	                                  .per_pid = opt->fold.pid || opt->fold.tid,
	                                  .thread_frames = opt->fold.tid};
	struct perfdata_choice choice = {opt->fold.events.list, opt->fold.events.n,
	                                 "--event-filter"};

	if (opt->from || !perfdata_probe(in_peek(in, 8)))
		return false;
	if (opt->fold.ranged) {
		complain("%s: --time-range is for the text of perf script", in->pos.file);
		*ok = false;
		return true;
	}
	profile_init(&profile, &options, NULL, "/proc/kallsyms");
	const char *why = NULL;
	if (!strcmp(path, "-"))
		why = perfdata_replay_bytes(in_rest(in), &choice, &profile);
	else
		*ok = perfdata_replay(path, &choice, &profile);
	if (why)
		complain("cannot read '%s': %s", in->pos.file, why);
	*ok = *ok && !why;
	if (*ok)
		profile_write(&profile, s);
	profile_release(&profile);
	return true;
#else
	(void)in, (void)path, (void)s, (void)opt, (void)ok;
	return false;
#endif
}

static bool
fold_file(const char *path, struct stacks *s, const struct options *opt)
{
	struct in in;

	if (!in_open(&in, path)) {
		complain("cannot open '%s': %s", path, strerror(errno));
		return false;
	}
	bool ok = true;
	if (!replay(&in, path, s, opt, &ok))
		ok = fold_input(&in, s, opt);
	const char *name = in.pos.file;
	if (in_close(&in))
		return ok;
	complain("cannot read '%s': %s", name, strerror(errno));
	return false;
}

static bool
fold_all(struct stacks *s, char **paths, size_t n, const struct options *opt)
{
	bool ok = n || fold_file("-", s, opt);

	for (size_t i = 0; i < n; i++)
		ok = fold_file(paths[i], s, opt) && ok;
	report_total(opt->fold.report);
	if (ok && opt->strict && opt->fold.report->bad) {
		complain("records were skipped, and --strict");
		return false;
	}
	if (ok && !s->added && !s->trie.overflow) {
		complain("no stacks in it");
		return false;
	}
	return ok;
}

static bool
write_stacks(struct stacks *s, const struct options *opt)
{
	struct out o;

	if (!out_open(&o, opt->output ? opt->output : "-")) {
		complain("cannot write '%s': %s", opt->output, strerror(errno));
		return false;
	}
	if (!stacks_write(s, &o)) {
		out_drop(&o);
		complain("the counts add up to more than 2^64-1");
		return false;
	}
	if (out_close(&o))
		return true;
	complain("cannot write '%s': %s", opt->output ? opt->output : "standard output",
	         strerror(errno));
	return false;
}

static int
collapse(char **paths, size_t n, const struct options *opt)
{
	enum trie_merge merge = opt->time_order ? TRIE_NEIGHBOURS : TRIE_ALL;
	struct stacks s, reworked;

	stacks_init(&s, merge);
	stacks_init(&reworked, merge);
	bool ok = fold_all(&s, paths, n, opt);
	bool changed = ok && rework_wanted(&opt->rework);
	if (changed)
		rework(&s, &reworked, &opt->rework);
	ok = ok && write_stacks(changed ? &reworked : &s, opt);
	stacks_release(&s);
	stacks_release(&reworked);
	return ok ? 0 : 1;
}

int
main(int argc, char **argv)
{
	struct report report = {0};
	struct options opt = {.fold.report = &report};
	int operands;

	diag_init("stackcollapse");
	(void)signal(SIGPIPE, SIG_IGN);
	bool right = opt_parse(table, &opt, argc, argv, false, &operands);
	if (opt.quiet)
		diag_quiet();
	opt.fold.jobs = (unsigned)(opt.jobs > 256 ? 256 : opt.jobs);
	opt.rework.raw_names = opt.fold.raw_names;
	int status = !right      ? 2
	           : opt.help    ? say_help()
	           : opt.version ? opt_say_version("stackcollapse")
	           : opt.list    ? say_formats()
	                         : collapse(argv + operands, (size_t)(argc - operands), &opt);
	free(opt.fold.events.list);
	free(opt.fold.labels.list);
	free(opt.rework.skip_after.list);
	free(opt.rework.tags.list);
	return status;
}
