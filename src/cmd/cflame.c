/* Folded stacks in; a picture, a table or merged folded text out. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/opt.h"
#include "base/os.h"
#include "draw/chain.h"
#include "draw/paint.h"
#include "draw/svg.h"
#include "draw/table.h"
#include "fold/load.h"
#include "fold/write.h"

#define MOST_BASES 64
#define MOST_THREADS 1024
#define MOST_PX 1e6
#define PALETTE_MAP "palette.map"
#define PICTURE_FRAMES 1000000
#define NOT_GIVEN UINT64_MAX
#define NO_MINWIDTH "is not a number of px or a percentage, at least 0"
#define EMPTY "There is no stack with a count in the input."

enum format { FORMAT_SVG, FORMAT_HTML, FORMAT_FOLDED, FORMAT_TOP, FORMAT_MARKDOWN };

struct options {
	struct look look;
	const char *output, *palette_file, *nameattr;
	const char *base[MOST_BASES];
	size_t n_base;
	enum format format;
	enum load_diff diff;
	double total;
	uint64_t max_frames, jobs, rows;
	bool by_width, sorted, alike, random, palette_map;
	bool strict, quiet, help, version, accepted;
};

/* The place of value in a list that ends with NULL; its end when it is not there. */
static size_t
choice(const char *const *list, const char *value)
{
	size_t i = 0;

	while (list[i] && strcmp(list[i], value))
		i++;
	return i;
}

static const char *
set_format(void *options, const char *value)
{
	static const char *const list[] = {"svg", "html", "folded", "top", "markdown", NULL};
	size_t i = choice(list, value);

	((struct options *)options)->format = (enum format)i;
	return list[i] ? NULL : "is not svg, html, folded, top or markdown";
}

static const char *
set_sort(void *options, const char *value)
{
	static const char *const list[] = {"name", "width", NULL};
	struct options *o = options;
	size_t i = choice(list, value);

	o->sorted = true;
	o->by_width = i == 1;
	return list[i] ? NULL : "is not name or width";
}

static const char *
set_theme(void *options, const char *value)
{
	static const char *const list[] = {"auto", "light", "dark", NULL};
	size_t i = choice(list, value);

	((struct options *)options)->look.theme = (enum look_theme)i;
	return list[i] ? NULL : "is not auto, light or dark";
}

static const char *
set_diff_width(void *options, const char *value)
{
	static const char *const list[] = {"max", "after", "before", NULL};
	size_t i = choice(list, value);

	((struct options *)options)->look.diff_width = (enum look_width)i;
	return list[i] ? NULL : "is not max, after or before";
}

static const char *
set_diff_colors(void *options, const char *value)
{
	static const char *const list[] = {"blue-orange", "red-blue", NULL};
	size_t i = choice(list, value);

	((struct options *)options)->look.red_blue = i == 1;
	return list[i] ? NULL : "is not blue-orange or red-blue";
}

static const char *
set_diff(void *options, const char *value)
{
	(void)value;
	((struct options *)options)->diff = LOAD_DIFF_ON;
	return NULL;
}

static const char *
set_no_diff(void *options, const char *value)
{
	(void)value;
	((struct options *)options)->diff = LOAD_DIFF_OFF;
	return NULL;
}

static const char *
set_colors(void *options, const char *value)
{
	const struct palette *p = palette_find(value);

	if (p)
		((struct options *)options)->look.palette = p;
	return p ? NULL : "is not a palette: the manual lists them";
}

static const char *
set_bgcolors(void *options, const char *value)
{
	static const char *const list[] = {"yellow", "blue", "green", "grey", NULL};
	struct rgb rgb;

	((struct options *)options)->look.background = value;
	if (list[choice(list, value)] || (*value == '#' && rgb_parse(str_from(value), &rgb)))
		return NULL;
	return "is not yellow, blue, green, grey or #rrggbb";
}

static const char *
set_search_color(void *options, const char *value)
{
	struct options *o = options;

	return rgb_parse(str_from(value), &o->look.search_color) ? NULL : "is not #rrggbb";
}

