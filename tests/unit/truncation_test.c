/* Every golden input of tests/collapse, cut off after each line, and after each byte
 * where it is small: the format ends in a clean result or a clean error, soon, whatever
 * the options; its lines add up to what was counted, and to no more than those of the
 * whole input.
 *
 *	truncation_test [FORMAT ...] */
#include <unistd.h>

#include "base/diag.h"
#include "goldens.h"

#define EVERY_BYTE (8 * 1024) /* inputs up to this size are cut after each byte */
#define SECONDS 20            /* that one text may take, of real time */

static char **named;
static int n_named;

static const char *label = "job";

static const struct fold_options options[] = {
	{0},
	{.pid = true, .tid = true, .threads = CHOICE_YES, .modules = CHOICE_YES, .kernel = true,
	 .jit = true, .addrs = true, .srcline = true, .counts = true, .raw_names = true,
	 .shorten_pkgs = true, .labels = {.list = &label, .n = 1}},
	{.threads = CHOICE_NO, .modules = CHOICE_NO, .value = "x", .ranged = true, .from_ns = 1,
	 .to_ns = UINT64_MAX},
};

#define N_OPTIONS (sizeof options / sizeof options[0])

static bool
is_cut(struct str text, size_t n)
{
	return text.n <= EVERY_BYTE || n == text.n || (n && text.p[n - 1] == '\n');
}

/* Inputs of which a part says something else than the whole. */
static bool
may_grow(const char *path)
{
	static const char *const paths[] = {
		GOLDENS "/bpftrace/odd.txt",         /* the map with stacks is not there yet */
		GOLDENS "/du/",                      /* a path is cut, and those in it are not */
		GOLDENS "/macsample/prog.txt",       /* a thread waits in the frame that is gone */
		GOLDENS "/perf-report/counts.txt",   /* percent, before the counts */
	};

	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
		if (str_starts(str_from(path), str_from(paths[i])))
			return true;
	return false;
}

static void
cut_with(const struct format *format, const char *path, struct str text, struct fold_options opt)
{
	struct folding whole, part;

	fold_text(&whole, format, text, opt);
	out_drop(&whole.folded);
	for (size_t n = 0; n <= text.n; n++) {
		if (!is_cut(text, n))
			continue;
		(void)alarm(SECONDS);
		fold_text(&part, format, (struct str){text.p, n}, opt);
		out_drop(&part.folded);
		if (part.exact && (part.total <= whole.total || may_grow(path)))
			continue;
		printf("  %s, cut after %zu bytes: %.9g, %s, of %.9g\n", path, n, part.total,
		       part.exact ? "exact" : "not what was counted", whole.total);
		CHECK(false);
		return;
	}
}

static void
cut(const struct format *format, const char *path, struct str text)
{
	for (size_t i = 0; i < N_OPTIONS; i++)
		cut_with(format, path, text, options[i]);
	(void)alarm(0);
}

static void
each_input_may_be_cut(void)
{
	goldens_each(cut, named, n_named);
}

int
main(int argc, char **argv)
{
	named = argv + 1;
	n_named = argc - 1;
	diag_quiet();
	TEST(each_input_may_be_cut);
	return unit_end();
}
