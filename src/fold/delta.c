#include "fold/delta.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/out.h"

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static void
write_stripped(struct out *o, struct str name)
{
	for (size_t at; (at = str_find(name, STR("0x"))) != SIZE_MAX;) {
		size_t n = at + 2;
		while (n < name.n && is_hex(name.p[n]))
			n++;
		out_bytes(o, name.p, at + 2);
		out_text(o, n > at + 2 ? "..." : "");
		name = str_rest(name, n);
	}
	out_str(o, name);
}

static uint32_t
id_in(struct names *names, struct str name, bool strip_hex)
{
	struct out o;

	if (!strip_hex || !str_has(name, STR("0x")))
		return names_get(names, name);
	out_to_memory(&o);
	write_stripped(&o, name);
	uint32_t id = names_get(names, out_memory(&o));
	(void)out_close(&o);
	return id;
}

static uint64_t
ten_to_the(unsigned n)
{
	uint64_t power = 1;

	while (n--)
		power *= 10;
	return power;
}

static void
count(struct trie *both, enum delta_side where, uint32_t node, uint64_t self, uint64_t factor)
{
	if (self > UINT64_MAX / factor)
		both->overflow = true;
	else if (where == DELTA_BEFORE)
		trie_count_before(both, node, self * factor);
	else
		trie_count(both, node, self * factor);
}

bool
delta_add(struct trie *both, enum delta_side where, const struct load *side, unsigned scale,
          bool strip_hex)
{
	const struct trie *from = &side->trie;
	struct trie_place *place = mem_zero(from->n, sizeof *place);
	uint32_t *name = mem_alloc((size_t)from->names.n + 1, sizeof *name);
	uint64_t factor = ten_to_the(scale - side->scale);

	for (uint32_t i = 0; i < from->names.n; i++)
		name[i] = id_in(&both->names, names_str(&from->names, i), strip_hex);
	trie_count_before(both, TRIE_ROOT, 0);
	for (uint32_t i = 0; i < from->n; i++) {
		const struct trie_node *n = &from->nodes[i];
		if (i)
			place[i] = trie_child(both, place[n->parent], name[n->name]);
		if (n->self)
			count(both, where, place[i].node, n->self, factor);
	}
	free(place);
	free(name);
	return !both->overflow;
}
