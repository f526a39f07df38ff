#include "collapse/counted.h"

#include <string.h>

#include "collapse/crew.h"

static void
take_count(struct counted *c, uint64_t count)
{
	c->begun = true;
	if (!c->stack.n && !c->rooted) {
		piece_bad(c->piece, c->piece->lines, "a count without a stack");
		return;
	}
	climb_put(&c->stack, (struct frame_ids){&c->root, c->rooted});
	climb_count(&c->stack, c->frames.s, c->frames.opt->counts ? 1 : count);
	c->any = true;
	c->rooted = false;
}

/* A line as it stands in the input, from its first byte that is not blank. */
static void
take_frames(struct counted *c, struct str text)
{
	struct frames_key key = {.text = text};
	uint64_t hash;
	struct frame_ids ids = frames_find(&c->frames, &key, &hash);

	if (!ids.n) {
		size_t from = c->frames.n_ids;
		c->way->frames(&c->frames, str_trim(text));
		ids = frames_learned(&c->frames, &key, hash, from);
	}
	climb_put(&c->stack, ids);
}

/* "^C" is typed to end the tracer. */
static const char *
skip_typed(const char *p, const char *end)
{
	while (end - p >= 2 && !memcmp(p, "^C", 2))
		p += 2;
	return p;
}

static void
take_line(struct counted *c, const char *p, const char *end)
{
	p = skip_typed(p, end);
	struct str line = str_trim((struct str){p, (size_t)(end - p)});
	uint64_t n;

	c->piece->lines++;
	if (!line.n)
		return;
	c->indented = line.p > p;
	if (str_u64(line, &n))
		take_count(c, n);
	else if (c->stack.n || !c->way->before || !c->way->before(c, line))
		take_frames(c, (struct str){line.p, (size_t)(end - line.p)});
}

/* The blanks before a frame; 0 where there are none, or many. */
static inline size_t
indent(const char *p, const char *end)
{
	size_t n = 0, most = end - p < 64 ? (size_t)(end - p) : 64;

	while (n < most && (p[n] == ' ' || p[n] == '\t'))
		n++;
	return n < most ? n : 0;
}

/* Frames that follow each other as they did before, up to the first that does not. */
static const char *
take_foreseen(struct counted *c, const char *p, const char *end)
{
	for (size_t skip, n; (skip = indent(p, end)); p += skip + n + 1) {
		struct frame_ids ids = frames_foreseen(&c->frames, p + skip, end, &n);
		if (!ids.n)
			break;
		climb_put(&c->stack, ids);
		c->piece->lines++;
	}
	return p;
}

static void
fold_piece(void *worker, struct piece *piece)
{
	struct counted *c = worker;
	const char *p = piece->text.p, *end = p + piece->text.n;

	c->piece = piece;
	c->begun = c->begun || piece->index;
	while (p < end) {
		if (c->stack.n)
			p = take_foreseen(c, p, end);
		if (p == end)
			break;
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		take_line(c, p, nl ? nl : end);
		p = nl ? nl + 1 : end;
	}
	if (c->stack.n && c->begun)
		piece_bad(piece, piece->lines, "the last stack has no count");
	c->stack.n = 0;
}

/* Behind the last count. */
static size_t
last_start(struct str text)
{
	size_t end = text.n;
	uint64_t n;

	while (end && text.p[end - 1] != '\n')
		end--;
	while (end) {
		size_t start = end - 1;
		while (start && text.p[start - 1] != '\n')
			start--;
		if (str_u64(str_trim((struct str){text.p + start, end - start - 1}), &n))
			return end;
		end = start;
	}
	return 0;
}

static void
begin(void *worker, const struct fold_options *opt, void *way, struct stacks *s)
{
	struct counted *c = worker;

	c->way = way;
	frames_init(&c->frames, s, opt);
}

static bool
finish(void *worker)
{
	struct counted *c = worker;

	frames_release(&c->frames);
	climb_release(&c->stack);
	return c->any;
}

bool
counted_fold(struct in *in, struct stacks *s, const struct fold_options *opt,
             const struct counted_way *way)
{
	static const struct crew_work work = {
		last_start, sizeof(struct counted), begin, fold_piece, finish};
	struct counted_way shared = *way;
	bool any = crew_fold(in, s, opt, &work, &shared);

	if (!any)
		warn_at(in->pos, "no stack with a count behind it");
	return any;
}

bool
counted_looks(struct str head, bool (*is_frame)(struct str line))
{
	size_t frames = 0;
	uint64_t n;

	for (struct cut c = {.tail = head}; c.tail.n;) {
		c = str_cut(c.tail, '\n');
		struct str line = str_trim(c.head);
		if (!line.n)
			continue;
		if (is_frame(line))
			frames++;
		else if (frames)
			return str_u64(line, &n);
	}
	return false;
}

struct str
counted_offset(struct str frame)
{
	struct cut c = str_rcut(frame, '+');
	uint64_t offset;

	if (!c.ok || !c.head.n)
		return frame;
	struct str text = str_cut(c.tail, '/').head;
	bool number = str_starts(text, STR("0x")) ? str_hex(text, &offset) : str_u64(text, &offset);
	return number ? str_trim(c.head) : frame;
}
