#include "draw/paint.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"

const double paint_steps[PAINT_SIDE - 1] = {0.001, 0.003, 0.01, 0.03, 0.1};

/* The ends of a side of the scale: the first step and the last, light and dark. */
struct side {
	struct rgb light[2], dark[2];
};

static const struct side orange = {{{253, 230, 206}, {217, 95, 2}}, {{84, 64, 46}, {190, 86, 10}}};
static const struct side red = {{{252, 222, 214}, {203, 24, 29}}, {{86, 56, 54}, {210, 64, 60}}};
static const struct side blue = {{{214, 230, 244}, {33, 102, 172}}, {{48, 66, 88}, {50, 114, 190}}};
static const struct rgb unchanged_light = {236, 236, 236}, unchanged_dark = {62, 65, 71};
static const struct rgb root_light = {222, 224, 228}, root_dark = {66, 70, 78};

/* A colour that names have, before it is a class. */
struct tint {
	struct rgb rgb;
	uint64_t frames;
	uint8_t class;
};

struct tints {
	struct tint *list;
	size_t n, cap;
	uint32_t *slots; /* place in list + 1, or 0; by colour */
	size_t n_slots;  /* a power of two */
};

/* The lowest bits of the product depend on the lowest of the colour only. */
static size_t
slot_of(const struct tints *t, struct rgb rgb)
{
	size_t at = rgb_bits(rgb) * 0x9e3779b1u >> 8 & (t->n_slots - 1);

	while (t->slots[at] && rgb_bits(t->list[t->slots[at] - 1].rgb) != rgb_bits(rgb))
		at = (at + 1) & (t->n_slots - 1);
	return at;
}

static void
grow(struct tints *t)
{
	free(t->slots);
	t->n_slots = t->n_slots ? t->n_slots * 4 : 256;
	t->slots = mem_zero(t->n_slots, sizeof *t->slots);
	for (size_t i = 0; i < t->n; i++)
		t->slots[slot_of(t, t->list[i].rgb)] = (uint32_t)i + 1;
}

static uint32_t
tint_of(struct tints *t, struct rgb rgb)
{
	if (2 * t->n >= t->n_slots)
		grow(t);
	size_t at = slot_of(t, rgb);
	if (!t->slots[at]) {
		t->list = mem_grow(t->list, &t->cap, t->n + 1, sizeof *t->list);
		t->list[t->n] = (struct tint){rgb, 0, 0};
		t->slots[at] = (uint32_t)++t->n;
	}
	return t->slots[at] - 1;
}

static int
by_frames(const void *a, const void *b)
{
	const struct tint *const *x = a, *const *y = b;

	if ((*x)->frames != (*y)->frames)
		return (*x)->frames < (*y)->frames ? 1 : -1;
	return (rgb_bits((*x)->rgb) > rgb_bits((*y)->rgb)) -
	       (rgb_bits((*x)->rgb) < rgb_bits((*y)->rgb));
}

static uint8_t
nearest(const struct paint *p, struct rgb rgb)
{
	unsigned best = 1;

	for (unsigned i = 1; i < p->n; i++)
		if (rgb_distance(p->light[i], rgb) < rgb_distance(p->light[best], rgb))
			best = i;
	return (uint8_t)best;
}

static void
make_classes(struct paint *p, struct tints *t)
{
	struct tint **order = mem_alloc(t->n, sizeof *order);

	for (size_t i = 0; i < t->n; i++)
		order[i] = &t->list[i];
	qsort(order, t->n, sizeof *order, by_frames);
	for (size_t i = 0; i < t->n; i++) {
		if (p->n == PALETTE_CLASSES) {
			order[i]->class = nearest(p, order[i]->rgb);
			continue;
		}
		order[i]->class = (uint8_t)p->n;
		p->light[p->n] = order[i]->rgb;
		p->dark[p->n++] = rgb_dark(order[i]->rgb);
	}
	free(order);
}

