#include "sample/elf.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"

enum {
	TYPE_EXECUTABLE = 2,
	TYPE_SHARED = 3,
	SEGMENT_LOAD = 1,
	SEGMENT_DYNAMIC = 2,
	SEGMENT_NOTE = 4,
	SEGMENT_FRAMES = 0x6474e550, /* PT_GNU_EH_FRAME */
	SEGMENT_X = 1,
	DYNAMIC_NEEDED = 1,
	DYNAMIC_STRINGS = 5,
	DYNAMIC_SYMBOLS = 6,
	DYNAMIC_STRINGS_SIZE = 10,
	NOTE_BUILD_ID = 3,
	HEADER_SIZE = 64,
	SEGMENT_SIZE = 56,
	SECTION_SIZE = 64,
	COUNT_MAX = 1 << 20, /* of segments and of sections */
	NOTE_MAX = 1 << 16,  /* bytes of notes that are looked at, in so many places */
	NOTES_MAX = 16,
};

struct elf_part {
	struct elf_part *older;
	char bytes[];
};

struct header {
	uint64_t segments, sections; /* offsets */
	uint32_t segment_size, section_size;
	uint64_t n_segments, n_sections, names;
};

static struct str
read_part(struct elf *e, uint64_t offset, size_t n)
{
	struct elf_part *part = mem_alloc(size_add(sizeof *part, n), 1);

	part->older = e->parts;
	e->parts = part;
	for (size_t got = 0; got < n;) {
		ssize_t k = pread(e->fd, part->bytes + got, n - got, (off_t)(offset + got));
		if (k <= 0)
			return (struct str){"", 0};
		got += (size_t)k;
	}
	return (struct str){part->bytes, n};
}

struct str
elf_read(struct elf *e, uint64_t offset, uint64_t n)
{
	if (!n || n > ELF_PART_MAX || offset > e->size || n > e->size - offset)
		return (struct str){"", 0};
	if (e->fd < 0)
		return (struct str){e->memory.p + offset, (size_t)n};
	return read_part(e, offset, (size_t)n);
}

static void
drop_parts(struct elf *e, const struct elf_part *until)
{
	while (e->parts != until) {
		struct elf_part *part = e->parts;
		e->parts = part->older;
		free(part);
	}
}

void
elf_forget(struct elf *e)
{
	drop_parts(e, e->headers);
}

static const char *
header_parse(struct elf *e, struct header *h)
{
	struct bytes b = bytes_of(elf_read(e, 0, HEADER_SIZE));

	if (b.n < HEADER_SIZE || memcmp(b.p, "\177ELF", 4) != 0)
		return "not an ELF file";
	if (b.p[4] != 2)
		return "a 32-bit file";
	if (b.p[5] != 1)
		return "a big-endian file";
	bytes_skip(&b, 16);
	uint16_t type = bytes_u16(&b);
	uint16_t machine = bytes_u16(&b);
	bytes_skip(&b, 4 + 8);
	h->segments = bytes_u64(&b);
	h->sections = bytes_u64(&b);
	bytes_skip(&b, 4 + 2);
	h->segment_size = bytes_u16(&b);
	h->n_segments = bytes_u16(&b);
	h->section_size = bytes_u16(&b);
	h->n_sections = bytes_u16(&b);
	h->names = bytes_u16(&b);
	if (machine != ELF_X86_64 && machine != ELF_AARCH64)
		return "a file for another machine";
	if (type != TYPE_EXECUTABLE && type != TYPE_SHARED)
		return "neither a program nor a library";
	e->machine = machine;
	e->executable = type == TYPE_EXECUTABLE;
	return NULL;
}

static struct elf_section
section_parse(struct bytes b, uint32_t *name)
{
	struct elf_section s = {0};

	*name = bytes_u32(&b);
	s.type = bytes_u32(&b);
	s.flags = bytes_u64(&b);
	s.addr = bytes_u64(&b);
	s.offset = bytes_u64(&b);
	s.size = bytes_u64(&b);
	s.link = bytes_u32(&b);
	s.info = bytes_u32(&b);
	bytes_skip(&b, 8);
	s.entry = bytes_u64(&b);
	return s;
}

/* Counts that do not fit the header are in the first section. */
static void
large_counts(struct elf *e, struct header *h)
{
	uint32_t name;
	struct str first = elf_read(e, h->sections, SECTION_SIZE);

	if (!first.n)
		return;
	struct elf_section s = section_parse(bytes_of(first), &name);
	if (!h->n_sections)
		h->n_sections = s.size;
	if (h->names == 0xffff)
		h->names = s.link;
	if (h->n_segments == 0xffff)
		h->n_segments = s.info;
}

