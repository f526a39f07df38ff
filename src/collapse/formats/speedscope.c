/* speedscope's files, which many profilers write.
 *
 *	{"$schema":"https://www.speedscope.app/file-format-schema.json",
 *	 "shared":{"frames":[{"name":"main"},...]},
 *	 "profiles":[
 *	  {"type":"sampled","name":"t1","unit":"none","samples":[[0,1],...],"weights":[1,...]},
 *	  {"type":"evented","events":[{"type":"O","frame":0,"at":0},{"type":"C",...}]}]}
 *
 * A sample lists its frames root first; events open and close frames.  Counts are in
 * the unit of the profile.  With several profiles (threads, mostly), the name of
 * each is its root frame.  Source: the schema named in the file. */
#include <stdlib.h>

#include "base/mem.h"
#include "collapse/format.h"
#include "collapse/json.h"
#include "collapse/spans.h"

struct scope {
	struct stacks *s;
	const struct fold_options *opt;
	const char *file;
	uint32_t *frames;  /* names; owned */
	size_t n_frames, cap;
	struct json shared, profiles; /* where they stand */
	bool roots;        /* names of profiles are root frames */
};

/* One profile: where its parts stand. */
struct profile {
	struct json samples, weights, events;
	bool has_weights, has_samples;
	struct str name;
	struct fixed start, end;
	bool has_end;
	int shift;         /* times are of 10^shift nanoseconds; -1: it has none */
};

static enum claim
probe(struct str head)
{
	if (!json_has_key(head, STR("profiles")) && !json_has_key(head, STR("$schema")) &&
	    !json_has_key(head, STR("shared")))
		return CLAIM_NO;
	if (str_has(head, STR("speedscope.app/file-format-schema.json")))
		return CLAIM_YES;
	return json_has_key(head, STR("profiles")) && json_has_key(head, STR("shared"))
	           ? CLAIM_MAYBE
	           : CLAIM_NO;
}

static void
bad(const struct scope *c, const struct json *j, const char *why)
{
	struct report *report = c->opt->report;

	report_bad(report, (struct pos){c->file, report_says(report) ? json_line(j) : 0}, "%s", why);
}

/* Take an index into the frames; false, and told, where there is no such frame. */
static bool
frame_name(struct scope *c, struct json *j, uint32_t *name)
{
	uint64_t i;

	if (!json_u64(j, &i) || i >= c->n_frames) {
		bad(c, j, "no such frame");
		return false;
	}
	*name = c->frames[i];
	return true;
}

static void
read_frames(struct scope *c, struct json j)
{
	struct str key, name;

	if (!json_object(&j))
		return;
	while (json_key(&j, &key)) {
		if (!str_eq(key, STR("frames")) || !json_array(&j)) {
			if (!str_eq(key, STR("frames")))
				json_skip(&j);
			continue;
		}
		while (json_item(&j)) {
			name = STR("[unknown]");
			if (json_object(&j))
				while (json_key(&j, &key)) {
					if (str_eq(key, STR("name")))
						(void)json_string(&j, &name);
					else
						json_skip(&j);
				}
			c->frames = mem_grow(c->frames, &c->cap, c->n_frames + 1, sizeof *c->frames);
			c->frames[c->n_frames++] = stacks_name(c->s, name);
		}
	}
}

/* Push the frames of one sample; a stack with an unknown frame keeps its others. */
static void
push_sample(struct scope *c, struct json *j)
{
	uint32_t name;

	if (!json_array(j)) {
		bad(c, j, "a sample is no list of frames");
		return;
	}
	while (json_item(j))
		stacks_push_name(c->s, frame_name(c, j, &name) ? name : stacks_name(c->s, STR("[unknown]")));
}

static void
fold_samples(struct scope *c, struct profile *p)
{
	struct range range = p->shift < 0 ? (struct range){0} : range_of(c->opt, (unsigned)p->shift);
	struct fixed weight, now = p->start;

	(void)json_array(&p->samples);
	bool weighted = p->has_weights && (!c->opt->counts || range.limited) && json_array(&p->weights);
	while (json_item(&p->samples)) {
		weight = fixed_of(1);
		if (weighted && json_item(&p->weights)) {
			if (!json_fixed(&p->weights, 0, &weight) || weight.whole < 0) {
				bad(c, &p->samples, "a sample's weight is no number above zero");
				weight = fixed_of(0);
			}
		} else if (weighted) {
			weighted = false;
			bad(c, &p->samples, "samples without a weight; they count 1");
		}
		if (c->roots)
			stacks_push(c->s, p->name);
		push_sample(c, &p->samples);
		if (!c->s->n)
			stacks_push(c->s, STR("[unknown]"));
		if (range_has(&range, now))
			fixed_count(c->s, c->opt->counts ? fixed_of(1) : weight);
		else
			stacks_drop(c->s);
		now = fixed_add(now, weight);
	}
}