static struct rgb
color_of(const struct look *look, struct str name)
{
	struct rgb rgb;

	if (look->rules && rules_rgb(look->rules, name, look->pick, &rgb))
		return rgb;
	if (look->map && rules_rgb(look->map, name, look->pick, &rgb))
		return rgb;
	return palette_rgb(look->palette, name, look->pick);
}

/* Names are looked at in the order in which they lie in memory, not as the tree has them. */
static void
color_names(struct paint *p, const struct tree *tree, const struct look *look)
{
	uint32_t n = tree->names->n;
	uint32_t *of = mem_zero((size_t)n + 1, sizeof *of); /* a name's places, then its tint + 1 */
	struct tints t = {0};

	for (uint32_t i = 1; i < tree->n; i++)
		of[tree->name[i]]++;
	for (uint32_t id = 0; id < n; id++) {
		if (!of[id])
			continue;
		uint32_t tint = tint_of(&t, color_of(look, names_str(tree->names, id)));
		assert(t.list);
		t.list[tint].frames += of[id];
		of[id] = tint + 1;
	}
	make_classes(p, &t);
	p->class_of = mem_zero((size_t)n + 1, 1);
	for (uint32_t id = 0; id < n; id++)
		if (of[id])
			p->class_of[id] = t.list[of[id] - 1].class;
	free(of);
	free(t.list);
	free(t.slots);
}

static void
make_scale(struct paint *p, const struct side *fall, const struct side *rise)
{
	p->scale_light[PAINT_SIDE] = unchanged_light;
	p->scale_dark[PAINT_SIDE] = unchanged_dark;
	for (unsigned i = 0; i < PAINT_SIDE; i++) {
		unsigned down = PAINT_SIDE - 1 - i, up = PAINT_SIDE + 1 + i, end = PAINT_SIDE - 1;
		p->scale_light[down] = rgb_between(fall->light[0], fall->light[1], i, end);
		p->scale_dark[down] = rgb_between(fall->dark[0], fall->dark[1], i, end);
		p->scale_light[up] = rgb_between(rise->light[0], rise->light[1], i, end);
		p->scale_dark[up] = rgb_between(rise->dark[0], rise->dark[1], i, end);
	}
}

void
paint_make(struct paint *p, const struct tree *tree, const struct look *look)
{
	*p = (struct paint){.n = PAINT_ROOT + 1};
	p->light[PAINT_ROOT] = root_light;
	p->dark[PAINT_ROOT] = root_dark;
	color_names(p, tree, look);
	make_scale(p, &blue, look->red_blue ? &red : &orange);
}

void
paint_remember(struct rules *map, const struct tree *tree, const struct look *look)
{
	bool *seen = mem_zero((size_t)tree->names->n + 1, 1);
	struct rgb rgb;

	for (uint32_t i = 1; i < tree->n; i++) {
		uint32_t id = tree->name[i];
		struct str name = names_str(tree->names, id);
		if (seen[id])
			continue;
		seen[id] = true;
		if (!rules_rgb(look->map, name, look->pick, &rgb))
			rules_set(map, name, color_of(look, name));
	}
	free(seen);
}

unsigned
paint_step(const struct tree *tree, uint32_t node, bool negate)
{
	uint64_t after = tree->total[node], before = tree->total_before[node];
	uint64_t whole = tree->total[0] > tree->total_before[0] ? tree->total[0]
	                                                        : tree->total_before[0];
	uint64_t change = after > before ? after - before : before - after;
	unsigned step = change != 0;

	for (unsigned i = 0; i + 1 < PAINT_SIDE; i++)
		step += (double)change >= paint_steps[i] * (double)whole;
	return (after > before) != negate ? PAINT_SIDE + step : PAINT_SIDE - step;
}

void
paint_release(struct paint *p)
{
	free(p->class_of);
	*p = (struct paint){0};
}
