#include "fold/lines.h"

#include <string.h>

#include "base/bytes.h"

/* Digits that fit 64 bits whatever they are. */
#define MAX_DIGITS 18

/* So many lines of a block show what the others are like. */
#define ALIKE_LINES 32

/* A line of a block, without its LF. */
struct span {
	uint32_t from, to;
};

/* Where the lines of a block are being read. */
struct at {
	size_t line;
	uint32_t from;
};

void
lines_init(struct lines *l, const struct load_options *opt, struct shared *shared)
{
	*l = (struct lines){.opt = opt, .walk = {.shared = shared, .reverse = opt->reverse}};
	l->walk.rearranged = opt->reverse || opt->n_base;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The usual line, "a;b;c 12" with nothing odd about it; everything else is left to
 * folded_parse(). */
static bool
parse_usual(const char *block, const struct span *s, struct walk_line *line)
{
	uint32_t at = s->to;
	uint64_t count = 0, ten = 1;

	for (; at > s->from && s->to - at < MAX_DIGITS; at--, ten *= 10) {
		unsigned digit = (unsigned)(unsigned char)block[at - 1] - '0';
		if (digit > 9)
			break;
		count += digit * ten;
	}
	if (at == s->to || at < s->from + 2 || block[at - 1] != ' ' || is_blank(block[at - 2]) ||
	    block[s->from] == '#')
		return false;
	line->stack = (struct str){block + s->from, at - 1 - s->from};
	line->count[TRIE_NOW].whole = count;
	return true;
}

static enum folded_result
parse(const char *block, const struct span *s, bool two, struct walk_line *line)
{
	struct folded f;

	if (!two && parse_usual(block, s, line))
		return FOLDED_LINE;
	struct str text = {block + s->from, s->to - s->from};
	enum folded_result result = folded_parse(text, two, &f);
	line->stack = f.stack;
	line->count[TRIE_NOW] = f.count;
	line->count[TRIE_BEFORE] = f.before;
	return result;
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

	for (struct cut c = {.ok = stack->n > 0}; c.ok; above = c.head) {
		c = str_rcut(above, ';');
		struct str frame = c.ok ? c.tail : c.head;
		if (is_base(opt, frame)) {
			size_t skipped = above.n - frame.n;
			*stack = str_rest(*stack, skipped);
			return true;
		}
	}
	return false;
}

/* Whether a stack that was turned around or cut would make another line when it is
 * written: a comment, or a name that loses blanks before the count. */
static bool
needs_care(const struct lines *l, struct str stack)
{
	struct cut first = str_cut(stack, ';'), last = str_rcut(stack, ';');
	struct str leads = l->opt->reverse && last.ok ? last.tail : stack;

	return (leads.n && leads.p[0] == '#') ||
	       (l->opt->reverse && first.head.n && is_blank(first.head.p[first.head.n - 1]));
}

static void
note_bad(struct lines *l, const struct block *b, uint64_t line, enum folded_result why)
{
	struct bad_line bad = {b->number, line, why};

	l->failed = why == FOLDED_TOO_LARGE || (why == FOLDED_ONE_COUNT && b->guessed);
	if (l->failed)
		l->failure = bad;
	else if (l->ignored++ < LINES_SAID)
		l->bad[l->ignored - 1] = bad;
}

/* Whether a line has a stack that counts, cut as it is to be; other than by a walk it
 * is added here. */
static bool
is_to_walk(struct lines *l, struct walk_line *line)
{
	if (!(line->count[TRIE_NOW].whole | line->count[TRIE_NOW].part |
	      line->count[TRIE_BEFORE].whole | line->count[TRIE_BEFORE].part))
		return false;
	if (l->opt->n_base && !cut_to_base(l->opt, &line->stack)) {
		l->without_base++;
		return false;
	}
	if (l->opt->merge == TRIE_NEIGHBOURS ||
	    (l->walk.rearranged && needs_care(l, line->stack))) {
		walk_plainly(&l->walk, line);
		return false;
	}
	return true;
}

/* The next line that is to be walked; false at the end of the block. */
static bool
next_line(struct lines *l, const struct block *b, struct at *at, struct walk_line *line)
{
	while (at->line < l->scan.n_lines && !l->failed) {
		struct span s = {at->from, l->scan.lines[at->line++]};
		at->from = s.to + 1;
		*line = (struct walk_line){0};
		enum folded_result result = parse(b->bytes, &s, b->differential, line);
		if (result != FOLDED_LINE && result != FOLDED_NOTHING)
			note_bad(l, b, at->line - 1, result);
		else if (result == FOLDED_LINE && is_to_walk(l, line))
			return true;
	}
	return false;
}

static void
walk(struct lines *l, const char *block, struct walk_line *line)
{
	uint32_t from = (uint32_t)(line->stack.p - block), known;

	l->scan.n = 0;
	if (line->stack.n) {
		known = walk_known(&l->walk, line);
		scan_frames(&l->scan, from + known, from + (uint32_t)line->stack.n);
	}
	walk_stack(&l->walk, block, line, l->scan.ends, l->scan.n);
	if (walk_is_full(&l->walk))
		walk_batch(&l->walk, block);
}

/* Lines with one whole count can be known; what tells is asked for. */
static size_t
take_group(struct lines *l, const struct block *b, struct at *at, struct ahead *group)
{
	size_t n = 0;

	for (; n < LINES_AHEAD && next_line(l, b, at, &group[n].line); n++) {
		struct walk_line *line = &group[n].line;
		if (line->count[TRIE_NOW].part || !line->stack.n)
			continue;
		line->hash = hash_line(&l->walk.shared->trie->names.key, line->stack.p,
		                       line->stack.n);
		recall_expect(&l->walk.recall, line->hash);
	}
	return n;
}

static void
guess_group(struct lines *l, struct ahead *group, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct walk_line *line = &group[i].line;
		group[i].entry = line->hash ? recall_guess(&l->walk.recall, line->hash,
		                                           (uint32_t)line->stack.n)
		                            : NULL;
	}
}

