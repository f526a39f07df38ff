#include "fold/pairing.h"

/* What the threads that read share. */
struct reading {
	struct pairing *pairing;
	struct sides *sides;
	pthread_mutex_t lock; /* of the places in the files, and of failed */
	bool failed;
};

struct reader {
	struct reading *reading;
	struct pairs_hand *hand;
};

/* The next part of a file, of those that are left of side's first; false when nothing is,
 * or reading has failed. */
static bool
next_part(struct reading *r, unsigned *side, uint64_t *at, size_t *n)
{
	(void)pthread_mutex_lock(&r->lock);
	if (r->sides->file[*side].at == r->sides->file[*side].size)
		*side = !*side;
	struct parts *file = &r->sides->file[*side];
	bool more = !r->failed && file->at < file->size;
	*at = file->at;
	*n = file->size - *at < SIDES_PART ? (size_t)(file->size - *at) : SIDES_PART;
	file->at += *n;
	(void)pthread_mutex_unlock(&r->lock);
	return more;
}

static void
read_parts(void *arg)
{
	struct reader *reader = arg;
	struct reading *r = reader->reading;
	struct usual usual = {0};
	struct block block = {0};
	unsigned side = reader->hand->number;
	uint64_t at;
	size_t n;
	bool ok = true;

	while (ok && next_part(r, &side, &at, &n))
		ok = parts_read(&r->sides->file[side], at, n, &block) &&
		     usual_lines(&usual, block.bytes, block.n) &&
		     pairs_count(&r->pairing->pairs, reader->hand, side, &usual);
	if (!ok) {
		(void)pthread_mutex_lock(&r->lock);
		r->failed = true;
		(void)pthread_mutex_unlock(&r->lock);
	}
	usual_release(&usual);
	block_release(&block);
}

bool
pairing_read(struct pairing *p, struct sides *s)
{
	struct reading r = {.pairing = p, .sides = s};
	struct reader first = {&r, &p->hand[0]}, second = {&r, &p->hand[1]};

	*p = (struct pairing){.hand[1].number = 1};
	pairs_init(&p->pairs, (size_t)(s->file[PAIRS_BEFORE].size + s->file[PAIRS_AFTER].size));
	(void)pthread_mutex_init(&r.lock, NULL);
	if (s->alone)
		read_parts(&first);
	else
		sides_do_both(s, read_parts, &first, &second);
	(void)pthread_mutex_destroy(&r.lock);
	return !r.failed && !p->hand[0].overflow && !p->hand[1].overflow &&
	       sides_add_up(p->hand[0].total, p->hand[1].total);
}

void
pairing_release(struct pairing *p)
{
	pairs_hand_release(&p->hand[0]);
	pairs_hand_release(&p->hand[1]);
	pairs_release(&p->pairs);
}
