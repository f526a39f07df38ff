#include "sample/perfdata.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/in.h"
#include "base/mem.h"
#include "base/out.h"
#include "base/pipe.h"
#include "sample/mapped.h"
#include "sample/recording.h"
#include "sample/sort.h"

#define KALLSYMS_LINES 1000
#define AHEAD 2                /* records whose bytes are asked for before their turn */
#define AHEAD_BYTES 1536       /* of each: registers, and the stack as far as most reach */
#define CACHE_LINE 64

/* A record that waits for its turn. */
struct entry {
	uint64_t time; /* the key of sort_by_address() */
	struct str record;
};

struct replay {
	struct recording recording;
	struct profile *profile;
	const struct perfdata_choice *choice;
	struct mapped_ahead *ahead; /* NULL: it is not a mapped file */
	const char *kallsyms;
	struct entry *queue; /* owned */
	size_t n, cap;
	bool sorted;
	uint64_t newest, settled; /* times: of all; before which nothing comes any more */
	struct out packed;        /* what compressed records have */
	char *unpacked;           /* owned */
	bool *wanted;             /* by event, n_judged of them; owned */
	size_t n_judged;
};

bool
perfdata_probe(struct str head)
{
	return recording_probe(head);
}

enum elf_machine
perfdata_machine(void)
{
#ifdef __aarch64__
	return ELF_AARCH64;
#else
	return ELF_X86_64;
#endif
}

/* Whether names of the kernel that runs now are those of the recording: where it was
 * loaded differs at each boot.  The record of the kernel's own mapping names a symbol
 * ("[kernel.kallsyms]_text") and has its address in the place of the offset. */
static bool
same_kernel(const struct record *r, const char *kallsyms)
{
	struct str line, name = str_rcut(r->mmap.path, ']').tail;
	struct in in;
	bool same = false;

	if (!name.n || !kallsyms || !in_open(&in, kallsyms))
		return false;
	/* it is among the first, and the whole takes long to read */
	for (int i = 0; i < KALLSYMS_LINES && in_line(&in, &line); i++) {
		uint64_t addr;
		if (!str_eq(str_rcut(line, ' ').tail, name))
			continue;
		same = str_hex(str_cut(line, ' ').head, &addr) && addr == r->mmap.offset;
		break;
	}
	(void)in_close(&in);
	return same;
}

/* Events. */

static bool
is_named(struct str event, const char *name)
{
	return str_eq(event, str_from(name)) || str_eq(str_cut(event, ':').head, str_from(name));
}

/* Which events are counted; false: none of those that were named is there. */
static bool
judge(struct replay *p)
{
	const struct recording *r = &p->recording;
	const struct perfdata_choice *choice = p->choice;
	bool any = false;

	p->wanted = mem_resize(p->wanted, r->n_events, sizeof *p->wanted);
	p->n_judged = r->n_events;
	for (size_t i = 0; i < r->n_events; i++) {
		p->wanted[i] = !choice->n && !any && !r->events[i].dummy;
		for (size_t k = 0; k < choice->n && !p->wanted[i]; k++)
			p->wanted[i] = is_named(r->events[i].name, choice->events[k]);
		any |= p->wanted[i];
	}
	if (!any && !choice->n && r->n_events)
		any = p->wanted[0] = true;
	return any;
}

static void
tell_event(const struct replay *p, size_t i, const char *what)
{
	const struct recording_event *e = &p->recording.events[i];

	if (e->name.n)
		warn("%" PRIu64 " samples of '%.*s' are %s", e->samples, (int)e->name.n, e->name.p,
		     what);
	else
		warn("%" PRIu64 " samples of event %zu are %s", e->samples, i + 1, what);
}

