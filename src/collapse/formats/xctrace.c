/* The XML of xctrace export --xpath '...table[@schema="time-profile"]' (Xcode).
 *
 *	<row><weight id="9" fmt="1.00 ms">1000000</weight>
 *	 <backtrace id="20"><frame id="21" name="work" addr="0x1"/><frame ref="17"/></backtrace></row>
 *	<row><weight ref="9"/><backtrace ref="20"/></row>
 *
 * What has been written with an id is referred to by it later.  Frames stand leaf
 * first.  The weight is in milliseconds (the text is nanoseconds), 1 where a row has
 * none, and with counts.  A row of a profile without a backtrace is "[unknown]".
 * There is no description of the format but what xctrace writes. */
#include <stdlib.h>

#include "base/mem.h"
#include "collapse/format.h"
#include "collapse/ids.h"
#include "collapse/range.h"
#include "collapse/tidy.h"
#include "collapse/xml.h"

/* What an id stands for. */
struct value {
	enum { NOTHING, FRAME, BACKTRACE, NUMBER, THREAD } kind;
	uint32_t name;      /* of a FRAME or a THREAD */
	size_t first, n;    /* of a BACKTRACE: its frames in frames */
	struct fixed number; /* of a NUMBER: nanoseconds */
};

struct trace {
	struct in *in;
	struct stacks *s;
	const struct fold_options *opt;
	struct xml x;
	struct ids ids;
	struct value *values;   /* by index in ids; owned */
	uint32_t *frames;       /* names, leaf first; owned */
	size_t values_cap, n_frames, frames_cap;
	/* the row */
	struct value backtrace, weight, time, thread;
	struct value *number;   /* the one whose text is read, or NULL */
	bool in_row, in_backtrace;
	uint32_t open;          /* the index of the backtrace's or the number's id, or IDS_NONE */
	struct range range;
};

static enum claim
probe(struct str head)
{
	return str_has(head, STR("<trace-query-result")) ? CLAIM_YES : CLAIM_NO;
}

/* The value of the element's ref; false where it has none that is known. */
static bool
referred(struct trace *t, struct value *v)
{
	struct str text;
	uint64_t id;

	if (!xml_attribute(&t->x, STR("ref"), &text) || !str_u64(text, &id))
		return false;
	uint32_t at = ids_find(&t->ids, id);
	if (at == IDS_NONE)
		return false;
	*v = t->values[at];
	return true;
}

/* Keep a value under the element's id; its index, or IDS_NONE without an id. */
static uint32_t
keep(struct trace *t, struct value v)
{
	struct str text;
	uint64_t id;

	if (!xml_attribute(&t->x, STR("id"), &text) || !str_u64(text, &id))
		return IDS_NONE;
	uint32_t at = ids_get(&t->ids, id);
	t->values = mem_grow(t->values, &t->values_cap, (size_t)at + 1, sizeof *t->values);
	t->values[at] = v;
	return at;
}

static uint32_t
frame_name(struct trace *t, struct str name)
{
	struct out made;

	out_to_memory(&made);
	uint32_t id = stacks_name(t->s, t->opt->raw_names ? name : tidy_signature(name, &made));
	out_drop(&made);
	return id;
}

static void
open_frame(struct trace *t)
{
	struct value v = {.kind = FRAME};
	struct str name = {0};

	if (!referred(t, &v)) {
		if (!xml_attribute(&t->x, STR("name"), &name) || !name.n)
			(void)xml_attribute(&t->x, STR("addr"), &name);
		v.name = frame_name(t, name.n ? name : STR("[unknown]"));
		(void)keep(t, v);
	}
	if (v.kind != FRAME)
		return;
	t->frames = mem_grow(t->frames, &t->frames_cap, t->n_frames + 1, sizeof *t->frames);
	t->frames[t->n_frames++] = v.name;
	t->backtrace.n++;
}

static void
open_backtrace(struct trace *t)
{
	if (referred(t, &t->backtrace))
		return;
	t->backtrace = (struct value){.kind = BACKTRACE, .first = t->n_frames};
	t->open = keep(t, t->backtrace);
	t->in_backtrace = true;
}

