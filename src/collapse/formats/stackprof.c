/* stackprof's JSON (Ruby): StackProf.run(raw: true), stackprof --json.
 *
 *	{"version":1.2,"mode":"cpu","interval":1000,"samples":3,
 *	 "frames":{"94":{"name":"Object#a","samples":1,...},...},
 *	 "raw":[2,94,95,3,...]}
 *
 * raw is a row of stacks: how many frames, the frames root first, how often.  The
 * counts are samples (in mode object: allocations).  A profile without raw has no
 * stacks: each frame is counted alone, with its own samples.  Source: the stackprof
 * README and its StackProf::Report. */
#include <stdlib.h>

#include "base/mem.h"
#include "collapse/format.h"
#include "collapse/ids.h"
#include "collapse/json.h"

struct prof {
	struct stacks *s;
	struct ids ids;      /* of frames */
	uint32_t *names;     /* by index in ids; owned */
	uint64_t *samples;   /* own samples, by index in ids; owned */
	size_t names_cap, samples_cap;
	struct json raw;     /* where it stands */
};

static enum claim
probe(struct str head)
{
	bool has = json_has_key(head, STR("mode")) && json_has_key(head, STR("interval")) &&
	           (json_has_key(head, STR("frames")) || json_has_key(head, STR("gc_samples")));

	return has ? CLAIM_YES : CLAIM_NO;
}

static void
read_frame(struct prof *p, uint64_t id, struct json *j)
{
	struct str key, name = STR("[unknown]");
	uint64_t samples = 0;

	if (!json_object(j))
		return;
	while (json_key(j, &key)) {
		if (str_eq(key, STR("name")))
			(void)json_string(j, &name);
		else if (str_eq(key, STR("samples")))
			(void)json_u64(j, &samples);
		else
			json_skip(j);
	}
	uint32_t at = ids_get(&p->ids, id);
	p->names = mem_grow(p->names, &p->names_cap, (size_t)at + 1, sizeof *p->names);
	p->samples = mem_grow(p->samples, &p->samples_cap, (size_t)at + 1, sizeof *p->samples);
	p->names[at] = stacks_name(p->s, name);
	p->samples[at] = samples;
}

static void
read_frames(struct prof *p, struct json *j)
{
	struct str key;
	uint64_t id;

	if (!json_object(j))
		return;
	while (json_key(j, &key)) {
		if (str_u64(key, &id))
			read_frame(p, id, j);
		else
			json_skip(j);
	}
}

static uint32_t
name_of(struct prof *p, uint64_t id)
{
	uint32_t at = ids_find(&p->ids, id);

	return at == IDS_NONE ? stacks_name(p->s, STR("[unknown]")) : p->names[at];
}

/* Read the next number of raw; false at its end. */
static bool
number(struct json *j, uint64_t *v)
{
	return json_item(j) && json_u64(j, v);
}

/* False where raw does not end behind a stack's count. */
static bool
fold_raw(struct prof *p)
{
	struct json *j = &p->raw;
	uint64_t frames, id, count;

	(void)json_array(j);
	while (number(j, &frames)) {
		for (; frames && number(j, &id); frames--)
			stacks_push_name(p->s, name_of(p, id));
		if (frames || !number(j, &count)) {
			stacks_drop(p->s);
			return false;
		}
		if (!p->s->n)
			stacks_push(p->s, STR("[unknown]"));
		stacks_add(p->s, count);
	}
	return true;
}

static void
fold_flat(struct prof *p)
{
	for (uint32_t i = 0; i < p->ids.n; i++) {
		stacks_push_name(p->s, p->names[i]);
		stacks_add(p->s, p->samples[i]);
	}
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct arena mem = {0};
	struct json j = json_of(in_rest(in), &mem);
	struct prof p = {.s = s};
	struct str key;

	if (json_object(&j))
		while (json_key(&j, &key)) {
			if (str_eq(key, STR("frames"))) {
				read_frames(&p, &j);
				continue;
			}
			if (str_eq(key, STR("raw")) && json_peek(&j) == JSON_ARRAY)
				p.raw = j;
			json_skip(&j);
		}
	bool ok = json_ended(&j, in->pos.file);
	struct pos at = {in->pos.file, 0};
	if (ok && !p.raw.p) {
		warn_at(at, "no \"raw\" stacks (StackProf.run with raw: true): frames are counted alone");
		fold_flat(&p);
	} else if (ok && !fold_raw(&p)) {
		report_bad(opt->report, at, "the last stack of \"raw\" is cut");
	}
	ids_release(&p.ids);
	free(p.names);
	free(p.samples);
	arena_release(&mem);
	return ok;
}

const struct format format_stackprof = {"stackprof", "stackprof JSON (Ruby)", probe, fold};
