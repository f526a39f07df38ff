#include "sample/perfdata.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/in.h"
#include "base/mem.h"

#define HEADER 8
#define PIPE_HEADER 16
#define FILE_HEADER 104
#define FEATURE_BITS 256
#define FEATURE_ARCH 6
#define RECORD_HEADER_FEATURE 80
#define SAMPLE_HEAD 64    /* the time and the id of a sample are in its first bytes */
#define KALLSYMS_LINES 1000
#define NEAR 4096         /* read ahead where most is skipped */
#define FAR (256 * 1024)  /* where all is read */

struct section {
	uint64_t offset, size;
};

/* One event of the recording. */
struct source {
	struct record_layout layout;
	uint64_t *ids; /* owned */
	size_t n_ids;
};

/* Where a record is, and when it was. */
struct entry {
	uint64_t time, at;
	size_t n;
};

struct perfdata {
	/* the bytes: all in memory, or a file of which a window is */
	struct str memory;
	int fd;              /* -1: in memory */
	uint64_t size;
	char *window;        /* owned */
	uint64_t window_at;
	size_t window_n, window_cap;
	struct section data;
	struct source *sources;
	size_t n_sources, sources_cap;
	struct entry *entries;
	size_t n_entries, entries_cap;
	bool sorted, compressed;
	enum elf_machine machine;
	size_t chosen;      /* the event that is counted; SIZE_MAX: no sample yet */
	uint64_t left_out;  /* samples of others */
};

