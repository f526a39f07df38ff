#include "fold/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/os.h"
#include "base/utf8.h"

#define TAG 0xffffffff00000000u

static void
put_in_slot(struct names *names, uint32_t id)
{
	size_t mask = names->n_slots - 1, at = names->hash[id] & mask;

	while (names->slots[at])
		at = (at + 1) & mask;
	__atomic_store_n(&names->slots[at], (names->hash[id] & TAG) | (id + 1), __ATOMIC_RELEASE);
}

static void
grow_slots(struct names *names)
{
	size_t n = names->n_slots ? names->n_slots : 256;

	while (n / 4 * 3 < names->room)
		n = size_add(n, n);
	if (n == names->n_slots)
		return;
	free(names->slots);
	names->slots = mem_zero(n, sizeof *names->slots);
	names->n_slots = n;
	for (uint32_t id = 0; id < names->n; id++)
		put_in_slot(names, id);
}

void
names_room(struct names *names, size_t more)
{
	size_t need = size_add(names->n, more), room = names->room;

	if (need <= names->room)
		return;
	if (need >= NAMES_NONE)
		die_of_memory();
	if (!names->n_slots)
		os_random(&names->key, sizeof names->key);
	names->list = mem_grow(names->list, &room, need, sizeof *names->list);
	names->hash = mem_grow(names->hash, &names->room, need, sizeof *names->hash);
	grow_slots(names);
}

uint32_t
names_find(const struct names *names, struct str name, uint64_t hash)
{
	size_t mask = names->n_slots - 1;

	for (size_t at = hash & mask;; at = (at + 1) & mask) {
		uint64_t slot = __atomic_load_n(&names->slots[at], __ATOMIC_ACQUIRE);
		uint32_t id = (uint32_t)slot - 1;
		if (!slot)
			return NAMES_NONE;
		if (((slot ^ hash) & TAG) == 0 && str_eq(names->list[id], name))
			return id;
	}
}

uint32_t
names_likely(const struct names *names, uint64_t hash)
{
	size_t mask = names->n_slots - 1;

	for (size_t at = hash & mask;; at = (at + 1) & mask) {
		uint64_t slot = __atomic_load_n(&names->slots[at], __ATOMIC_ACQUIRE);
		if (!slot || ((slot ^ hash) & TAG) == 0)
			return (uint32_t)slot - 1;
	}
}

uint32_t
names_put(struct names *names, struct str name, uint64_t hash)
{
	uint32_t id = names->n++;
	char *copy = NEW(&names->text, char, size_add(name.n, HASH_PAD));

	if (name.n)
		memcpy(copy, name.p, name.n);
	names->list[id] = (struct str){copy, name.n};
	names->hash[id] = hash;
	put_in_slot(names, id);
	return id;
}

static uint32_t
get_clean(struct names *names, struct str name)
{
	names_room(names, 1);
	uint64_t hash = hash_name(&names->key, name);
	uint32_t id = names_find(names, name, hash);
	return id == NAMES_NONE ? names_put(names, name, hash) : id;
}

uint32_t
names_get(struct names *names, struct str name)
{
	if (utf8_is_clean(name))
		return get_clean(names, name);
	char *clean = mem_alloc(utf8_clean_room(name.n), 1);
	size_t n = utf8_clean(name, clean);
	uint32_t id = get_clean(names, (struct str){clean, n});
	free(clean);
	return id;
}

uint32_t
names_leading(struct names *names, uint32_t id)
{
	struct str name = names_str(names, id);

	if (!str_eq(name, STR("#")) && !str_starts(name, STR("# ")))
		return id;
	struct str rest = str_rest(name, 2);
	char *text = mem_alloc(size_add(rest.n, 2), 1);
	memcpy(text, "#_", 2);
	if (rest.n)
		memcpy(text + 2, rest.p, rest.n);
	id = names_get(names, (struct str){text, rest.n + 2});
	free(text);
	return id;
}

struct str
names_str(const struct names *names, uint32_t id)
{
	return names->list[id];
}

uint64_t
names_hash(struct str text)
{
	static const struct hash_key fixed = {
		{0x9e3779b97f4a7c15, 0xd6e8feb86659fd93, 0xa0761d6478bd642f, 0xe7037ed1a0b428db},
		{0x8ebc6af09c88c6e3, 0x589965cc75374cc3, 0x1d8e4e27c47d124f, 0xeb44accab455d165,
	         0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89}};

	return hash_name(&fixed, text);
}

void
names_seal(struct names *names)
{
	free(names->hash);
	free(names->slots);
	names->hash = NULL;
	names->slots = NULL;
	names->n_slots = 0;
}

void
names_release(struct names *names)
{
	arena_release(&names->text);
	free(names->list);
	free(names->hash);
	free(names->slots);
	*names = (struct names){0};
}
