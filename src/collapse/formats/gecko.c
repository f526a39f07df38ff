/* The Firefox Profiler's files: what profiler.firefox.com saves, what samply records,
 * and what Firefox itself writes (MOZ_PROFILER_SHUTDOWN).
 *
 *	{"meta":{...},"threads":[{"name":"main","pid":"7","tid":7,
 *	  "samples":{"stack":[1,0,null],"weight":[2,1,1]},
 *	  "stackTable":{"prefix":[null,0],"frame":[0,1]},
 *	  "frameTable":{"func":[0,1],"inlineDepth":[0,0]},
 *	  "funcTable":{"name":[1,0],"resource":[-1,-1]},"stringArray":["work","main"]}]}
 *
 * Tables may stand in "shared" for all threads.  Firefox's own files have tables as
 * {"schema":{"prefix":0,"frame":1},"data":[[null,0],...]}, frames with a "location"
 * instead of a function, and more "processes" of the same form.  The weight is the
 * samples' own (1 without one, or with counts).  With several threads, their names and
 * those of several processes are root frames.  A function without a name is
 * "library+0xoffset".  Source: the Firefox Profiler's documentation, Processed Profile
 * Format and Gecko Profile Format. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/out.h"
#include "collapse/chains.h"
#include "collapse/format.h"
#include "collapse/formats/geckotable.h"
#include "collapse/json.h"
#include "collapse/objects.h"
#include "collapse/range.h"
#include "collapse/tidy.h"

/* The tables of a thread, or those that all share: where they stand (p NULL: they do
 * not). */
struct tables {
	struct json stacks, frames, functions, resources, strings;
};

struct thread {
	struct json samples, libraries;
	struct tables tables;
	struct str name, process, pid;
};

struct gecko {
	struct stacks *s;
	const struct fold_options *opt;
	const char *file;
	struct tables shared;
	struct thread *threads;  /* owned, as what follows */
	struct json *processes;  /* still to be read */
	struct str *strings;     /* of the thread that is folded */
	struct objects objects;  /* its libraries */
	struct chain *chains;
	uint32_t *names;         /* of its frames */
	size_t n_threads, threads_cap, n_processes, processes_cap, n_strings, strings_cap, chains_cap,
	        names_cap;
	bool show_processes, show_threads;
};

static enum claim
probe(struct str head)
{
	if (json_has_key(head, STR("libs")) && str_has(head, STR("\"breakpadId\"")))
		return CLAIM_YES;
	if (!json_has_key(head, STR("meta")) && !json_has_key(head, STR("threads")))
		return CLAIM_NO;
	if (str_has(head, STR("\"preprocessedProfileVersion\"")))
		return CLAIM_YES;
	bool tables = str_has(head, STR("\"stackTable\"")) || str_has(head, STR("\"frameTable\""));
	bool firefox = json_has_key(head, STR("meta")) && str_has(head, STR("\"product\"")) &&
	               str_has(head, STR("\"interval\""));
	return tables || firefox ? CLAIM_YES : CLAIM_NO;
}

static bool
note_table(struct tables *t, struct str key, const struct json *j)
{
	if (str_eq(key, STR("stackTable")))
		t->stacks = *j;
	else if (str_eq(key, STR("frameTable")))
		t->frames = *j;
	else if (str_eq(key, STR("funcTable")))
		t->functions = *j;
	else if (str_eq(key, STR("resourceTable")))
		t->resources = *j;
	else if (str_eq(key, STR("stringArray")) || str_eq(key, STR("stringTable")))
		t->strings = *j;
	else
		return false;
	return true;
}

static void
take_id(struct json *j, struct str *id)
{
	if (json_peek(j) == JSON_STRING)
		(void)json_string(j, id);
	else
		(void)json_number(j, id);
}

static void
note_thread(struct gecko *g, struct json *j)
{
	struct thread t = {0};
	struct str key;

	if (!json_object(j))
		return;
	while (json_key(j, &key)) {
		if (str_eq(key, STR("name"))) {
			(void)json_string(j, &t.name);
		} else if (str_eq(key, STR("processName")) || str_eq(key, STR("processType"))) {
			if (!t.process.n || str_eq(key, STR("processName")))
				(void)json_string(j, &t.process);
			else
				json_skip(j);
		} else if (str_eq(key, STR("pid"))) {
			take_id(j, &t.pid);
		} else {
			if (str_eq(key, STR("samples")))
				t.samples = *j;
			else
				(void)note_table(&t.tables, key, j);
			json_skip(j);
		}
	}
	g->threads = mem_grow(g->threads, &g->threads_cap, g->n_threads + 1, sizeof *g->threads);
	g->threads[g->n_threads++] = t;
}

static void
note_threads(struct gecko *g, struct json *j)
{
	if (json_array(j))
		while (json_item(j))
			note_thread(g, j);
}

