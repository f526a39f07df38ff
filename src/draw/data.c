#include "draw/data.h"

#include <stdlib.h>

#include "base/mem.h"
#include "draw/code.h"
#include "draw/head.h"
#include "draw/squeeze.h"

#define LARGE 20000u /* nodes: smaller trees are done before a thread has begun */
#define TEXT_NODES 16u /* the text of a name takes about as long as so many nodes' names */
#define ROWS 32768u /* of callees */
#define AHEAD 8u    /* a name is asked for so many ahead */
#define CALLEES 16u
#define STATES 4u
#define CODES 4u

/* The codes of one stream: run twice, first to count the symbols. */
struct coder {
	struct code *code; /* owned */
	struct stream *s;  /* NULL: counting */
};

static void
coder_begin(struct coder *c)
{
	*c = (struct coder){.code = mem_zero(CODES, sizeof *c->code)};
}

static void
coder_write(struct coder *c, struct stream *s, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		code_write(&c->code[i], s);
	c->s = s;
}

static void
coder_end(struct coder *c)
{
	stream_end(c->s);
	free(c->code);
}

static void
put(const struct coder *c, unsigned code, uint64_t v)
{
	if (c->s)
		code_put_value(&c->code[code], c->s, 0, v);
	else
		code_count_value(&c->code[code], 0, v);
}

/* A record of the tree stream: from a branch of the last record's path down to a
 * node that stacks end in. */
static bool
ends_record(const struct tree *t, uint32_t i)
{
	return t->self[i] || t->end[i] == i + 1 || (t->self_before && t->self_before[i]);
}

/* The last node is a leaf, so there is a next record behind every other. */
static uint32_t
next_record(const struct tree *t, uint32_t last)
{
	uint32_t i = last + 1;

	while (!ends_record(t, i))
		i++;
	return i;
}

static uint32_t
levels_up(const struct tree *t, uint32_t last)
{
	return t->depth[last] + 1 - t->depth[last + 1];
}

static void
count_records(const struct tree *t, struct code *code)
{
	unsigned less = !t->self_before && !t->cut_frames;

	for (uint32_t last = 0, i; last + 1 < t->n; last = i) {
		i = next_record(t, last);
		code_count_value(&code[0], 0, levels_up(t, last));
		code_count_value(&code[1], 0, i - last - 1);
		code_count_value(&code[2], 0, t->self[i] - less);
		if (t->self_before)
			code_count_value(&code[3], 0, t->self_before[i]);
	}
}

static void
put_records(const struct tree *t, const struct code *code, struct stream *s)
{
	unsigned less = !t->self_before && !t->cut_frames;

	for (uint32_t last = 0, i; last + 1 < t->n; last = i) {
		i = next_record(t, last);
		code_put_value(&code[0], s, 0, levels_up(t, last));
		code_put_value(&code[1], s, 0, i - last - 1);
		code_put_value(&code[2], s, 0, t->self[i] - less);
		if (t->self_before)
			code_put_value(&code[3], s, 0, t->self_before[i]);
	}
}

static void
write_tree(const struct tree *t, struct out *o)
{
	struct stream s;
	struct coder c;

	coder_begin(&c);
	count_records(t, c.code);
	stream_begin(&s, o, "tree");
	coder_write(&c, &s, t->self_before ? 4 : 3);
	put_records(t, c.code, &s);
	coder_end(&c);
}

static void
put_cuts(const struct tree *t, const struct coder *c)
{
	uint32_t last = 0;

	for (uint32_t i = 0; i < t->n; i++) {
		if (!t->cut_frames[i])
			continue;
		put(c, 0, i - last);
		put(c, 1, t->cut_frames[i] - 1);
		put(c, 2, t->cut_total[i]);
		if (t->cut_total_before)
			put(c, 3, t->cut_total_before[i]);
		last = i;
	}
	put(c, 0, t->n - last);
}

static void
write_cuts(const struct tree *t, struct out *o)
{
	struct stream s;
	struct coder c;

	coder_begin(&c);
	put_cuts(t, &c);
	stream_begin(&s, o, "cut");
	coder_write(&c, &s, t->cut_total_before ? 4 : 3);
	put_cuts(t, &c);
	coder_end(&c);
}