/* Nothing is left out without a word. */
static void
tell_events(const struct replay *p)
{
	uint64_t others = 0;

	for (size_t i = 0; i < p->n_judged; i++)
		others += p->wanted[i] ? 0 : p->recording.events[i].samples;
	for (size_t i = 0; i < p->n_judged && others; i++)
		if (p->wanted[i])
			tell_event(p, i, "counted");
	for (size_t i = 0; i < p->n_judged; i++)
		if (!p->wanted[i] && p->recording.events[i].samples)
			tell_event(p, i, "left out");
	if (others)
		warn("%s NAME counts another event", p->choice->option);
}

static bool
is_wanted(struct replay *p, size_t event)
{
	if (p->n_judged != p->recording.n_events)
		(void)judge(p);
	p->recording.events[event].samples++;
	return p->wanted[event];
}

/* Records in the order of their times. */

static void
feed(struct replay *p, struct str record)
{
	struct bytes head = bytes_of(record);
	size_t event = recording_event(&p->recording, record);
	const struct record_layout *layout = &p->recording.events[event].layout;
	uint32_t type = bytes_u32(&head);
	bool kernel = (bytes_u16(&head) & MISC_MODE) == MISC_KERNEL;
	struct record r;

	if (type == RECORD_SAMPLE && !is_wanted(p, event))
		return;
	if (kernel && (type == RECORD_MMAP || type == RECORD_MMAP2) && p->kallsyms &&
	    record_parse(&r, record, layout) && same_kernel(&r, p->kallsyms))
		p->profile->sym.kallsyms = p->kallsyms;
	profile_record(p->profile, record, layout);
}

/* Of a copy of the stack only some words are read, here and there: waiting for each of
 * them takes longer than all that is done with them. */
static void
prefetch(struct str record)
{
	for (size_t at = 0; at < record.n && at < AHEAD_BYTES; at += CACHE_LINE)
		__builtin_prefetch(record.p + at);
}

/* Feed what is not newer than that. */
static void
flush(struct replay *p, uint64_t limit)
{
	size_t n = 0;

	if (!p->sorted)
		sort_by_address(p->queue, p->n, sizeof *p->queue);
	p->sorted = true;
	for (; n < p->n && p->queue[n].time <= limit; n++) {
		if (n + AHEAD < p->n)
			prefetch(p->queue[n + AHEAD].record);
		feed(p, p->queue[n].record);
	}
	p->n -= n;
	if (n)
		memmove(p->queue, p->queue + n, p->n * sizeof *p->queue);
}

static void
enqueue(struct replay *p, struct str record)
{
	size_t event = recording_event(&p->recording, record);
	uint64_t time = record_time(record, &p->recording.events[event].layout);

	p->sorted &= !p->n || time >= p->queue[p->n - 1].time;
	p->newest = time > p->newest ? time : p->newest;
	p->queue = mem_grow(p->queue, &p->cap, p->n + 1, sizeof *p->queue);
	p->queue[p->n++] = (struct entry){time, record};
}

/* perf has emptied all rings: what comes now is newer than all of the round before. */
static void
end_round(struct replay *p)
{
	if (p->packed.used)
		return; /* what is packed has not been seen */
	flush(p, p->settled);
	p->settled = p->newest;
}

static void
take_packed(struct replay *p, struct str record, bool sized)
{
	struct bytes b = bytes_of(record);

	bytes_skip(&b, 8);
	uint64_t n = sized ? bytes_u64(&b) : bytes_left(&b);
	struct str packed = bytes_take(&b, n < bytes_left(&b) ? (size_t)n : bytes_left(&b));
	out_str(&p->packed, packed);
}

/* A record of perf about its own file.  NULL, or why the file is refused. */
static const char *
take_own(struct replay *p, struct str record)
{
	switch (recording_type(record)) {
	case RECORD_FINISHED_ROUND:
		end_round(p);
		return NULL;
	case RECORD_COMPRESSED:
	case RECORD_COMPRESSED2:
		take_packed(p, record, recording_type(record) == RECORD_COMPRESSED2);
		return NULL;
	case RECORD_AUXTRACE_INFO:
		return "it has traces of hardware: perf inject --itrace -i FILE -o OTHER makes a "
		       "recording with samples of it";
	default:
		return NULL;
	}
}

