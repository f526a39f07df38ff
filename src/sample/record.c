#include "sample/record.h"

#include <string.h>

#define HEADER 8

static const uint64_t trailer_fields = SAMPLE_TID | SAMPLE_TIME | SAMPLE_ID | SAMPLE_STREAM_ID |
                                       SAMPLE_CPU | SAMPLE_IDENTIFIER;

static unsigned
count_bits(uint64_t v)
{
	unsigned n = 0;

	for (; v; v &= v - 1)
		n++;
	return n;
}

struct record_layout
record_layout(const struct event_attr *attr)
{
	return (struct record_layout){
	    .sample_type = attr->sample_type,
	    .read_format = attr->read_format,
	    .branch_sample_type = attr->branch_sample_type,
	    .regs_user = attr->sample_regs_user,
	    .regs_intr = attr->sample_regs_intr,
	    .id_all = attr->flags & ATTR_SAMPLE_ID_ALL,
	};
}

void
event_attr_parse(struct event_attr *attr, struct bytes b)
{
	*attr = (struct event_attr){.type = bytes_u32(&b)};
	attr->size = bytes_u32(&b);
	attr->config = bytes_u64(&b);
	attr->period = bytes_u64(&b);
	attr->sample_type = bytes_u64(&b);
	attr->read_format = bytes_u64(&b);
	attr->flags = bytes_u64(&b);
	attr->wakeup = bytes_u32(&b);
	attr->bp_type = bytes_u32(&b);
	attr->config1 = bytes_u64(&b);
	attr->config2 = bytes_u64(&b);
	attr->branch_sample_type = bytes_u64(&b);
	attr->sample_regs_user = bytes_u64(&b);
	attr->sample_stack_user = bytes_u32(&b);
	attr->clockid = (int32_t)bytes_u32(&b);
	attr->sample_regs_intr = bytes_u64(&b);
}

/* The bytes of the trailer. */
static size_t
trailer_size(const struct record_layout *layout)
{
	return layout->id_all ? 8 * count_bits(layout->sample_type & trailer_fields) : 0;
}

/* Fields that the body named already are not overwritten: of a FORK, the body says
 * who was born, the trailer who ran. */
static void
parse_trailer(struct record *r, struct bytes *b, uint64_t type, bool named)
{
	if (type & SAMPLE_TID) {
		uint32_t pid = bytes_u32(b), tid = bytes_u32(b);
		r->pid = named ? r->pid : pid;
		r->tid = named ? r->tid : tid;
	}
	if (type & SAMPLE_TIME)
		r->time = bytes_u64(b);
	if (type & SAMPLE_ID)
		r->id = bytes_u64(b);
	if (type & SAMPLE_STREAM_ID)
		bytes_skip(b, 8);
	if (type & SAMPLE_CPU) {
		r->cpu = bytes_u32(b);
		bytes_skip(b, 4);
	}
	if (type & SAMPLE_IDENTIFIER)
		r->id = bytes_u64(b);
}

/* n objects of the given size, as bytes of their own. */
static struct bytes
take_array(struct bytes *b, uint64_t n, size_t size)
{
	if (n > bytes_left(b) / size) {
		b->bad = true;
		return (struct bytes){.bad = true};
	}
	return bytes_of(bytes_take(b, (size_t)n * size));
}

static void
skip_read(struct bytes *b, uint64_t format)
{
	uint64_t group = format & READ_GROUP, n = group ? bytes_u64(b) : 1;
	size_t each = 8 + 8 * count_bits(format & (READ_ID | READ_LOST));
	size_t times = 8 * count_bits(format & (READ_ENABLED | READ_RUNNING));

	bytes_skip(b, times);
	(void)take_array(b, n, each);
}

static void
skip_branches(struct bytes *b, uint64_t branch_type)
{
	uint64_t n = bytes_u64(b);

	if (branch_type & BRANCH_HW_INDEX)
		bytes_skip(b, 8);
	(void)take_array(b, n, 24);
}

static void
parse_stack(struct record_sample *s, struct bytes *b)
{
	s->stack_asked = bytes_u64(b);
	if (!s->stack_asked)
		return;
	struct bytes all = take_array(b, s->stack_asked, 1);
	uint64_t copied = bytes_u64(b);
	if (b->bad || copied > all.n)
		b->bad = true;
	else
		s->stack = (struct str){(const char *)all.p, (size_t)copied};
}

/* What comes behind the stack copy is not used. */
static void
parse_sample(struct record *r, struct bytes *b, const struct record_layout *layout)
{
	uint64_t type = layout->sample_type;
	struct record_sample *s = &r->sample;

	if (type & SAMPLE_IDENTIFIER)
		r->id = bytes_u64(b);
	if (type & SAMPLE_IP)
		s->ip = bytes_u64(b);
	parse_trailer(r, b, type & (SAMPLE_TID | SAMPLE_TIME), false);
	if (type & SAMPLE_ADDR)
		bytes_skip(b, 8);
	parse_trailer(r, b, type & (SAMPLE_ID | SAMPLE_STREAM_ID | SAMPLE_CPU), false);
	if (type & SAMPLE_PERIOD)
		s->period = bytes_u64(b);
	if (type & SAMPLE_READ)
		skip_read(b, layout->read_format);
	if (type & SAMPLE_CALLCHAIN)
		s->chain = take_array(b, bytes_u64(b), 8);
	if (type & SAMPLE_RAW)
		(void)take_array(b, bytes_u32(b), 1);
	if (type & SAMPLE_BRANCH_STACK)
		skip_branches(b, layout->branch_sample_type);
	if (type & SAMPLE_REGS_USER) {
		s->abi = bytes_u64(b);
		if (s->abi != ABI_NONE)
			s->regs = take_array(b, count_bits(layout->regs_user), 8);
	}
	if (type & SAMPLE_STACK_USER)
		parse_stack(s, b);
}

