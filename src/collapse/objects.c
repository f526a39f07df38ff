#include "collapse/objects.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/out.h"

void
objects_add(struct objects *o, uint64_t start, uint64_t end, uint64_t offset, struct str path)
{
	struct str name = str_base(path);

	o->list = mem_grow(o->list, &o->cap, o->n + 1, sizeof *o->list);
	name.p = arena_copy(&o->text, name.p, name.n);
	o->list[o->n++] = (struct object){start, end, offset, name};
	o->sorted = false;
}

void
objects_line(struct objects *o, struct str line)
{
	uint64_t start, end, offset;

	line = str_trim(line);
	struct cut range = str_cut(str_word(&line), '-');
	if (!range.ok || !str_hex(range.head, &start) || !str_hex(range.tail, &end))
		return;
	(void)str_word(&line);
	if (!str_hex(str_word(&line), &offset))
		return;
	(void)str_word(&line);
	(void)str_word(&line);
	line = str_trim(line);
	if (line.n)
		objects_add(o, start, end, offset, line);
}

static int
by_start(const void *a, const void *b)
{
	const struct object *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

/* The object with the highest start that is not above address, or NULL. */
static const struct object *
find(struct objects *o, uint64_t address)
{
	size_t low = 0, high = o->n;

	if (!o->sorted && o->n)
		qsort(o->list, o->n, sizeof *o->list, by_start);
	o->sorted = true;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (o->list[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low && address < o->list[low - 1].end ? &o->list[low - 1] : NULL;
}

static uint32_t
make_name(struct objects *o, uint64_t address)
{
	const struct object *object = find(o, address);
	struct out text;

	out_to_memory(&text);
	if (object) {
		out_str(&text, object->name);
		out_char(&text, '+');
		address = address - object->start + object->offset;
	}
	out_text(&text, "0x");
	out_hex(&text, address);
	uint32_t name = stacks_name(o->s, out_memory(&text));
	(void)out_close(&text);
	return name;
}

uint32_t
objects_name(struct objects *o, uint64_t address)
{
	uint32_t known = o->addresses.n, at = ids_get(&o->addresses, address);

	if (at == known) {
		o->names = mem_grow(o->names, &o->names_cap, (size_t)at + 1, sizeof *o->names);
		o->names[at] = make_name(o, address);
	}
	return o->names[at];
}

void
objects_release(struct objects *o)
{
	free(o->list);
	free(o->names);
	ids_release(&o->addresses);
	arena_release(&o->text);
	*o = (struct objects){0};
}