bool
perfdata_probe(struct str head)
{
	return str_starts(head, STR("PERFILE2")) || str_starts(head, STR("2ELIFREP"));
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

/* Read the window again, from at on: n bytes that are asked for, and some more. */
static bool
fill_window(struct perfdata *p, uint64_t at, size_t n, size_t ahead)
{
	size_t want = n > ahead ? n : ahead;

	p->window = mem_grow(p->window, &p->window_cap, want, 1);
	p->window_at = at;
	p->window_n = 0;
	while (p->window_n < n) {
		ssize_t got = pread(p->fd, p->window + p->window_n, want - p->window_n,
		                    (off_t)(at + p->window_n));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		p->window_n += (size_t)got;
	}
	return true;
}

/* n bytes of the recording, valid until the next call; bad where they are not there.
 * A file is read with some bytes more, ahead. */
static struct bytes
fetch(struct perfdata *p, uint64_t at, uint64_t n, size_t ahead)
{
	struct bytes bad = {.bad = true};

	if (at > p->size || n > p->size - at || n > SIZE_MAX / 2)
		return bad;
	if (p->fd < 0)
		return bytes_of((struct str){p->memory.p + at, (size_t)n});
	bool there = at >= p->window_at && at - p->window_at <= p->window_n &&
	             n <= p->window_n - (size_t)(at - p->window_at);
	if (!there && !fill_window(p, at, (size_t)n, ahead))
		return bad;
	return bytes_of((struct str){p->window + (at - p->window_at), (size_t)n});
}

static struct source *
add_source(struct perfdata *p, struct bytes attr_bytes)
{
	struct event_attr attr;

	event_attr_parse(&attr, attr_bytes);
	p->sources = mem_grow(p->sources, &p->sources_cap, p->n_sources + 1, sizeof *p->sources);
	p->sources[p->n_sources] = (struct source){.layout = record_layout(&attr)};
	return &p->sources[p->n_sources++];
}

static void
set_ids(struct source *source, struct bytes ids)
{
	source->n_ids = bytes_left(&ids) / 8;
	source->ids = mem_alloc(source->n_ids, sizeof *source->ids);
	for (size_t i = 0; i < source->n_ids; i++)
		source->ids[i] = bytes_u64(&ids);
}

static struct section
parse_section(struct bytes *b)
{
	struct section s = {.offset = bytes_u64(b)};

	s.size = bytes_u64(b);
	return s;
}

static void
set_machine(struct perfdata *p, struct bytes text)
{
	uint32_t n = bytes_u32(&text);
	struct str arch = bytes_take(&text, n < bytes_left(&text) ? n : bytes_left(&text));

	if (str_starts(arch, STR("x86_64")))
		p->machine = ELF_X86_64;
	if (str_starts(arch, STR("aarch64")))
		p->machine = ELF_AARCH64;
}

/* The sections of optional features stand behind the data, one for each bit. */
static void
parse_features(struct perfdata *p, const uint64_t *flags)
{
	uint64_t at = p->data.offset + p->data.size;

	for (unsigned bit = 0; bit < FEATURE_BITS; bit++) {
		if (!(flags[bit / 64] >> bit % 64 & 1))
			continue;
		struct bytes b = fetch(p, at, 16, NEAR);
		struct section s = parse_section(&b);
		at += 16;
		if (b.bad)
			return;
		if (bit == FEATURE_ARCH)
			set_machine(p, fetch(p, s.offset, s.size < NEAR ? s.size : NEAR, NEAR));
	}
}

/* The header of a file.  NULL, or why it is refused. */
static const char *
parse_file(struct perfdata *p)
{
	struct bytes b = fetch(p, 0, FILE_HEADER, NEAR);
	uint64_t flags[FEATURE_BITS / 64];

	bytes_skip(&b, 16);
	uint64_t attr_size = bytes_u64(&b);
	struct section attrs = parse_section(&b);
	p->data = parse_section(&b);
	(void)parse_section(&b);
	for (size_t i = 0; i < FEATURE_BITS / 64; i++)
		flags[i] = bytes_u64(&b);
	if (b.bad || attr_size < 16 + 64 || attr_size > NEAR || p->data.offset > p->size)
		return "its header is damaged";
	for (uint64_t at = 0; at + attr_size <= attrs.size; at += attr_size) {
		struct bytes one = fetch(p, attrs.offset + at, attr_size, NEAR);
		if (one.bad)
			return "its header is damaged";
		struct bytes tail = bytes_sub(&one, attr_size - 16, 16);
		struct section ids = parse_section(&tail);
		struct source *source = add_source(p, bytes_sub(&one, 0, attr_size - 16));
		set_ids(source, fetch(p, ids.offset, ids.size, NEAR));
	}
	/* a recording that was cut off has less than its header says, or says 0 */
	uint64_t there = p->size - p->data.offset;
	if (p->data.size && p->data.size <= there)
		parse_features(p, flags);
	else
		p->data.size = there;
	return NULL;
}

/* The event of a record. */
static size_t
source_of(const struct perfdata *p, struct str record)
{
	const struct record_layout *first = &p->sources[0].layout;

	if (p->n_sources == 1 || !(first->sample_type & SAMPLE_IDENTIFIER))
		return 0;
	uint64_t id = record_identifier(record, first->id_all);
	for (size_t i = 0; i < p->n_sources; i++)
		for (size_t k = 0; k < p->sources[i].n_ids; k++)
			if (p->sources[i].ids[k] == id)
				return i;
	return 0;
}

/* Bytes that follow a record and are not in its size. */
static uint64_t
payload(uint32_t type, struct bytes body)
{
	if (type == RECORD_TRACING_DATA)
		return ((uint64_t)bytes_u32(&body) + 7) & ~UINT64_C(7);
	return type == RECORD_AUXTRACE ? bytes_u64(&body) : 0;
}

/* Records that perf writes about its own file. */
static void
take_user_record(struct perfdata *p, uint32_t type, struct bytes body)
{
	if (type == RECORD_HEADER_ATTR) {
		struct bytes size = bytes_sub(&body, 4, 4);
		uint32_t n = bytes_u32(&size);
		struct source *source = add_source(p, bytes_sub(&body, 0, n));
		set_ids(source, bytes_sub(&body, n, n < body.n ? body.n - n : 0));
	} else if (type == RECORD_HEADER_FEATURE) {
		if (bytes_u64(&body) == FEATURE_ARCH)
			set_machine(p, bytes_sub(&body, 8, body.n - 8));
	} else if (type == RECORD_COMPRESSED || type == RECORD_COMPRESSED2) {
		p->compressed = true;
	}
}

static void
note(struct perfdata *p, uint64_t at, size_t n, uint64_t time)
{
	p->sorted &= !p->n_entries || time >= p->entries[p->n_entries - 1].time;
	p->entries =
	    mem_grow(p->entries, &p->entries_cap, p->n_entries + 1, sizeof *p->entries);
	p->entries[p->n_entries++] = (struct entry){time, at, n};
}

/* Note where all records are.  Of samples only what tells their time is read.  NULL,
 * or why the file is refused. */
static const char *
scan(struct perfdata *p)
{
	uint64_t at = p->data.offset, end = at + p->data.size;

	p->sorted = true;
	while (end - at >= HEADER) {
		struct bytes b = fetch(p, at, HEADER, NEAR);
		uint32_t type = bytes_u32(&b);
		bytes_skip(&b, 2);
		size_t n = bytes_u16(&b);
		if (b.bad || n < HEADER || n > end - at)
			break;
		b = fetch(p, at, type == RECORD_SAMPLE && n > SAMPLE_HEAD ? SAMPLE_HEAD : n, NEAR);
		if (b.bad)
			break;
		struct str record = {(const char *)b.p, b.n};
		if (type >= RECORD_USER) {
			struct bytes body = bytes_of(str_rest(record, HEADER));
			uint64_t more = payload(type, body);
			take_user_record(p, type, body);
			at += n + (more < end - at - n ? more : end - at - n);
			continue;
		}
		if (!p->n_sources)
			return "its records come before its events";
		note(p, at, n, record_time(record, &p->sources[source_of(p, record)].layout));
		at += n;
	}
	return p->compressed ? "it is compressed: record it without -z" : NULL;
}

static int
by_time(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
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

static bool
of_chosen_event(struct perfdata *p, size_t source)
{
	if (p->chosen == SIZE_MAX)
		p->chosen = source;
	p->left_out += p->chosen != source;
	return p->chosen == source;
}

static void
feed(struct perfdata *p, struct profile *profile)
{
	const char *kallsyms = profile->sym.kallsyms;
	struct record r;

	profile->sym.kallsyms = NULL;
	for (size_t i = 0; i < p->n_entries; i++) {
		struct bytes head = fetch(p, p->entries[i].at, p->entries[i].n, FAR);
		struct str record = {(const char *)head.p, head.n};
		if (head.bad)
			return;
		size_t source = source_of(p, record);
		const struct record_layout *layout = &p->sources[source].layout;
		uint32_t type = bytes_u32(&head);
		bool kernel = (bytes_u16(&head) & MISC_MODE) == MISC_KERNEL;
		if (type == RECORD_SAMPLE && !of_chosen_event(p, source))
			continue;
		if (kernel && (type == RECORD_MMAP || type == RECORD_MMAP2) && kallsyms &&
		    record_parse(&r, record, layout) && same_kernel(&r, kallsyms))
			profile->sym.kallsyms = kallsyms;
		profile_record(profile, record, layout);
	}
}

static const char *
replay(struct perfdata *p, struct profile *profile)
{
	struct bytes b = fetch(p, 0, PIPE_HEADER, NEAR);
	struct str magic = bytes_take(&b, 8);
	bool pipe = bytes_u64(&b) == PIPE_HEADER;

	if (b.bad || !perfdata_probe(magic))
		return "it is not a recording of perf record";
	if (str_starts(magic, STR("2ELIFREP")))
		return "it is of a big-endian machine";
	p->machine = profile->opt.machine;
	if (pipe)
		p->data = (struct section){PIPE_HEADER, p->size - PIPE_HEADER};
	const char *why = pipe ? NULL : parse_file(p);
	if (!why && !pipe && !p->n_sources)
		why = "it has no events";
	if (!why)
		why = scan(p);
	if (why)
		return why;
	if (!p->sorted)
		qsort(p->entries, p->n_entries, sizeof *p->entries, by_time);
	profile->opt.machine = p->machine;
	profile->procs.everything = true;
	feed(p, profile);
	profile_settle(profile, profile->facts.last_time);
	if (p->left_out)
		warn("%llu samples of other events than the first are left out",
		     (unsigned long long)p->left_out);
	return NULL;
}

static const char *
replay_and_release(struct perfdata *p, struct profile *profile)
{
	p->chosen = SIZE_MAX;
	const char *why = replay(p, profile);
	for (size_t i = 0; i < p->n_sources; i++)
		free(p->sources[i].ids);
	free(p->sources);
	free(p->entries);
	free(p->window);
	return why;
}

const char *
perfdata_replay_bytes(struct str bytes, struct profile *profile)
{
	struct perfdata p = {.memory = bytes, .fd = -1, .size = bytes.n};

	return replay_and_release(&p, profile);
}

/* A file as it is, which need not be in memory. */
static bool
open_plain(const char *path, struct perfdata *p)
{
	struct stat st;

	*p = (struct perfdata){.fd = open(path, O_RDONLY | O_CLOEXEC)};
	if (p->fd < 0)
		return false;
	bool regular = fstat(p->fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= PIPE_HEADER;
	p->size = regular ? (uint64_t)st.st_size : 0;
	struct bytes b = fetch(p, 0, PIPE_HEADER, NEAR);
	if (regular && perfdata_probe(bytes_take(&b, 8)))
		return true;
	free(p->window);
	(void)close(p->fd);
	return false;
}

/* Standard input, or a gzipped file. */
static const char *
replay_stream(const char *path, struct profile *profile)
{
	struct in in;

	if (!in_open(&in, path))
		return strerror(errno);
	const char *why = perfdata_replay_bytes(in_rest(&in), profile);
	return in_close(&in) ? why : strerror(errno);
}

bool
perfdata_replay(const char *path, struct profile *profile)
{
	struct perfdata p;
	const char *why;

	if (strcmp(path, "-") != 0 && open_plain(path, &p)) {
		why = replay_and_release(&p, profile);
		(void)close(p.fd);
	} else {
		why = replay_stream(path, profile);
	}
	if (why)
		complain("cannot read '%s': %s", path, why);
	return !why;
}
