/* V8's CPU profiles (.cpuprofile): node --cpu-prof, Chrome's profiler, Deno.
 *
 *	{"nodes":[{"id":1,"callFrame":{"functionName":"(root)",...},"hitCount":0,
 *	  "children":[2]},...],"startTime":5,"endTime":9,"samples":[2,...],
 *	 "timeDeltas":[1,...]}
 *
 * samples names the node that ran at each sample, timeDeltas the microseconds from
 * the sample before (of the first: from startTime).  A sample stands until the next
 * one, the last until endTime; samples that are written out of order are sorted.
 * Profiles of old versions have a tree under "head", and no times: there, and with
 * counts, a sample counts 1.  Source: Chrome DevTools Protocol, Profiler.Profile. */
#include "collapse/format.h"
#include "collapse/formats/v8.h"

struct profile {
	struct v8 tree;
	struct json samples, deltas; /* where they stand */
	bool has_samples, has_deltas;
	struct fixed end;
	bool has_end;
};

static enum claim
probe(struct str head)
{
	if (json_has_key(head, STR("nodes")) && str_has(head, STR("\"callFrame\"")))
		return str_has(head, STR("\"selfSize\"")) ? CLAIM_NO : CLAIM_YES;
	if (json_has_key(head, STR("head")) && str_has(head, STR("\"hitCount\"")))
		return CLAIM_YES;
	return CLAIM_NO;
}

static void
read_members(struct profile *p, struct json *j)
{
	struct str key;

	if (!json_object(j))
		return;
	while (json_key(j, &key)) {
		if (str_eq(key, STR("nodes"))) {
			v8_nodes(&p->tree, j);
		} else if (str_eq(key, STR("head"))) {
			v8_node(&p->tree, j, CHAIN_ROOT);
		} else if (str_eq(key, STR("samples"))) {
			p->samples = *j;
			p->has_samples = json_peek(j) == JSON_ARRAY;
			json_skip(j);
		} else if (str_eq(key, STR("timeDeltas"))) {
			p->deltas = *j;
			p->has_deltas = json_peek(j) == JSON_ARRAY;
			json_skip(j);
		} else if (str_eq(key, STR("startTime"))) {
			(void)json_fixed(j, 0, &p->tree.now);
		} else if (str_eq(key, STR("endTime"))) {
			p->has_end = json_fixed(j, 0, &p->end);
		} else {
			json_skip(j);
		}
	}
}

static void
count_samples(struct profile *p)
{
	uint64_t id;

	(void)json_array(&p->samples);
	while (json_item(&p->samples))
		if (json_u64(&p->samples, &id)) {
			v8_push(&p->tree, v8_find(&p->tree, id));
			stacks_add(p->tree.s, 1);
		}
}

static void
count_hits(const struct profile *p)
{
	for (size_t i = 0; i < p->tree.n; i++)
		if (p->tree.weight[i]) {
			v8_push(&p->tree, (uint32_t)i);
			stacks_add(p->tree.s, p->tree.weight[i]);
		}
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct arena mem = {0};
	struct json j = json_of(in_rest(in), &mem);
	struct profile p = {.tree = {.s = s, .range = range_of(opt, 3)}};

	read_members(&p, &j);
	bool ok = json_ended(&j, in->pos.file);
	v8_link(&p.tree);
	if (ok && p.has_samples && p.has_deltas && (!opt->counts || opt->ranged)) {
		v8_samples(&p.tree, p.samples, p.deltas);
		v8_count_times(&p.tree, p.has_end ? &p.end : NULL, opt->counts);
	} else if (ok && opt->ranged) {
		ok = false;
		warn_at((struct pos){in->pos.file, 0}, "no timeDeltas, and --time-range");
	} else if (ok && p.has_samples) {
		count_samples(&p);
	} else if (ok) {
		count_hits(&p);
	}
	v8_release(&p.tree);
	arena_release(&mem);
	return ok;
}

const struct format format_cpuprofile = {"cpuprofile", "V8 CPU profile (node --cpu-prof, Chrome)",
                                         probe, fold};