static void
note_processes(struct gecko *g, struct json *j)
{
	if (!json_array(j))
		return;
	while (json_item(j)) {
		g->processes = mem_grow(g->processes, &g->processes_cap, g->n_processes + 1,
		                        sizeof *g->processes);
		g->processes[g->n_processes++] = *j;
		json_skip(j);
	}
}

static void
note_shared(struct gecko *g, struct json *j)
{
	struct str key;

	if (!json_object(j))
		return;
	while (json_key(j, &key)) {
		(void)note_table(&g->shared, key, j);
		json_skip(j);
	}
}

/* The file itself, or one of its processes. */
static void
note_process(struct gecko *g, struct json *j)
{
	struct json libraries = {0};
	size_t first = g->n_threads;
	struct str key;

	if (!json_object(j))
		return;
	while (json_key(j, &key)) {
		if (str_eq(key, STR("threads"))) {
			note_threads(g, j);
		} else if (str_eq(key, STR("processes"))) {
			note_processes(g, j);
		} else if (str_eq(key, STR("shared"))) {
			note_shared(g, j);
		} else {
			if (str_eq(key, STR("libs")))
				libraries = *j;
			json_skip(j);
		}
	}
	for (; first < g->n_threads; first++)
		g->threads[first].libraries = libraries;
}

static struct str
string(const struct gecko *g, int64_t i)
{
	return i >= 0 && (uint64_t)i < g->n_strings ? g->strings[i] : STR("");
}

static void
read_strings(struct gecko *g, struct json j)
{
	g->n_strings = 0;
	if (!j.p || !json_array(&j))
		return;
	while (json_item(&j)) {
		struct str s = {"", 0};
		(void)json_string(&j, &s);
		g->strings = mem_grow(g->strings, &g->strings_cap, g->n_strings + 1, sizeof *g->strings);
		g->strings[g->n_strings++] = s;
	}
}

static void
read_libraries(struct gecko *g, struct json j)
{
	struct str key;

	objects_release(&g->objects);
	g->objects.s = g->s;
	if (!j.p || !json_array(&j))
		return;
	while (json_item(&j)) {
		uint64_t start = 0, end = 0, offset = 0;
		struct str name = {"", 0};
		if (!json_object(&j))
			continue;
		while (json_key(&j, &key)) {
			if (str_eq(key, STR("start")))
				(void)json_u64(&j, &start);
			else if (str_eq(key, STR("end")))
				(void)json_u64(&j, &end);
			else if (str_eq(key, STR("offset")))
				(void)json_u64(&j, &offset);
			else if (str_eq(key, STR("name")))
				(void)json_string(&j, &name);
			else
				json_skip(&j);
		}
		if (end > start)
			objects_add(&g->objects, start, end, offset, name);
	}
}

/* A name that is only an address gets its library in front. */
static uint32_t
frame_name(struct gecko *g, struct str name, struct str library, bool inlined)
{
	uint64_t address;
	struct out o;

	if (!name.n)
		name = STR("[unknown]");
	bool bare = str_starts(name, STR("0x")) && str_hex(name, &address);
	if (bare && !library.n)
		return objects_name(&g->objects, address);
	if (!bare)
		return tidy_id(g->s, g->opt, name, inlined ? STR("_[i]") : STR(""));
	out_to_memory(&o);
	out_str(&o, library);
	out_char(&o, '+');
	out_str(&o, name);
	uint32_t id = stacks_name(g->s, out_memory(&o));
	(void)out_close(&o);
	return id;
}

/* Names of all frames of a thread; how many. */
static size_t
name_frames(struct gecko *g, const struct tables *t)
{
	struct column frame[3] = {{.name = "func"}, {.name = "location"}, {.name = "inlineDepth"}};
	struct column function[2] = {{.name = "name"}, {.name = "resource"}};
	struct column resource[1] = {{.name = "name"}};
	size_t n = column_read(frame, 3, t->frames);

	(void)column_read(function, 2, t->functions);
	(void)column_read(resource, 1, t->resources);
	g->names = mem_grow(g->names, &g->names_cap, n, sizeof *g->names);
	for (size_t i = 0; i < n; i++) {
		int64_t func = column_at(&frame[0], i);
		struct str name = string(g, func < 0 ? column_at(&frame[1], i)
		                                     : column_at(&function[0], (uint64_t)func));
		int64_t from = func < 0 ? -1 : column_at(&function[1], (uint64_t)func);
		struct str library = string(g, from < 0 ? -1 : column_at(&resource[0], (uint64_t)from));
		g->names[i] = frame_name(g, name, library, column_at(&frame[2], i) > 0);
	}
	column_release(frame, 3);
	column_release(function, 2);
	column_release(resource, 1);
	return n;
}