struct event {
	char type; /* 'O', 'C', or 0 */
	uint32_t frame;
	bool has_frame, has_at;
	struct fixed at;
};

static struct event
read_event(struct scope *c, struct json *j)
{
	struct event e = {0};
	struct str key, type = {0};

	if (!json_object(j))
		return e;
	while (json_key(j, &key)) {
		if (str_eq(key, STR("type")))
			e.type = json_string(j, &type) && type.n == 1 ? *type.p : 0;
		else if (str_eq(key, STR("frame")))
			e.has_frame = frame_name(c, j, &e.frame);
		else if (str_eq(key, STR("at")))
			e.has_at = json_fixed(j, 0, &e.at);
		else
			json_skip(j);
	}
	return e;
}

static void
fold_events(struct scope *c, struct profile *p)
{
	struct spans sp = {.s = c->s};

	if (p->shift >= 0)
		sp.range = range_of(c->opt, (unsigned)p->shift);
	if (!json_array(&p->events)) {
		bad(c, &p->events, "the events of a profile are no list");
		return;
	}
	if (c->roots)
		spans_root(&sp, p->name);
	while (json_item(&p->events)) {
		struct event e = read_event(c, &p->events);
		if (!e.has_frame || !e.has_at || (e.type != 'O' && e.type != 'C'))
			bad(c, &p->events, "an event lacks its type, frame or time");
		else if (!spans_at(&sp, e.at))
			bad(c, &p->events, "an event is older than the one before it");
		else if (e.type == 'O')
			spans_open(&sp, e.frame);
		else if (!spans_close(&sp, e.frame))
			bad(c, &p->events, "a frame is closed that is not open");
	}
	if (p->has_end)
		(void)spans_at(&sp, p->end);
	spans_release(&sp);
}

/* The unit as 10^n nanoseconds; -1: it is none of time. */
static int
shift_of(struct str unit)
{
	static const struct str units[] = {STR_ROW("nanoseconds"), STR_ROW("microseconds"),
	                                   STR_ROW("milliseconds"), STR_ROW("seconds")};

	for (int i = 0; i < 4; i++)
		if (str_eq(unit, units[i]))
			return 3 * i;
	return -1;
}

static void
fold_profile(struct scope *c, struct json *j)
{
	struct profile p = {.name = STR("[unnamed]"), .shift = -1};
	struct str key, unit;

	if (!json_object(j))
		return;
	while (json_key(j, &key)) {
		if (str_eq(key, STR("samples"))) {
			p.samples = *j;
			p.has_samples = json_peek(j) == JSON_ARRAY;
		} else if (str_eq(key, STR("weights"))) {
			p.weights = *j;
			p.has_weights = true;
		} else if (str_eq(key, STR("events"))) {
			p.events = *j;
		} else if (str_eq(key, STR("name"))) {
			(void)json_string(j, &p.name);
			continue;
		} else if (str_eq(key, STR("endValue"))) {
			p.has_end = json_fixed(j, 0, &p.end);
			continue;
		} else if (str_eq(key, STR("startValue"))) {
			(void)json_fixed(j, 0, &p.start);
			continue;
		} else if (str_eq(key, STR("unit"))) {
			if (json_string(j, &unit))
				p.shift = shift_of(unit);
			continue;
		}
		json_skip(j);
	}
	if (c->opt->ranged && p.shift < 0)
		bad(c, j, "the values of a profile are no times, and --time-range");
	else if (p.has_samples)
		fold_samples(c, &p);
	else if (p.events.p)
		fold_events(c, &p);
	else
		bad(c, j, "a profile has neither samples nor events");
}

static void
fold_profiles(struct scope *c)
{
	struct json look = c->profiles;
	size_t n = 0;

	if (json_array(&look))
		while (json_item(&look)) {
			json_skip(&look);
			n++;
		}
	c->roots = c->opt->threads == CHOICE_YES || (n > 1 && c->opt->threads != CHOICE_NO);
	if (json_array(&c->profiles))
		while (json_item(&c->profiles))
			fold_profile(c, &c->profiles);
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct arena mem = {0};
	struct json j = json_of(in_rest(in), &mem);
	struct scope c = {.s = s, .opt = opt, .file = in->pos.file};
	struct str key;

	if (json_object(&j))
		while (json_key(&j, &key)) {
			if (str_eq(key, STR("shared")))
				c.shared = j;
			else if (str_eq(key, STR("profiles")))
				c.profiles = j;
			json_skip(&j);
		}
	bool ok = json_ended(&j, in->pos.file);
	if (ok && c.shared.p && c.profiles.p) {
		read_frames(&c, c.shared);
		fold_profiles(&c);
	}
	free(c.frames);
	arena_release(&mem);
	return ok;
}

const struct format format_speedscope = {"speedscope", "speedscope JSON", probe, fold};
