#include "fold/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/os.h"
#include "base/utf8.h"

/* The text of no name stands at the beginning, with as much before that of the first
 * name as makes it led. */
#define FIRST sizeof(struct names_head)
#define FEWEST_BYTES 65536
#define MOST_BYTES ((uint64_t)NAMES_UNIT << 32)

/* Bytes that a name takes. */
static size_t
size_of(size_t bytes)
{
	size_t most = size_add(bytes, sizeof(struct names_head) + NAMES_UNIT - 1);

	return most & ~(size_t)(NAMES_UNIT - 1);
}

bool
names_fits(const struct names *names, size_t bytes)
{
	return names->n < names->room && names->n < names->slots.limit &&
	       size_of(bytes) <= names->text_room - names->used;
}

static void
grow_list(struct names *names, size_t need)
{
	size_t room = mem_wider(names->room, need);

	if (need <= names->room)
		return;
	if (need >= UINT32_MAX)
		die_of_memory();
	names->list = mem_extend(names->list, names->room, room, sizeof *names->list);
	names->room = room;
}

static void
grow_text(struct names *names, size_t need)
{
	size_t room = names->text_room ? names->text_room : FEWEST_BYTES;

	if (need <= names->text_room)
		return;
	room = mem_wider(room, need);
	if (need > MOST_BYTES)
		die_of_memory();
	names->text = mem_extend(names->text, names->text_room, room, 1);
	names->text_room = room;
}

void
names_room(struct names *names, size_t more, size_t bytes)
{
	size_t need = size_add(names->n, more);

	if (!names->used) {
		os_random(&names->key, sizeof names->key);
		names->used = FIRST;
	}
	grow_list(names, need);
	grow_text(names, size_add(names->used, size_of(bytes)));
	slots_room(&names->slots, need, SLOTS_DENSE);
}

uint32_t
names_find(const struct names *names, struct str name, uint32_t tag)
{
	for (size_t at = slots_first(&names->slots, tag);; at = slots_next(&names->slots, at)) {
		uint64_t slot = slots_load(&names->slots, at);
		if (!slot || (slot >> 32 == tag && str_eq(names_at(names, (uint32_t)slot), name)))
			return (uint32_t)slot;
	}
}

uint32_t
names_put(struct names *names, struct str name, uint32_t tag)
{
	uint32_t place = (uint32_t)(names->used / NAMES_UNIT);
	struct names_head *head = (void *)(names->text + names->used);

	*head = (struct names_head){names->n, (uint32_t)name.n};
	if (name.n)
		memcpy(head + 1, name.p, name.n);
	names->used += size_of(name.n);
	names->list[names->n++] = place;
	slots_put(&names->slots, tag, place);
	return place;
}

static uint32_t
get_clean(struct names *names, struct str name)
{
	if (!names_fits(names, name.n))
		names_room(names, 1, name.n);
	uint32_t tag = slots_tag(hash_name(&names->key, name));
	uint32_t place = names_find(names, name, tag);
	return names_id(names, place ? place : names_put(names, name, tag));
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
	return names_at(names, names->list[id]);
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
	slots_release(&names->slots);
}

void
names_release(struct names *names)
{
	mem_extended_free(names->text, names->text_room, 1);
	mem_extended_free(names->list, names->room, sizeof *names->list);
	slots_release(&names->slots);
	*names = (struct names){0};
}
