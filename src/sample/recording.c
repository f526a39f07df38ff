#include "sample/recording.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "sample/sort.h"

#define HEADER 8
#define PIPE_HEADER 16
#define FILE_HEADER 104
#define ATTR_LEAST 64
#define ATTR_MOST 4096
#define FEATURE_BITS 256
#define FEATURE_ARCH 6
#define FEATURE_EVENTS 12

struct section {
	uint64_t offset, size;
};

bool
recording_probe(struct str head)
{
	return str_starts(head, STR("PERFILE2")) || str_starts(head, STR("2ELIFREP"));
}

static struct bytes
part(const struct recording *r, struct section s)
{
	struct bytes all = bytes_of(r->bytes);

	return bytes_sub(&all, s.offset, s.size);
}

static void
add_event(struct recording *r, struct bytes attr_bytes, struct bytes ids)
{
	struct event_attr attr;

	event_attr_parse(&attr, attr_bytes);
	r->events = mem_grow(r->events, &r->events_cap, r->n_events + 1, sizeof *r->events);
	r->events[r->n_events] = (struct recording_event){
	    .layout = record_layout(&attr),
	    .dummy = attr.type == ATTR_SOFTWARE && attr.config == SOFTWARE_DUMMY};
	while (bytes_left(&ids) >= 8) {
		r->ids = mem_grow(r->ids, &r->ids_cap, r->n_ids + 1, sizeof *r->ids);
		r->ids[r->n_ids++] = (struct recording_id){bytes_u64(&ids), (uint32_t)r->n_events};
	}
	r->n_events++;
}

static struct section
parse_section(struct bytes *b)
{
	struct section s = {.offset = bytes_u64(b)};

	s.size = bytes_u64(b);
	return s;
}

/* Text behind its length, filled up with NULs. */
static struct str
parse_text(struct bytes *b)
{
	uint32_t n = bytes_u32(b);

	return str_cut(bytes_take(b, n), '\0').head;
}

static void
set_machine(struct recording *r, struct bytes b)
{
	struct str arch = parse_text(&b);

	if (str_starts(arch, STR("x86_64")))
		r->machine = ELF_X86_64;
	if (str_starts(arch, STR("aarch64")))
		r->machine = ELF_AARCH64;
}

/* The names of the events, in the order of their attributes. */
static void
set_names(struct recording *r, struct bytes b)
{
	uint32_t n = bytes_u32(&b), attr_size = bytes_u32(&b);

	for (uint32_t i = 0; i < n && i < r->n_events && !b.bad; i++) {
		bytes_skip(&b, attr_size);
		uint32_t n_ids = bytes_u32(&b);
		r->events[i].name = parse_text(&b);
		bytes_skip(&b, (size_t)n_ids * 8);
	}
}

static void
take_feature(struct recording *r, uint64_t feature, struct bytes b)
{
	if (feature == FEATURE_ARCH)
		set_machine(r, b);
	else if (feature == FEATURE_EVENTS)
		set_names(r, b);
}

/* The sections of optional features stand behind the data, one for each bit. */
static void
parse_features(struct recording *r, struct bytes places, const uint64_t *flags)
{
	for (unsigned bit = 0; bit < FEATURE_BITS; bit++) {
		if (!(flags[bit / 64] >> bit % 64 & 1))
			continue;
		struct section s = parse_section(&places);
		if (places.bad)
			return;
		take_feature(r, bit, part(r, s));
	}
}

static const char *
parse_attrs(struct recording *r, struct bytes attrs, uint64_t each)
{
	while (bytes_left(&attrs) >= each) {
		struct bytes one = bytes_of(bytes_take(&attrs, (size_t)each));
		struct bytes tail = bytes_sub(&one, each - 16, 16);
		add_event(r, bytes_sub(&one, 0, each - 16), part(r, parse_section(&tail)));
	}
	return attrs.bad ? "its header is damaged" : r->n_events ? NULL : "it has no events";
}

