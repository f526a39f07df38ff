#include "fold/load.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/in.h"
#include "base/mem.h"
#include "fold/folded.h"
#include "fold/raw.h"

#define HEAD (64 * 1024)
#define REPORTED 5

struct loader {
	struct load *load;
	const struct load_options *opt;
	struct pos pos;
	bool decided;      /* how many columns there are */
	bool guessed;      /* ... from the head of the input */
	const char *raw;   /* what the input looks like, or NULL */
	const char *raw_file;
	uint32_t *frames;  /* of one stack */
	size_t n, cap;
};

/* count times 10^digits; an overflow is marked. */
static uint64_t
shifted(struct trie *t, uint64_t count, unsigned digits)
{
	for (; digits && count; digits--) {
		if (count > UINT64_MAX / 10) {
			t->overflow = true;
			return 0;
		}
		count *= 10;
	}
	return count;
}

static void
raise_scale(struct load *load, unsigned scale)
{
	struct trie *t = &load->trie;

	for (uint32_t i = 0; i < t->n; i++)
		t->nodes[i].self = shifted(t, t->nodes[i].self, scale - load->scale);
	for (size_t i = 0; t->before && i < t->before_cap; i++)
		t->before[i] = shifted(t, t->before[i], scale - load->scale);
	load->scale = scale;
}

static unsigned
decimals(uint32_t part)
{
	unsigned n = part ? FOLDED_DECIMALS : 0;

	for (; n && part % 10 == 0; part /= 10)
		n--;
	return n;
}

/* A count in units of the scale, which is raised where it needs more decimals. */
static uint64_t
scaled(struct load *load, struct folded_count c)
{
	unsigned need = decimals(c.part);

	if (need > load->scale)
		raise_scale(load, need);
	uint64_t v = shifted(&load->trie, c.whole, load->scale);
	uint32_t part = c.part;
	for (unsigned i = FOLDED_DECIMALS; i > load->scale; i--)
		part /= 10;
	if (part > UINT64_MAX - v)
		load->trie.overflow = true;
	return v + part;
}

static bool
is_base(const struct load_options *opt, struct str frame)
{
	struct str shown = frame;

	if (frame.n > 4 && frame.p[frame.n - 1] == ']' && frame.p[frame.n - 3] == '[' &&
	    frame.p[frame.n - 4] == '_')
		shown.n -= 4;
	for (size_t i = 0; i < opt->n_base; i++) {
		struct str base = str_from(opt->base[i]);
		if (str_eq(frame, base) || str_eq(shown, base))
			return true;
	}
	return false;
}

/* The part of a stack from its innermost base frame; false without one. */
static bool
cut_to_base(const struct load_options *opt, struct str *stack)
{
	struct str above = *stack;

	for (struct cut c = {.ok = true}; c.ok;) {
		c = str_rcut(above, ';');
		struct str frame = c.ok ? c.tail : c.head;
		if (is_base(opt, frame)) {
			*stack = (struct str){frame.p, (size_t)(stack->p + stack->n - frame.p)};
			return true;
		}
		above = c.head;
	}
	return false;
}

static void
push_frames(struct loader *l, struct str stack)
{
	l->n = 0;
	for (struct cut c = {.ok = stack.n > 0}; c.ok; stack = c.tail) {
		c = str_cut(stack, ';');
		l->frames = mem_grow(l->frames, &l->cap, l->n + 1, sizeof *l->frames);
		l->frames[l->n++] = names_get(&l->load->trie.names, c.head);
	}
}

static void
add_stack(struct loader *l, const struct folded *f)
{
	struct load *load = l->load;
	struct str stack = f->stack;
	uint32_t node = TRIE_ROOT;
	uint64_t before, count;

	(void)scaled(load, f->before); /* both counts in the scale that the finer one needs */
	count = scaled(load, f->count);
	before = scaled(load, f->before);
	if (!count && !before)
		return;
	if (l->opt->n_base && !cut_to_base(l->opt, &stack)) {
		load->without_base++;
		return;
	}
	push_frames(l, stack);
	for (size_t i = 0; i < l->n; i++)
		node = trie_child(&load->trie, node, l->frames[l->opt->reverse ? l->n - 1 - i : i]);
	trie_count(&load->trie, node, count);
	if (load->differential)
		trie_count_before(&load->trie, node, before);
}

static void
ignore(struct loader *l, enum folded_result why)
{
	if (l->load->ignored++ < REPORTED)
		warn_at(l->pos, "line ignored: %s", folded_reason(why));
}