/* Names as they are met, and what is known of each: whom it called last. */
struct calls {
	uint32_t *rank;   /* by name id: place in the order of first nodes, plus 1; 0: not met */
	uint32_t *id;     /* by rank */
	uint32_t n;
	uint32_t *callee; /* CALLEES a row: ranks, or 0 */
	uint8_t *known;   /* by row: how many were put there; from CALLEES + 4 on four again */
	uint16_t *row;    /* by level: the row of the last node there */
};

static void
calls_begin(struct calls *x, const struct tree *t)
{
	uint32_t most = t->names->n < t->n ? t->names->n : t->n;
	uint32_t rows = most < ROWS ? most + 1 : ROWS;

	*x = (struct calls){
		.rank = mem_zero((size_t)t->names->n + 1, sizeof *x->rank),
		.id = mem_alloc((size_t)most + 1, sizeof *x->id),
		.callee = mem_large_zero((size_t)rows * CALLEES, sizeof *x->callee),
		.known = mem_zero(rows, sizeof *x->known),
		.row = mem_zero(t->levels, sizeof *x->row),
	};
}

/* But for the ids. */
static void
calls_end(struct calls *x)
{
	free(x->rank);
	free(x->callee);
	free(x->known);
	free(x->row);
}

/* Which code a name below a row of so many callees has. */
static unsigned
state_of(unsigned known)
{
	return known > 3 ? 3 : known > 1 ? 2 : known;
}

/* The place of a rank in a row, plus 1; 0: it is not there.  It is in one place at most, and
 * to look at all of them is faster than to guess where. */
static uint32_t
place_of(const uint32_t *callee, uint32_t rank)
{
	uint32_t place = 0;

	for (uint32_t i = 0; i < CALLEES; i++)
		place += callee[i] == rank ? i + 1 : 0;
	return place;
}

static void
put_callee(struct calls *x, uint32_t row, uint32_t rank)
{
	unsigned known = x->known[row]++;

	x->callee[(size_t)row * CALLEES + known % CALLEES] = rank;
	if (known + 1 == CALLEES + 4)
		x->known[row] = 4;
}

/* How the name of a node is told: its place in the row of its parent's name; or CALLEES for
 * a name that is met for the first time, CALLEES + 1 + rank for another. */
static uint32_t
tell(struct calls *x, uint32_t row, uint32_t id)
{
	uint32_t rank = x->rank[id];
	uint32_t place = rank ? place_of(x->callee + (size_t)row * CALLEES, rank) : 0;

	if (place)
		return place - 1;
	if (!rank) {
		x->id[x->n] = id;
		x->rank[id] = ++x->n;
	}
	put_callee(x, row, x->rank[id]);
	return CALLEES + rank;
}

/* By node: how its name is told, and in which code. */
struct told {
	uint32_t *what;
	uint8_t *state;
};

static void
tell_names(struct calls *x, const struct tree *t, const struct told *told,
           struct code *code)
{
	for (uint32_t i = 1; i < t->n; i++) {
		uint32_t row = x->row[t->depth[i] - 1], id = t->name[i];
		unsigned state = state_of(x->known[row]);
		uint32_t what = tell(x, row, id);
		x->row[t->depth[i]] = (uint16_t)(x->rank[id] % ROWS);
		told->state[i] = (uint8_t)state;
		told->what[i] = what;
		if (what < CALLEES)
			code_count(&code[state], what);
		else
			code_count_value(&code[state], CALLEES, what - CALLEES);
	}
}

static void
put_told(const struct told *told, uint32_t n, const struct coder *c)
{
	for (uint32_t i = 1; i < n; i++) {
		const struct code *code = &c->code[told->state[i]];
		if (told->what[i] < CALLEES)
			code_put(code, c->s, told->what[i]);
		else
			code_put_value(code, c->s, CALLEES, told->what[i] - CALLEES);
	}
}

