#include "fold/change.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define FALSE_DISCOVERIES 0.01

static uint64_t
common_divisor(const uint64_t *counts, uint32_t n)
{
	uint64_t divisor = 0;

	for (uint32_t i = 0; i < n && divisor != 1; i++)
		for (uint64_t a = counts[i], b; a; a = b) {
			b = divisor % a;
			divisor = a;
		}
	return divisor;
}

static double
share(uint64_t part, uint64_t whole)
{
	return whole ? (double)part / (double)whole : 0;
}

struct sides {
	uint64_t total_before, total_after;
	double samples_before, samples_after;
};

/* The two-sided probability that chance alone makes so large a difference. */
static double
chance(const struct sides *s, const struct moved *m)
{
	if (s->samples_before <= 0 || s->samples_after <= 0)
		return 0;
	double n = s->samples_before + s->samples_after;
	double both = m->share_before * s->samples_before + m->share_after * s->samples_after;
	double pooled = both / n;
	double error = sqrt(pooled * (1 - pooled) * (1 / s->samples_before + 1 / s->samples_after));
	double difference = fabs(moved_by(m));
	if (error <= 0)
		return difference > 0 ? 0 : 1;
	return erfc(difference / error / sqrt(2));
}

static struct moved
compare(const struct sides *s, uint64_t before, uint64_t after)
{
	return (struct moved){before, after, share(before, s->total_before),
	                      share(after, s->total_after), false};
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The step-up rule: the largest probability that is still a discovery; below 0
 * where none is.  Sorts p. */
static double
largest_discovery(double *p, uint32_t n)
{
	qsort(p, n, sizeof *p, by_value);
	for (uint32_t i = n; i-- > 0;)
		if (p[i] <= FALSE_DISCOVERIES * (i + 1) / n)
			return p[i];
	return -1;
}

static struct moved *
pick(struct change *c, enum change_metric metric)
{
	return metric == CHANGE_SELF ? &c->self : &c->total;
}

static void
mark_noise(struct changes *c, const struct sides *s, enum change_metric metric)
{
	double *p = mem_alloc(c->n, sizeof *p);

	for (uint32_t i = 0; i < c->n; i++)
		p[i] = chance(s, pick(&c->list[i], metric));
	double limit = largest_discovery(p, c->n);
	for (uint32_t i = 0; i < c->n; i++) {
		struct moved *m = pick(&c->list[i], metric);
		m->noise = chance(s, m) > limit;
	}
	free(p);
}

double
moved_by(const struct moved *m)
{
	return m->share_after - m->share_before;
}

const struct moved *
change_by(const struct change *c, enum change_metric metric)
{
	return metric == CHANGE_SELF ? &c->self : &c->total;
}

struct sorted {
	double size;
	uint32_t place;
	struct change change;
};

static int
by_size(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	if (x->size < y->size || x->size > y->size)
		return x->size < y->size ? 1 : -1;
	return (x->place > y->place) - (x->place < y->place);
}

static void
sort_changes(struct changes *c, enum change_metric metric)
{
	struct sorted *list = mem_alloc(c->n, sizeof *list);

	for (uint32_t i = 0; i < c->n; i++) {
		double moved = fabs(moved_by(change_by(&c->list[i], metric)));
		list[i] = (struct sorted){moved, i, c->list[i]};
	}
	qsort(list, c->n, sizeof *list, by_size);
	for (uint32_t i = 0; i < c->n; i++)
		c->list[i] = list[i].change;
	free(list);
}

void
changes_of(struct changes *c, const struct tree *tree, enum change_metric metric)
{
	struct functions f;

	functions_of(&f, tree);
	*c = (struct changes){.n = f.n, .list = mem_alloc(f.n, sizeof *c->list)};
	c->weight_before = common_divisor(tree->self_before, tree->n);
	c->weight_after = common_divisor(tree->self, tree->n);
	struct sides s = {.total_before = tree->total_before[0], .total_after = tree->total[0]};
	s.samples_before = c->weight_before ? (double)s.total_before / (double)c->weight_before : 0;
	s.samples_after = c->weight_after ? (double)s.total_after / (double)c->weight_after : 0;
	for (uint32_t i = 0; i < f.n; i++) {
		const struct function *g = &f.list[i];
		c->list[i] = (struct change){g->name, compare(&s, g->self_before, g->self),
		                             compare(&s, g->total_before, g->total)};
	}
	functions_release(&f);
	mark_noise(c, &s, CHANGE_SELF);
	mark_noise(c, &s, CHANGE_TOTAL);
	sort_changes(c, metric);
}

void
changes_release(struct changes *c)
{
	free(c->list);
	*c = (struct changes){0};
}
