#include "sample/perfdata.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/in.h"
#include "base/mem.h"
#include "base/out.h"
#include "sample/procfs.h"

#define HEADER 8
#define PIPE_HEADER 16
#define FEATURE_BITS 256
#define FEATURE_ARCH 6
#define RECORD_HEADER_FEATURE 80

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
	uint64_t time;
	size_t at, n;
};

struct perfdata {
	struct bytes file;
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

static void
add_source(struct perfdata *p, struct bytes attr_bytes, struct bytes ids)
{
	struct source source = {.n_ids = bytes_left(&ids) / 8};
	struct event_attr attr;

	event_attr_parse(&attr, attr_bytes);
	source.layout = record_layout(&attr);
	source.ids = mem_alloc(source.n_ids, sizeof *source.ids);
	for (size_t i = 0; i < source.n_ids; i++)
		source.ids[i] = bytes_u64(&ids);
	p->sources = mem_grow(p->sources, &p->sources_cap, p->n_sources + 1, sizeof *p->sources);
	p->sources[p->n_sources++] = source;
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
parse_features(struct perfdata *p, struct bytes flags)
{
	struct bytes table = p->file;

	if (p->data.offset > table.n || p->data.size > table.n - p->data.offset)
		return;
	table.at = (size_t)(p->data.offset + p->data.size);
	for (unsigned bit = 0; bit < FEATURE_BITS && !flags.bad; bit++) {
		struct bytes word = bytes_sub(&flags, flags.at + bit / 64 * 8, 8);
		if (!(bytes_u64(&word) >> bit % 64 & 1))
			continue;
		struct section s = parse_section(&table);
		if (bit == FEATURE_ARCH && !table.bad)
			set_machine(p, bytes_sub(&p->file, s.offset, s.size));
	}
}

/* The header of a file.  NULL, or why it is refused. */
static const char *
parse_file(struct perfdata *p)
{
	struct bytes b = p->file;

	bytes_skip(&b, 16);
	uint64_t attr_size = bytes_u64(&b);
	struct section attrs = parse_section(&b);
	p->data = parse_section(&b);
	(void)parse_section(&b);
	if (b.bad || attr_size < 16 + 64 || attr_size > 4096)
		return "its header is damaged";
	for (uint64_t at = 0; at + attr_size <= attrs.size; at += attr_size) {
		struct bytes one = bytes_sub(&p->file, attrs.offset + at, attr_size);
		struct bytes tail = bytes_sub(&one, attr_size - 16, 16);
		struct section ids = parse_section(&tail);
		if (one.bad)
			return "its header is damaged";
		one.n -= 16;
		add_source(p, one, bytes_sub(&p->file, ids.offset, ids.size));
	}
	parse_features(p, b);
	/* of a recording that was cut off the size is 0: all the rest is data */
	if (!p->data.size && p->data.offset <= p->file.n)
		p->data.size = p->file.n - p->data.offset;
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
		struct bytes ids = bytes_sub(&body, n, n < body.n ? body.n - n : 0);
		add_source(p, bytes_sub(&body, 0, n), ids);
	} else if (type == RECORD_HEADER_FEATURE) {
		if (bytes_u64(&body) == FEATURE_ARCH)
			set_machine(p, bytes_sub(&body, 8, body.n - 8));
	} else if (type == RECORD_COMPRESSED || type == RECORD_COMPRESSED2) {
		p->compressed = true;
	}
}

/* Note where all records are.  NULL, or why the file is refused. */
static const char *
scan(struct perfdata *p)
{
	struct bytes data = bytes_sub(&p->file, p->data.offset, p->data.size);
	uint64_t last = 0;

	if (data.bad)
		data = bytes_sub(&p->file, p->data.offset, p->file.n - p->data.offset);
	p->sorted = true;
	while (bytes_left(&data) >= HEADER) {
		struct bytes b = data;
		uint32_t type = bytes_u32(&b);
		bytes_skip(&b, 2);
		size_t n = bytes_u16(&b);
		if (n < HEADER || n > bytes_left(&data))
			break;
		struct str record = bytes_take(&data, n);
		struct bytes body = bytes_of(str_rest(record, HEADER));
		if (type >= RECORD_USER) {
			take_user_record(p, type, body);
			uint64_t more = payload(type, body);
			bytes_skip(&data, more < bytes_left(&data) ? (size_t)more : bytes_left(&data));
			continue;
		}
		if (!p->n_sources)
			return "its records come before its events";
		uint64_t time = record_time(record, &p->sources[source_of(p, record)].layout);
		p->sorted &= time >= last;
		last = time;
		p->entries = mem_grow(p->entries, &p->entries_cap, p->n_entries + 1,
		                      sizeof *p->entries);
		p->entries[p->n_entries++] =
		    (struct entry){time, (size_t)((const unsigned char *)record.p - p->file.p), n};
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
	struct str name = str_rcut(r->mmap.path, ']').tail;
	struct out text;
	bool same = false;

	if (!name.n || !kallsyms)
		return false;
	out_to_memory(&text);
	(void)procfs_read(kallsyms, &text);
	for (struct str rest = out_memory(&text); rest.n;) {
		struct cut line = str_cut(rest, '\n');
		struct cut word = str_rcut(line.head, ' ');
		uint64_t addr;
		rest = line.tail;
		if (!str_eq(word.tail, name))
			continue;
		same = str_hex(str_cut(line.head, ' ').head, &addr) && addr == r->mmap.offset;
		break;
	}
	out_drop(&text);
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
		struct str record = {(const char *)p->file.p + p->entries[i].at, p->entries[i].n};
		struct bytes head = bytes_of(record);
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
	struct bytes b = p->file;
	const char *why;

	if (str_starts((struct str){(const char *)b.p, b.n}, STR("2ELIFREP")))
		return "it is of a big-endian machine";
	bytes_skip(&b, 8);
	bool pipe = bytes_u64(&b) == PIPE_HEADER;
	p->machine = profile->opt.machine;
	if (pipe)
		p->data = (struct section){PIPE_HEADER, p->file.n - PIPE_HEADER};
	why = pipe ? NULL : parse_file(p);
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
	return NULL;
}

const char *
perfdata_replay_bytes(struct str bytes, struct profile *profile)
{
	struct perfdata p = {.chosen = SIZE_MAX, .file = bytes_of(bytes)};

	if (bytes.n < PIPE_HEADER || !perfdata_probe(bytes))
		return "it is not a recording of perf record";
	const char *why = replay(&p, profile);
	if (!why && p.left_out)
		warn("%llu samples of other events than the first are left out",
		     (unsigned long long)p.left_out);
	for (size_t i = 0; i < p.n_sources; i++)
		free(p.sources[i].ids);
	free(p.sources);
	free(p.entries);
	return why;
}

bool
perfdata_replay(const char *path, struct profile *profile)
{
	struct in in;

	if (!in_open(&in, path)) {
		complain("cannot open '%s': %s", path, strerror(errno));
		return false;
	}
	const char *why = perfdata_replay_bytes(in_rest(&in), profile);
	bool read = in_close(&in);
	if (!read)
		complain("cannot read '%s': %s", path, strerror(errno));
	else if (why)
		complain("cannot read '%s': %s", path, why);
	return !why && read;
}