static void
write_names(struct data *d, struct out *o)
{
	const struct tree *t = d->tree;
	const struct told told = {mem_large(t->n, sizeof *told.what), mem_alloc(t->n, 1)};
	struct calls x;
	struct stream s;
	struct coder c;

	calls_begin(&x, t);
	coder_begin(&c);
	tell_names(&x, t, &told, c.code);
	stream_begin(&s, o, "name");
	coder_write(&c, &s, STATES);
	put_told(&told, t->n, &c);
	coder_end(&c);
	free(told.what);
	free(told.state);
	d->met = x.id;
	d->n_met = x.n;
	calls_end(&x);
}

static void
write_classes(const struct data *d, const uint8_t *class_of, struct out *o)
{
	struct stream s;
	struct coder c;

	coder_begin(&c);
	for (uint32_t i = 0; i < d->n_met; i++)
		code_count(&c.code[0], class_of[d->met[i]]);
	stream_begin(&s, o, "class");
	coder_write(&c, &s, 1);
	for (uint32_t i = 0; i < d->n_met; i++)
		code_put(&c.code[0], &s, class_of[d->met[i]]);
	coder_end(&c);
}

/* The ids of the names as they are met: the order of struct calls; how many. */
static uint32_t
list_names(const struct tree *t, uint32_t *list)
{
	bool *met = mem_zero((size_t)t->names->n + 1, sizeof *met);
	uint32_t n = 0;

	for (uint32_t i = 1; i < t->n; i++) {
		if (met[t->name[i]])
			continue;
		met[t->name[i]] = true;
		list[n++] = t->name[i];
	}
	free(met);
	return n;
}

static void
write_text(struct data *d, struct out *o)
{
	const struct tree *t = d->tree;
	uint32_t *list = mem_alloc((size_t)t->names->n + 1, sizeof *list), n = list_names(t, list);
	struct squeeze q;

	squeeze_begin(&q, o, "text");
	for (uint32_t i = 0; i < n; i++) {
		if (i + AHEAD < n)
			__builtin_prefetch(names_str(t->names, list[i + AHEAD]).p);
		squeeze_line(&q, names_str(t->names, list[i]));
	}
	squeeze_end(&q);
	free(list);
}

static void
write_counts(struct data *d, struct out *o)
{
	write_tree(d->tree, o);
	if (d->tree->cut_frames)
		write_cuts(d->tree, o);
}

static void
write_part(struct data *d, enum data_part part, struct out *o)
{
	static void (*const write[DATA_PARTS])(struct data *d, struct out *o) = {
		[DATA_NAMES] = write_names,
		[DATA_TEXT] = write_text,
		[DATA_COUNTS] = write_counts,
	};

	write[part](d, o);
}

/* What is left of the parts that anyone may take, one after the other. */
static void
write_parts(void *arg)
{
	struct data *d = arg;
	unsigned next;

	while ((next = __atomic_fetch_add(&d->next, 1, __ATOMIC_RELAXED)) < DATA_PARTS)
		write_part(d, d->order[next], &d->part[d->order[next]]);
}

/* What takes long comes first. */
static void
choose_order(struct data *d)
{
	bool names = d->tree->n / TEXT_NODES > d->tree->names->n;

	d->order[0] = names ? DATA_NAMES : DATA_TEXT;
	d->order[1] = names ? DATA_TEXT : DATA_NAMES;
	d->order[2] = DATA_COUNTS;
}

void
data_begin(struct data *d, const struct tree *tree, bool beside)
{
	*d = (struct data){.tree = tree, .beside = beside && tree->n >= LARGE};
	if (!d->beside)
		return;
	for (int i = 0; i < DATA_PARTS; i++)
		out_to_memory(&d->part[i]);
	choose_order(d);
	task_begin(&d->task, true, write_parts, d);
}

static void
put_part(struct data *d, enum data_part part, struct out *o)
{
	if (!d->beside) {
		write_part(d, part, o);
		return;
	}
	out_str(o, out_memory(&d->part[part]));
	(void)out_close(&d->part[part]);
}

void
data_write(struct data *d, const struct picture *p, bool page, struct out *o)
{
	head_write(p, page, o);
	if (d->beside) {
		write_parts(d);
		task_wait(&d->task);
	}
	put_part(d, DATA_COUNTS, o);
	put_part(d, DATA_NAMES, o);
	write_classes(d, p->paint.class_of, o);
	put_part(d, DATA_TEXT, o);
	free(d->met);
}
