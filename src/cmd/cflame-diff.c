/* Two profiles in; their difference as folded text, a report, or a verdict out. */
#include <errno.h>
#include <regex.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/opt.h"
#include "draw/report.h"
#include "fold/change.h"
#include "fold/columns.h"
#include "fold/delta.h"
#include "fold/merged.h"
#include "fold/normalize.h"
#include "fold/write.h"

#define STATUS_GATE 3
#define MOST_FILES 4096
#define REPORT_ROWS 30

/* Words that an option may be given many times. */
struct words {
	const char *list[MOST_FILES];
	size_t n;
};

struct options {
	struct words before, after, allow;
	const char *output;
	bool normalize, strip_hex, no_diff, strict, quiet, help, version;
	bool report, gate;
	enum report_format format;
	enum change_metric metric;
	double fail_above; /* percentage points */
	uint64_t rows, jobs;
};

static const char *
add_word(struct words *words, const char *value)
{
	if (words->n == MOST_FILES)
		return "is one too many";
	words->list[words->n++] = value;
	return NULL;
}

static const char *
set_before(void *options, const char *value)
{
	return add_word(&((struct options *)options)->before, value);
}

static const char *
set_after(void *options, const char *value)
{
	return add_word(&((struct options *)options)->after, value);
}

static const char *
set_allow(void *options, const char *value)
{
	regex_t pattern;

	if (!*value)
		return "is empty, and would allow everything";
	if (regcomp(&pattern, value, REG_EXTENDED | REG_NOSUB))
		return "is not an extended regular expression";
	regfree(&pattern);
	return add_word(&((struct options *)options)->allow, value);
}

static const char *
set_report(void *options, const char *value)
{
	static const char *const formats[] = {"text", "markdown", "json"};
	struct options *o = options;

	for (int i = 0; i < 3; i++)
		if (!strcmp(value, formats[i])) {
			o->format = (enum report_format)i;
			o->report = true;
			return NULL;
		}
	return "is not text, markdown or json";
}

static const char *
set_metric(void *options, const char *value)
{
	struct options *o = options;

	o->metric = !strcmp(value, "total") ? CHANGE_TOTAL : CHANGE_SELF;
	return o->metric == CHANGE_TOTAL || !strcmp(value, "self") ? NULL : "is not self or total";
}

static const char *
set_fail_above(void *options, const char *value)
{
	struct options *o = options;
	char number[32];
	size_t n = strlen(value);

	if (n && value[n - 1] == '%')
		n--;
	if (n >= sizeof number)
		return "is not a percentage";
	memcpy(number, value, n);
	number[n] = 0;
	if (!opt_number(number, &o->fail_above) || o->fail_above > 100)
		return "is not a percentage from 0 to 100";
	o->gate = true;
	return NULL;
}

#define FIELD(name) offsetof(struct options, name)

static const struct opt table[] = {
	{"before", 'b', "FILE", OPT_CALL, 0, set_before, "an earlier profile; may be given many times"},
	{"after", 'a', "FILE", OPT_CALL, 0, set_after, "a later profile; may be given many times"},
	{"normalize", 'n', NULL, OPT_FLAG, FIELD(normalize), NULL,
	 "scale the earlier counts to the later total"},
	{"strip-hex", 's', NULL, OPT_FLAG, FIELD(strip_hex), NULL, "addresses in names become 0x..."},
	{"report", 0, "FORMAT", OPT_CALL, 0, set_report,
	 "what moved most, as text, markdown or json"},
	{"rows", 0, "N", OPT_COUNT, FIELD(rows), NULL, "rows of the report (30; 0: all)"},
	{"metric", 0, "SHARE", OPT_CALL, 0, set_metric, "share that is compared: self or total (self)"},
	{"fail-above", 0, "PERCENT", OPT_CALL, 0, set_fail_above,
	 "exit 3 where a share rose by more than that many points"},
	{"allow", 0, "PATTERN", OPT_CALL, 0, set_allow,
	 "functions that may rise; may be given many times"},
	{"output", 'o', "FILE", OPT_TEXT, FIELD(output), NULL, "write to FILE, whole or not at all"},
	{"no-diff", 0, NULL, OPT_FLAG, FIELD(no_diff), NULL,
	 "lines have one count, even where all end in two numbers"},
	{"strict", 0, NULL, OPT_FLAG, FIELD(strict), NULL, "fail where a line is ignored"},
	{"jobs", 'j', "N", OPT_COUNT, FIELD(jobs), NULL, "threads (as many as processors)"},
	{"quiet", 'q', NULL, OPT_FLAG, FIELD(quiet), NULL, "no warnings"},
	{"version", 0, NULL, OPT_FLAG, FIELD(version), NULL, "say the version"},
	{"help", 'h', NULL, OPT_FLAG, FIELD(help), NULL, "say this"},
	{0},
};

