#include "fold/columns.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fold/order.h"

/* Bytes of lines that a thread makes before it writes them, about: no more than its
 * cache holds. */
#define RUN ((size_t)128 << 10)

/* Runs that are made before they can be written, at most. */
#define RUNS 6

/* Pairs among which the one in the middle is looked for. */
#define SAMPLE 255

/* Less than so many pairs are sorted by one thread. */
#define FEW 2048

/* How far ahead texts are asked for. */
#define TEXTS_AHEAD 10

/* The pairs in order, and how their lines are written: a run after the other, each by
 * the thread that finds it ready and nobody writing; who does not write makes more. */
struct writer {
	const struct sides *sides;
	struct pairing *pairing;
	struct pairs_found *list; /* all of them */
	size_t n, half;           /* the first half of the order ends before half */
	struct pairs_found pivot; /* with which the second half begins, about */
	struct out *o;
	pthread_mutex_t lock;
	pthread_cond_t moved;
	size_t from;              /* where the run begins that is made next */
	size_t next, turn;        /* the runs that are made next, and written next */
	bool writing, waiting;    /* one thread is */
	struct run {
		struct out lines;
		bool ready;
	} run[RUNS];              /* by number */
	size_t runs;              /* so many of them are used */
};

/* What one thread does. */
struct part {
	struct writer *writer;
	struct pairs_hand *hand;
	size_t from;              /* where the list has room for all of the hand */
	size_t low;               /* pairs of the hand that are before the pivot */
};

static void
do_both(struct part part[2], void (*work)(void *))
{
	sides_do_both(part[0].writer->sides, work, &part[0], &part[1]);
}

/* Of all pairs one that is about in the middle of their order. */
static struct pairs_found
middle(const struct writer *w)
{
	const struct pairs *p = &w->pairing->pairs;
	const struct pairs_hand *hand = w->pairing->hand;
	struct pairs_found few[SAMPLE], spare[SAMPLE];

	for (size_t i = 0; i < SAMPLE; i++) {
		size_t place = w->n * i / SAMPLE;
		few[i] = place < hand[0].n ? hand[0].found[place]
		                           : hand[1].found[place - hand[0].n];
	}
	order_sort(p, few, spare, SAMPLE);
	struct pairs_found found = few[SAMPLE / 2];
	found.key = order_key(pairs_at(p, found.place)->stack, found.n);
	order_short_keys(p, &found, 1);
	return found;
}

static inline const char *
text_of(const struct pairs *p, const struct pairs_found *o)
{
	return (const char *)pairs_at(p, o->place);
}

/* The pairs of a hand that are before the pivot go to the list, the others stay. */
static void
split_hand(void *arg)
{
	struct part *p = arg;
	const struct pairs *pairs = &p->writer->pairing->pairs;
	struct pairs_found *low = p->writer->list + p->from, *found = p->hand->found;
	size_t high = 0;

	for (size_t i = 0; i < p->hand->n; i++) {
		struct pairs_found o = found[i];
		if (i + TEXTS_AHEAD < p->hand->n) {
			__builtin_prefetch(text_of(pairs, &found[i + TEXTS_AHEAD]));
			__builtin_prefetch(text_of(pairs, &found[i + TEXTS_AHEAD]) + 64);
		}
		if (order_before(pairs, &o, &p->writer->pivot))
			low[p->low++] = o;
		else
			found[high++] = o;
	}
}

/* n more of the pairs, behind those that the list has already; where these end. */
static size_t
gather(struct writer *w, size_t at, const struct pairs_found *from, size_t n)
{
	if (n)
		memmove(w->list + at, from, n * sizeof *from);
	return at + n;
}

/* Those of both hands that are before the pivot, then all others. */
static void
gather_all(struct writer *w, const struct part part[2])
{
	size_t at = part[0].low;

	w->half = at = gather(w, at, w->list + part[1].from, part[1].low);
	for (int i = 0; i < 2; i++)
		at = gather(w, at, part[i].hand->found, part[i].hand->n - part[i].low);
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
sort_pairs(struct writer *w, struct part part[2])
{
	for (int i = 0; i < 2; i++)
		order_short_keys(&w->pairing->pairs, part[i].hand->found, part[i].hand->n);
	if (w->sides->alone || w->n < FEW) {
		w->half = gather(w, 0, part[0].hand->found, part[0].hand->n);
		w->half = gather(w, w->half, part[1].hand->found, part[1].hand->n);
		sort_half(&part[0]);
		return;
	}
	w->pivot = middle(w);
	do_both(part, split_hand);
	gather_all(w, part);
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
		const char *ahead = text_of(p, &w->list[i + TEXTS_AHEAD]);
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

/* Write the run whose turn it is, if it is ready and nobody writes. */
static bool
write_next(struct writer *w)
{
	struct run *run = &w->run[w->turn % w->runs];

	if (w->writing || !run->ready)
		return false;
	w->writing = true;
	(void)pthread_mutex_unlock(&w->lock);
	out_str(w->o, out_memory(&run->lines));
	(void)pthread_mutex_lock(&w->lock);
	w->writing = run->ready = false;
	w->turn++;
	/* Who waits is not woken for one run: that costs as much as to make it. */
	if (w->waiting && w->next - w->turn <= w->runs / 2)
		(void)pthread_cond_signal(&w->moved);
	return true;
}

/* Make the lines of one more run, if any are left, and there is room. */
static bool
make_next(struct writer *w)
{
	struct run *run = &w->run[w->next % w->runs];

	if (w->from == w->n || w->next - w->turn == w->runs)
		return false;
	size_t from = w->from, to = w->from = run_end(w, from);
	w->next++;
	(void)pthread_mutex_unlock(&w->lock);
	run->lines.used = 0;
	(void)out_room(&run->lines, RUN + RUN / 4);
	put_lines(w, from, to, &run->lines);
	(void)pthread_mutex_lock(&w->lock);
	run->ready = true;
	if (w->waiting)
		(void)pthread_cond_signal(&w->moved);
	return true;
}

static void
write_runs(void *arg)
{
	struct writer *w = ((struct part *)arg)->writer;

	(void)pthread_mutex_lock(&w->lock);
	while (w->from < w->n || w->turn < w->next) {
		if (write_next(w) || make_next(w))
			continue;
		w->waiting = true;
		(void)pthread_cond_wait(&w->moved, &w->lock);
		w->waiting = false;
	}
	(void)pthread_cond_signal(&w->moved);
	(void)pthread_mutex_unlock(&w->lock);
}

void
columns_write(struct pairing *p, const struct sides *s, struct out *o)
{
	struct writer w = {.sides = s, .pairing = p, .n = p->hand[0].n + p->hand[1].n, .o = o,
	                   .runs = s->alone ? 1 : RUNS};
	struct part part[2] = {{.writer = &w, .hand = &p->hand[0]},
	                       {.writer = &w, .hand = &p->hand[1], .from = p->hand[0].n}};

	(void)pthread_mutex_init(&w.lock, NULL);
	(void)pthread_cond_init(&w.moved, NULL);
	for (int i = 0; i < RUNS; i++)
		out_to_memory(&w.run[i].lines);
	w.list = mem_large(w.n, sizeof *w.list);
	sort_pairs(&w, part);
	do_both(part, write_runs);
	for (int i = 0; i < RUNS; i++)
		(void)out_close(&w.run[i].lines);
	free(w.list);
	(void)pthread_cond_destroy(&w.moved);
	(void)pthread_mutex_destroy(&w.lock);
}
