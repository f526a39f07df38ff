/* perf script: samples, each an event line and its frames, the leaf first, and a blank
 * line.  perfline.h has the lines.
 *
 *	# cmdline : /usr/bin/perf record -g -- ./prog
 *	prog 24636/24636 [000] 4794564.109216:     250000 cpu-clock:
 *	        55d1c0de1139 work+0x10 (/home/user/prog)
 *	        55d1c0de1160 main+0x20 (/home/user/prog)
 *
 * A sample counts its period, or 1 where none is printed.  Of several events only the
 * first one met is counted, or those of --event-filter.
 *
 * Large inputs are cut into blocks between samples.  Each thread reads its own next
 * block and folds it into stacks of its own; the stacks are merged at the end. */
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/os.h"
#include "collapse/format.h"
#include "collapse/perfblocks.h"
#include "collapse/perfline.h"
#include "collapse/perfnames.h"
#include "collapse/perfsched.h"

#define MOST_JOBS 256

/* What all threads share; the event is found before they start. */
struct run {
	const struct fold_options *opt;
	struct perf_blocks blocks;
	struct str only;      /* the event that is counted, of several by default; or empty */
	pthread_mutex_t lock; /* of what follows */
	bool told;            /* that there are other events */
};

struct worker {
	struct run *run;
	struct stacks *s;
	struct stacks own;
	struct frames names;
	struct perf_block block;
	/* the sample that is open */
	bool open, keep, addressed;
	bool bare;            /* it began with a comm only: nothing, without frames */
	uint32_t comm;        /* its name, or UINT32_MAX */
	uint64_t count;
	uint32_t *ids;        /* its frames, leaf first */
	size_t n, cap;
	struct str address, text; /* --srcline: a frame that waits for its source line */
	bool waits;
	bool folded;          /* a sample was counted */
};

static void
add_frame(struct worker *w, struct str address, struct str text, struct str source)
{
	struct frame_ids ids = perf_names_get(&w->names, address, text, source);

	w->ids = mem_grow(w->ids, &w->cap, w->n + ids.n, sizeof *w->ids);
	for (size_t i = 0; i < ids.n; i++)
		w->ids[w->n++] = ids.list[i];
}

static void
flush_frame(struct worker *w, struct str source)
{
	if (w->waits)
		add_frame(w, w->address, w->text, source);
	w->waits = false;
}

static void
end_sample(struct worker *w)
{
	flush_frame(w, STR(""));
	if (w->open && w->bare && !w->n) {
		perf_block_bad(&w->block, "no frames, and no event line before it");
	} else if (w->open && w->keep) {
		if (w->comm != UINT32_MAX)
			stacks_push_name(w->s, w->comm);
		for (size_t i = w->n; i-- > 0;)
			stacks_push_name(w->s, w->ids[i]);
		stacks_add(w->s, w->count);
		w->folded = true;
	}
	w->open = false;
	w->n = 0;
}

static void
open_sample(struct worker *w, bool keep, uint32_t comm, uint64_t count)
{
	w->open = true;
	w->keep = keep;
	w->comm = comm;
	w->count = count;
	w->addressed = w->bare = false;
}

/* An event without its modifiers: "cycles" of "cycles:u". */
static struct str
base_event(struct str event)
{
	struct cut c = str_rcut(event, ':');

	for (size_t i = 0; c.ok && i < c.tail.n; i++)
		if (!memchr("ukhGHIpPDSeWb", c.tail.p[i], 13))
			return event;
	return c.ok ? c.head : event;
}

static void
tell_of_others(struct run *run, struct str event)
{
	(void)pthread_mutex_lock(&run->lock);
	if (!run->told)
		warn("only '%.*s' is counted, the first event met, and not '%.*s'; --event-filter "
		     "names others", (int)run->only.n, run->only.p, (int)event.n, event.p);
	run->told = true;
	(void)pthread_mutex_unlock(&run->lock);
}

static bool
is_wanted(struct worker *w, const struct perf_event *e)
{
	const struct fold_options *opt = w->run->opt;

	if (opt->ranged && e->timed && (e->time_ns < opt->from_ns || e->time_ns >= opt->to_ns))
		return false;
	if (!e->event.n)
		return !opt->events.n;
	for (size_t i = 0; i < opt->events.n; i++)
		if (str_eq(e->event, str_from(opt->events.list[i])) ||
		    str_eq(base_event(e->event), str_from(opt->events.list[i])))
			return true;
	if (opt->events.n)
		return false;
	if (!w->run->only.n || str_eq(base_event(e->event), w->run->only))
		return true;
	tell_of_others(w->run, e->event);
	return false;
}

