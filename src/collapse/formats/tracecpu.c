/* V8's CPU profiles inside Chrome's traces.
 *
 *	{"ph":"P","name":"Profile","id":"0x1","pid":1,"tid":2,"args":{"data":{"startTime":5}}}
 *	{"ph":"P","name":"ProfileChunk","id":"0x1","pid":1,"tid":9,"args":{"data":{
 *	  "cpuProfile":{"nodes":[...],"samples":[...]},"timeDeltas":[...]}}}
 *
 * A chunk brings new nodes, with their parent's id, and samples.  The Profile event
 * stands on the thread that was sampled, the chunks on one of the profiler's.  A trace
 * that began later lacks it: then the times count from the first sample, and the end,
 * which is the clock's, says nothing of the last one. */
#include <stdlib.h>

#include "base/mem.h"
#include "collapse/formats/chrometrace.h"
#include "collapse/formats/v8.h"

struct trace_cpu {
	uint32_t thread;
	struct v8 tree;
	struct fixed end;
	bool has_start, has_end;
};

static struct trace_cpu *
cpu_of(struct trace *t, const struct trace_event *e)
{
	uint32_t at = ids_get(&t->cpu_ids, trace_key(e->pid, e->id));

	if (at < t->n_cpus)
		return &t->cpus[at];
	t->cpus = mem_grow(t->cpus, &t->cpus_cap, t->n_cpus + 1, sizeof *t->cpus);
	struct trace_cpu *cpu = &t->cpus[t->n_cpus++];
	*cpu = (struct trace_cpu){.tree.s = t->s};
	cpu->thread = trace_thread(t, e->pid, e->tid);
	return cpu;
}

static void
take_nodes(struct trace_cpu *cpu, struct json *j, struct json *samples)
{
	struct str key;

	if (!json_object(j))
		return;
	while (json_key(j, &key)) {
		if (str_eq(key, STR("nodes"))) {
			v8_nodes(&cpu->tree, j);
		} else {
			if (str_eq(key, STR("samples")))
				*samples = *j;
			json_skip(j);
		}
	}
}

static void
take_data(struct trace_cpu *cpu, struct json j)
{
	struct json samples = {0}, deltas = {0};
	struct str key;

	if (!json_object(&j))
		return;
	while (json_key(&j, &key)) {
		if (str_eq(key, STR("cpuProfile"))) {
			take_nodes(cpu, &j, &samples);
		} else if (str_eq(key, STR("startTime"))) {
			cpu->has_start |= json_fixed(&j, 0, &cpu->tree.now);
		} else if (str_eq(key, STR("endTime"))) {
			cpu->has_end |= json_fixed(&j, 0, &cpu->end);
		} else {
			if (str_eq(key, STR("timeDeltas")))
				deltas = j;
			json_skip(&j);
		}
	}
	if (samples.p && deltas.p)
		v8_samples(&cpu->tree, samples, deltas);
}

void
tracecpu_event(struct trace *t, const struct trace_event *e)
{
	bool profile = str_eq(e->name, STR("Profile"));

	if (!e->data.p || (!profile && !str_eq(e->name, STR("ProfileChunk"))))
		return;
	struct trace_cpu *cpu = cpu_of(t, e);
	if (profile)
		cpu->thread = trace_thread(t, e->pid, e->tid);
	take_data(cpu, e->data);
}

static void
fold_cpu(struct trace *t, struct trace_cpu *cpu)
{
	struct spans roots = {.s = t->s};

	v8_link(&cpu->tree);
	trace_root_frames(t, cpu->thread, &roots);
	uint32_t *names = mem_alloc(roots.n + 1, sizeof *names);
	for (size_t i = 0; i < roots.n; i++)
		names[i] = roots.calls[i].name;
	cpu->tree.roots = names;
	cpu->tree.n_roots = roots.n;
	cpu->tree.range = range_of(t->opt, 3);
	v8_count_times(&cpu->tree, cpu->has_start && cpu->has_end ? &cpu->end : NULL, false);
	free(names);
	spans_release(&roots);
}

void
tracecpu_fold(struct trace *t)
{
	for (size_t i = 0; i < t->n_cpus; i++)
		t->threads[t->cpus[i].thread].used = true;
	trace_choose_roots(t);
	for (size_t i = 0; i < t->n_cpus; i++)
		fold_cpu(t, &t->cpus[i]);
}

void
tracecpu_release(struct trace *t)
{
	for (size_t i = 0; i < t->n_cpus; i++)
		v8_release(&t->cpus[i].tree);
	free(t->cpus);
	ids_release(&t->cpu_ids);
	t->cpus = NULL;
	t->n_cpus = t->cpus_cap = 0;
}
