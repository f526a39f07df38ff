#include "fold/columns.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fold/order.h"

/* Bytes of lines that a thread makes before it writes them, about: no more than its
 * cache holds. */
#define RUN ((size_t)256 << 10)

/* Pairs among which the one in the middle is looked for. */
#define SAMPLE 63

/* How far ahead texts are asked for. */
#define TEXTS_AHEAD 5

/* The pairs in order, and how their lines are written: threads by turns, a run of
 * lines each, so that one makes lines while the other's are written. */
struct writer {
	const struct sides *sides;
	struct pairing *pairing;
	struct pairs_found *list; /* all of them */
	size_t n, half;           /* the first half of the order ends before half */
	struct pairs_found pivot; /* with which the second half begins, about */
	struct out *o;
	pthread_mutex_t lock;
	pthread_cond_t turned;
	size_t from;              /* where the run begins that is made next */
	size_t next, turn;        /* the runs that are made next, and written next */
};

/* What one thread does. */
struct part {
	struct writer *writer;
	struct pairs_hand *hand;
	size_t low;               /* pairs of the hand that are before the pivot */
	size_t to[2];             /* where these and the others go in the list */
};

static void
do_both(struct part part[2], void (*work)(void *))
{
	sides_do_both(part[0].writer->sides, work, &part[0], &part[1]);
}

static void
make_keys(void *arg)
{
	struct part *p = arg;

	order_keys(&p->writer->pairing->pairs, p->hand->found, p->hand->n);
}

/* Of all pairs one that is about in the middle of their order. */
static struct pairs_found
middle(const struct writer *w)
{
	const struct pairs_hand *hand = w->pairing->hand;
	struct pairs_found few[SAMPLE];

	for (size_t i = 0; i < SAMPLE; i++) {
		size_t place = w->n * i / SAMPLE, at = i;
		struct pairs_found o = place < hand[0].n ? hand[0].found[place]
		                                         : hand[1].found[place - hand[0].n];
		for (; at && order_before(&w->pairing->pairs, &o, &few[at - 1]); at--)
			few[at] = few[at - 1];
		few[at] = o;
	}
	return few[SAMPLE / 2];
}

/* Whether a pair belongs to the first half. */
static inline bool
is_low(const struct writer *w, const struct pairs_found *o)
{
	return order_before(&w->pairing->pairs, o, &w->pivot);
}

static void
count_low(void *arg)
{
	struct part *p = arg;

	for (size_t i = 0; i < p->hand->n; i++)
		p->low += is_low(p->writer, &p->hand->found[i]);
}

/* What a hand has found, at its places in the list. */
static void
gather(void *arg)
{
	struct part *p = arg;
	struct pairs_found *list = p->writer->list;
	size_t low = p->to[0], high = p->to[1];

	for (size_t i = 0; i < p->hand->n; i++) {
		struct pairs_found o = p->hand->found[i];
		list[is_low(p->writer, &o) ? low++ : high++] = o;
	}
}

/* The hand's own list has been copied, and serves as the spare one. */
static void
sort_half(void *arg)
{
	struct part *p = arg;
	struct writer *w = p->writer;
	struct pairs_hand *hand = p->hand;
	size_t from = hand->number ? w->half : 0, n = hand->number ? w->n - w->half : w->half;

	hand->found = mem_large_grow(hand->found, 0, &hand->cap, n, sizeof *hand->found);
	order_sort(&w->pairing->pairs, w->list + from, hand->found, n);
}

static void
sort_pairs(struct writer *w)
{
	struct part part[2] = {{.writer = w, .hand = &w->pairing->hand[0]},
	                       {.writer = w, .hand = &w->pairing->hand[1]}};

	do_both(part, make_keys);
	w->pivot = middle(w);
	do_both(part, count_low);
	w->half = part[0].low + part[1].low;
	part[1].to[0] = part[0].low;
	part[0].to[1] = w->half;
	part[1].to[1] = w->half + part[0].hand->n - part[0].low;
	do_both(part, gather);
	do_both(part, sort_half);
}

static void
put_lines(const struct writer *w, size_t from, size_t to, struct out *o)
{
	const struct pairs *p = &w->pairing->pairs;

	for (size_t i = from; i < to; i++) {
		const struct pair *pair = pairs_at(p, w->list[i].place);
		char *text = out_room(o, (size_t)pair->n + PAIRS_TAIL + 1);
		memcpy(text, pair->stack, pair->n);
		size_t n = pair->n + pairs_put_tail(pair->count, text + pair->n);
		text[n] = '\n';
		out_took(o, n + 1);
		if (i + TEXTS_AHEAD >= to)
			continue;
		const char *ahead = (const char *)pairs_at(p, w->list[i + TEXTS_AHEAD].place);
		__builtin_prefetch(ahead);
		__builtin_prefetch(ahead + 64);
		__builtin_prefetch(ahead + 128);
	}
}

/* Where a run of lines ends. */
static size_t
run_end(const struct writer *w, size_t from)
{
	size_t to = from;

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
		size_t run = w->next++, from = w->from, to = w->from = run_end(w, from);
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
columns_write(struct pairing *p, const struct sides *s, struct out *o)
{
	struct writer w = {.sides = s, .pairing = p, .n = p->hand[0].n + p->hand[1].n, .o = o};
	struct part part[2] = {{.writer = &w}, {.writer = &w}};

	(void)pthread_mutex_init(&w.lock, NULL);
	(void)pthread_cond_init(&w.turned, NULL);
	w.list = mem_large(w.n, sizeof *w.list);
	sort_pairs(&w);
	do_both(part, write_runs);
	free(w.list);
	(void)pthread_cond_destroy(&w.turned);
	(void)pthread_mutex_destroy(&w.lock);
}
