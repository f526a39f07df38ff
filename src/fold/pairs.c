#include "fold/pairs.h"

#include "base/os.h"
#include "base/task.h"

/* What one thread does. */
struct part {
	struct pairs *pairs;
	unsigned number; /* 0 or 1 */
	const char *path;
	bool no_diff, ok;
};

/* Both parts at the same time, or one after the other. */
static void
do_both(struct part part[2], void (*work)(void *))
{
	struct task second;

	task_begin(&second, !part[0].pairs->alone, work, &part[1]);
	work(&part[0]);
	task_wait(&second);
}

static void
read_side(void *arg)
{
	struct part *p = arg;

	p->ok = side_read(&p->pairs->side[p->number], p->number, &p->pairs->key, p->path, p->no_diff);
}

bool
pairs_read(struct pairs *p, const char *before, const char *after, bool no_diff, unsigned jobs)
{
	struct part part[2] = {{p, 0, before, no_diff, false}, {p, 1, after, no_diff, false}};

	*p = (struct pairs){.alone = (jobs ? jobs : os_processors()) < 2};
	os_random(&p->key, sizeof p->key);
	do_both(part, read_side);
	return part[0].ok && part[1].ok;
}

/* How far ahead in the list slots, pairs and texts are asked for. */
#define SLOTS_AHEAD 16
#define PAIRS_AHEAD 10
#define TEXTS_AHEAD 5

static struct pair *
likely(const struct side *s, uint64_t hash)
{
	uint64_t slot = s->slots[hash & (s->n_slots - 1)];

	return slot ? &s->list[(uint32_t)slot - 1] : NULL;
}

static void
look_ahead(const struct side *to, const uint64_t *hash)
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
static void
join_half(void *arg)
{
	const struct part *p = arg;
	const struct side *before = &p->pairs->side[PAIRS_BEFORE];
	struct side *after = &p->pairs->side[PAIRS_AFTER];
	uint32_t half = after->n / 2, from = p->number ? half : 0, to = p->number ? after->n : half;

	for (uint32_t i = from; i < to; i++) {
		struct pair *pair = &after->list[i], *same;
		if (i + SLOTS_AHEAD < to)
			look_ahead(before, after->hash + i);
		same = side_find(before, pair->stack, pair->n, after->hash[i]);
		if (!same)
			continue;
		same->count[PAIRS_AFTER] = pair->count[PAIRS_AFTER];
		pair->elsewhere = true;
	}
}

static void
index_side(void *arg)
{
	const struct part *p = arg;

	side_index(&p->pairs->side[p->number], &p->pairs->key);
}

void
pairs_join(struct pairs *p)
{
	struct part part[2] = {{.pairs = p, .number = 0}, {.pairs = p, .number = 1}};

	do_both(part, index_side);
	do_both(part, join_half);
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

void
pairs_release(struct pairs *p)
{
	for (int i = 0; i < PAIRS_SIDES; i++)
		side_release(&p->side[i]);
	*p = (struct pairs){0};
}