static struct str
name_at(struct str names, uint32_t at)
{
	struct bytes b = bytes_of(str_rest(names, at));

	return bytes_string(&b);
}

static void
sections_read(struct elf *e, const struct header *h)
{
	if (h->section_size < SECTION_SIZE || h->n_sections > COUNT_MAX)
		return;
	struct str table = elf_read(e, h->sections, h->n_sections * h->section_size);
	if (!table.n)
		return;
	size_t n = (size_t)h->n_sections;
	uint32_t *names = mem_alloc(n, sizeof *names);
	e->sections = mem_alloc(n, sizeof *e->sections);
	e->n_sections = n;
	for (size_t i = 0; i < n; i++)
		e->sections[i] = section_parse(
		        bytes_of(str_rest(table, i * h->section_size)), &names[i]);
	if (h->names < n) {
		const struct elf_section *s = &e->sections[h->names];
		struct str text = elf_read(e, s->offset, s->size);
		for (size_t i = 0; i < n; i++)
			e->sections[i].name = name_at(text, names[i]);
	}
	free(names);
}

static void
note_parse(struct elf *e, struct str notes)
{
	struct bytes b = bytes_of(notes);

	while (!e->build_id.n && !b.bad && bytes_left(&b) >= 12) {
		uint32_t name_size = bytes_u32(&b);
		uint32_t size = bytes_u32(&b);
		uint32_t type = bytes_u32(&b);
		struct str name = bytes_take(&b, ((size_t)name_size + 3) & ~(size_t)3);
		struct str id = bytes_take(&b, size);
		bytes_skip(&b, -(size_t)size & 3);
		if (type != NOTE_BUILD_ID || name.n != 4 || memcmp(name.p, "GNU", 4) != 0 ||
		    !id.n || id.n > sizeof e->build_id.bytes)
			continue;
		memcpy(e->build_id.bytes, id.p, id.n);
		e->build_id.n = (uint8_t)id.n;
	}
}

static void
dynamic_parse(struct elf *e, struct str dynamic)
{
	struct bytes b = bytes_of(dynamic);

	while (bytes_left(&b) >= 16) {
		uint64_t tag = bytes_u64(&b);
		uint64_t value = bytes_u64(&b);
		if (!tag)
			break;
		if (tag == DYNAMIC_NEEDED)
			e->self_contained = false;
		else if (tag == DYNAMIC_STRINGS)
			e->dynamic_strings = value;
		else if (tag == DYNAMIC_SYMBOLS)
			e->dynamic_symbols = value;
		else if (tag == DYNAMIC_STRINGS_SIZE)
			e->dynamic_strings_size = value;
	}
}

static void
note_read(struct elf *e, uint64_t offset, uint64_t size)
{
	if (e->n_notes++ < NOTES_MAX)
		note_parse(e, elf_read(e, offset, size < NOTE_MAX ? size : NOTE_MAX));
}

static void
segment_parse(struct elf *e, struct bytes b)
{
	uint32_t type = bytes_u32(&b);
	uint32_t flags = bytes_u32(&b);
	struct elf_segment s = {.executable = flags & SEGMENT_X};

	s.offset = bytes_u64(&b);
	s.addr = bytes_u64(&b);
	bytes_skip(&b, 8);
	s.size = bytes_u64(&b);
	if (type == SEGMENT_LOAD)
		e->segments[e->n_segments++] = s;
	else if (type == SEGMENT_NOTE)
		note_read(e, s.offset, s.size);
	else if (type == SEGMENT_DYNAMIC && !e->dynamic_symbols)
		dynamic_parse(e, elf_read(e, s.offset, s.size));
	else if (type == SEGMENT_FRAMES) {
		e->frame_header = s.addr;
		e->frame_header_size = s.size;
	}
}

static void
segments_read(struct elf *e, const struct header *h)
{
	e->self_contained = true;
	if (h->segment_size < SEGMENT_SIZE || h->n_segments > COUNT_MAX)
		return;
	struct str table = elf_read(e, h->segments, h->n_segments * h->segment_size);
	if (!table.n)
		return;
	size_t n = (size_t)h->n_segments;
	e->segments = mem_alloc(n, sizeof *e->segments);
	for (size_t i = 0; i < n; i++)
		segment_parse(e, bytes_of(str_rest(table, i * h->segment_size)));
}

