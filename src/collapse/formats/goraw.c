/* go tool pprof -raw: a pprof profile as text.
 *
 *	PeriodType: cpu nanoseconds
 *	Samples:
 *	samples/count cpu/nanoseconds
 *	          2   20000000: 1 2
 *	                thread:[main]
 *	Locations
 *	     1: 0x4a891d M=1 main.(*T).work /home/user/m.go:4 s=0
 *	             main.spin /home/user/m.go:5 s=0
 *	     2: 0x4a8aa6 M=1 main.main.func1 /home/user/m.go:6 s=0
 *	Mappings
 *	1: 0x400000/0x4a9000/0x0 /home/user/m  [FN]
 *
 * The value that is counted is the one that --value names ("cpu"), else the one marked
 * [dflt], else the last, as pprof does; with --counts the first one of unit "count".  A
 * location is the function at its address and those that it was inlined into.  Lines
 * below a sample are its labels. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "collapse/frames.h"
#include "collapse/ids.h"
#include "collapse/tidy.h"

struct sample {
	uint64_t count;
	size_t from, n; /* locations, leaf first, in list */
	uint32_t label; /* its root's name, or UINT32_MAX */
};

struct location {
	size_t from, n; /* functions, innermost first, in names */
};

enum section { BEFORE, TYPES, SAMPLES, LOCATIONS, AFTER };

struct raw {
	struct stacks *s;
	const struct fold_options *opt;
	enum section section;
	size_t column;              /* of the value that is counted */
	struct sample *samples;
	size_t n_samples, cap_samples;
	uint64_t *list;             /* ids of locations */
	size_t n_list, cap_list;
	struct ids ids;
	struct location *locations; /* by index of ids */
	size_t n_locations, cap_locations;
	uint32_t *names;
	size_t n_names, cap_names;
	bool missing;               /* a sample names a location that is not there */
};

/* "samples/count cpu/nanoseconds[dflt]": the column that is counted. */
static bool
choose_column(struct raw *r, struct str line)
{
	struct str wanted = str_from(r->opt->value), word;
	bool found = !wanted.n, marked = false;

	for (size_t i = 0; (word = str_word(&line)).n; i++) {
		struct cut c = str_cut(word, '/');
		if (wanted.n && str_eq(c.head, wanted))
			found = true;
		else if (wanted.n || marked || (r->opt->counts && !str_eq(c.tail, STR("count"))))
			continue;
		r->column = i;
		marked = str_ends(word, STR("[dflt]")) || r->opt->counts;
	}
	return found;
}

static bool
add_sample(struct raw *r, struct str line)
{
	struct cut c = str_cut(line, ':');
	struct sample sample = {0, r->n_list, 0, UINT32_MAX};
	struct str word;
	uint64_t value;
	size_t i = 0;
	bool has = false;

	for (; (word = str_word(&c.head)).n; i++) {
		if (!str_u64(word, &value) && !(*word.p == '-' && str_u64(str_rest(word, 1), &value)))
			return false;
		if (i == r->column) {
			sample.count = *word.p == '-' ? 0 : value;
			has = true;
		}
	}
	while ((word = str_word(&c.tail)).n) {
		if (!str_u64(word, &value))
			return false;
		r->list = mem_grow(r->list, &r->cap_list, r->n_list + 1, sizeof *r->list);
		r->list[r->n_list++] = value;
	}
	sample.n = r->n_list - sample.from;
	r->samples = mem_grow(r->samples, &r->cap_samples, r->n_samples + 1, sizeof *r->samples);
	r->samples[r->n_samples++] = sample;
	return has && c.ok;
}

/* "thread:[main] bytes:[4096]" belongs to the sample before it. */
static void
add_labels(struct raw *r, struct str line)
{
	for (size_t i = 0; i < r->opt->labels.n && r->n_samples; i++) {
		struct str key = str_from(r->opt->labels.list[i]);
		size_t at = str_find(line, key);
		struct str rest = at == SIZE_MAX ? STR("") : str_rest(line, at + key.n);
		if (!str_starts(rest, STR(":[")))
			continue;
		struct out name;
		out_to_memory(&name);
		out_str(&name, key);
		out_char(&name, '=');
		out_str(&name, str_cut(str_rest(rest, 2), ']').head);
		r->samples[r->n_samples - 1].label = stacks_name(r->s, out_memory(&name));
		out_drop(&name);
	}
}

/* "main.(*T).work /home/user/m.go:4 s=0", or "main.(*T).work :0 s=0". */
static void
add_function(struct raw *r, struct str text)
{
	struct cut start = str_rcut(text, ' ');

	if (start.ok && str_starts(start.tail, STR("s=")))
		text = str_trim(start.head);
	text = str_trim(str_rcut(text, ' ').head);
	if (!r->n_locations)
		return;
	r->names = mem_grow(r->names, &r->cap_names, r->n_names + 1, sizeof *r->names);
	r->names[r->n_names++] = tidy_id(r->s, r->opt, text.n ? text : STR("[unknown]"), STR(""));
	r->locations[r->n_locations - 1].n++;
}