static const char *
parse_header(struct recording *r)
{
	struct bytes b = bytes_of(r->bytes);
	uint64_t flags[FEATURE_BITS / 64];

	bytes_skip(&b, 16);
	uint64_t attr_size = bytes_u64(&b);
	struct section attrs = parse_section(&b), data = parse_section(&b);
	(void)parse_section(&b);
	for (size_t i = 0; i < FEATURE_BITS / 64; i++)
		flags[i] = bytes_u64(&b);
	if (b.bad || attr_size < 16 + ATTR_LEAST || attr_size > ATTR_MOST ||
	    data.offset > r->bytes.n)
		return "its header is damaged";
	const char *why = parse_attrs(r, part(r, attrs), attr_size);
	r->data = str_rest(r->bytes, (size_t)data.offset);
	/* a recording that was cut off has less than its header says, or says 0 */
	if (!why && data.size && data.size <= r->data.n) {
		parse_features(r, bytes_of(str_rest(r->data, (size_t)data.size)), flags);
		r->data.n = (size_t)data.size;
	}
	return why;
}

const char *
recording_open(struct recording *r, struct str bytes)
{
	struct bytes b = bytes_of(bytes);

	*r = (struct recording){.bytes = bytes};
	struct str magic = bytes_take(&b, 8);
	uint64_t size = bytes_u64(&b);
	if (b.bad || !recording_probe(magic))
		return "it is not a recording of perf record";
	if (str_starts(magic, STR("2ELIFREP")))
		return "it is of a big-endian machine";
	if (size != PIPE_HEADER)
		return bytes.n < FILE_HEADER ? "its header is damaged" : parse_header(r);
	r->data = str_rest(bytes, PIPE_HEADER);
	return NULL;
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
take_own(struct recording *r, uint32_t type, struct bytes body)
{
	if (type == RECORD_HEADER_ATTR) {
		struct bytes size = bytes_sub(&body, 4, 4);
		uint32_t n = bytes_u32(&size);
		add_event(r, bytes_sub(&body, 0, n), bytes_sub(&body, n, n < body.n ? body.n - n : 0));
	} else if (type == RECORD_HEADER_FEATURE) {
		uint64_t feature = bytes_u64(&body);
		take_feature(r, feature, bytes_of(bytes_take(&body, bytes_left(&body))));
	}
}

uint32_t
recording_type(struct str record)
{
	struct bytes b = bytes_of(record);

	return bytes_u32(&b);
}

bool
recording_next(struct recording *r, struct str *record)
{
	struct bytes b = bytes_of(r->data);
	uint32_t type = bytes_u32(&b);
	bytes_skip(&b, 2);
	size_t n = bytes_u16(&b);

	if (b.bad || n < HEADER || n > r->data.n)
		return false;
	*record = (struct str){r->data.p, n};
	r->data = str_rest(r->data, n);
	if (type < RECORD_USER)
		return true;
	struct bytes body = bytes_of(str_rest(*record, HEADER));
	uint64_t more = payload(type, body);
	r->data = str_rest(r->data, more < SIZE_MAX ? (size_t)more : SIZE_MAX);
	take_own(r, type, body);
	return true;
}

size_t
recording_event(struct recording *r, struct str record)
{
	const struct record_layout *first = &r->events[0].layout;
	size_t low = 0, high = r->n_ids;

	if (r->n_events == 1)
		return 0;
	if (r->n_sorted != r->n_ids)
		sort_by_address(r->ids, r->n_ids, sizeof *r->ids);
	r->n_sorted = r->n_ids;
	uint64_t id = record_identifier(record, first);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (r->ids[middle].id <= id)
			low = middle + 1;
		else
			high = middle;
	}
	return low && r->ids[low - 1].id == id ? r->ids[low - 1].event : 0;
}

void
recording_release(struct recording *r)
{
	free(r->events);
	free(r->ids);
	*r = (struct recording){0};
}
