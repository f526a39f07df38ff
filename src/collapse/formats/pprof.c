/* pprof's profiles as protocol buffers, plain or gzipped: Go, gperftools' pprof -proto,
 * Parca, Pyroscope, Node's pprof, Rust's pprof, perf_data_converter...
 *
 * A Profile has sample types (a name and a unit each), samples (locations leaf first,
 * a value for each type, labels), locations (an address, and lines: the innermost
 * inlined function first), functions, mappings and a table of strings by which all
 * refer to text.  The value that is counted is the one asked for, else the profile's
 * default, else the last, as pprof does; with counts the first one of unit "count".
 * Source: google/pprof, proto/profile.proto. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/out.h"
#include "collapse/format.h"
#include "collapse/ids.h"
#include "collapse/objects.h"
#include "collapse/proto.h"

enum profile_field { SAMPLE_TYPE = 1, SAMPLE, MAPPING, LOCATION, FUNCTION, STRING,
                     PERIOD_TYPE = 11, COMMENT = 13, DEFAULT_TYPE };

struct type {
	uint64_t name, unit; /* strings */
};

struct pprof {
	struct stacks *s;
	const struct fold_options *opt;
	struct pos at;
	struct str *strings;   /* owned, as what follows */
	struct type *types;
	struct str *functions; /* messages, by index in function_ids */
	struct str *locations; /* messages, by index in location_ids */
	size_t n_strings, n_types, strings_cap, types_cap, functions_cap, locations_cap;
	struct ids function_ids, location_ids;
	struct objects objects; /* mappings */
	uint64_t default_type; /* a string, 0: none */
	size_t value;          /* which value of a sample is counted */
	uint64_t no_value;     /* samples without it, or with one below zero */
};

/* Whether message is a ValueType: numbers in fields 1 and 2, and nothing else. */
static bool
is_type(struct str message)
{
	struct proto m = proto_of(message);

	while (proto_next(&m))
		if (m.field > 2 || m.type != PROTO_VARINT)
			return false;
	return !m.left.bad && message.n;
}

/* Whether a field may stand in a Profile. */
static bool
is_field(const struct proto *m)
{
	if (m->field <= STRING || m->field == PERIOD_TYPE)
		return m->type == PROTO_BYTES;
	return m->field == COMMENT || (m->field <= 16 && m->type == PROTO_VARINT);
}

static enum claim
probe(struct str head)
{
	struct proto m = proto_of(head);
	size_t fields = 0;
	bool typed = false;

	for (; proto_next(&m); fields++) {
		if (!is_field(&m) || (m.field == SAMPLE_TYPE && !is_type(m.bytes)))
			return CLAIM_NO;
		typed |= m.field == SAMPLE_TYPE;
	}
	if (m.left.bad && head.n < FORMAT_HEAD && !typed)
		return CLAIM_NO;
	return typed ? CLAIM_YES : fields > 8 ? CLAIM_MAYBE : CLAIM_NO;
}

static struct str
string(const struct pprof *p, uint64_t i)
{
	return i < p->n_strings ? p->strings[i] : STR("");
}

/* The value of the first field of that number in a message, or 0. */
static uint64_t
field(struct str message, uint64_t number)
{
	struct proto m = proto_of(message);

	while (proto_next(&m))
		if (m.field == number && m.type != PROTO_BYTES)
			return m.value;
	return 0;
}

static void
add_mapping(struct pprof *p, struct str m)
{
	objects_add(&p->objects, field(m, 2), field(m, 3), field(m, 4), string(p, field(m, 5)));
}

static struct str *
keep(struct str *list, size_t *cap, struct ids *ids, struct str message)
{
	uint32_t at = ids_get(ids, field(message, 1));

	list = mem_grow(list, cap, (size_t)at + 1, sizeof *list);
	list[at] = message;
	return list;
}

/* All but samples and mappings, which need the strings; those stand last. */
static bool
read_tables(struct pprof *p, struct str profile)
{
	struct proto m = proto_of(profile);

	while (proto_next(&m)) {
		if (m.field == STRING && m.type == PROTO_BYTES) {
			p->strings = mem_grow(p->strings, &p->strings_cap, p->n_strings + 1,
			                      sizeof *p->strings);
			p->strings[p->n_strings++] = m.bytes;
		} else if (m.field == SAMPLE_TYPE && m.type == PROTO_BYTES) {
			p->types = mem_grow(p->types, &p->types_cap, p->n_types + 1, sizeof *p->types);
			p->types[p->n_types++] = (struct type){field(m.bytes, 1), field(m.bytes, 2)};
		} else if (m.field == FUNCTION && m.type == PROTO_BYTES) {
			p->functions = keep(p->functions, &p->functions_cap, &p->function_ids, m.bytes);
		} else if (m.field == LOCATION && m.type == PROTO_BYTES) {
			p->locations = keep(p->locations, &p->locations_cap, &p->location_ids, m.bytes);
		} else if (m.field == DEFAULT_TYPE && m.type == PROTO_VARINT) {
			p->default_type = m.value;
		}
	}
	return !m.left.bad;
}

/* Whether the names that choose the value are there: strings stand last, so that a
 * profile that is cut between two messages lacks them. */
static bool
has_strings(const struct pprof *p)
{
	for (size_t i = 0; i < p->n_types; i++)
		if (p->types[i].name >= p->n_strings || p->types[i].unit >= p->n_strings)
			return false;
	return p->n_strings && p->default_type < p->n_strings;
}

static bool
type_named(struct pprof *p, struct str name)
{
	for (size_t i = 0; i < p->n_types; i++)
		if (str_eq(string(p, p->types[i].name), name)) {
			p->value = i;
			return true;
		}
	return false;
}

