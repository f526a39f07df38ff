#include "draw/data.h"

#include <stdlib.h>

#include "base/mem.h"
#include "draw/digits.h"
#include "draw/head.h"

/* Names in the order of the text stream. */
struct index {
	uint32_t *rank; /* by name id */
	uint32_t *id;   /* by rank */
	uint32_t n;
};

/* A record of the tree stream: from a branch of the last record's path down to a
 * node that stacks end in. */
static bool
ends_record(const struct tree *t, uint32_t i)
{
	return t->self[i] || t->end[i] == i + 1 || (t->self_before && t->self_before[i]);
}

static bool
has_zeros(const struct tree *t)
{
	return t->self_before || t->cut_frames;
}

static char *
put_record(const struct stream *s, char *to, uint32_t up, uint32_t add)
{
	if (up < 8 && add <= 8 && 8 * up + add - 1 < DIGITS_FINAL) {
		*to++ = s->digits[8 * up + add - 1];
		return to;
	}
	to = stream_number(s, to, DIGITS_FINAL);
	to = stream_number(s, to, up);
	return stream_number(s, to, add - 1);
}

static void
write_tree(const struct tree *t, struct out *o)
{
	struct stream s;
	uint32_t last = 0;
	unsigned less = !has_zeros(t);

	stream_begin(&s, o, "tree");
	for (uint32_t i = 1; i < t->n; i++) {
		if (!ends_record(t, i))
			continue;
		char *to = stream_room(&s, 4 * DIGITS_NUMBER);
		to = put_record(&s, to, t->depth[last] + 1 - t->depth[last + 1], i - last);
		to = stream_number(&s, to, t->self[i] - less);
		stream_took(&s, to);
		last = i;
	}
	stream_end(&s);
}

static void
write_before(const struct tree *t, struct out *o)
{
	struct stream s;

	stream_begin(&s, o, "before");
	for (uint32_t i = 1; i < t->n; i++)
		if (ends_record(t, i))
			stream_took(&s, stream_number(&s, stream_room(&s, DIGITS_NUMBER),
			                              t->self_before[i]));
	stream_end(&s);
}

static void
write_cuts(const struct tree *t, struct out *o)
{
	struct stream s;
	uint32_t last = 0;

	stream_begin(&s, o, "cut");
	for (uint32_t i = 0; i < t->n; i++) {
		if (!t->cut_frames[i])
			continue;
		char *to = stream_room(&s, 4 * DIGITS_NUMBER);
		to = stream_number(&s, to, i - last);
		to = stream_number(&s, to, t->cut_frames[i]);
		to = stream_number(&s, to, t->cut_total[i]);
		if (t->cut_total_before)
			to = stream_number(&s, to, t->cut_total_before[i]);
		stream_took(&s, to);
		last = i;
	}
	stream_end(&s);
}

/* Names by how many nodes have them; of equally many, that of the first node is first. */
static void
make_index(struct index *x, const struct tree *t)
{
	uint32_t n = t->names->n, most = 0;
	uint32_t *places = mem_zero((size_t)n + 1, sizeof *places);
	uint32_t *first = mem_alloc((size_t)n + 1, sizeof *first);

	*x = (struct index){.rank = mem_zero((size_t)n + 1, sizeof *x->rank)};
	for (uint32_t i = 1; i < t->n; i++)
		if (!places[t->name[i]]++)
			first[x->n++] = t->name[i];
	for (uint32_t i = 0; i < x->n; i++)
		most = places[first[i]] > most ? places[first[i]] : most;
	/* A counting sort: start[k], how many names have more than k places. */
	uint32_t *start = mem_zero((size_t)most + 2, sizeof *start);
	for (uint32_t i = 0; i < x->n; i++)
		start[places[first[i]] - 1]++;
	for (uint32_t k = most, sum = 0; k-- > 0;) {
		uint32_t here = start[k];
		start[k] = sum;
		sum += here;
	}
	x->id = mem_alloc((size_t)x->n + 1, sizeof *x->id);
	for (uint32_t i = 0; i < x->n; i++) {
		x->rank[first[i]] = start[places[first[i]] - 1]++;
		x->id[x->rank[first[i]]] = first[i];
	}
	free(start);
	free(first);
	free(places);
}

static void
write_names(const struct picture *p, const struct index *x, struct out *o)
{
	const struct tree *t = p->tree;
	struct stream s;

	stream_begin(&s, o, "name");
	for (uint32_t i = 1; i < t->n; i++)
		stream_took(&s, stream_number(&s, stream_room(&s, DIGITS_NUMBER),
		                              x->rank[t->name[i]]));
	stream_end(&s);
	stream_begin(&s, o, "class");
	for (uint32_t i = 0; i < x->n; i++)
		stream_took(&s, stream_number(&s, stream_room(&s, DIGITS_NUMBER),
		                              p->paint.class_of[x->id[i]]));
	stream_end(&s);
	stream_begin(&s, o, "text");
	for (uint32_t i = 0; i < x->n; i++) {
		stream_text(&s, names_str(t->names, x->id[i]));
		stream_text(&s, STR("\n"));
	}
	stream_end(&s);
}

void
data_write(const struct picture *p, bool page, struct out *o)
{
	const struct tree *t = p->tree;
	struct index x;

	head_write(p, page, o);
	write_tree(t, o);
	if (t->self_before)
		write_before(t, o);
	if (t->cut_frames)
		write_cuts(t, o);
	make_index(&x, t);
	write_names(p, &x, o);
	free(x.rank);
	free(x.id);
}
