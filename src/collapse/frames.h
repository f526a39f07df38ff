/* The text of a frame as name ids: each distinct text is taken apart once.
 *
 * Profiles repeat their frames by the million, and frames follow each other as they
 * did before: the two texts that came behind the last one are compared first, and only
 * where it is neither is it looked up by its hash.  Texts that differ in an offset alone,
 * where that shows nowhere, are one.  What is known stands in the order it
 * was learned in, so that a stack that comes again is read from one end to the other.
 * What is kept has a limit; then it is forgotten and learned again. */
#ifndef COLLAPSE_FRAMES_H
#define COLLAPSE_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "collapse/format.h"
#include "fold/hash.h"

/* What is looked up: a text; or one that ends behind "+0x", and what stands behind the
 * hexadecimal digits there, which say nothing. */
struct frames_key {
	struct str text, behind;
	bool offset;
};

/* A text and what it stands for. */
struct frames_known {
	const char *p;   /* both parts, a newline behind them; padded (hash.h) */
	uint32_t length; /* without the newline */
	uint32_t offset; /* where in it there are digits; 0: nowhere */
	uint32_t n;      /* how many ids; 0: the first one, which is no text */
	uint32_t id;     /* of one; of several, where they start in ids */
	uint32_t next;   /* the text that came behind it last time */
	uint32_t other;  /* the one that came behind it before that was another one */
};

struct frames {
	struct stacks *s;               /* borrowed: whose ids they are */
	const struct fold_options *opt; /* borrowed */
	struct frames_known *known;     /* owned */
	uint32_t n, last;               /* last: found, foreseen or learned at last */
	size_t cap;
	uint64_t *slots;                /* owned: the upper half of the hash, and the text; or 0 */
	size_t n_slots;
	struct arena text;              /* of the keys */
	uint32_t *ids;                  /* of texts that are several frames */
	size_t n_ids, cap_ids;
	struct hash_key key;
};

/* What a text stands for: one frame or more, in the order they were added; valid until
 * the next call. */
struct frame_ids {
	const uint32_t *list;
	size_t n;
};

void frames_init(struct frames *f, struct stacks *s, const struct fold_options *opt);

/* The ids of key, if it is known; else n is 0, and frames_add() of each and
 * frames_learned() follow at once. */
struct frame_ids frames_find(struct frames *f, const struct frames_key *key, uint64_t *hash);
void frames_add(struct frames *f, uint32_t id);
struct frame_ids frames_learned(struct frames *f, const struct frames_key *key, uint64_t hash,
                                size_t from);

static inline struct frame_ids
frames_ids(const struct frames *f, const struct frames_known *k)
{
	return (struct frame_ids){k->n == 1 ? &k->id : f->ids + k->id, k->n};
}

/* Ask for what will be compared if texts go on to follow each other as they did. */
__attribute__((always_inline)) static inline void
frames_expect(const struct frames *f, uint32_t i)
{
	const struct frames_known *known = f->known, *first = &known[known[i].next];
	const struct frames_known *second = &known[first->next];

	__builtin_prefetch(&known[known[i].other]);
	__builtin_prefetch(&known[first->other]);
	__builtin_prefetch(second->p);
	__builtin_prefetch(second->p + 64);
	__builtin_prefetch(&known[second->next]);
}

/* The text i came behind the last one. */
static inline void
frames_follow(struct frames *f, uint32_t i)
{
	struct frames_known *last = &f->known[f->last];

	if (last->next != i) {
		last->other = last->next;
		last->next = i;
	}
	f->last = i;
	frames_expect(f, i);
}

static inline bool
frames_is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* Whether the line at p is a text: how many bytes it has without its newline, or 0. */
static inline size_t
frames_is_line(const struct frames_known *k, const char *p, const char *end)
{
	size_t offset = k->offset, behind = (size_t)k->length - offset, at = offset;

	if (!k->n || k->length >= (size_t)(end - p))
		return 0;
	if (!offset)
		return hash_same(k->p, p, behind + 1) ? behind : 0;
	if (!hash_same(k->p, p, offset))
		return 0;
	while (frames_is_hex(p[at]))
		at++;
	if (at == offset || behind >= (size_t)(end - p) - at)
		return 0;
	return hash_same(k->p + offset, p + at, behind + 1) ? at + behind : 0;
}

/* In a padded text: if the line at p is one of the texts that came behind the last one
 * before, its ids, and *length of it without its newline; else n is 0. */
static inline struct frame_ids
frames_foreseen(struct frames *f, const char *p, const char *end, size_t *length)
{
	uint32_t i = f->known[f->last].next;

	*length = frames_is_line(&f->known[i], p, end);
	if (!*length) {
		i = f->known[f->last].other;
		*length = frames_is_line(&f->known[i], p, end);
		if (!*length)
			return (struct frame_ids){NULL, 0};
	}
	frames_follow(f, i);
	return frames_ids(f, &f->known[i]);
}

/* The ids of a text that is one name, tidied. */
struct frame_ids frames_name(struct frames *f, struct str name);

/* "a->b->c", as run times print calls that they have inlined: a, b_[i], c_[i], with mark
 * behind the first.  The innermost is added first.  C++'s operator-> is none. */
void frames_add_inlined(struct frames *f, struct str text, struct str mark);

void frames_release(struct frames *f);

#endif