/* "V8_WorkerThread-123/456": names of processes have no blanks. */
static uint32_t
comm_id(struct worker *w, const struct perf_event *e)
{
	const struct fold_options *opt = w->run->opt;
	char small[64];
	struct out name;

	if (opt->threads == CHOICE_NO || !e->comm.n)
		return UINT32_MAX;
	if (!opt->pid && !opt->tid && e->comm.n < sizeof small) {
		for (size_t i = 0; i < e->comm.n; i++)
			small[i] = e->comm.p[i] == ' ' ? '_' : e->comm.p[i];
		return stacks_name(w->s, (struct str){small, e->comm.n});
	}
	out_to_memory(&name);
	for (size_t i = 0; i < e->comm.n; i++)
		out_char(&name, e->comm.p[i] == ' ' ? '_' : e->comm.p[i]);
	if (opt->pid || opt->tid) {
		out_char(&name, '-');
		out_str(&name, e->pid.n ? e->pid : STR("?"));
	}
	if (opt->tid) {
		out_char(&name, '/');
		out_str(&name, e->tid.n ? e->tid : STR("?"));
	}
	uint32_t id = stacks_name(w->s, out_memory(&name));
	out_drop(&name);
	return id;
}

static void
start_sample(struct worker *w, const struct perf_event *e)
{
	end_sample(w);
	if (!is_wanted(w, e)) {
		open_sample(w, false, UINT32_MAX, 0);
		return;
	}
	uint64_t count = w->run->opt->counts || !e->period ? 1 : e->period;
	open_sample(w, true, comm_id(w, e), count);
	if (e->rest.n && perf_is_frame(e->rest)) {
		struct str address = perf_address(e->rest);
		add_frame(w, address, str_trim(str_rest(e->rest, address.n)), STR(""));
	}
}

static bool
is_source(struct str line)
{
	struct cut c = str_rcut(line, ':');
	uint64_t number;

	if (c.ok && str_u64(c.tail, &number))
		return true;
	return line.n > 2 && line.p[line.n - 1] == ']' && memchr(line.p, '[', line.n);
}

/* "libc-2.33.so[27b25]" has no line. */
static struct str
source_of(struct str line)
{
	struct str s = str_trim(line);

	return s.n && s.p[s.n - 1] == ']' ? str_cut(s, '[').head : s;
}

/* A frame line that has no address (-F sym), or none at all. */
static bool
take_bare_frame(struct worker *w, struct str line)
{
	struct str text = str_trim(line);

	if (!w->open || w->bare || !text.n || (*line.p != ' ' && *line.p != '\t'))
		return false;
	if (w->addressed) {
		if (!is_source(text))
			return false;
		flush_frame(w, source_of(line));
		return true;
	}
	if (w->keep)
		add_frame(w, (struct str){text.p, 0}, text, STR(""));
	return true;
}

static bool
is_record(struct str line)
{
	return str_has(line, STR(" PERF_RECORD_"));
}

/* A line that is not a plain frame of an open sample. */
static void
take_line(struct worker *w, struct str line)
{
	struct perf_event e;

	if (*line.p == '#')
		return;
	if (is_record(line)) {
		end_sample(w);
		open_sample(w, false, UINT32_MAX, 0);
	} else if (perf_event_parse(line, w->open && *line.p == ' ', &e)) {
		start_sample(w, &e);
	} else if (take_bare_frame(w, line)) {
		return;
	} else if (!w->open && perf_address(line).n) {
		struct str address = perf_address(line);
		size_t before = (size_t)(address.p - line.p) + address.n;
		open_sample(w, !w->run->opt->events.n, UINT32_MAX, 1);
		w->addressed = true;
		add_frame(w, address, str_trim(str_rest(line, before)), STR(""));
	} else if (!w->open && *line.p != ' ' && *line.p != '\t') {
		e = (struct perf_event){.comm = str_trim(line)};
		start_sample(w, &e);
		w->bare = true;
	} else {
		perf_block_bad(&w->block, "neither a frame nor an event");
	}
}

/* The blanks, the hexadecimal address and the blank before a symbol, or 0. */
static size_t
before_symbol(const char *p, const char *end)
{
	const char *from = p;

	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	const char *address = p;
	while (p < end && ((*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'f')))
		p++;
	if (p == address || address == from || p == end || *p != ' ')
		return 0;
	while (p < end && *p == ' ')
		p++;
	return p < end ? (size_t)(p - from) : 0;
}

static void
take_frame(struct worker *w, const char *p, const char *text, const char *end)
{
	struct str address = {p, 0};

	w->addressed = true;
	if (!w->keep)
		return;
	if (w->run->opt->addrs || w->run->opt->inlined)
		address = perf_address((struct str){p, (size_t)(text - p)});
	if (!w->run->opt->srcline) {
		add_frame(w, address, (struct str){text, (size_t)(end - text)}, STR(""));
		return;
	}
	flush_frame(w, STR(""));
	w->waits = true;
	w->address = address;
	w->text = (struct str){text, (size_t)(end - text)};
}

/* Of a line that is indented with blanks, as older versions do with frames and newer
 * ones with events; "dd 12 [000] 1.5: cycles:" may look like either. */
static bool
is_event_line(const char *p, const char *end)
{
	struct perf_event e;

	return perf_event_parse((struct str){p, (size_t)(end - p)}, true, &e);
}

