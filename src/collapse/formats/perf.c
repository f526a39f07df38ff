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
 * Large inputs are cut between samples, for the threads of a crew. */
#include <inttypes.h>
#include <pthread.h>
#include <string.h>

#include "collapse/climb.h"
#include "collapse/crew.h"
#include "collapse/formats/perfline.h"
#include "collapse/formats/perfnames.h"
#include "collapse/formats/perfsched.h"

/* What all threads share; the event is found before they start. */
struct run {
	const struct fold_options *opt;
	struct addr2line tool;
	struct str only;      /* the event that is counted, of several by default; or empty */
	pthread_mutex_t lock; /* of what follows */
	bool told;            /* that there are other events */
};

struct worker {
	struct run *run;
	struct stacks *s;
	struct perf_names names;
	struct piece *piece;
	bool quick;           /* what a frame is called depends on nothing but its text */
	/* the sample that is open */
	bool open, keep, addressed;
	bool bare;            /* it began with a comm only: nothing, without frames */
	uint32_t comm;        /* its name, or UINT32_MAX */
	uint64_t count, line; /* line: of the piece, where it began */
	struct climb stack;
	struct str address, text; /* --srcline: a frame that waits for its source line */
	bool waits;
	bool folded;          /* a sample was counted */
};

static void
add_frame(struct worker *w, struct str address, struct str text, struct str source)
{
	climb_put(&w->stack, perf_names_get(&w->names, address, text, source));
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
	if (w->open && w->bare && !w->stack.n) {
		piece_bad(w->piece, w->line, "no frames, and no event line before it");
	} else if (w->open && w->keep) {
		climb_put(&w->stack, (struct frame_ids){&w->comm, w->comm != UINT32_MAX});
		climb_count(&w->stack, w->s, w->count);
		w->folded = true;
	}
	w->open = false;
	w->stack.n = 0;
}

