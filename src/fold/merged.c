#include "fold/merged.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Bytes of a file within which a place is looked for line by line. */
#define NEAR ((size_t)64 << 10)

/* The lines of one side that begin in [at, end), in order; equal ones are one. */
struct flow {
	const struct parts *file;
	uint64_t at, end;        /* of what has not been read */
	struct block block;
	struct usual lines;
	size_t next;
	struct usual_line line;  /* that is merged next, unless the flow has ended */
	bool ended;
	char *kept;              /* owned: the line's stack, when its block has gone */
	size_t kept_cap;
	uint64_t total;
	enum merged_result result;
};

/* What one thread merges. */
struct part {
	struct flow flow[PAIRS_SIDES];
	char *text;              /* made of it */
	size_t n, room;
	size_t last;             /* where the last line is */
	uint32_t first_n, last_n; /* how long the stacks of these lines are */
};

static void
flow_release(struct flow *f)
{
	block_release(&f->block);
	usual_release(&f->lines);
	free(f->kept);
}

static enum merged_result
worse(enum merged_result a, enum merged_result b)
{
	return a > b ? a : b;
}

/* The line's stack out of its block, which is read over. */
static void
keep(struct flow *f)
{
	f->kept = mem_grow(f->kept, &f->kept_cap, size_add(f->line.n, 1), 1);
	if (f->line.stack != f->kept)
		memcpy(f->kept, f->line.stack, f->line.n);
	f->kept[f->line.n] = ' ';
	f->line.stack = f->kept;
}

/* The next line that counts for something, not taken; NULL at the end.  keeps: the line
 * that is there already is to be kept. */
static const struct usual_line *
peek(struct flow *f, bool keeps)
{
	for (;; f->next++) {
		while (f->next == f->lines.n) {
			uint64_t left = f->end - f->at;
			size_t n = left < SIDES_PART ? (size_t)left : SIDES_PART;
			if (!n || f->result != MERGED_ALL)
				return NULL;
			if (keeps)
				keep(f);
			f->next = 0;
			if (!parts_read(f->file, f->at, n, &f->block) ||
			    !usual_lines(&f->lines, f->block.bytes, f->block.n)) {
				f->result = MERGED_UNUSUAL;
				return NULL;
			}
			f->at += n;
		}
		if (f->lines.lines[f->next].count)
			return &f->lines.lines[f->next];
	}
}

static void
add_count(struct flow *f, uint64_t count)
{
	if (count > UINT64_MAX - f->total)
		f->result = MERGED_UNUSUAL;
	f->total += count;
}

/* The next stack of a flow, with the counts of all its lines. */
static void
advance(struct flow *f)
{
	const struct usual_line *next = peek(f, false);

	f->ended = !next;
	if (!next)
		return;
	f->line = *next;
	add_count(f, next->count);
	f->next++;
	while ((next = peek(f, true))) {
		enum sides_order order = sides_compare(&f->line, next);
		if (order != SIDES_SAME) {
			if (order != SIDES_BEFORE)
				f->result = worse(f->result, MERGED_UNORDERED);
			return;
		}
		add_count(f, next->count);
		f->line.count += next->count;
		f->next++;
	}
}

/* False where there is no room: a file is not any more what it was. */
static bool
put_line(struct part *p, const struct usual_line *line, const uint64_t count[PAIRS_SIDES])
{
	char *to = p->text + p->n;

	if ((size_t)line->n + PAIRS_TAIL + 1 > p->room - p->n)
		return false;
	memcpy(to, line->stack, line->n);
	size_t n = line->n + pairs_put_tail(count, to + line->n);
	to[n] = '\n';
	if (!p->n)
		p->first_n = line->n;
	p->last = p->n;
	p->last_n = line->n;
	p->n += n + 1;
	return true;
}

static bool
going_on(const struct part *p)
{
	const struct flow *b = &p->flow[PAIRS_BEFORE], *a = &p->flow[PAIRS_AFTER];

	return b->result == MERGED_ALL && a->result == MERGED_ALL && !(b->ended && a->ended);
}

static void
merge_part(void *arg)
{
	struct part *p = arg;
	struct flow *b = &p->flow[PAIRS_BEFORE], *a = &p->flow[PAIRS_AFTER];

	advance(b);
	advance(a);
	while (going_on(p)) {
		enum sides_order order = b->ended   ? SIDES_AFTER
		                         : a->ended ? SIDES_BEFORE
		                                    : sides_compare(&b->line, &a->line);
		const uint64_t count[PAIRS_SIDES] = {order == SIDES_AFTER ? 0 : b->line.count,
		                                     order == SIDES_BEFORE ? 0 : a->line.count};
		if (order == SIDES_UNCLEAR) {
			b->result = MERGED_UNORDERED;
			return;
		}
		if (!put_line(p, order == SIDES_AFTER ? &a->line : &b->line, count)) {
			b->result = MERGED_UNUSUAL;
			return;
		}
		if (order != SIDES_AFTER)
			advance(b);
		if (order != SIDES_BEFORE)
			advance(a);
	}
}