static const char *
set_minwidth(void *options, const char *value)
{
	struct look *look = &((struct options *)options)->look;
	char number[32];
	size_t n = strlen(value);

	look->minwidth_percent = n && value[n - 1] == '%';
	n -= look->minwidth_percent;
	if (n >= sizeof number)
		return NO_MINWIDTH;
	memcpy(number, value, n);
	number[n] = 0;
	return opt_number(number, &look->minwidth) ? NULL : NO_MINWIDTH;
}

static bool
is_px(double *px, const char *value, double least)
{
	return opt_number(value, px) && *px >= least && *px <= MOST_PX;
}

static const char *
set_width(void *options, const char *value)
{
	double *px = &((struct options *)options)->look.width;

	return is_px(px, value, 60) ? NULL : "is not a number of px from 60 to 1000000";
}

static const char *
set_height(void *options, const char *value)
{
	double *px = &((struct options *)options)->look.height;

	return is_px(px, value, 2) ? NULL : "is not a number of px from 2 to 1000000";
}

static const char *
set_fontsize(void *options, const char *value)
{
	double *px = &((struct options *)options)->look.fontsize;

	return is_px(px, value, 1) ? NULL : "is not a number of px from 1 to 1000000";
}

static const char *
set_notes(void *options, const char *value)
{
	((struct options *)options)->look.notes = value;
	return strpbrk(value, "<>") || strstr(value, "--") ? "has '<', '>' or '--'" : NULL;
}

static const char *
set_encoding(void *options, const char *value)
{
	(void)options;
	if (strcmp(value, "UTF-8") && strcmp(value, "utf-8") && strcmp(value, "utf8"))
		warn("--encoding %s: what is written is UTF-8", value);
	return NULL;
}

static const char *
add_base(void *options, const char *value)
{
	struct options *o = options;

	if (o->n_base == MOST_BASES)
		return "is one too many";
	o->base[o->n_base++] = value;
	return NULL;
}

#define FIELD(name) offsetof(struct options, name)

