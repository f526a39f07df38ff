#include "collapse/frames.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/os.h"
#include "collapse/tidy.h"

#define FEW_SLOTS 4096
#define MOST_KNOWN (1u << 20)
#define TAG 0xffffffff00000000u

/* Nothing is known but the first, whose successor is itself. */
static void
begin(struct frames *f)
{
	f->known = mem_grow(f->known, &f->cap, 1, sizeof *f->known);
	f->known[0] = (struct frames_known){0};
	f->n = 1;
	f->last = 0;
	f->n_ids = 0;
}

void
frames_init(struct frames *f, struct stacks *s, const struct fold_options *opt)
{
	*f = (struct frames){.s = s, .opt = opt, .n_slots = FEW_SLOTS};
	f->slots = mem_zero(FEW_SLOTS, sizeof *f->slots);
	os_random(&f->key, sizeof f->key);
	begin(f);
}

void
frames_release(struct frames *f)
{
	free(f->known);
	free(f->slots);
	free(f->ids);
	arena_release(&f->text);
}

/* A slot's place comes from what it holds of the hash, so slots can move by themselves. */
static void
put_in_slot(struct frames *f, uint64_t hash, uint32_t i)
{
	size_t mask = f->n_slots - 1, at = (size_t)(hash >> 32) & mask;

	while (f->slots[at])
		at = (at + 1) & mask;
	f->slots[at] = (hash & TAG) | i;
}

static void
forget(struct frames *f)
{
	memset(f->slots, 0, f->n_slots * sizeof *f->slots);
	arena_release(&f->text);
	begin(f);
}

static void
make_room(struct frames *f)
{
	uint64_t *old = f->slots;
	size_t n_old = f->n_slots;

	if ((size_t)f->n * 2 <= f->n_slots)
		return;
	if (f->n >= MOST_KNOWN) {
		forget(f);
		return;
	}
	f->n_slots *= 2;
	f->slots = mem_zero(f->n_slots, sizeof *f->slots);
	for (size_t i = 0; i < n_old; i++)
		if (old[i])
			put_in_slot(f, old[i], (uint32_t)old[i]);
	free(old);
}

static bool
is_key(const struct frames_known *k, const struct frames_key *key)
{
	return k->length == key->text.n + key->behind.n && k->n &&
	       k->offset == (key->offset ? key->text.n : 0) &&
	       !memcmp(k->p, key->text.p, key->text.n) &&
	       (!key->behind.n || !memcmp(k->p + key->text.n, key->behind.p, key->behind.n));
}

static uint64_t
hash_of(const struct frames *f, const struct frames_key *key)
{
	uint64_t hash = hash_name(&f->key, key->text);

	return key->offset ? hash_path(&f->key, hash, hash_name(&f->key, key->behind)) : hash;
}

/* The text came behind the last one. */
static struct frame_ids
follow(struct frames *f, uint32_t i)
{
	frames_follow(f, i);
	return frames_ids(f, &f->known[i]);
}

struct frame_ids
frames_find(struct frames *f, const struct frames_key *key, uint64_t *hash)
{
	size_t mask = f->n_slots - 1;
	uint32_t next = f->known[f->last].next;

	*hash = 0;
	if (is_key(&f->known[next], key))
		return follow(f, next);
	*hash = hash_of(f, key);
	for (size_t at = (size_t)(*hash >> 32) & mask; f->slots[at]; at = (at + 1) & mask) {
		uint32_t i = (uint32_t)f->slots[at];
		if (((f->slots[at] ^ *hash) & TAG) == 0 && is_key(&f->known[i], key))
			return follow(f, i);
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

static const char *
keep_text(struct frames *f, const struct frames_key *key, size_t length)
{
	char *text = NEW(&f->text, char, size_add(length, 1 + HASH_PAD));

	if (key->text.n)
		memcpy(text, key->text.p, key->text.n);
	if (key->behind.n)
		memcpy(text + key->text.n, key->behind.p, key->behind.n);
	text[length] = '\n';
	return text;
}

struct frame_ids
frames_learned(struct frames *f, const struct frames_key *key, uint64_t hash, size_t from)
{
	uint32_t n = (uint32_t)(f->n_ids - from);
	size_t length = size_add(key->text.n, key->behind.n);
	struct frames_known known = {.n = n, .id = (uint32_t)from, .length = (uint32_t)length};

	if (!n)
		return (struct frame_ids){NULL, 0};
	if (length >= UINT32_MAX) {
		f->n_ids = from;
		return (struct frame_ids){f->ids + from, n};
	}
	if (n == 1) {
		known.id = f->ids[from];
		f->n_ids = from;
	}
	known.offset = key->offset ? (uint32_t)key->text.n : 0;
	known.p = keep_text(f, key, length);
	f->known = mem_grow(f->known, &f->cap, (size_t)f->n + 1, sizeof *f->known);
	f->known[f->n] = known;
	put_in_slot(f, hash, f->n);
	return follow(f, f->n++);
}

struct frame_ids
frames_name(struct frames *f, struct str name)
{
	struct frames_key key = {.text = name};
	uint64_t hash;
	struct frame_ids ids = frames_find(f, &key, &hash);

	if (ids.n)
		return ids;
	size_t from = f->n_ids;
	frames_add(f, tidy_id(f->s, f->opt, name, STR("")));
	return frames_learned(f, &key, hash, from);
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