static bool
add_line(struct loader *l, struct str line)
{
	struct folded f;
	enum folded_result result = folded_parse(line, l->load->differential, &f);

	switch (result) {
	case FOLDED_LINE:
		add_stack(l, &f);
		return true;
	case FOLDED_NOTHING:
		return true;
	case FOLDED_TOO_LARGE:
		complain("%s:%" PRIu64 ": %s", l->pos.file, l->pos.line, folded_reason(result));
		return false;
	case FOLDED_ONE_COUNT:
		if (!l->guessed)
			break;
		complain("%s:%" PRIu64 ": one count, where every line of the first 64 KiB ends in two: "
		         "say --diff or --no-diff", l->pos.file, l->pos.line);
		return false;
	default:
		break;
	}
	ignore(l, result);
	return true;
}

/* Whether every line of a head ends in two counts; none that ends in one tells
 * nothing.  The last line may have been cut. */
static bool
all_have_two(struct str head, bool whole, bool *any)
{
	struct folded f;
	bool two = true;

	*any = false;
	for (struct cut c = {.ok = true}; c.ok && two; head = c.tail) {
		c = str_cut(head, '\n');
		if (!c.ok && !whole)
			break;
		enum folded_result result = folded_parse(c.head, true, &f);
		if (result == FOLDED_LINE || result == FOLDED_ONE_COUNT)
			*any = true;
		two = result == FOLDED_LINE || result == FOLDED_NOTHING;
	}
	return two;
}

/* The first input that has a line decides. */
static void
decide_columns(struct loader *l, struct str head)
{
	bool any, two = all_have_two(head, head.n < HEAD, &any);

	if (l->decided || !any)
		return;
	l->decided = l->guessed = true;
	l->load->differential = two;
	if (two)
		warn("%s: two counts on every line, taken as differential (--no-diff takes one)",
		     l->pos.file);
}

static bool
add_input(struct loader *l, struct in *in)
{
	struct str head = in_peek(in, HEAD), line;
	bool ok = true;

	if (!l->raw) {
		l->raw = raw_profile(head);
		l->raw_file = in->pos.file;
	}
	if (str_starts(head, STR("\xef\xbb\xbf")))
		in_skip(in, 3);
	l->pos = in->pos;
	decide_columns(l, in_peek(in, HEAD));
	while (ok && in_line(in, &line)) {
		l->pos = in->pos;
		l->load->lines++;
		ok = add_line(l, line);
	}
	return ok;
}

static void
begin(struct loader *l, struct load *load, const struct load_options *opt)
{
	*load = (struct load){.differential = opt->diff == LOAD_DIFF_ON};
	trie_init(&load->trie, opt->merge);
	*l = (struct loader){.load = load, .opt = opt, .decided = opt->diff != LOAD_DIFF_AUTO};
}

static void
report_ignored(struct loader *l)
{
	struct load *load = l->load;

	if (!load->ignored)
		return;
	if (load->ignored > REPORTED)
		warn("%" PRIu64 " lines ignored in all, of %" PRIu64, load->ignored, load->lines);
	load->looks_raw = l->raw != NULL;
	if (l->raw)
		warn("%s looks like %s: stackcollapse makes folded text of it", l->raw_file, l->raw);
	else if (load->trie.n == 1 && !load->trie.nodes[TRIE_ROOT].self)
		warn("no line is folded text; stackcollapse makes it of what profilers write");
}

static bool
finish(struct loader *l, bool ok)
{
	struct load *load = l->load;

	free(l->frames);
	if (ok)
		report_ignored(l);
	if (ok && load->trie.overflow) {
		complain("the counts of a stack add up to more than 2^64-1");
		return false;
	}
	if (ok && l->opt->strict && load->ignored) {
		complain("%" PRIu64 " of %" PRIu64 " lines are not folded text", load->ignored,
		         load->lines);
		return false;
	}
	return ok;
}

static bool
load_file(struct loader *l, const char *path)
{
	struct in in;

	if (!in_open(&in, path)) {
		complain("%s: %s", strcmp(path, "-") ? path : "standard input", strerror(errno));
		return false;
	}
	const char *name = in.pos.file;
	bool ok = add_input(l, &in);
	if (!in_close(&in) && ok) {
		complain("%s: %s", name, strerror(errno));
		ok = false;
	}
	return ok;
}

bool
load_files(struct load *load, const char *const *paths, size_t n, const struct load_options *opt)
{
	struct loader l;
	bool ok = true;

	begin(&l, load, opt);
	for (size_t i = 0; i < n && ok; i++)
		ok = load_file(&l, paths[i]);
	return finish(&l, ok);
}

bool
load_text(struct load *load, const char *name, struct str text, const struct load_options *opt)
{
	struct loader l;
	struct in in;

	begin(&l, load, opt);
	in_from_memory(&in, name, text);
	bool ok = add_input(&l, &in);
	(void)in_close(&in);
	return finish(&l, ok);
}

void
load_release(struct load *load)
{
	trie_release(&load->trie);
	*load = (struct load){0};
}
