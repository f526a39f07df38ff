/* The samples of a trace's own: Hermes and other engines write them beside the events.
 *
 *	{"traceEvents":[...],
 *	 "samples":[{"pid":1,"tid":2,"ts":"5","weight":"1","sf":3}],
 *	 "stackFrames":{"1":{"name":"[root]"},"3":{"name":"work","parent":1}}}
 *
 * A sample's frame, sf, is its innermost one; parents lead to the root.  A sample
 * without a weight weighs 1.
 * Source: Trace Event Format, "Global Samples" and "Stack frames". */
#include <stdlib.h>

#include "base/mem.h"
#include "collapse/formats/chrometrace.h"

struct frame {
	uint32_t name, parent; /* parent: an index, IDS_NONE: a root */
	bool known;
};

struct sample {
	struct str pid, tid, frame;
	struct fixed ts, weight;
};

struct samples {
	struct trace *t;
	struct ids ids;       /* of frames */
	struct frame *frames; /* by index in ids; owned */
	size_t cap;
	struct range range;
	struct spans roots;   /* root frames of the thread that was met last */
	uint32_t thread;
};

static uint32_t
frame_of(struct samples *all, struct str id)
{
	uint32_t known = all->ids.n, at = ids_get(&all->ids, names_hash(id));

	if (at == known) {
		all->frames = mem_grow(all->frames, &all->cap, (size_t)at + 1, sizeof *all->frames);
		all->frames[at] = (struct frame){.parent = IDS_NONE};
	}
	return at;
}

static void
take_frame(struct samples *all, struct json *j, struct str id)
{
	struct str key, name = STR("[unknown]"), parent = {0};

	if (!json_object(j))
		return;
	while (json_key(j, &key)) {
		if (str_eq(key, STR("name")))
			(void)json_string(j, &name);
		else if (str_eq(key, STR("parent")))
			trace_take_id(j, &parent);
		else
			json_skip(j);
	}
	uint32_t above = parent.n ? frame_of(all, parent) : IDS_NONE, at = frame_of(all, id);
	all->frames[at] = (struct frame){stacks_name(all->t->s, name), above, true};
}

static bool
take_sample(struct json *j, struct sample *s)
{
	struct str key;

	*s = (struct sample){.weight = fixed_of(1)};
	if (!json_object(j))
		return false;
	while (json_key(j, &key)) {
		if (str_eq(key, STR("pid")))
			trace_take_id(j, &s->pid);
		else if (str_eq(key, STR("tid")))
			trace_take_id(j, &s->tid);
		else if (str_eq(key, STR("sf")))
			trace_take_id(j, &s->frame);
		else if (str_eq(key, STR("ts")))
			(void)trace_take_time(j, &s->ts);
		else if (str_eq(key, STR("weight")))
			(void)trace_take_time(j, &s->weight);
		else
			json_skip(j);
	}
	return !j->why;
}

/* A frame that is its own ancestor ends the stack there: none has more frames than all. */
static void
push_frames(struct samples *all, uint32_t at)
{
	struct stacks *s = all->t->s;
	size_t from = s->n;

	for (uint32_t left = all->ids.n; left && at != IDS_NONE; left--) {
		if (all->frames[at].known)
			stacks_push_name(s, all->frames[at].name);
		else
			stacks_push(s, STR("[unknown]"));
		at = all->frames[at].parent;
	}
	if (s->n == from)
		stacks_push(s, STR("[unknown]"));
	stacks_reverse(s, from);
}

static void
push_roots(struct samples *all, uint32_t thread)
{
	if (thread != all->thread) {
		spans_release(&all->roots);
		all->roots = (struct spans){.s = all->t->s};
		trace_root_frames(all->t, thread, &all->roots);
		all->thread = thread;
	}
	for (size_t i = 0; i < all->roots.n; i++)
		stacks_push_name(all->t->s, all->roots.calls[i].name);
}

static void
fold_sample(struct samples *all, const struct sample *sample)
{
	if (!range_has(&all->range, sample->ts))
		return;
	push_roots(all, trace_thread(all->t, sample->pid, sample->tid));
	push_frames(all, sample->frame.n ? ids_find(&all->ids, names_hash(sample->frame)) : IDS_NONE);
	fixed_count(all->t->s, all->t->opt->counts ? fixed_of(1) : sample->weight);
}

/* Every sample, once to see which threads have some, and once to count them. */
static bool
walk(struct samples *all, bool count)
{
	struct json j = all->t->samples;
	struct sample sample;

	if (!json_array(&j))
		return false;
	while (json_item(&j)) {
		if (!take_sample(&j, &sample))
			continue;
		if (count)
			fold_sample(all, &sample);
		else
			all->t->threads[trace_thread(all->t, sample.pid, sample.tid)].used = true;
	}
	return !j.why;
}

bool
tracesamples_has(const struct trace *t)
{
	struct json j = t->samples;

	return j.p && json_peek(&j) == JSON_ARRAY && json_array(&j) && json_item(&j);
}

void
tracesamples_fold(struct trace *t)
{
	struct samples all = {.t = t, .range = range_of(t->opt, 3), .thread = IDS_NONE};
	struct json j = t->frames;
	struct str id;

	if (j.p && json_object(&j))
		while (json_key(&j, &id))
			take_frame(&all, &j, id);
	bool whole = walk(&all, false);
	trace_choose_roots(t);
	(void)walk(&all, true);
	if (!whole || j.why)
		report_bad(t->opt->report, (struct pos){t->file, 0}, "samples or their frames are no JSON");
	spans_release(&all.roots);
	free(all.frames);
	ids_release(&all.ids);
}