static const char *
take_all(struct replay *p)
{
	struct str record;
	const char *why = NULL;

	while (!why && recording_next(&p->recording, &record)) {
		bool own = recording_type(record) >= RECORD_USER;
		if (!own && !p->recording.n_events)
			return "its records come before its events";
		if (own)
			why = take_own(p, record);
		else
			enqueue(p, record);
		if (p->ahead)
			mapped_reached(p->ahead, (size_t)(record.p - p->recording.bytes.p));
	}
	return why;
}

/* perf never ends the stream of zstd, of which each record has a part: an empty last
 * block does (RFC 8878, 3.1.1.2). */
static const char *
take_unpacked(struct replay *p)
{
	static const char *const argv[] = {"zstd", "-dcq", NULL};
	size_t n = 0;

	if (!p->packed.used)
		return NULL;
	out_bytes(&p->packed, "\x01\0\0", 3);
	if (!pipe_filter(argv, out_memory(&p->packed), &p->unpacked, &n))
		return "it is compressed, and zstd is not there or cannot unpack it: install "
		       "zstd, or record it without -z";
	p->packed.used = 0;
	p->ahead = NULL;
	p->recording.data = (struct str){p->unpacked, n};
	return take_all(p);
}

static const char *
replay(struct replay *p, struct str bytes)
{
	struct profile *profile = p->profile;
	const char *why = recording_open(&p->recording, bytes);

	if (!why)
		profile->procs.everything = true;
	p->kallsyms = profile->sym.kallsyms;
	profile->sym.kallsyms = NULL;
	if (!why && p->recording.machine)
		profile->opt.machine = p->recording.machine;
	if (!why)
		why = take_all(p);
	if (!why)
		why = take_unpacked(p);
	if (!why && !judge(p))
		why = "it has no such event";
	if (why)
		return why;
	flush(p, UINT64_MAX);
	profile_settle(profile, profile->facts.last_time);
	tell_events(p);
	return NULL;
}

static const char *
replay_and_release(struct str bytes, struct mapped_ahead *ahead,
                   const struct perfdata_choice *choice, struct profile *profile)
{
	struct replay p = {.profile = profile, .choice = choice, .ahead = ahead, .sorted = true};

	out_to_memory(&p.packed);
	const char *why = replay(&p, bytes);
	recording_release(&p.recording);
	out_drop(&p.packed);
	free(p.unpacked);
	free(p.queue);
	free(p.wanted);
	return why;
}

const char *
perfdata_replay_bytes(struct str bytes, const struct perfdata_choice *choice,
                      struct profile *profile)
{
	return replay_and_release(bytes, NULL, choice, profile);
}

/* A file as it is, which need not be in our memory. */
static bool
open_plain(const char *path, struct mapped *m)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	bool ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	          mapped_open(m, fd, (size_t)st.st_size);
	(void)close(fd);
	if (ok && perfdata_probe(m->bytes))
		return true;
	if (ok)
		mapped_close(m);
	return false;
}

/* Standard input, or a gzipped file. */
static const char *
replay_stream(const char *path, const struct perfdata_choice *choice, struct profile *profile)
{
	struct in in;

	if (!in_open(&in, path))
		return strerror(errno);
	const char *why = perfdata_replay_bytes(in_rest(&in), choice, profile);
	return in_close(&in) ? why : strerror(errno);
}

bool
perfdata_replay(const char *path, const struct perfdata_choice *choice, struct profile *profile)
{
	struct mapped m = {0};
	const char *why;

	if (strcmp(path, "-") != 0 && open_plain(path, &m)) {
		struct mapped_ahead ahead;
		mapped_guard();
		mapped_ahead(&ahead, &m);
		why = replay_and_release(m.bytes, &ahead, choice, profile);
		mapped_ahead_end(&ahead);
		mapped_unguard();
		mapped_close(&m);
	} else {
		why = replay_stream(path, choice, profile);
	}
	if (why)
		complain("cannot read '%s': %s", path, why);
	return !why;
}
