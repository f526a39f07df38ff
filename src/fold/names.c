#include "fold/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/utf8.h"

static uint64_t
fold_multiply(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t
names_hash(struct str name)
{
	uint64_t h = 0x9e3779b97f4a7c15 ^ name.n, word;

	for (; name.n >= 8; name = str_rest(name, 8)) {
		memcpy(&word, name.p, 8);
		h = fold_multiply(h ^ word, 0xd6e8feb86659fd93);
	}
	word = 0;
	if (name.n)
		memcpy(&word, name.p, name.n);
	return fold_multiply(h ^ word, 0xa0761d6478bd642f);
}

static void
grow(struct names *names)
{
	size_t n = names->n_slots ? names->n_slots * 2 : 1024;

	free(names->slots);
	names->slots = mem_zero(n, sizeof *names->slots);
	names->n_slots = n;
	for (uint32_t id = 0; id < names->n; id++) {
		size_t at = names->hash[id] & (n - 1);
		while (names->slots[at])
			at = (at + 1) & (n - 1);
		names->slots[at] = id + 1;
	}
}

static uint32_t
append(struct names *names, struct str name, uint64_t hash)
{
	size_t cap = names->cap;

	if (names->n == UINT32_MAX - 1)
		die_of_memory();
	names->list = mem_grow(names->list, &cap, (size_t)names->n + 1, sizeof *names->list);
	names->hash = mem_grow(names->hash, &names->cap, (size_t)names->n + 1, sizeof *names->hash);
	names->list[names->n] = (struct str){arena_copy(&names->text, name.p, name.n), name.n};
	names->hash[names->n] = hash;
	return names->n++;
}

static uint32_t
get_clean(struct names *names, struct str name)
{
	if (((size_t)names->n + 1) * 4 > names->n_slots * 3)
		grow(names);
	uint64_t hash = names_hash(name);
	size_t mask = names->n_slots - 1;
	size_t at = hash & mask;
	for (; names->slots[at]; at = (at + 1) & mask) {
		uint32_t id = names->slots[at] - 1;
		if (names->hash[id] == hash && str_eq(names->list[id], name))
			return id;
	}
	uint32_t id = append(names, name, hash);
	names->slots[at] = id + 1;
	return id;
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

struct str
names_str(const struct names *names, uint32_t id)
{
	return names->list[id];
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