static int
say_help(void)
{
	return opt_say_help(
	        table, "usage: cflame-diff [options] BEFORE AFTER\n"
	               "Compares two folded profiles: a differential one for cflame, a report, "
	               "a gate.\n\n");
}

/* Operands are a BEFORE and an AFTER, or all of the side that no option named. */
static bool
take_operands(struct options *o, char **words, size_t n)
{
	struct words *side = !o->before.n ? &o->before : !o->after.n ? &o->after : NULL;

	if (!o->before.n && !o->after.n) {
		if (n == 2) {
			(void)add_word(&o->before, words[0]);
			(void)add_word(&o->after, words[1]);
			return true;
		}
		complain("two files are compared, BEFORE and AFTER; --before and --after name more");
		return false;
	}
	if (!side && n) {
		complain("'%s' is on neither side; --before or --after says which", words[0]);
		return false;
	}
	if (side && !n) {
		complain("there is no file on the other side");
		return false;
	}
	for (size_t i = 0; i < n; i++)
		if (add_word(side, words[i])) {
			complain("more than %d files on one side", MOST_FILES);
			return false;
		}
	return true;
}

static unsigned
threads(const struct options *o)
{
	return (unsigned)(o->jobs > 1024 ? 1024 : o->jobs);
}

static bool
load_side(struct load *load, const struct words *files, const struct options *o)
{
	const struct load_options opt = {
	        .diff = o->no_diff ? LOAD_DIFF_OFF : LOAD_DIFF_AUTO,
	        .strict = o->strict,
	        .jobs = threads(o),
	};

	if (!load_files(load, files->list, files->n, &opt))
		return false;
	if (!load->differential)
		return true;
	complain("%s is a difference already: its lines end in two counts; --no-diff reads one",
	         files->list[0]);
	return false;
}

/* Both sides in one trie; false when that failed, and why has been said. */
static bool
load_both(struct trie *both, unsigned *scale, const struct options *o)
{
	struct load before = {0}, after = {0};
	bool ok = load_side(&before, &o->before, o) && load_side(&after, &o->after, o);

	if (ok) {
		*scale = before.scale > after.scale ? before.scale : after.scale;
		ok = delta_add(both, DELTA_BEFORE, &before, *scale, o->strip_hex) &&
		     delta_add(both, DELTA_AFTER, &after, *scale, o->strip_hex);
		if (!ok)
			complain("the counts add up to more than 2^64-1");
	}
	load_release(&before);
	load_release(&after);
	return ok;
}

/* Whether there is something to compare; says so where there is not. */
static bool
comparable(const struct tree *tree, const struct options *o)
{
	bool before = tree->total_before[0], after = tree->total[0];

	if (before && after)
		return true;
	if (o->gate || o->report || o->normalize || (!before && !after)) {
		complain("nothing to compare: %s", before  ? "AFTER has no stacks"
		                                   : after ? "BEFORE has no stacks"
		                                           : "neither side has stacks");
		return false;
	}
	warn("%s has no stacks", before ? "AFTER" : "BEFORE");
	return true;
}

static bool
open_output(struct out *out, const struct options *o)
{
	if (out_open(out, o->output ? o->output : "-"))
		return true;
	complain("cannot write '%s': %s", o->output, strerror(errno));
	return false;
}

static bool
close_output(struct out *out, const struct options *o)
{
	if (out_close(out))
		return true;
	complain("cannot write '%s': %s", o->output ? o->output : "standard output", strerror(errno));
	return false;
}

static bool
write_result(const struct tree *tree, const struct changes *changes, const struct options *o)
{
	const struct report report = {o->format, o->metric, o->rows};
	struct out out;

	if (!open_output(&out, o))
		return false;
	if (o->report)
		report_write(&out, &report, tree, changes);
	else
		folded_write(tree, TREE_BY_NAME, &out);
	return close_output(&out, o);
}

static bool
allowed(const struct options *o, const char *name)
{
	bool found = false;

	for (size_t i = 0; i < o->allow.n && !found; i++) {
		regex_t pattern;
		if (regcomp(&pattern, o->allow.list[i], REG_EXTENDED | REG_NOSUB))
			continue;
		found = !regexec(&pattern, name, 0, NULL, 0);
		regfree(&pattern);
	}
	return found;
}