static void
open_sample(struct worker *w, bool keep, uint32_t comm, uint64_t count)
{
	w->open = true;
	w->keep = keep;
	w->comm = comm;
	w->count = count;
	w->line = w->piece->lines;
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
	struct str frame = perf_before_branches(e->rest);
	if (frame.n && perf_is_frame(frame)) {
		struct str address = perf_address(frame);
		add_frame(w, address, str_trim(str_rest(frame, address.n)), STR(""));
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

/* The branches of a sample (-F +brstack), behind its frames. */
static bool
is_branches(struct str line)
{
	return !perf_before_branches(str_trim(line)).n;
}

static bool
is_record(struct str line)
{
	return str_has(line, STR(" PERF_RECORD_"));
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

/* A frame, by its tab or its module; a number. */
static bool
starts_headless(struct str line)
{
	struct str text = str_trim(line);
	uint64_t tid;

	return perf_address(line).n &&
	       (*line.p == '\t' || perf_is_frame(text) || str_u64(text, &tid));
}

/* A sample that starts without a comm, a time or an event: with its first frame, or with
 * the id of its thread (-F tid). */
static void
take_headless(struct worker *w, struct str line, struct str address)
{
	struct str rest = str_trim(str_rest(line, (size_t)(address.p - line.p) + address.n));

	open_sample(w, !w->run->opt->events.n, UINT32_MAX, 1);
	if (!rest.n && *line.p != '\t')
		return;
	w->addressed = rest.n > 0;
	if (w->keep && rest.n)
		add_frame(w, address, rest, STR(""));
	else if (w->keep)
		add_frame(w, (struct str){address.p, 0}, address, STR(""));
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
	} else if (w->open && perf_is_frame(line)) {
		struct str text = str_trim(str_rest(line, perf_address(line).n));
		take_frame(w, line.p, text.p, line.p + line.n);
	} else if (take_bare_frame(w, line)) {
		return;
	} else if (!w->open && starts_headless(line)) {
		take_headless(w, line, perf_address(line));
	} else if (is_branches(line)) {
		return;
	} else if (!w->open && *line.p != ' ' && *line.p != '\t') {
		e = (struct perf_event){.comm = str_trim(line)};
		start_sample(w, &e);
		w->bare = true;
	} else {
		piece_bad(w->piece, w->piece->lines, "neither a frame nor an event");
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

/* Frames that follow each other as they did before, up to the first that does not. */
static const char *
take_foreseen(struct worker *w, const char *p, const char *end)
{
	for (size_t skip, n; (skip = perf_usual_address(p, (size_t)(end - p))); p += skip + n + 1) {
		struct frame_ids ids = frames_foreseen(&w->names.frames, p + skip, end, &n);
		if (!ids.n)
			break;
		climb_put(&w->stack, ids);
		w->addressed = true;
		w->piece->lines++;
	}
	return p;
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
take_text(struct worker *w, const char *p, const char *nl)
{
	const char *stop = nl;
	size_t skip;

	w->piece->lines++;
	while (stop > p && (stop[-1] == '\r' || stop[-1] == ' ' || stop[-1] == '\t'))
		stop--;
	if (stop == p)
		end_sample(w);
	else if (w->open && (skip = before_symbol(p, stop)) && (*p == '\t' || !is_event_line(p, stop)))
		take_frame(w, p, p + skip, nl);
	else
		take_line(w, (struct str){p, (size_t)(stop - p)});
}

static void
fold_piece(void *worker, struct piece *piece)
{
	struct worker *w = worker;
	const char *p = piece->text.p, *end = p + piece->text.n;

	w->piece = piece;
	while (p < end) {
		if (w->open && w->keep && w->quick)
			p = take_foreseen(w, p, end);
		if (p == end)
			break;
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		take_text(w, p, nl ? nl : end);
		p = nl ? nl + 1 : end;
	}
	end_sample(w);
}

static void
begin(void *worker, const struct fold_options *opt, void *run, struct stacks *s)
{
	struct worker *w = worker;

	w->run = run;
	w->s = s;
	w->quick = !opt->addrs && !opt->inlined && !opt->srcline;
	perf_names_init(&w->names, s, opt, &w->run->tool);
}

static bool
finish(void *worker)
{
	struct worker *w = worker;

	frames_release(&w->names.frames);
	climb_release(&w->stack);
	return w->folded;
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

/* Where the last sample of text may start: behind a blank line, or at an event line.
 * 0: nowhere. */
static size_t
last_start(struct str text)
{
	struct perf_event e;
	size_t end = text.n;

	while (end && text.p[end - 1] != '\n')
		end--;
	while (end) {
		size_t start = end - 1;
		while (start && text.p[start - 1] != '\n')
			start--;
		struct str line = {text.p + start, end - 1 - start};
		if (!str_trim(line).n)
			return end;
		if (*line.p != '\t' && *line.p != '#' && perf_event_parse(str_trim(line), true, &e))
			return start;
		end = start;
	}
	return 0;
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	static const struct crew_work work = {
		last_start, sizeof(struct worker), begin, fold_piece, finish};
	struct run run = {.opt = opt, .lock = PTHREAD_MUTEX_INITIALIZER};
	char event[256];

	addr2line_init(&run.tool);
	run.only = first_event(in_peek(in, FORMAT_HEAD), event, sizeof event);
	bool any = crew_fold(in, s, opt, &work, &run);
	(void)pthread_mutex_destroy(&run.lock);
	addr2line_release(&run.tool);
	if (!any)
		warn_at(in->pos, "no samples%s", opt->events.n || opt->ranged ? " that were asked for" : "");
	return any;
}

/* Whether a frame is next, as it has to be behind an event line without a time. */
static bool
frame_follows(struct str rest)
{
	struct str line = str_cut(rest, '\n').head, address = perf_address(line);
	struct perf_frame f;

	if (!address.n)
		return false;
	if (*line.p != ' ' && *line.p != '\t')
		return perf_is_frame(line);
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
		if (str_ends(c.head, STR("\r")))
			c.head.n--;
		if (!str_trim(c.head).n || *c.head.p == '#')
			continue;
		if (!c.ok)
			return CLAIM_NO;
		struct str frames = *c.head.p == '\t' ? c.head : c.tail;
		enum claim framed = str_starts(frames, STR("\t")) && frame_follows(frames) ? CLAIM_MAYBE
		                                                                         : CLAIM_NO;
		if (*c.head.p == '\t' || !perf_event_parse(c.head, false, &e))
			return framed;
		if (e.timed && is_record(c.head))
			continue;
		if (perf_is_sched(head))
			return CLAIM_NO;
		return e.event.n && e.comm.n && (e.timed || frame_follows(c.tail)) ? CLAIM_YES : framed;
	}
	return CLAIM_NO;
}

const struct format format_perf = {
	"perf", "perf script", probe, fold,
};