static const struct opt table[] = {
	{"output", 'o', "FILE", OPT_TEXT, FIELD(output), NULL, "write to FILE, whole or not at all"},
	{"format", 0, "FORMAT", OPT_CALL, 0, set_format, "svg, html, folded, top or markdown (svg)"},
	{"title", 0, "TEXT", OPT_TEXT, FIELD(look.title), NULL, "the heading"},
	{"subtitle", 0, "TEXT", OPT_TEXT, FIELD(look.subtitle), NULL, "a second heading"},
	{"width", 0, "PX", OPT_CALL, 0, set_width, "fixed width (as wide as the window; 1200)"},
	{"height", 0, "PX", OPT_CALL, 0, set_height, "height of a level (16)"},
	{"minwidth", 0, "PX", OPT_CALL, 0, set_minwidth,
	 "narrower frames are not drawn; N% of all (0.1)"},
	{"fonttype", 0, "FONT", OPT_TEXT, FIELD(look.fonttype), NULL, "font family (monospace)"},
	{"fontsize", 0, "PX", OPT_CALL, 0, set_fontsize, "size of the font (12)"},
	{"fontwidth", 0, "N", OPT_NUMBER, FIELD(look.fontwidth), NULL,
	 "mean width of a character in font sizes (0.6)"},
	{"countname", 0, "TEXT", OPT_TEXT, FIELD(look.countname), NULL,
	 "what is counted (samples)"},
	{"unit", 0, "UNIT", OPT_TEXT, FIELD(look.unit), NULL, "bytes, ns, us, ms, s: for display"},
	{"nametype", 0, "TEXT", OPT_TEXT, FIELD(look.nametype), NULL,
	 "what a frame is called in details (Function:)"},
	{"nameattr", 0, "FILE", OPT_TEXT, FIELD(nameattr), NULL,
	 "titles, links and classes of functions"},
	{"total", 0, "COUNT", OPT_NUMBER, FIELD(total), NULL, "the root is at least so wide"},
	{"factor", 0, "N", OPT_NUMBER, FIELD(look.factor), NULL, "counts are shown times N (1)"},
	{"colors", 'c', "PALETTE", OPT_CALL, 0, set_colors, "colours of functions (hot)"},
	{"bgcolors", 0, "COLOR", OPT_CALL, 0, set_bgcolors,
	 "background: yellow, blue, green, grey or #rrggbb"},
	{"hash", 0, NULL, OPT_FLAG, FIELD(alike), NULL, "alike names have alike colours"},
	{"deterministic", 0, NULL, OPT_FLAG, FIELD(accepted), NULL,
	 "the same colour for the same name: always so"},
	{"random", 0, NULL, OPT_FLAG, FIELD(random), NULL, "other colours in every run"},
	{"cp", 0, NULL, OPT_FLAG, FIELD(palette_map), NULL, "keep colours in ./palette.map"},
	{"palette-file", 0, "FILE", OPT_TEXT, FIELD(palette_file), NULL, "colours by pattern"},
	{"theme", 0, "THEME", OPT_CALL, 0, set_theme, "auto, light or dark (auto)"},
	{"search", 0, "RE", OPT_TEXT, FIELD(look.search), NULL, "open with this search"},
	{"search-color", 0, "COLOR", OPT_CALL, 0, set_search_color, "of what is found (#e600e6)"},
	{"sort", 0, "ORDER", OPT_CALL, 0, set_sort, "siblings by name or width (name)"},
	{"reverse", 0, NULL, OPT_FLAG, FIELD(look.reverse), NULL, "stacks begin at the leaf"},
	{"inverted", 'i', NULL, OPT_FLAG, FIELD(look.inverted), NULL, "the root on top"},
	{"flamechart", 0, NULL, OPT_FLAG, FIELD(look.flamechart), NULL,
	 "in the order of the input, neighbours merged"},
	{"base", 0, "FRAME", OPT_CALL, 0, add_base, "stacks begin at FRAME; may be given again"},
	{"diff", 0, NULL, OPT_CALL, 0, set_diff, "lines end in two counts, before and after"},
	{"no-diff", 0, NULL, OPT_CALL, 0, set_no_diff, "lines end in one count"},
	{"diff-width", 0, "COUNT", OPT_CALL, 0, set_diff_width,
	 "as wide as the max, after or before (max)"},
	{"diff-colors", 0, "SCALE", OPT_CALL, 0, set_diff_colors,
	 "blue-orange or red-blue (blue-orange)"},
	{"negate", 0, NULL, OPT_FLAG, FIELD(look.negate), NULL, "rises as falls and falls as rises"},
	{"static", 0, "N", OPT_COUNT, FIELD(look.titled), NULL,
	 "frames with titles without a script (1000)"},
	{"no-script", 0, NULL, OPT_FLAG, FIELD(look.no_script), NULL,
	 "the static picture alone, without data"},
	{"max-frames", 0, "N", OPT_COUNT, FIELD(max_frames), NULL,
	 "the widest N frames are kept (1000000; 0: all)"},
	{"rows", 0, "N", OPT_COUNT, FIELD(rows), NULL, "rows of tables (30; 0: all)"},
	{"strict", 0, NULL, OPT_FLAG, FIELD(strict), NULL, "fail where a line is ignored"},
	{"jobs", 'j', "N", OPT_COUNT, FIELD(jobs), NULL, "threads (as many as processors)"},
	{"notes", 0, "TEXT", OPT_CALL, 0, set_notes, "a comment in the file"},
	{"encoding", 0, "NAME", OPT_CALL, 0, set_encoding, "accepted; what is written is UTF-8"},
	{"quiet", 'q', NULL, OPT_FLAG, FIELD(quiet), NULL, "no warnings"},
	{"version", 0, NULL, OPT_FLAG, FIELD(version), NULL, "say the version"},
	{"help", 'h', NULL, OPT_FLAG, FIELD(help), NULL, "say this"},
	/* abbreviations that are unambiguous in flamegraph.pl, and not here */
	{"b", 0, NULL, OPT_ALIAS, 0, NULL, "bgcolors"},
	{"m", 0, NULL, OPT_ALIAS, 0, NULL, "minwidth"},
	{"no", 0, NULL, OPT_ALIAS, 0, NULL, "notes"},
	{"s", 0, NULL, OPT_ALIAS, 0, NULL, "subtitle"},
	/* inferno's spellings */
	{"no-javascript", 0, NULL, OPT_ALIAS, 0, NULL, "no-script"},
	{"truncate-text-right", 0, NULL, OPT_ALIAS, 0, NULL, "deterministic"},
	{0},
};

