#include "fold/lines.h"

#include <string.h>

/* Digits that fit 64 bits whatever they are. */
#define MAX_DIGITS 18

/* A line of a block that is being scanned. */
struct span {
	uint32_t from, to;        /* without its LF */
	const uint32_t *ends;     /* of its frames but the last */
	size_t n_ends;
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
	uint32_t from = s->n_ends ? s->ends[s->n_ends - 1] + 1 : s->from, at = s->to;
	uint64_t count = 0, ten = 1;

	for (; at > from && s->to - at < MAX_DIGITS; at--, ten *= 10) {
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

/* The frames of a stack that lies in the span, in the order of the walk. */
static void
add_frames(struct lines *l, const char *block, const struct span *s, struct str stack)
{
	uint32_t from = (uint32_t)(stack.p - block), to = from + (uint32_t)stack.n;
	size_t first = 0, last = s->n_ends;

	while (first < last && s->ends[first] < from)
		first++;
	if (!l->opt->reverse) {
		for (; first < last; from = s->ends[first++] + 1)
			walk_frame(&l->walk, block, from, s->ends[first] - from);
		walk_frame(&l->walk, block, from, to - from);
		return;
	}
	for (; last > first; to = s->ends[--last])
		walk_frame(&l->walk, block, s->ends[last - 1] + 1, to - s->ends[last - 1] - 1);
	walk_frame(&l->walk, block, from, to - from);
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
add_stack(struct lines *l, const char *block, const struct span *s, struct walk_line *line)
{
	struct recall *r = &l->walk.recall;

	if (!(line->count[TRIE_NOW].whole | line->count[TRIE_NOW].part |
	      line->count[TRIE_BEFORE].whole | line->count[TRIE_BEFORE].part))
		return;
	if (l->opt->n_base && !cut_to_base(l->opt, &line->stack)) {
		l->without_base++;
		return;
	}
	if (l->opt->merge == TRIE_NEIGHBOURS || (l->walk.rearranged && needs_care(l, line->stack))) {
		walk_plainly(&l->walk, line);
		return;
	}
	if (r->list && line->stack.n) {
		line->hash = hash_line(&l->walk.shared->trie->names.key, line->stack.p, line->stack.n);
		if (!recall_find(r, line->hash, line->stack.p, (uint32_t)line->stack.n, &line->known))
			line->known = TRIE_ROOT;
	}
	if (!line->known && line->stack.n)
		add_frames(l, block, s, line->stack);
	walk_end(&l->walk, line);
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

uint64_t
lines_add(struct lines *l, const struct block *b)
{
	struct span s = {0};
	size_t done = 0, k = 0;

	scan_block(&l->scan, b->bytes, b->n);
	for (; k < l->scan.n_lines && !l->failed; k++) {
		struct walk_line line = {0};
		s.ends = l->scan.ends + done;
		s.n_ends = l->scan.lines[k] - done;
		s.to = s.ends[s.n_ends];
		enum folded_result result = parse(b->bytes, &s, b->differential, &line);
		if (result == FOLDED_LINE)
			add_stack(l, b->bytes, &s, &line);
		else if (result != FOLDED_NOTHING)
			note_bad(l, b, k, result);
		if (walk_is_full(&l->walk))
			walk_batch(&l->walk, b->bytes);
		s.from = s.to + 1;
		done = l->scan.lines[k] + 1;
	}
	walk_batch(&l->walk, b->bytes);
	return l->scan.n_lines;
}

void
lines_release(struct lines *l)
{
	walk_release(&l->walk);
	scan_release(&l->scan);
}