/* Text up to its NUL, or to the end where a recording has none. */
static struct str
parse_text(struct bytes *b)
{
	struct str s = bytes_take(b, bytes_left(b));
	const char *end = s.n ? memchr(s.p, 0, s.n) : NULL;

	return end ? (struct str){s.p, (size_t)(end - s.p)} : s;
}

static void
parse_ids(struct record *r, struct bytes *b)
{
	r->pid = bytes_u32(b);
	r->tid = bytes_u32(b);
}

static void
parse_mmap(struct record *r, struct bytes *b)
{
	struct record_mmap *m = &r->mmap;

	parse_ids(r, b);
	m->addr = bytes_u64(b);
	m->len = bytes_u64(b);
	m->offset = bytes_u64(b);
	m->executable = !(r->misc & MISC_MMAP_DATA);
	if (r->type == RECORD_MMAP2 && r->misc & MISC_MMAP_BUILD_ID) {
		uint8_t n = bytes_u8(b);
		bytes_skip(b, 3);
		struct str id = bytes_take(b, 20);
		m->build_id = (struct str){id.p, n < id.n ? n : id.n};
	} else if (r->type == RECORD_MMAP2) {
		m->major = bytes_u32(b);
		m->minor = bytes_u32(b);
		m->ino = bytes_u64(b);
		m->generation = bytes_u64(b);
	}
	if (r->type == RECORD_MMAP2) {
		m->executable = bytes_u32(b) & 4;
		bytes_skip(b, 4);
	}
	m->path = parse_text(b);
}

static void
parse_task(struct record *r, struct bytes *b)
{
	r->pid = bytes_u32(b);
	r->task.ppid = bytes_u32(b);
	r->tid = bytes_u32(b);
	r->task.ptid = bytes_u32(b);
	r->time = bytes_u64(b);
}

/* The body of all but samples; whether it names a process. */
static bool
parse_body(struct record *r, struct bytes *b)
{
	switch (r->type) {
	case RECORD_MMAP:
	case RECORD_MMAP2:
		parse_mmap(r, b);
		return true;
	case RECORD_COMM:
		parse_ids(r, b);
		r->comm = parse_text(b);
		return true;
	case RECORD_FORK:
	case RECORD_EXIT:
		parse_task(r, b);
		return true;
	case RECORD_NAMESPACES:
		parse_ids(r, b);
		return true;
	case RECORD_LOST:
		bytes_skip(b, 8);
		r->lost.n = bytes_u64(b);
		return false;
	case RECORD_LOST_SAMPLES:
		r->lost.n = bytes_u64(b);
		return false;
	default:
		return false;
	}
}

bool
record_parse(struct record *r, struct str bytes, const struct record_layout *layout)
{
	struct bytes b = bytes_of(bytes);

	*r = (struct record){.type = bytes_u32(&b)};
	r->misc = bytes_u16(&b);
	bytes_skip(&b, 2);
	if (r->type == RECORD_SAMPLE) {
		parse_sample(r, &b, layout);
		return !b.bad;
	}
	size_t trailer = r->type < RECORD_USER ? trailer_size(layout) : 0;
	if (b.bad || bytes_left(&b) < trailer)
		return false;
	struct bytes body = {.p = b.p, .n = b.n - trailer, .at = b.at};
	bool named = parse_body(r, &body);
	b.at = b.n - trailer;
	if (trailer)
		parse_trailer(r, &b, layout->sample_type & trailer_fields, named);
	return !body.bad && !b.bad;
}

uint64_t
record_time(struct str bytes, const struct record_layout *layout)
{
	struct bytes b = bytes_of(bytes);
	uint64_t type = layout->sample_type, kind = bytes_u32(&b);
	size_t at = HEADER, trailer = trailer_size(layout);

	if (!(type & SAMPLE_TIME))
		return 0;
	if (kind == RECORD_SAMPLE)
		at += 8 * count_bits(type & (SAMPLE_IDENTIFIER | SAMPLE_IP | SAMPLE_TID));
	else if (kind >= RECORD_USER || !trailer || bytes.n < HEADER + trailer)
		return 0;
	else
		at = bytes.n - trailer + 8 * count_bits(type & SAMPLE_TID);
	struct bytes field = bytes_sub(&b, at, 8);
	return bytes_u64(&field);
}

uint64_t
record_identifier(struct str bytes, const struct record_layout *layout)
{
	struct bytes b = bytes_of(bytes);
	uint64_t type = layout->sample_type, kind = bytes_u32(&b);
	bool first = type & SAMPLE_IDENTIFIER, sample = kind == RECORD_SAMPLE;
	size_t at = HEADER, trailer = trailer_size(layout);

	if (!first && !(type & SAMPLE_ID))
		return 0;
	if (!sample && (kind >= RECORD_USER || !trailer || bytes.n < HEADER + trailer))
		return 0;
	if (sample && !first)
		at += 8 * count_bits(type & (SAMPLE_IP | SAMPLE_TID | SAMPLE_TIME | SAMPLE_ADDR));
	else if (!sample)
		at = first ? bytes.n - 8
		           : bytes.n - trailer + 8 * count_bits(type & (SAMPLE_TID | SAMPLE_TIME));
	b = bytes_sub(&b, at, 8);
	return bytes_u64(&b);
}