static int
say_help(void)
{
	struct out o;

	out_to_fd(&o, STDOUT_FILENO);
	out_text(&o, "usage: cflame [options] [file ...] > graph.svg\n"
	             "Folded stacks as an interactive flame graph.\n\n");
	opt_help(table, &o);
	out_text(&o, "\npalettes:");
	for (size_t i = 0; palette_name(i); i++) {
		out_char(&o, ' ');
		out_text(&o, palette_name(i));
	}
	out_char(&o, '\n');
	return out_close(&o) ? 0 : 1;
}

static bool
open_side_file(struct in *in, const char *path)
{
	if (in_open(in, path))
		return true;
	complain("cannot open '%s': %s", path, strerror(errno));
	return false;
}

/* Rules, attributes and the palette map; false when one is wrong, which has been said. */
static bool
read_side_files(struct look *look, struct rules **map, const struct options *o)
{
	struct in in;

	if (o->palette_file) {
		if (!open_side_file(&in, o->palette_file))
			return false;
		look->rules = rules_read(&in);
		(void)in_close(&in);
		if (!look->rules)
			return false;
	}
	if (o->nameattr) {
		if (!open_side_file(&in, o->nameattr))
			return false;
		look->attrs = attrs_read(&in);
		(void)in_close(&in);
		if (!look->attrs)
			return false;
	}
	if (o->palette_map) {
		bool there = !access(PALETTE_MAP, F_OK);
		if (there && !open_side_file(&in, PALETTE_MAP))
			return false;
		if (!there)
			in_from_memory(&in, PALETTE_MAP, STR(""));
		look->map = *map = rules_read_map(&in);
		(void)in_close(&in);
	}
	return true;
}

/* --total in the tree's counts; one that is too small is not heeded. */
static void
take_total(struct look *look, double total, const struct tree *tree)
{
	double unit = 1;

	if (total <= 0)
		return;
	for (unsigned i = 0; i < tree->scale; i++)
		unit *= 10;
	if (total * unit < (double)tree->total[0])
		warn("--total is less than the sum of the counts: not heeded");
	else if (total * unit < 1.8e19)
		look->total = (uint64_t)(total * unit + 0.5);
}

static void
write_tree(struct out *out, const struct tree *tree, const struct look *look,
           const struct options *o)
{
	switch (o->format) {
	case FORMAT_SVG:
		svg_write(out, tree, look);
		break;
	case FORMAT_HTML:
		html_write(out, tree, look);
		break;
	case FORMAT_FOLDED:
		folded_write(tree, look->order, out);
		break;
	case FORMAT_TOP:
	case FORMAT_MARKDOWN:
		table_write(out, tree, look, o->format == FORMAT_MARKDOWN, o->rows);
		break;
	}
}

/* The whole output, or none; a tree without counts gives a picture that says so. */
static bool
write_output(const struct tree *tree, const struct look *look, const struct options *o)
{
	const char *path = o->output ? o->output : "-";
	bool empty = !tree->total[0] && !(tree->total_before && tree->total_before[0]);
	struct out out;

	if (!out_open(&out, path)) {
		complain("cannot write '%s': %s", path, strerror(errno));
		return false;
	}
	if (!empty)
		write_tree(&out, tree, look, o);
	else if (o->format == FORMAT_SVG || o->format == FORMAT_HTML)
		svg_write_message(&out, EMPTY, o->format == FORMAT_HTML, look);
	if (!out_close(&out)) {
		complain("cannot write '%s': %s", o->output ? path : "standard output",
		         strerror(errno));
		return false;
	}
	if (empty)
		complain("nothing to draw: " EMPTY);
	return !empty;
}