static size_t
link_stacks(struct gecko *g, const struct tables *t)
{
	struct column stack[2] = {{.name = "prefix"}, {.name = "frame"}};
	size_t n_names = name_frames(g, t), n = column_read(stack, 2, t->stacks);
	uint32_t unknown = stacks_name(g->s, STR("[unknown]"));

	g->chains = mem_grow(g->chains, &g->chains_cap, n, sizeof *g->chains);
	for (size_t i = 0; i < n; i++) {
		int64_t prefix = column_at(&stack[0], i), frame = column_at(&stack[1], i);
		bool named = frame >= 0 && (uint64_t)frame < n_names;
		g->chains[i] = (struct chain){
			.parent = prefix >= 0 && (uint64_t)prefix < n ? (uint32_t)prefix : CHAIN_ROOT,
			.name = named ? g->names[frame] : unknown};
	}
	column_release(stack, 2);
	return n;
}

static void
push_root(struct gecko *g, struct str name, struct str id, bool with_id)
{
	struct out o;

	out_to_memory(&o);
	out_str(&o, name.n ? name : STR("[unnamed]"));
	if (with_id && id.n) {
		out_char(&o, '-');
		out_str(&o, id);
	}
	stacks_push(g->s, out_memory(&o));
	(void)out_close(&o);
}

/* The nanoseconds of a sample, by its time or else by the time since the one before. */
static int64_t
time_of(const struct column *times, size_t i, int64_t before)
{
	int64_t time = column_at(&times[0], i), delta = column_at(&times[1], i), now = before;

	if (time >= 0)
		return time;
	return delta > 0 && !__builtin_add_overflow(before, delta, &now) ? now : before;
}

static void
fold_thread(struct gecko *g, const struct thread *t)
{
	struct column sample[4] = {{.name = "stack"}, {.name = "weight"},
	                           {.name = "time", .shift = 6}, {.name = "timeDeltas", .shift = 6}};
	struct range range = range_of(g->opt, 0);
	struct tables tables = {
		t->tables.stacks.p ? t->tables.stacks : g->shared.stacks,
		t->tables.frames.p ? t->tables.frames : g->shared.frames,
		t->tables.functions.p ? t->tables.functions : g->shared.functions,
		t->tables.resources.p ? t->tables.resources : g->shared.resources,
		t->tables.strings.p ? t->tables.strings : g->shared.strings};
	size_t n = column_read(sample, 4, t->samples), n_stacks;
	uint64_t below = 0;
	int64_t now = 0;

	if (n) {
		read_strings(g, tables.strings);
		read_libraries(g, t->libraries);
	}
	n_stacks = n ? link_stacks(g, &tables) : 0;
	for (size_t i = 0; i < n; i++) {
		int64_t stack = column_at(&sample[0], i), weight = column_at(&sample[1], i);
		if (!sample[1].n || g->opt->counts)
			weight = 1;
		below += weight < 0;
		now = time_of(sample + 2, i, now);
		if (weight <= 0 || !range_has(&range, fixed_of(now)))
			continue;
		if (g->show_processes)
			push_root(g, t->process, t->pid, g->opt->pid || !t->process.n);
		if (g->show_threads)
			push_root(g, t->name, t->pid, false);
		size_t from = g->s->n;
		chains_push(g->s, g->chains, n_stacks, stack < 0 ? SIZE_MAX : (size_t)stack);
		if (g->s->n == from)
			stacks_push(g->s, STR("[unknown]"));
		stacks_add(g->s, (uint64_t)weight);
	}
	if (below)
		report_bad(g->opt->report, (struct pos){g->file, 0}, "%llu samples weigh less than nothing",
		           (unsigned long long)below);
	column_release(sample, 4);
}

/* Whether a thread has any sample. */
static bool
is_used(const struct thread *t)
{
	struct column sample[1] = {{.name = "stack"}};
	bool used = column_read(sample, 1, t->samples) != 0;

	column_release(sample, 1);
	return used;
}

static void
fold_threads(struct gecko *g)
{
	size_t used = 0, processes = 0;
	struct str pid = {0};

	for (size_t i = 0; i < g->n_threads; i++) {
		if (!is_used(&g->threads[i]))
			continue;
		processes += !used || !str_eq(pid, g->threads[i].pid);
		pid = g->threads[i].pid;
		used++;
	}
	g->show_processes = processes > 1 || g->opt->pid;
	g->show_threads = g->opt->threads == CHOICE_YES || (used > 1 && g->opt->threads != CHOICE_NO);
	for (size_t i = 0; i < g->n_threads; i++)
		fold_thread(g, &g->threads[i]);
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct arena mem = {0};
	struct gecko g = {.s = s, .opt = opt, .file = in->pos.file};
	struct json j = json_of(in_rest(in), &mem);

	note_process(&g, &j);
	bool ok = json_ended(&j, in->pos.file);
	while (ok && g.n_processes) {
		struct json process = g.processes[--g.n_processes];
		note_process(&g, &process);
	}
	if (ok)
		fold_threads(&g);
	free(g.threads);
	free(g.processes);
	free(g.strings);
	free(g.chains);
	free(g.names);
	objects_release(&g.objects);
	arena_release(&mem);
	return ok;
}

const struct format format_gecko = {"gecko", "Firefox Profiler JSON (samply)", probe, fold};