static const char *
parse(struct elf *e)
{
	struct header h = {0};
	const char *why = header_parse(e, &h);

	if (why)
		return why;
	if (h.sections && (!h.n_sections || h.names == 0xffff || h.n_segments == 0xffff))
		large_counts(e, &h);
	segments_read(e, &h);
	if (h.sections)
		sections_read(e, &h);
	for (size_t i = 0; i < e->n_sections && !e->build_id.n; i++)
		if (e->sections[i].type == ELF_NOTE)
			note_read(e, e->sections[i].offset, e->sections[i].size);
	e->headers = e->parts;
	return NULL;
}

const char *
elf_open(struct elf *e, int fd)
{
	struct stat st;

	*e = (struct elf){.fd = fd};
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return "not a file";
	e->size = (uint64_t)st.st_size;
	return parse(e);
}

const char *
elf_parse(struct elf *e, struct str file)
{
	*e = (struct elf){.fd = -1, .memory = file, .size = file.n};
	return parse(e);
}

void
elf_detach(struct elf *e)
{
	drop_parts(e, NULL);
	e->headers = NULL;
	free(e->sections);
	e->sections = NULL;
	e->n_sections = 0;
	if (e->fd >= 0)
		(void)close(e->fd);
	e->fd = -1;
	e->memory = (struct str){"", 0};
	e->size = 0;
}

void
elf_release(struct elf *e)
{
	elf_detach(e);
	free(e->segments);
	*e = (struct elf){.fd = -1};
}

const struct elf_section *
elf_section(const struct elf *e, struct str name)
{
	for (size_t i = 0; i < e->n_sections; i++)
		if (str_eq(e->sections[i].name, name))
			return &e->sections[i];
	return NULL;
}

struct str
elf_bytes(struct elf *e, const struct elf_section *s)
{
	if (!s || s->type == ELF_NOBITS)
		return (struct str){"", 0};
	return elf_read(e, s->offset, s->size);
}

bool
elf_address(const struct elf *e, uint64_t offset, uint64_t *addr)
{
	for (size_t i = 0; i < e->n_segments; i++) {
		const struct elf_segment *s = &e->segments[i];
		if (offset < s->offset || offset - s->offset >= s->size)
			continue;
		*addr = s->addr + (offset - s->offset);
		return true;
	}
	return false;
}

struct str
elf_at(struct elf *e, uint64_t addr, uint64_t n)
{
	for (size_t i = 0; i < e->n_segments; i++) {
		const struct elf_segment *s = &e->segments[i];
		if (addr < s->addr || addr - s->addr >= s->size)
			continue;
		uint64_t left = s->size - (addr - s->addr);
		return elf_read(e, s->offset + (addr - s->addr), n < left ? n : left);
	}
	return (struct str){"", 0};
}

/* A pointer of .eh_frame_hdr: the encodings that are relative to it or to nothing. */
static bool
frame_pointer(struct bytes *b, uint8_t encoding, uint64_t addr, uint64_t *value)
{
	static const uint8_t size[16] = {8, 0, 2, 4, 8, 0, 0, 0, 0, 0, 2, 4, 8, 0, 0, 0};
	uint8_t bytes = size[encoding & 15];
	uint64_t base = encoding >> 4 == 1 ? addr + b->at : encoding >> 4 == 3 ? addr : 0;

	if (!bytes || encoding >> 4 == 2 || encoding >> 4 > 3)
		return false;
	uint64_t v = bytes_uint(b, bytes);
	if ((encoding & 8) && bytes < 8 && v >> (8 * bytes - 1))
		v |= UINT64_MAX << (8 * bytes);
	*value = base + v;
	return !b->bad;
}

bool
elf_frames(struct elf *e, struct str *bytes, uint64_t *addr)
{
	const struct elf_section *s = elf_section(e, STR(".eh_frame"));

	*bytes = elf_bytes(e, s);
	if (bytes->n) {
		*addr = s->addr;
		return true;
	}
	struct bytes b = bytes_of(elf_at(e, e->frame_header, e->frame_header_size));
	uint8_t version = bytes_u8(&b);
	uint8_t encoding = bytes_u8(&b);
	bytes_skip(&b, 2);
	if (version != 1 || !frame_pointer(&b, encoding, e->frame_header, addr))
		return false;
	*bytes = elf_at(e, *addr, UINT64_MAX);
	return bytes->n != 0;
}

struct str
elf_debuglink(struct elf *e, uint32_t *crc)
{
	struct bytes b = bytes_of(elf_bytes(e, elf_section(e, STR(".gnu_debuglink"))));
	struct str name = bytes_string(&b);

	bytes_skip(&b, -(b.at) & 3);
	*crc = bytes_u32(&b);
	return b.bad ? (struct str){"", 0} : name;
}