static bool
write_map(struct rules *map, const struct tree *tree, const struct look *look)
{
	struct out out;

	if (!map)
		return true;
	paint_remember(map, tree, look);
	bool ok = out_open(&out, PALETTE_MAP);
	if (ok) {
		rules_write_map(map, &out);
		ok = out_close(&out);
	}
	if (!ok)
		complain("cannot write '%s': %s", PALETTE_MAP, strerror(errno));
	return ok;
}

/* Text has room for every frame; a page of a million is as large as one opens. */
static uint64_t
frames_kept(const struct options *o)
{
	if (o->max_frames != NOT_GIVEN)
		return o->max_frames;
	return o->format == FORMAT_SVG || o->format == FORMAT_HTML ? PICTURE_FRAMES : 0;
}

static bool
draw(struct trie *trie, unsigned scale, struct look *look, const struct options *o)
{
	const struct tree_options opt = {look->order, frames_kept(o), scale, look->jobs};
	struct rules *map = NULL;
	struct tree tree = {0};
	bool ok = false;
	const char *why = tree_build(&tree, trie, &opt);

	if (why) {
		complain("%s", why);
	} else if (read_side_files(look, &map, o)) {
		take_total(look, o->total, &tree);
		if (tree.all_cut_frames)
			warn("%llu of the narrowest frames were not kept: --max-frames",
			     (unsigned long long)tree.all_cut_frames);
		ok = write_output(&tree, look, o) && write_map(map, &tree, look);
	}
	tree_release(&tree);
	return ok;
}

static bool
load_and_draw(const char *const *paths, size_t n, struct look *look, const struct options *o)
{
	static const char *const standard_input[] = {"-"};
	const struct load_options opt = {
		.merge = look->flamechart ? TRIE_NEIGHBOURS : TRIE_ALL,
		.reverse = look->reverse,
		.base = o->base,
		.n_base = o->n_base,
		.diff = o->diff,
		.strict = o->strict,
		.jobs = look->jobs,
	};
	struct load load = {0};
	struct trie chain;
	bool ok = load_files(&load, n ? paths : standard_input, n ? n : 1, &opt);

	(void)signal(SIGPIPE, SIG_IGN);
	if (ok && !strcmp(palette_name_of(look->palette), "chain") && !look->flamechart) {
		chain_mark(&chain, &load.trie);
		ok = draw(&chain, load.scale, look, o);
		trie_release(&chain);
	} else if (ok) {
		ok = draw(&load.trie, load.scale, look, o);
	}
	load_release(&load);
	return ok;
}

/* What several options say together; false when they contradict each other. */
static bool
settle(struct options *o)
{
	struct look *look = &o->look;

	if (look->flamechart && o->sorted) {
		complain("--flamechart keeps the order of the input: it takes no --sort");
		return false;
	}
	if (look->unit && !look->countname)
		look->countname = look->unit;
	if (!look->countname)
		look->countname = "samples";
	look->order = look->flamechart ? TREE_BY_INPUT : o->by_width ? TREE_BY_WIDTH : TREE_BY_NAME;
	look->jobs = (unsigned)(o->jobs > MOST_THREADS ? MOST_THREADS : o->jobs);
	if (!look->jobs)
		look->jobs = os_processors();
	look->pick.way = o->random ? PALETTE_RANDOM : o->alike ? PALETTE_ALIKE : PALETTE_STABLE;
	if (o->random)
		look->pick.seed = (uint64_t)time(NULL) * 1000003 + (uint64_t)getpid();
	return true;
}

int
main(int argc, char **argv)
{
	static struct options options = {.max_frames = NOT_GIVEN, .rows = 30};
	int operands;

	diag_init("cflame");
	look_init(&options.look);
	options.look.countname = NULL;
	if (!opt_parse(table, &options, argc, argv, false, &operands) || !settle(&options))
		return 2;
	if (options.help)
		return say_help();
	if (options.version)
		return opt_say_version("cflame");
	if (options.quiet)
		diag_quiet();
	return !load_and_draw((const char *const *)argv + operands, (size_t)(argc - operands),
	                      &options.look, &options);
}
