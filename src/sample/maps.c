#include "sample/maps.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sample/module.h"

/* The index of the first map that ends behind addr. */
static size_t
first_behind(const struct maps *m, uint64_t addr)
{
	size_t low = 0, high = m->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (m->list[mid].end <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Replace n maps from at by those of fresh. */
static void
splice(struct maps *m, size_t at, size_t n, const struct map *fresh, size_t n_fresh)
{
	size_t rest = m->n - at - n;

	m->list = mem_grow(m->list, &m->cap, size_add(m->n, n_fresh), sizeof *m->list);
	memmove(m->list + at + n_fresh, m->list + at + n, rest * sizeof *m->list);
	memcpy(m->list + at, fresh, n_fresh * sizeof *fresh);
	m->n = at + n_fresh + rest;
}

void
maps_add(struct maps *m, struct map map)
{
	struct map fresh[3];
	size_t n = 0, at = first_behind(m, map.start), end = at;

	if (map.start >= map.end)
		return;
	while (end < m->n && m->list[end].start < map.end)
		end++;
	if (end > at && m->list[at].start < map.start) {
		fresh[n] = m->list[at];
		fresh[n++].end = map.start;
	}
	fresh[n++] = map;
	if (end > at && m->list[end - 1].end > map.end) {
		struct map tail = m->list[end - 1];
		tail.offset += map.end - tail.start;
		tail.start = map.end;
		fresh[n++] = tail;
	}
	splice(m, at, end - at, fresh, n);
}

const struct map *
maps_find(const struct maps *m, uint64_t addr)
{
	size_t at = first_behind(m, addr);

	return at < m->n && m->list[at].start <= addr ? &m->list[at] : NULL;
}

/* The text up to the first of the blanks that end a field; *rest is what follows
 * them. */
static struct str
field(struct str *rest)
{
	struct cut c = str_cut(*rest, ' ');

	*rest = c.tail;
	while (rest->n && *rest->p == ' ')
		*rest = str_rest(*rest, 1);
	return c.head;
}

static bool
small_hex(struct str s, uint32_t *v)
{
	uint64_t wide;

	if (!str_hex(s, &wide) || wide > UINT32_MAX)
		return false;
	*v = (uint32_t)wide;
	return true;
}

static bool
line_parse(struct str line, struct map *map, struct module_key *key)
{
	struct cut range = str_cut(field(&line), '-');
	struct str flags = field(&line);
	struct str offset = field(&line);
	struct cut device = str_cut(field(&line), ':');
	struct str ino = field(&line);

	key->path = line;
	return str_hex(range.head, &map->start) && str_hex(range.tail, &map->end) &&
	       flags.n >= 4 && flags.p[2] == 'x' && str_hex(offset, &map->offset) &&
	       small_hex(device.head, &key->major) && small_hex(device.tail, &key->minor) &&
	       str_u64(ino, &key->ino);
}

size_t
maps_parse(struct maps *m, struct str text, struct modules *modules, uint32_t pid)
{
	size_t n = 0;

	while (text.n) {
		struct cut c = str_cut(text, '\n');
		struct module_key key = {.pid = pid};
		struct map map = {0};
		text = c.tail;
		if (!line_parse(c.head, &map, &key) || map.start >= map.end)
			continue;
		key.start = map.start;
		key.end = map.end;
		map.module = modules_get(modules, &key);
		maps_add(m, map);
		n++;
	}
	return n;
}

void
maps_copy(struct maps *to, const struct maps *from)
{
	to->list = mem_grow(to->list, &to->cap, from->n, sizeof *to->list);
	if (from->n)
		memcpy(to->list, from->list, from->n * sizeof *to->list);
	to->n = from->n;
}

void
maps_clear(struct maps *m)
{
	m->n = 0;
}

void
maps_release(struct maps *m)
{
	free(m->list);
	*m = (struct maps){0};
}
