#include "collapse/frames.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/os.h"
#include "collapse/tidy.h"

#define FEW_SLOTS 4096
#define MOST_KNOWN (1u << 20)

struct frames_known {
	const char *p;   /* the text; NULL: a free slot */
	uint64_t hash;
	uint32_t length;
	uint32_t n;      /* how many ids */
	uint32_t id;     /* of one; of several, where they start in ids */
};

void
frames_init(struct frames *f, struct stacks *s, const struct fold_options *opt)
{
	*f = (struct frames){.s = s, .opt = opt, .n_slots = FEW_SLOTS};
	f->slots = mem_zero(FEW_SLOTS, sizeof *f->slots);
	os_random(&f->key, sizeof f->key);
}

void
frames_release(struct frames *f)
{
	free(f->slots);
	free(f->ids);
	arena_release(&f->text);
}

static size_t
free_slot(const struct frames *f, uint64_t hash)
{
	size_t at = hash & (f->n_slots - 1);

	while (f->slots[at].p)
		at = (at + 1) & (f->n_slots - 1);
	return at;
}

static void
forget(struct frames *f)
{
	memset(f->slots, 0, f->n_slots * sizeof *f->slots);
	arena_release(&f->text);
	f->n = 0;
	f->n_ids = 0;
}

static void
make_room(struct frames *f)
{
	struct frames_known *old = f->slots;
	size_t n_old = f->n_slots;

	if ((f->n + 1) * 2 <= f->n_slots)
		return;
	if (f->n >= MOST_KNOWN) {
		forget(f);
		return;
	}
	f->n_slots *= 2;
	f->slots = mem_zero(f->n_slots, sizeof *f->slots);
	for (size_t i = 0; i < n_old; i++)
		if (old[i].p)
			f->slots[free_slot(f, old[i].hash)] = old[i];
	free(old);
}

struct frame_ids
frames_find(struct frames *f, struct str key, uint64_t *hash)
{
	*hash = hash_name(&f->key, key);
	for (size_t at = *hash & (f->n_slots - 1); f->slots[at].p; at = (at + 1) & (f->n_slots - 1)) {
		const struct frames_known *k = &f->slots[at];
		if (k->hash == *hash && k->length == key.n && !memcmp(k->p, key.p, key.n))
			return (struct frame_ids){k->n == 1 ? &k->id : f->ids + k->id, k->n};
	}
	make_room(f);
	return (struct frame_ids){NULL, 0};
}

void
frames_add(struct frames *f, uint32_t id)
{
	f->ids = mem_grow(f->ids, &f->cap_ids, f->n_ids + 1, sizeof *f->ids);
	f->ids[f->n_ids++] = id;
}

struct frame_ids
frames_learned(struct frames *f, struct str key, uint64_t hash, size_t from)
{
	uint32_t n = (uint32_t)(f->n_ids - from);
	struct frames_known known = {NULL, hash, (uint32_t)key.n, n, (uint32_t)from};

	if (key.n > UINT32_MAX || !n) {
		f->n_ids = from;
		return (struct frame_ids){f->ids + from, n};
	}
	if (n == 1) {
		known.id = f->ids[from];
		f->n_ids = from;
	}
	known.p = arena_copy(&f->text, key.p, key.n);
	size_t at = free_slot(f, hash);
	f->slots[at] = known;
	f->n++;
	return (struct frame_ids){n == 1 ? &f->slots[at].id : f->ids + from, n};
}

struct frame_ids
frames_name(struct frames *f, struct str name)
{
	uint64_t hash;
	struct frame_ids ids = frames_find(f, name, &hash);

	if (ids.n)
		return ids;
	size_t from = f->n_ids;
	frames_add(f, tidy_id(f->s, f->opt, name, STR("")));
	return frames_learned(f, name, hash, from);
}

/* "->" between two words, outside of brackets, and no operator. */
static size_t
find_joint(struct str s)
{
	size_t depth = 0;

	for (size_t i = 0; i + 1 < s.n; i++) {
		char c = s.p[i];
		if (c == '(' || c == '<' || c == '[' || c == '{') {
			depth++;
		} else if (c == '-' && s.p[i + 1] == '>') {
			struct str before = {s.p, i};
			bool words = i && i + 2 < s.n && s.p[i - 1] != ' ' && s.p[i + 2] != ' ';
			if (!depth && words && !str_ends(before, STR("operator")))
				return i;
			i++;
		} else if (depth && (c == ')' || c == '>' || c == ']' || c == '}')) {
			depth--;
		}
	}
	return s.n;
}

void
frames_add_inlined(struct frames *f, struct str text, struct str mark)
{
	size_t from = f->n_ids;

	for (;;) {
		size_t at = f->opt->raw_names ? text.n : find_joint(text);
		frames_add(f, tidy_id(f->s, f->opt, (struct str){text.p, at}, mark));
		if (at == text.n)
			break;
		mark = STR("_[i]");
		text = str_rest(text, at + 2);
	}
	for (size_t i = from, k = f->n_ids; i < k; i++) {
		uint32_t id = f->ids[--k];
		f->ids[k] = f->ids[i];
		f->ids[i] = id;
	}
}
