#include "fold/columns.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/task.h"
#include "fold/order.h"

/* Bytes of lines that a thread makes before it writes them, about: no more than its
 * cache holds. */
#define RUN ((size_t)256 << 10)

/* Pairs among which the one in the middle is looked for. */
#define SAMPLE 63u

/* How far ahead texts are asked for: to make keys of, and to write. */
#define KEYS_AHEAD 16
#define TEXTS_AHEAD 5

/* The pairs in order, and how their lines are written: threads by turns, a run of
 * lines each, so that one makes lines while the other's are written. */
struct writer {
	struct pairs *pairs;
	struct ordered *list; /* with room for all pairs of both sides */
	uint32_t n, half;     /* the first half of the order ends before half */
	struct out *o;
	pthread_mutex_t lock;
	pthread_cond_t turned;
	uint32_t from;        /* where the run begins that is made next */
	uint32_t next, turn;  /* the runs that are made next, and written next */
};

/* What one thread does: the pairs [from, to) of each side, n of them listed from place
 * at on. */
struct part {
	struct writer *writer;
	unsigned number; /* 0 or 1 */
	uint32_t from[PAIRS_SIDES], to[PAIRS_SIDES];
	uint32_t at, n;
	bool unclear;
};

/* Both parts at the same time, or one after the other. */
static void
do_both(struct part part[2], void (*work)(void *))
{
	struct task second;

	task_begin(&second, !part[0].writer->pairs->alone, work, &part[1]);
	work(&part[0]);
	task_wait(&second);
}

/* Both parts of the list, without what is between them. */
static void
join_lists(struct writer *w, const struct part part[2])
{
	memmove(w->list + part[0].n, w->list + part[1].at, part[1].n * sizeof *w->list);
	w->n = part[0].n + part[1].n;
}

static enum side_order
compare(const struct pair *a, const struct pair *b)
{
	return side_compare(a->stack, a->n, b->stack, b->n);
}

/* A part of both sides, which are sorted, in one order; each stack once. */
static void
merge(void *arg)
{
	struct part *p = arg;
	const struct pairs *pairs = p->writer->pairs;
	struct pair *before = pairs->side[PAIRS_BEFORE].list, *after = pairs->side[PAIRS_AFTER].list;
	struct ordered *list = p->writer->list + p->at;
	uint32_t b = p->from[PAIRS_BEFORE], a = p->from[PAIRS_AFTER];
	uint32_t b_end = p->to[PAIRS_BEFORE], a_end = p->to[PAIRS_AFTER];

	while (!p->unclear && (b < b_end || a < a_end)) {
		enum side_order order = b == b_end   ? SIDE_AFTER
		                        : a == a_end ? SIDE_BEFORE
		                                     : compare(&before[b], &after[a]);
		const struct pair *next = order == SIDE_AFTER ? &after[a] : &before[b];
		uint32_t place = order == SIDE_AFTER ? pairs->side[PAIRS_BEFORE].n + a : b;
		list[p->n++] = (struct ordered){0, next->stack, next->n, place};
		if (order == SIDE_SAME)
			before[b].count[PAIRS_AFTER] = after[a].count[PAIRS_AFTER];
		p->unclear = order == SIDE_UNCLEAR;
		b += order != SIDE_AFTER;
		a += order != SIDE_BEFORE;
	}
}

/* Where the later side's pairs begin that are not before that one; unclear: set where
 * that cannot be told. */
static uint32_t
first_from(const struct side *after, const struct pair *pair, bool *unclear)
{
	uint32_t low = 0, high = after->n;

	while (low < high) {
		uint32_t at = low + (high - low) / 2;
		enum side_order order = compare(&after->list[at], pair);
		*unclear |= order == SIDE_UNCLEAR;
		if (order == SIDE_BEFORE)
			low = at + 1;
		else
			high = at;
	}
	return low;
}

/* Two sides that are sorted, in one order; false where that is not clear. */
static bool
merge_sides(struct writer *w)
{
	const struct side *before = &w->pairs->side[PAIRS_BEFORE];
	const struct side *after = &w->pairs->side[PAIRS_AFTER];
	bool unclear = false;

	if (!before->sorted || !after->sorted)
		return false;
	uint32_t b = before->n / 2, a = first_from(after, &before->list[b], &unclear);
	struct part part[2] = {
	        {.writer = w, .to = {b, a}, .unclear = unclear},
	        {.writer = w, .from = {b, a}, .to = {before->n, after->n}, .at = b + a},
	};
	do_both(part, merge);
	join_lists(w, part);
	return !part[0].unclear && !part[1].unclear;
}