static void
open_number(struct trace *t, struct value *v, struct fixed otherwise)
{
	if (referred(t, v))
		return;
	*v = (struct value){.kind = NUMBER, .number = otherwise};
	t->open = keep(t, *v);
	t->number = v;
}

static void
open_thread(struct trace *t)
{
	struct str name = STR("[unknown]");

	if (referred(t, &t->thread))
		return;
	(void)xml_attribute(&t->x, STR("fmt"), &name);
	t->thread = (struct value){.kind = THREAD, .name = stacks_name(t->s, name)};
	(void)keep(t, t->thread);
}

static void
open_element(struct trace *t)
{
	struct str name = t->x.name;

	if (str_eq(name, STR("row"))) {
		t->in_row = true;
		t->backtrace = t->weight = t->time = t->thread = (struct value){0};
	} else if (!t->in_row) {
		return;
	} else if (str_eq(name, STR("backtrace"))) {
		open_backtrace(t);
	} else if (t->in_backtrace && str_eq(name, STR("frame"))) {
		open_frame(t);
	} else if (str_eq(name, STR("weight"))) {
		open_number(t, &t->weight, fixed_of(1000000));
	} else if (str_eq(name, STR("sample-time"))) {
		open_number(t, &t->time, fixed_of(0));
	} else if (str_eq(name, STR("thread"))) {
		open_thread(t);
	}
}

static struct fixed
milliseconds(struct fixed ns)
{
	return ns.whole < 0 ? fixed_of(0) : fixed_of_ns((uint64_t)ns.whole, 6);
}

static void
fold_row(struct trace *t)
{
	struct value b = t->backtrace;

	if (b.kind != BACKTRACE && t->weight.kind != NUMBER)
		return;
	if (t->time.kind == NUMBER && !range_has(&t->range, t->time.number))
		return;
	if (t->opt->threads == CHOICE_YES && t->thread.kind == THREAD)
		stacks_push_name(t->s, t->thread.name);
	size_t from = t->s->n;
	for (size_t i = 0; b.kind == BACKTRACE && i < b.n; i++)
		stacks_push_name(t->s, t->frames[b.first + i]);
	if (t->s->n == from)
		stacks_push(t->s, STR("[unknown]"));
	stacks_reverse(t->s, from);
	bool weighted = t->weight.kind == NUMBER && !t->opt->counts;
	fixed_count(t->s, weighted ? milliseconds(t->weight.number) : fixed_of(1));
}

static void
close_element(struct trace *t)
{
	struct str name = t->x.name;

	if (str_eq(name, STR("row")) && t->in_row) {
		fold_row(t);
		t->in_row = false;
	} else if (str_eq(name, STR("backtrace")) && t->in_backtrace) {
		if (t->open != IDS_NONE)
			t->values[t->open] = t->backtrace;
		t->in_backtrace = false;
	} else if (t->number && (str_eq(name, STR("weight")) || str_eq(name, STR("sample-time")))) {
		if (t->open != IDS_NONE)
			t->values[t->open] = *t->number;
		t->number = NULL;
	}
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct arena mem = {0};
	struct trace t = {.in = in, .s = s, .opt = opt, .range = range_of(opt, 0)};

	xml_init(&t.x, in_rest(in), &mem);
	for (enum xml_event e; (e = xml_next(&t.x)) != XML_END;) {
		if (e == XML_OPEN)
			open_element(&t);
		else if (e == XML_CLOSE)
			close_element(&t);
		else if (t.number)
			(void)fixed_parse(str_trim(xml_text(&t.x)), 0, &t.number->number);
	}
	stacks_drop(s);
	bool ok = !t.x.why;
	if (!ok)
		warn_at((struct pos){in->pos.file, xml_line(&t.x)}, "%s", t.x.why);
	ids_release(&t.ids);
	free(t.values);
	free(t.frames);
	arena_release(&mem);
	return ok;
}

const struct format format_xctrace = {"xctrace", "xctrace export, XML", probe, fold};