static void
add_group(struct lines *l, const char *block, struct ahead *group, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct walk_line *line = &group[i].line;
		if (!group[i].entry ||
		    !recall_count(&l->walk.recall, group[i].entry, line->stack.p,
		                  (uint32_t)line->stack.n, line->count[TRIE_NOW].whole))
			walk(l, block, line);
	}
}

/* While a group of lines is read, what the group before it is compared with arrives. */
static void
add_repeating(struct lines *l, const struct block *b, struct at *at)
{
	struct ahead group[2][LINES_AHEAD];
	size_t n[2] = {0};

	for (int now = 0;; now = !now) {
		n[now] = take_group(l, b, at, group[now]);
		add_group(l, b->bytes, group[!now], n[!now]);
		if (!n[now])
			return;
		guess_group(l, group[now], n[now]);
	}
}

/* Whether lines begin alike: by a third of the bytes of those that a block begins with. */
static bool
begin_alike(const struct scan *s, const char *block)
{
	size_t same = 0, all = 0;

	for (size_t i = 0; i + 2 < s->n_lines && i < ALIKE_LINES; i++) {
		uint32_t line = s->lines[i] + 1, next = s->lines[i + 1] + 1, end = s->lines[i + 2];
		size_t most = end - next < next - line ? end - next : next - line;
		same += bytes_common(block + line, block + next, most);
		all += end - next;
	}
	return 3 * same > all;
}

uint64_t
lines_add(struct lines *l, const struct block *b)
{
	struct at at = {0};
	struct walk_line line;

	scan_block(&l->scan, b->bytes, b->n);
	walk_begin(&l->walk, begin_alike(&l->scan, b->bytes));
	if (l->walk.recall.recall && !b->differential)
		add_repeating(l, b, &at);
	while (next_line(l, b, &at, &line))
		walk(l, b->bytes, &line);
	walk_batch(&l->walk, b->bytes);
	if (l->walk.recall.recall && !recall_is_worth(&l->walk.recall))
		walk_forget(&l->walk);
	return l->scan.n_lines;
}

void
lines_release(struct lines *l)
{
	walk_release(&l->walk);
	scan_release(&l->scan);
}
