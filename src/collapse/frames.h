/* The text of a frame as name ids: each distinct text is taken apart once.
 *
 * Profiles repeat their frames by the million, so a line costs a hash and a comparison.
 * What is kept has a limit; then it is forgotten and learned again. */
#ifndef COLLAPSE_FRAMES_H
#define COLLAPSE_FRAMES_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "collapse/format.h"
#include "fold/hash.h"

struct frames_known;

struct frames {
	struct stacks *s;               /* borrowed: whose ids they are */
	const struct fold_options *opt; /* borrowed */
	struct frames_known *slots;     /* owned */
	size_t n, n_slots;
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
struct frame_ids frames_find(struct frames *f, struct str key, uint64_t *hash);
void frames_add(struct frames *f, uint32_t id);
struct frame_ids frames_learned(struct frames *f, struct str key, uint64_t hash, size_t from);

/* The ids of a text that is one name, tidied. */
struct frame_ids frames_name(struct frames *f, struct str name);

/* "a->b->c", as run times print calls that they have inlined: a, b_[i], c_[i], with mark
 * behind the first.  The innermost is added first.  C++'s operator-> is none. */
void frames_add_inlined(struct frames *f, struct str text, struct str mark);

void frames_release(struct frames *f);

#endif