/* The lines of a file that begin in n bytes from a place on; false where there are none. */
static bool
look(struct flow *f, const struct parts *file, uint64_t at, size_t n)
{
	return parts_read(file, at, n, &f->block) && f->block.n &&
	       usual_lines(&f->lines, f->block.bytes, f->block.n);
}

/* A place in a file, which is in order, from which on its lines begin that are not before
 * that one; false where none can be found.  f is to read with. */
static bool
find(struct flow *f, const struct parts *file, const struct usual_line *line, uint64_t *place)
{
	uint64_t low = 0, high = file->size;

	while (high - low > NEAR) {
		uint64_t at = low + (high - low) / 2;
		if (!look(f, file, at, NEAR))
			return false;
		if (sides_compare(&f->lines.lines[0], line) == SIDES_BEFORE)
			low = at;
		else
			high = at;
	}
	*place = high;
	if (!look(f, file, low, (size_t)(high - low)))
		return true;
	for (size_t i = f->lines.n; i-- > 0;) {
		const struct usual_line *other = &f->lines.lines[i];
		if (sides_compare(other, line) != SIDES_BEFORE)
			*place = low - (low > 0) + (uint64_t)(other->stack - f->block.memory);
	}
	return true;
}

/* Where the second part begins in each file: about in the middle of the larger one. */
static bool
divide(const struct sides *s, uint64_t place[PAIRS_SIDES])
{
	const struct parts *file = s->file;
	const struct parts *large = &file[file[0].size < file[1].size];
	struct flow f = {0};
	bool ok = true;

	place[0] = file[0].size;
	place[1] = file[1].size;
	if (!s->alone && large->size > 4 * NEAR) {
		ok = look(&f, large, large->size / 2, NEAR);
		if (ok) {
			f.line = f.lines.lines[0];
			keep(&f);
		}
		for (int i = 0; i < PAIRS_SIDES && ok; i++)
			ok = find(&f, &file[i], &f.line, &place[i]);
	}
	flow_release(&f);
	return ok;
}

/* Whether the lines of the second part come after those of the first. */
static bool
follows(const struct part *first, const struct part *second)
{
	const struct usual_line a = {.stack = first->text + first->last, .n = first->last_n};
	const struct usual_line b = {.stack = second->text, .n = second->first_n};

	return !first->n || !second->n || sides_compare(&a, &b) == SIDES_BEFORE;
}

static enum merged_result
result_of(const struct part *first, const struct part *second)
{
	const uint64_t a[] = {first->flow[0].total, first->flow[1].total};
	const uint64_t b[] = {second->flow[0].total, second->flow[1].total};
	enum merged_result result = MERGED_ALL;

	for (int i = 0; i < PAIRS_SIDES; i++)
		result = worse(result, worse(first->flow[i].result, second->flow[i].result));
	if (result != MERGED_ALL)
		return result;
	if (!sides_add_up(a, b))
		return MERGED_UNUSUAL;
	return follows(first, second) ? MERGED_ALL : MERGED_UNORDERED;
}

/* A line gets no longer than half as long again: "a 1" has a LF, and gets " 0"; but the
 * last one of a file may have none.  Before a line is put, there is room for any counts. */
static size_t
room_for(const struct sides *s)
{
	size_t bytes = (size_t)(s->file[PAIRS_BEFORE].size + s->file[PAIRS_AFTER].size) + 2;

	return bytes + bytes / 2 + PAIRS_TAIL;
}

enum merged_result
merged_make(struct merged *m, const struct sides *s)
{
	struct part part[2] = {0};
	uint64_t place[PAIRS_SIDES];

	*m = (struct merged){0};
	if (!s->ordered || !divide(s, place))
		return MERGED_UNORDERED;
	for (int k = 0; k < 2; k++) {
		part[k].room = room_for(s);
		part[k].text = m->text[k] = mem_large(part[k].room, 1);
		for (int i = 0; i < PAIRS_SIDES; i++)
			part[k].flow[i] = (struct flow){.file = &s->file[i],
			                                .at = k ? place[i] : 0,
			                                .end = k ? s->file[i].size : place[i]};
	}
	sides_do_both(s, merge_part, &part[0], &part[1]);
	enum merged_result result = result_of(&part[0], &part[1]);
	for (int k = 0; k < 2; k++) {
		m->n[k] = part[k].n;
		flow_release(&part[k].flow[0]);
		flow_release(&part[k].flow[1]);
	}
	return result;
}

void
merged_write(const struct merged *m, struct out *o)
{
	out_bytes(o, m->text[0], m->n[0]);
	out_bytes(o, m->text[1], m->n[1]);
}

void
merged_release(struct merged *m)
{
	free(m->text[0]);
	free(m->text[1]);
	*m = (struct merged){0};
}