static void
no_such_type(const struct pprof *p)
{
	struct out o;

	out_to_memory(&o);
	for (size_t i = 0; i < p->n_types; i++) {
		out_text(&o, i ? ", " : " ");
		out_str(&o, string(p, p->types[i].name));
	}
	struct str all = out_memory(&o);
	warn_at(p->at, "no value '%s'; there are%.*s", p->opt->value, (int)all.n, all.p);
	(void)out_close(&o);
}

static bool
choose_value(struct pprof *p)
{
	if (p->opt->value) {
		if (type_named(p, str_from(p->opt->value)))
			return true;
		no_such_type(p);
		return false;
	}
	for (size_t i = 0; p->opt->counts && i < p->n_types; i++)
		if (str_eq(string(p, p->types[i].unit), STR("count"))) {
			p->value = i;
			return true;
		}
	if (!p->default_type || !type_named(p, string(p, p->default_type)))
		p->value = p->n_types ? p->n_types - 1 : 0;
	return true;
}

static void
push_line(struct pprof *p, struct str line, bool inlined)
{
	uint32_t at = ids_find(&p->function_ids, field(line, 1));
	struct str function = at == IDS_NONE || !p->functions ? STR("") : p->functions[at];
	struct str name = string(p, field(function, 2)), file = string(p, field(function, 4));
	struct out o;

	if (!name.n)
		name = string(p, field(function, 3));
	out_to_memory(&o);
	out_str(&o, name.n ? name : STR("[unknown]"));
	if (p->opt->srcline && file.n) {
		out_char(&o, ':');
		out_str(&o, file);
		out_char(&o, ':');
		out_u64(&o, field(line, 2));
	}
	stacks_push_as(p->s, out_memory(&o), inlined ? STR("_[i]") : STR(""));
	(void)out_close(&o);
}

/* Push the frames of a location, leaf first: the last line is the function itself,
 * those before it were inlined. */
static void
push_location(struct pprof *p, uint64_t id)
{
	uint32_t at = ids_find(&p->location_ids, id);
	struct str location = at == IDS_NONE || !p->locations ? STR("") : p->locations[at];
	struct proto m = proto_of(location);
	size_t from = p->s->n;
	struct str line = {0};

	while (proto_next(&m)) {
		if (m.field != 4 || m.type != PROTO_BYTES)
			continue;
		if (line.p)
			push_line(p, line, true);
		line = m.bytes;
	}
	if (line.p)
		push_line(p, line, false);
	uint64_t address = field(location, 3);
	if (p->s->n == from && address)
		stacks_push_name(p->s, objects_name(&p->objects, address));
	else if (p->s->n == from)
		stacks_push(p->s, STR("[unknown]"));
}

/* "key=value", where the label has that key. */
static void
push_label(struct pprof *p, struct str label, struct str key)
{
	uint64_t text = field(label, 2);
	struct out o;

	if (!str_eq(string(p, field(label, 1)), key))
		return;
	out_to_memory(&o);
	out_str(&o, key);
	out_char(&o, '=');
	if (text)
		out_str(&o, string(p, text));
	else
		out_i64(&o, proto_signed(field(label, 3)));
	stacks_push(p->s, out_memory(&o));
	(void)out_close(&o);
}

static void
push_labels(struct pprof *p, struct str sample)
{
	for (size_t i = 0; i < p->opt->labels.n; i++) {
		struct proto m = proto_of(sample);
		while (proto_next(&m))
			if (m.field == 3 && m.type == PROTO_BYTES)
				push_label(p, m.bytes, str_from(p->opt->labels.list[i]));
	}
}

static void
fold_sample(struct pprof *p, struct str sample)
{
	struct proto m = proto_of(sample);
	size_t values = 0, from;
	uint64_t v, count = UINT64_MAX;

	push_labels(p, sample);
	from = p->s->n;
	while (proto_next(&m)) {
		struct proto_list list = proto_numbers(&m);
		while (m.field == 1 && proto_number(&list, &v))
			push_location(p, v);
		while (m.field == 2 && proto_number(&list, &v))
			if (values++ == p->value)
				count = v;
	}
	if (values <= p->value || count > INT64_MAX) {
		p->no_value++;
		stacks_drop(p->s);
		return;
	}
	if (p->s->n == from)
		stacks_push(p->s, STR("[unknown]"));
	stacks_reverse(p->s, from);
	stacks_add(p->s, count);
}

static void
fold_messages(struct pprof *p, struct str profile, uint64_t number)
{
	struct proto m = proto_of(profile);

	while (proto_next(&m)) {
		if (m.field != number || m.type != PROTO_BYTES)
			continue;
		if (number == MAPPING)
			add_mapping(p, m.bytes);
		else
			fold_sample(p, m.bytes);
	}
}

static void
release(struct pprof *p)
{
	free(p->strings);
	free(p->types);
	free(p->functions);
	free(p->locations);
	ids_release(&p->function_ids);
	ids_release(&p->location_ids);
	objects_release(&p->objects);
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct pprof p = {.s = s, .opt = opt, .at = {in->pos.file, 0}, .objects.s = s};
	struct str profile = in_rest(in);
	bool whole = read_tables(&p, profile) && has_strings(&p);

	if (!whole)
		warn_at(p.at, "this is no pprof profile, or it is cut");
	bool ok = whole && choose_value(&p);
	if (ok) {
		fold_messages(&p, profile, MAPPING);
		fold_messages(&p, profile, SAMPLE);
	}
	if (p.no_value)
		report_bad(opt->report, p.at, "%llu samples without the value, or with one below zero",
		           (unsigned long long)p.no_value);
	release(&p);
	return ok;
}

const struct format format_pprof = {"pprof", "pprof protocol buffer (Go, and many more)", probe, fold};