static void
fold_block(struct worker *w)
{
	const char *p = w->block.text.p, *end = p + w->block.text.n;

	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		const char *next = nl ? nl + 1 : end, *stop = nl ? nl : end;
		size_t skip;
		w->block.lines++;
		while (stop > p && (stop[-1] == '\r' || stop[-1] == ' '))
			stop--;
		if (stop == p)
			end_sample(w);
		else if (w->open && (skip = before_symbol(p, stop)) &&
		         (*p == '\t' || !is_event_line(p, stop)))
			take_frame(w, p, p + skip, stop);
		else
			take_line(w, (struct str){p, (size_t)(stop - p)});
		p = next;
	}
	end_sample(w);
}

static void *
work(void *worker)
{
	struct worker *w = worker;

	while (perf_blocks_next(&w->run->blocks, &w->block)) {
		fold_block(w);
		perf_blocks_done(&w->run->blocks, &w->block);
	}
	return NULL;
}

static void
worker_init(struct worker *w, struct run *run, struct stacks *s)
{
	*w = (struct worker){.run = run, .s = s};
	if (!s) {
		stacks_init(&w->own, TRIE_ALL);
		w->s = &w->own;
	}
	frames_init(&w->names, w->s, run->opt);
}

static void
worker_release(struct worker *w, struct stacks *s)
{
	if (w->s == &w->own) {
		stacks_merge(s, &w->own);
		stacks_release(&w->own);
	}
	frames_release(&w->names);
	perf_block_release(&w->block);
	free(w->ids);
}

/* The first event in the head decides which one is counted. */
static struct str
first_event(struct str head, char *room, size_t size)
{
	struct perf_event e;

	for (struct cut c = {.tail = head}; c.tail.n;) {
		c = str_cut(c.tail, '\n');
		struct str line = str_trim(c.head);
		if (!line.n || *line.p == '#' || is_record(line) ||
		    !perf_event_parse(c.head, *c.head.p == '\t', &e) || !e.event.n)
			continue;
		struct str event = base_event(e.event);
		size_t n = event.n < size ? event.n : size;
		memcpy(room, event.p, n);
		return (struct str){room, n};
	}
	return STR("");
}

static unsigned
jobs_of(struct in *in, const struct stacks *s, const struct fold_options *opt)
{
	unsigned jobs = opt->jobs ? opt->jobs : os_processors();
	bool small = in_peek(in, PERF_BLOCK).n < PERF_BLOCK;

	if (small || s->trie.merge != TRIE_ALL)
		return 1;
	return jobs < MOST_JOBS ? jobs : MOST_JOBS;
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct run run = {.opt = opt, .lock = PTHREAD_MUTEX_INITIALIZER};
	unsigned jobs = jobs_of(in, s, opt), started = 0;
	struct worker *workers = mem_zero(jobs, sizeof *workers);
	pthread_t *threads = mem_zero(jobs, sizeof *threads);
	char event[256];
	bool any = false;

	run.only = first_event(in_peek(in, FORMAT_HEAD), event, sizeof event);
	perf_blocks_init(&run.blocks, in);
	for (unsigned i = 0; i < jobs; i++)
		worker_init(&workers[i], &run, i ? NULL : s);
	for (unsigned i = 1; i < jobs; i++, started++)
		if (pthread_create(&threads[i], NULL, work, &workers[i]))
			break;
	(void)work(&workers[0]);
	for (unsigned i = 1; i <= started; i++)
		(void)pthread_join(threads[i], NULL);
	for (unsigned i = 0; i < jobs; i++) {
		any = any || workers[i].folded;
		worker_release(&workers[i], s);
	}
	perf_blocks_report(&run.blocks, opt->report);
	perf_blocks_release(&run.blocks);
	(void)pthread_mutex_destroy(&run.lock);
	free(workers);
	free(threads);
	if (!any)
		warn_at(in->pos, "no samples%s", opt->events.n || opt->ranged ? " that were asked for" : "");
	return any;
}

/* Behind an event line without a time, a frame has to follow. */
static bool
frame_follows(struct str rest)
{
	struct str line = str_cut(rest, '\n').head, address = perf_address(line);
	struct perf_frame f;

	if (!address.n || (*line.p != ' ' && *line.p != '\t'))
		return false;
	perf_frame_parse(str_rest(line, (size_t)(address.p - line.p) + address.n), &f);
	return f.symbol.n > 0;
}

/* An event line with a process and a time, or an event and a frame: nothing else
 * looks like it. */
static enum claim
probe(struct str head)
{
	struct perf_event e;

	for (struct cut c = {.tail = head}; c.tail.n;) {
		c = str_cut(c.tail, '\n');
		if (!str_trim(c.head).n || *c.head.p == '#')
			continue;
		if (!c.ok)
			return CLAIM_NO;
		if (!perf_event_parse(c.head, false, &e))
			return *c.head.p != '\t' && str_starts(c.tail, STR("\t")) && frame_follows(c.tail)
			               ? CLAIM_MAYBE : CLAIM_NO;
		if (e.timed && is_record(c.head))
			continue;
		if (perf_is_sched(head) || !(e.event.n && e.comm.n && (e.timed || frame_follows(c.tail))))
			return CLAIM_NO;
		return CLAIM_YES;
	}
	return CLAIM_NO;
}

const struct format format_perf = {
	"perf", "perf script", probe, fold,
};