/* The distinct pairs among half of them all. */
static void
list_half(void *arg)
{
	struct part *p = arg;
	const struct pairs *pairs = p->writer->pairs;
	struct ordered *list = p->writer->list + p->at;
	uint32_t to = p->number ? pairs_all(pairs) : pairs_all(pairs) / 2;

	for (uint32_t i = p->at; i < to; i++) {
		if (i + KEYS_AHEAD < to)
			__builtin_prefetch(pairs_pair(pairs, i + KEYS_AHEAD)->stack);
		if (!pairs_pair(pairs, i)->elsewhere)
			list[p->n++] = order_pair(pairs, i);
	}
}

/* One of the list, about in the middle of its order. */
static struct ordered
middle(const struct pairs *p, const struct ordered *list, uint32_t n)
{
	struct ordered few[SAMPLE];

	for (uint32_t i = 0; i < SAMPLE; i++) {
		struct ordered o = list[(uint64_t)n * i / SAMPLE];
		uint32_t at = i;
		for (; at && order_before(p, &o, &few[at - 1]); at--)
			few[at] = few[at - 1];
		few[at] = o;
	}
	return few[SAMPLE / 2];
}

static void
split_order(struct writer *w)
{
	struct ordered pivot = middle(w->pairs, w->list, w->n);
	uint32_t low = 0, high = w->n;

	while (low < high) {
		struct ordered o = w->list[low];
		if (order_before(w->pairs, &o, &pivot)) {
			low++;
			continue;
		}
		w->list[low] = w->list[--high];
		w->list[high] = o;
	}
	w->half = low;
}

static void
sort_half(void *arg)
{
	struct part *p = arg;
	struct writer *w = p->writer;

	if (p->number)
		order_sort(w->pairs, w->list + w->half, w->n - w->half);
	else
		order_sort(w->pairs, w->list, w->half);
}

static void
sort_pairs(struct writer *w)
{
	struct part part[2] = {{.writer = w},
	                       {.writer = w, .number = 1, .at = pairs_all(w->pairs) / 2}};

	pairs_join(w->pairs);
	do_both(part, list_half);
	join_lists(w, part);
	split_order(w);
	do_both(part, sort_half);
}

static void
put_lines(const struct writer *w, uint32_t from, uint32_t to, struct out *o)
{
	for (uint32_t i = from; i < to; i++) {
		const struct pair *pair = pairs_pair(w->pairs, w->list[i].pair);
		char *text = out_room(o, (size_t)pair->n + PAIRS_TAIL + 1);
		memcpy(text, pair->stack, pair->n);
		size_t n = pair->n + pairs_put_tail(pair, text + pair->n);
		text[n] = '\n';
		out_took(o, n + 1);
		if (i + TEXTS_AHEAD >= to)
			continue;
		__builtin_prefetch(w->list[i + TEXTS_AHEAD].stack);
		__builtin_prefetch(w->list[i + TEXTS_AHEAD].stack + 64);
		__builtin_prefetch(pairs_pair(w->pairs, w->list[i + TEXTS_AHEAD].pair));
	}
}

/* Where a run of lines ends. */
static uint32_t
run_end(const struct writer *w, uint32_t from)
{
	uint32_t to = from;

	for (size_t bytes = 0; to < w->n && bytes < RUN; to++)
		bytes += w->list[to].n;
	return to;
}

static void
write_runs(void *arg)
{
	struct writer *w = ((struct part *)arg)->writer;
	struct out lines;

	out_to_memory(&lines);
	(void)pthread_mutex_lock(&w->lock);
	while (w->from < w->n) {
		uint32_t run = w->next++, from = w->from, to = w->from = run_end(w, from);
		(void)pthread_mutex_unlock(&w->lock);
		lines.used = 0;
		put_lines(w, from, to, &lines);
		(void)pthread_mutex_lock(&w->lock);
		while (w->turn != run)
			(void)pthread_cond_wait(&w->turned, &w->lock);
		(void)pthread_mutex_unlock(&w->lock);
		out_str(w->o, out_memory(&lines));
		(void)pthread_mutex_lock(&w->lock);
		w->turn++;
		(void)pthread_cond_broadcast(&w->turned);
	}
	(void)pthread_mutex_unlock(&w->lock);
	(void)out_close(&lines);
}

void
columns_write(struct pairs *p, struct out *o)
{
	struct writer w = {.pairs = p, .o = o};
	struct part part[2] = {{.writer = &w}, {.writer = &w, .number = 1}};

	(void)pthread_mutex_init(&w.lock, NULL);
	(void)pthread_cond_init(&w.turned, NULL);
	w.list = mem_large(pairs_all(p), sizeof *w.list);
	if (!merge_sides(&w))
		sort_pairs(&w);
	do_both(part, write_runs);
	free(w.list);
	(void)pthread_cond_destroy(&w.turned);
	(void)pthread_mutex_destroy(&w.lock);
}