/* "1: 0x4a891d M=1 main.main /home/user/m.go:6 s=0", or one more function of it. */
static void
add_location(struct raw *r, struct str line)
{
	struct cut c = str_cut(line, ':');
	uint64_t id, address;

	if (!c.ok || !str_u64(str_trim(c.head), &id)) {
		add_function(r, line);
		return;
	}
	struct str rest = c.tail, word = str_word(&rest);
	if (!str_hex(word, &address))
		return;
	uint32_t index = ids_get(&r->ids, id);
	if (index < r->n_locations) /* it is there already */
		return;
	struct str after = rest;
	if (str_starts(str_word(&after), STR("M=")))
		rest = after;
	r->locations = mem_grow(r->locations, &r->cap_locations, (size_t)index + 1,
	                        sizeof *r->locations);
	r->n_locations++;
	r->locations[index] = (struct location){r->n_names, 0};
	if (str_trim(rest).n)
		add_function(r, str_trim(rest));
}

static void
push_location(struct raw *r, uint64_t id)
{
	uint32_t index = ids_find(&r->ids, id);

	if (index == IDS_NONE || !r->locations[index].n) {
		r->missing = r->missing || index == IDS_NONE;
		stacks_push(r->s, STR("[unknown]"));
		return;
	}
	struct location l = r->locations[index];
	for (size_t i = l.n; i-- > 0;) {
		uint32_t name = r->names[l.from + i];
		if (i + 1 == l.n)
			stacks_push_name(r->s, name);
		else
			stacks_push_as(r->s, names_str(&r->s->trie.names, name), STR("_[i]"));
	}
}

static void
count_samples(struct raw *r)
{
	for (size_t i = 0; i < r->n_samples; i++) {
		const struct sample *sample = &r->samples[i];
		if (sample->label != UINT32_MAX)
			stacks_push_name(r->s, sample->label);
		for (size_t k = sample->n; k-- > 0;)
			push_location(r, r->list[sample->from + k]);
		stacks_add(r->s, sample->count);
	}
}

static void
take_sample_line(struct raw *r, struct pos at, struct str line)
{
	struct str rest = line, word = str_word(&rest);
	uint64_t value;

	if (str_cut(word, '[').ok)
		add_labels(r, line);
	else if (str_u64(str_rcut(word, ':').ok ? str_rcut(word, ':').head : word, &value) ||
	         *word.p == '-') {
		size_t had = r->n_samples, list = r->n_list;
		if (add_sample(r, line))
			return;
		r->n_samples = had;
		r->n_list = list;
		report_bad(r->opt->report, at, "no sample");
	}
}

static bool
take_line(struct raw *r, struct pos at, struct str line)
{
	struct str text = str_trim(line);

	if (str_eq(text, STR("Samples:"))) {
		r->section = TYPES;
	} else if (str_eq(text, STR("Locations"))) {
		r->section = LOCATIONS;
	} else if (str_eq(text, STR("Mappings"))) {
		r->section = AFTER;
	} else if (r->section == TYPES) {
		r->section = SAMPLES;
		if (choose_column(r, text))
			return true;
		warn_at(at, "no value '%s' in it", r->opt->value);
		return false;
	} else if (r->section == SAMPLES && text.n) {
		take_sample_line(r, at, text);
	} else if (r->section == LOCATIONS && text.n) {
		add_location(r, text);
	}
	return true;
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct raw r = {.s = s, .opt = opt};
	struct str line;
	bool ok = true;

	while (ok && in_line(in, &line))
		ok = take_line(&r, in->pos, line);
	if (ok)
		count_samples(&r);
	if (r.missing)
		report_bad(opt->report, (struct pos){in->pos.file, 0}, "locations of samples are missing");
	if (ok && !r.n_samples)
		warn_at(in->pos, "no samples");
	ok = ok && r.n_samples;
	free(r.samples);
	free(r.list);
	free(r.locations);
	free(r.names);
	ids_release(&r.ids);
	return ok;
}

static enum claim
probe(struct str head)
{
	bool starts = str_starts(head, STR("PeriodType: ")) || str_starts(head, STR("Samples:\n"));

	return starts || (str_has(head, STR("\nSamples:\n")) && str_has(head, STR("\nPeriod: ")))
	               ? CLAIM_YES : CLAIM_NO;
}

const struct format format_goraw = {
	"go", "go tool pprof -raw (--value NAME: that value of several)", probe, fold,
};