static void
say_culprit(const struct options *o, const struct tree *tree, const struct moved *m, const char *name)
{
	struct out by, counts;

	out_to_memory(&by);
	report_points(&by, m);
	out_char(&by, 0);
	out_to_memory(&counts);
	out_scaled(&counts, m->before, tree->scale);
	out_text(&counts, " -> ");
	out_scaled(&counts, m->after, tree->scale);
	out_char(&counts, 0);
	complain("the %s share of '%s' rose by %s, from %.2f %% to %.2f %% (%s)",
	         o->metric == CHANGE_SELF ? "self" : "total", name, by.buf, m->share_before * 100,
	         m->share_after * 100, counts.buf);
	(void)out_close(&by);
	(void)out_close(&counts);
}

/* 0, or STATUS_GATE with the culprits named. */
static int
judge(const struct tree *tree, const struct changes *changes, const struct options *o)
{
	struct arena text = {0};
	int status = 0;

	for (uint32_t i = 0; i < changes->n; i++) {
		const struct moved *m = change_by(&changes->list[i], o->metric);
		if (moved_by(m) * 100 <= o->fail_above || m->noise)
			continue;
		struct str s = names_str(tree->names, changes->list[i].name);
		const char *name = arena_copy(&text, s.p, s.n);
		if (allowed(o, name))
			continue;
		status = STATUS_GATE;
		say_culprit(o, tree, m, name);
	}
	arena_release(&text);
	return status;
}

static int
compare(struct tree *tree, const struct options *o)
{
	struct changes changes = {0};
	int status = 1;

	if (o->report || o->gate)
		changes_of(&changes, tree, o->metric);
	const char *why = o->normalize ? normalize_before(tree) : NULL;
	if (why)
		complain("cannot normalize: %s", why);
	else if (write_result(tree, &changes, o))
		status = o->gate ? judge(tree, &changes, o) : 0;
	changes_release(&changes);
	return status;
}

static int
write_merged(const struct merged *m, const struct options *o)
{
	struct out out;

	if (!open_output(&out, o))
		return 1;
	merged_write(m, &out);
	return !close_output(&out, o);
}

static int
write_pairs(struct pairing *p, const struct sides *s, const struct options *o)
{
	struct out out;

	if (!open_output(&out, o))
		return 1;
	columns_write(p, s, &out);
	return !close_output(&out, o);
}

/* The difference of sides that were opened: as below. */
static int
compare_sides(struct sides *s, const struct options *o)
{
	struct merged merged;
	struct pairing pairing;
	enum merged_result result = merged_make(&merged, s);
	int status = result == MERGED_ALL ? write_merged(&merged, o) : -1;

	merged_release(&merged);
	if (result != MERGED_UNORDERED)
		return status;
	if (pairing_read(&pairing, s))
		status = write_pairs(&pairing, s, o);
	pairing_release(&pairing);
	return status;
}

/* A plain difference of two usual files, the quick way: 0, or 1 where it could not be
 * written; -1 where it is not that. */
static int
run_quickly(const struct options *o)
{
	struct sides sides;
	int status = -1;

	if (o->report || o->gate || o->normalize || o->strip_hex || o->before.n > 1 || o->after.n > 1)
		return -1;
	if (sides_open(&sides, o->before.list[0], o->after.list[0], o->no_diff, threads(o)))
		status = compare_sides(&sides, o);
	sides_close(&sides);
	return status;
}

static int
run(const struct options *o)
{
	struct trie both;
	struct tree tree = {0};
	struct tree_options by_name = {.order = TREE_BY_NAME};
	int status = 1;

	trie_init(&both, TRIE_ALL);
	if (load_both(&both, &by_name.scale, o)) {
		const char *why = tree_build(&tree, &both, &by_name);
		if (why)
			complain("%s", why);
		else if (comparable(&tree, o))
			status = compare(&tree, o);
	}
	tree_release(&tree);
	trie_release(&both);
	return status;
}

int
main(int argc, char **argv)
{
	static struct options options = {.rows = REPORT_ROWS};
	int operands;

	diag_init("cflame-diff");
	(void)signal(SIGPIPE, SIG_IGN);
	if (!opt_parse(table, &options, argc, argv, false, &operands))
		return 2;
	if (options.help)
		return say_help();
	if (options.version)
		return opt_say_version("cflame-diff");
	if (options.quiet)
		diag_quiet();
	if (!take_operands(&options, argv + operands, (size_t)(argc - operands)))
		return 2;
	int status = run_quickly(&options);
	return status < 0 ? run(&options) : status;
}
