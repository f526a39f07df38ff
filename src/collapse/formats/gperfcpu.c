/* gperftools' CPU profiles (CPUPROFILE=file, ProfilerStart()).
 *
 * Words of the program's size and byte order: a header "0 3 0 period 0" (0, how many
 * words follow, version, microseconds a sample, padding), records "count depth
 * address..." leaf first, a trailer "0 1 0", and the text of /proc/self/maps.  Counts
 * are samples.  Addresses are named by their object and offset: the profile holds no
 * symbols.  Source: gperftools, cpuprofile-fileformat. */
#include "base/bytes.h"
#include "collapse/format.h"
#include "collapse/objects.h"

struct cells {
	struct bytes left;
	unsigned size; /* of a word: 4 or 8 */
	bool big;      /* the most significant byte first */
};

static uint64_t
next(struct cells *w)
{
	uint64_t v = bytes_uint(&w->left, w->size), swapped = 0;

	for (unsigned i = 0; w->big && i < w->size; i++)
		swapped |= (v >> (8 * i) & 0xff) << (8 * (w->size - 1 - i));
	return w->big ? swapped : v;
}

/* Find the word size and the byte order by the header, which is taken. */
static bool
header(struct cells *w, struct str bytes)
{
	for (unsigned i = 0; i < 4; i++) {
		*w = (struct cells){bytes_of(bytes), i & 1 ? 4 : 8, i & 2};
		uint64_t zero = next(w), more = next(w), version = next(w);
		if (w->left.bad || zero || more < 3 || more > 16 || version)
			continue;
		for (; more > 1; more--)
			(void)next(w);
		return !w->left.bad;
	}
	return false;
}

static enum claim
probe(struct str head)
{
	struct cells w;

	return header(&w, head) ? CLAIM_YES : CLAIM_NO;
}

struct record {
	uint64_t count, depth;
	struct cells addresses;
	bool last; /* the trailer */
};

/* Take the next record; false where it is cut. */
static bool
take_record(struct cells *w, struct record *r)
{
	*r = (struct record){.count = next(w), .depth = next(w)};
	if (w->left.bad || r->depth > bytes_left(&w->left) / w->size)
		return false;
	r->addresses = *w;
	bytes_skip(&w->left, (size_t)r->depth * w->size);
	struct cells look = r->addresses;
	r->last = !r->count && r->depth == 1 && !next(&look);
	return true;
}

/* Note the map behind the records; w stays. */
static void
read_map(struct cells w, struct objects *o)
{
	struct record r;

	do {
		if (!take_record(&w, &r))
			return;
	} while (!r.last);
	struct cut c = {.tail = bytes_take(&w.left, bytes_left(&w.left)), .ok = true};
	while (c.ok) {
		c = str_cut(c.tail, '\n');
		objects_line(o, c.head);
	}
}

/* Count the records, up to the trailer; false where they are cut. */
static bool
fold_records(struct cells *w, struct objects *o)
{
	struct record r;

	while (take_record(w, &r)) {
		if (r.last)
			return true;
		for (uint64_t i = 0; i < r.depth; i++)
			stacks_push_name(o->s, objects_name(o, next(&r.addresses)));
		if (!r.depth)
			stacks_push(o->s, STR("[unknown]"));
		stacks_reverse(o->s, 0);
		stacks_add(o->s, r.count);
	}
	return false;
}

static bool
fold(struct in *in, struct stacks *s, const struct fold_options *opt)
{
	struct objects o = {.s = s};
	struct pos at = {in->pos.file, 0};
	struct cells w;

	if (!header(&w, in_rest(in))) {
		warn_at(at, "this is no CPU profile of gperftools");
		return false;
	}
	read_map(w, &o);
	if (!fold_records(&w, &o))
		report_bad(opt->report, at, "the profile ends inside a record");
	objects_release(&o);
	return true;
}

const struct format format_gperfcpu = {"gperfcpu", "gperftools CPU profile", probe, fold};
