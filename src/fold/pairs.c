#include "fold/pairs.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "base/utf8.h"
#include "fold/folded.h"
#include "fold/order.h"

/* Larger files are loaded: a trie is smaller than their text. */
#define MOST_BYTES ((off_t)32 << 20)

/* So much is read at once, and looked at while it is in the processor's cache. */
#define BLOCK ((size_t)256 << 10)

/* Lines whose slots are asked for before the first of them is looked up. */
#define BATCH 32

/* Lines that a thread makes before it writes them. */
#define RUN 4096u

/* Pairs among which the one in the middle is looked for. */
#define SAMPLE 63u

/* Behind the text: what hashes read beyond it. */
#define PAD 64

/* Digits that fit 64 bits whatever they are. */
#define MAX_DIGITS 18

#define TAG 0xffffffff00000000u

struct line {
	const char *stack;
	uint32_t n;
	uint64_t hash, count;
};

/* What one thread does. */
struct part {
	struct pairs *pairs;
	unsigned number; /* 0 or 1 */
	const char *path;
	bool no_diff, ok;
	struct writer *writer;
};

/* Both parts at the same time, or one after the other. */
static void
do_both(struct part part[2], void *(*work)(void *))
{
	pthread_t thread;
	bool started = !part[0].pairs->alone && !pthread_create(&thread, NULL, work, &part[1]);

	(void)work(&part[0]);
	if (started)
		(void)pthread_join(thread, NULL);
	else
		(void)work(&part[1]);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The line [from, end); false where it is not the usual one. */
static bool
parse(const char *from, const char *end, struct line *line)
{
	const char *at = end;
	uint64_t count = 0, ten = 1;

	for (; at > from && end - at < MAX_DIGITS; at--, ten *= 10) {
		unsigned digit = (unsigned)(unsigned char)at[-1] - '0';
		if (digit > 9)
			break;
		count += digit * ten;
	}
	if (at == end || at < from + 2 || at[-1] != ' ' || is_blank(at[-2]) || *from == '#')
		return false;
	*line = (struct line){from, (uint32_t)(at - 1 - from), 0, count};
	return utf8_is_clean((struct str){from, line->n});
}

static void
put_slot(struct pairs_side *s, uint32_t pair)
{
	size_t at = s->hash[pair] & (s->n_slots - 1);

	while (s->slots[at])
		at = (at + 1) & (s->n_slots - 1);
	s->slots[at] = (s->hash[pair] & TAG) | (pair + 1);
}

/* Room for half as many pairs. */
static void
make_slots(struct pairs_side *s, size_t n)
{
	free(s->slots);
	s->n_slots = n;
	s->slots = mem_zero(n, sizeof *s->slots);
	s->list = mem_resize(s->list, n / 2, sizeof *s->list);
	s->hash = mem_resize(s->hash, n / 2, sizeof *s->hash);
	os_large(s->list, n / 2 * sizeof *s->list);
	for (uint32_t i = 0; i < s->n; i++)
		put_slot(s, i);
}

/* The pair with that stack, or NULL. */
static struct pair *
find(const struct pairs_side *s, const char *stack, uint32_t n, uint64_t hash)
{
	for (size_t at = hash & (s->n_slots - 1);; at = (at + 1) & (s->n_slots - 1)) {
		uint64_t slot = s->slots[at];
		if (!slot)
			return NULL;
		if ((slot ^ hash) & TAG)
			continue;
		struct pair *pair = &s->list[(uint32_t)slot - 1];
		if (pair->n == n && !memcmp(pair->stack, stack, n))
			return pair;
	}
}

static bool
count_lines(struct pairs_side *s, unsigned side, const struct line *lines, size_t n)
{
	if (s->n + BATCH > s->n_slots / 2)
		make_slots(s, 2 * s->n_slots);
	for (size_t i = 0; i < n; i++) {
		const struct line *line = &lines[i];
		if (line->count > UINT64_MAX - s->total)
			return false;
		s->total += line->count;
		struct pair *pair = line->count ? find(s, line->stack, line->n, line->hash) : NULL;
		if (pair) {
			pair->count[side] += line->count;
		} else if (line->count) {
			s->list[s->n] = (struct pair){.stack = line->stack, .n = line->n};
			s->list[s->n].count[side] = line->count;
			s->hash[s->n] = line->hash;
			put_slot(s, s->n++);
		}
	}
	return true;
}

/* Count the whole lines of [*from, end), and move *from behind them. */
static bool
take_lines(struct part *p, const char **from, const char *end)
{
	struct pairs_side *s = &p->pairs->side[p->number];
	struct line batch[BATCH];
	const char *at = *from, *line_end;
	size_t n = 0;
	bool ok = true;

	while (ok && (line_end = memchr(at, '\n', (size_t)(end - at)))) {
		struct line *line = &batch[n];
		ok = parse(at, line_end, line);
		if (!ok)
			break;
		line->hash = hash_line(&p->pairs->key, line->stack, line->n);
		__builtin_prefetch(&s->slots[line->hash & (s->n_slots - 1)], 1);
		if (++n == BATCH) {
			ok = count_lines(s, p->number, batch, n);
			n = 0;
		}
		at = line_end + 1;
	}
	*from = at;
	return ok && count_lines(s, p->number, batch, n);
}

/* Whether the first line could make a difference of the file, or is marked. */
static bool
begins_oddly(const struct part *p, const char *text, size_t n)
{
	struct cut first = str_cut((struct str){text, n}, '\n');
	struct folded f;

	return str_starts(first.head, STR("\xef\xbb\xbf")) ||
	       (!p->no_diff && folded_parse(first.head, true, &f) == FOLDED_LINE);
}

static bool
read_lines(struct part *p, int fd, size_t size)
{
	struct pairs_side *s = &p->pairs->side[p->number];
	const char *from = s->text;
	size_t used = 0;

	while (used < size) {
		ssize_t got = read(fd, s->text + used, size - used < BLOCK ? size - used : BLOCK);
		if (got <= 0)
			return false;
		if (!used && begins_oddly(p, s->text, (size_t)got))
			return false;
		used += (size_t)got;
		if (!take_lines(p, &from, s->text + used))
			return false;
	}
	return from == s->text + used && s->total;
}

static void *
read_side(void *arg)
{
	struct part *p = arg;
	struct pairs_side *s = &p->pairs->side[p->number];
	int fd = open(p->path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	p->ok = fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size <= MOST_BYTES;
	if (p->ok) {
		size_t size = (size_t)st.st_size, slots = BLOCK / 64;
		s->text = mem_alloc(size + PAD, 1);
		os_large(s->text, size + PAD);
		while (slots < size / 64)
			slots *= 2;
		make_slots(s, slots);
		p->ok = read_lines(p, fd, size);
	}
	if (fd >= 0)
		(void)close(fd);
	return NULL;
}

/* How far ahead in the list slots, pairs and texts are asked for. */
#define SLOTS_AHEAD 16
#define PAIRS_AHEAD 10
#define TEXTS_AHEAD 5

static struct pair *
likely(const struct pairs_side *s, uint64_t hash)
{
	uint64_t slot = s->slots[hash & (s->n_slots - 1)];

	return slot ? &s->list[(uint32_t)slot - 1] : NULL;
}

static void
look_ahead(const struct pairs_side *to, const uint64_t *hash)
{
	__builtin_prefetch(&to->slots[hash[SLOTS_AHEAD] & (to->n_slots - 1)]);
	__builtin_prefetch(likely(to, hash[PAIRS_AHEAD]));
	const struct pair *pair = likely(to, hash[TEXTS_AHEAD]);
	if (!pair)
		return;
	__builtin_prefetch(pair->stack);
	__builtin_prefetch(pair->stack + 64);
}

/* Half of the later stacks find their earlier counts. */
static void *
join_half(void *arg)
{
	const struct part *p = arg;
	const struct pairs_side *before = &p->pairs->side[PAIRS_BEFORE];
	struct pairs_side *after = &p->pairs->side[PAIRS_AFTER];
	uint32_t half = after->n / 2, from = p->number ? half : 0, to = p->number ? after->n : half;

	for (uint32_t i = from; i < to; i++) {
		struct pair *pair = &after->list[i], *same;
		if (i + SLOTS_AHEAD < to)
			look_ahead(before, after->hash + i);
		same = find(before, pair->stack, pair->n, after->hash[i]);
		if (!same)
			continue;
		same->count[PAIRS_AFTER] = pair->count[PAIRS_AFTER];
		pair->elsewhere = true;
	}
	return NULL;
}

bool
pairs_read(struct pairs *p, const char *before, const char *after, bool no_diff, unsigned jobs)
{
	struct part part[2] = {{p, 0, before, no_diff, false, NULL},
	                       {p, 1, after, no_diff, false, NULL}};

	*p = (struct pairs){.alone = (jobs ? jobs : os_processors()) < 2};
	os_random(&p->key, sizeof p->key);
	do_both(part, read_side);
	if (!part[0].ok || !part[1].ok)
		return false;
	do_both(part, join_half);
	return true;
}

/* The digits of v; how many. */
static size_t
put_digits(uint64_t v, char *to)
{
	char digits[20];
	size_t n = 0;

	do
		digits[n++] = (char)('0' + v % 10);
	while (v /= 10);
	for (size_t i = 0; i < n; i++)
		to[i] = digits[n - 1 - i];
	return n;
}

size_t
pairs_put_tail(const struct pair *pair, char *to)
{
	size_t n = 0;

	for (int i = 0; i < PAIRS_SIDES; i++) {
		to[n++] = ' ';
		n += put_digits(pair->count[i], to + n);
	}
	return n;
}

static uint32_t
all_pairs(const struct pairs *p)
{
	return p->side[PAIRS_BEFORE].n + p->side[PAIRS_AFTER].n;
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

/* The pairs in order, and how their lines are written: threads by turns, a run of
 * lines each, so that one makes lines while the other's are written. */
struct writer {
	struct pairs *pairs;
	struct ordered *list; /* with room for all pairs of both sides */
	uint32_t n, half;     /* the first half of the order ends before half */
	uint32_t listed[2];   /* by each thread */
	struct out *o;
	pthread_mutex_t lock;
	pthread_cond_t turned;
	uint32_t next, turn;  /* the runs that are made next, and written next */
};

/* The distinct pairs among half of them all. */
static void *
list_half(void *arg)
{
	const struct part *p = arg;
	struct writer *w = p->writer;
	uint32_t all = all_pairs(w->pairs), half = all / 2;
	uint32_t from = p->number ? half : 0, to = p->number ? all : half, n = from;

	for (uint32_t i = from; i < to; i++) {
		if (i + SLOTS_AHEAD < to)
			__builtin_prefetch(pairs_pair(w->pairs, i + SLOTS_AHEAD)->stack);
		if (!pairs_pair(w->pairs, i)->elsewhere)
			w->list[n++] = order_pair(w->pairs, i);
	}
	w->listed[p->number] = n - from;
	return NULL;
}

static void
join_lists(struct writer *w)
{
	memmove(w->list + w->listed[0], w->list + all_pairs(w->pairs) / 2,
	        w->listed[1] * sizeof *w->list);
	w->n = w->listed[0] + w->listed[1];
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

static void *
sort_half(void *arg)
{
	struct part *p = arg;
	struct writer *w = p->writer;

	if (p->number)
		order_sort(w->pairs, w->list + w->half, w->n - w->half);
	else
		order_sort(w->pairs, w->list, w->half);
	return NULL;
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

static void *
write_runs(void *arg)
{
	struct writer *w = ((struct part *)arg)->writer;
	struct out lines;

	out_to_memory(&lines);
	(void)pthread_mutex_lock(&w->lock);
	while ((uint64_t)w->next * RUN < w->n) {
		uint32_t run = w->next++, from = run * RUN;
		(void)pthread_mutex_unlock(&w->lock);
		lines.used = 0;
		put_lines(w, from, w->n - from < RUN ? w->n : from + RUN, &lines);
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
	return NULL;
}

void
pairs_write(struct pairs *p, struct out *o)
{
	struct writer w = {.pairs = p, .o = o};
	struct part part[2] = {{.pairs = p, .number = 0, .writer = &w},
	                       {.pairs = p, .number = 1, .writer = &w}};

	(void)pthread_mutex_init(&w.lock, NULL);
	(void)pthread_cond_init(&w.turned, NULL);
	w.list = mem_alloc(all_pairs(p), sizeof *w.list);
	os_large(w.list, all_pairs(p) * sizeof *w.list);
	do_both(part, list_half);
	join_lists(&w);
	split_order(&w);
	do_both(part, sort_half);
	do_both(part, write_runs);
	free(w.list);
	(void)pthread_cond_destroy(&w.turned);
	(void)pthread_mutex_destroy(&w.lock);
}

void
pairs_release(struct pairs *p)
{
	for (int i = 0; i < PAIRS_SIDES; i++) {
		free(p->side[i].text);
		free(p->side[i].list);
		free(p->side[i].hash);
		free(p->side[i].slots);
	}
	*p = (struct pairs){0};
}
