#include "collapse/formats/v8.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/out.h"

/* What is known of a node while it is read. */
struct v8_open {
	uint32_t node;
	struct str function, url;
	struct fixed line, column; /* from 0; below: not known */
	bool old;                  /* fields in the node itself: from 1 */
};

static uint32_t
add_node(struct v8 *v, uint32_t parent)
{
	v->nodes = mem_grow(v->nodes, &v->cap, v->n + 1, sizeof *v->nodes);
	v->weight = mem_grow(v->weight, &v->weight_cap, v->n + 1, sizeof *v->weight);
	v->nodes[v->n] = (struct chain){parent, CHAIN_HIDDEN};
	v->weight[v->n] = 0;
	return (uint32_t)v->n++;
}

static void
set_id(struct v8 *v, uint64_t id, uint32_t node)
{
	uint32_t at = ids_get(&v->ids, id);

	v->of_id = mem_grow(v->of_id, &v->of_id_cap, (size_t)at + 1, sizeof *v->of_id);
	v->of_id[at] = node;
}

static void
add_link(struct v8 *v, uint64_t child, uint32_t node)
{
	v->links = mem_grow(v->links, &v->links_cap, v->n_links + 1, sizeof *v->links);
	v->links[v->n_links++] = (struct v8_link){child, node};
}

/* "name url:line:column"; the root of all is no frame. */
static uint32_t
frame_name(struct v8 *v, const struct v8_open *f)
{
	struct str name = f->function.n ? f->function : STR("(anonymous)");
	struct str url = f->url;
	struct out o;

	if (str_eq(name, STR("(root)")))
		return CHAIN_HIDDEN;
	if (str_starts(url, STR("file://")))
		url = str_rest(url, 7);
	if (!url.n)
		return stacks_name(v->s, name);
	out_to_memory(&o);
	out_str(&o, name);
	out_char(&o, ' ');
	out_str(&o, url);
	if (f->line.whole >= 0) {
		out_char(&o, ':');
		out_i64(&o, f->line.whole + !f->old);
	}
	if (f->line.whole >= 0 && f->column.whole >= 0) {
		out_char(&o, ':');
		out_i64(&o, f->column.whole + !f->old);
	}
	uint32_t id = stacks_name(v->s, out_memory(&o));
	(void)out_close(&o);
	return id;
}

static bool
frame_field(struct v8_open *f, struct str key, struct json *j)
{
	if (str_eq(key, STR("functionName")))
		(void)json_string(j, &f->function);
	else if (str_eq(key, STR("url")))
		(void)json_string(j, &f->url);
	else if (str_eq(key, STR("lineNumber")))
		(void)json_fixed(j, 0, &f->line);
	else if (str_eq(key, STR("columnNumber")))
		(void)json_fixed(j, 0, &f->column);
	else
		return false;
	return true;
}

static void
call_frame(struct v8_open *f, struct json *j)
{
	struct str key;

	f->old = false;
	if (json_object(j))
		while (json_key(j, &key))
			if (!frame_field(f, key, j))
				json_skip(j);
}

static void
set_parent(struct v8 *v, struct json *j, uint32_t node)
{
	uint64_t id;
	uint32_t parent;

	if (!json_u64(j, &id))
		return;
	parent = v8_find(v, id);
	if (parent != node)
		v->nodes[node].parent = parent;
}

/* Whether the next value is an array of nodes, not of ids. */
static bool
holds_nodes(const struct json *j)
{
	struct json look = *j;

	return json_array(&look) && json_item(&look) && json_peek(&look) == JSON_OBJECT;
}

static void
child_ids(struct v8 *v, struct json *j, uint32_t node)
{
	uint64_t id;

	if (json_array(j))
		while (json_item(j))
			if (json_u64(j, &id))
				add_link(v, id, node);
}

/* Read the members of a node, up to its end or to the array of the nodes inside
 * it, which is entered: true. */
static bool
members(struct v8 *v, struct json *j, struct v8_open *f)
{
	struct str key;
	uint64_t number;

	while (json_key(j, &key)) {
		if (str_eq(key, STR("callFrame"))) {
			call_frame(f, j);
		} else if (str_eq(key, STR("id")) && json_peek(j) == JSON_NUMBER) {
			if (json_u64(j, &number))
				set_id(v, number, f->node);
		} else if (str_eq(key, STR("parent"))) {
			set_parent(v, j, f->node);
		} else if (str_eq(key, STR("hitCount")) || str_eq(key, STR("selfSize"))) {
			v->weight[f->node] = json_u64(j, &number) ? number : 0;
		} else if (str_eq(key, STR("children"))) {
			if (holds_nodes(j))
				return json_array(j);
			child_ids(v, j, f->node);
		} else if (!frame_field(f, key, j)) {
			json_skip(j);
		}
	}
	return false;
}

static void
open_node(struct v8 *v, uint32_t parent)
{
	v->open = mem_grow(v->open, &v->open_cap, v->n_open + 1, sizeof *v->open);
	v->open[v->n_open++] = (struct v8_open){
		.node = add_node(v, parent), .line = {-1, 0}, .column = {-1, 0}, .old = true};
}

/* Nodes inside each other are walked by the stack of those that are open, without
 * recursion; inside: we stand in the innermost one's array of nodes. */
void
v8_node(struct v8 *v, struct json *j, uint32_t parent)
{
	bool inside = false;

	if (!json_object(j))
		return;
	open_node(v, parent);
	while (v->n_open && !j->why) {
		struct v8_open *f = &v->open[v->n_open - 1];
		if (inside && json_item(j)) {
			if (json_object(j)) {
				open_node(v, f->node);
				inside = false;
			}
			continue;
		}
		inside = members(v, j, f);
		if (!inside) {
			v->nodes[f->node].name = frame_name(v, f);
			inside = --v->n_open > 0;
		}
	}
	v->n_open = 0;
}

void
v8_nodes(struct v8 *v, struct json *j)
{
	if (json_array(j))
		while (json_item(j))
			v8_node(v, j, CHAIN_ROOT);
}

void
v8_link(struct v8 *v)
{
	for (size_t i = 0; i < v->n_links; i++) {
		uint32_t child = v8_find(v, v->links[i].child);
		if (child != CHAIN_ROOT)
			v->nodes[child].parent = v->links[i].node;
	}
	v->n_links = 0;
}

uint32_t
v8_find(const struct v8 *v, uint64_t id)
{
	uint32_t at = ids_find(&v->ids, id);

	return at == IDS_NONE ? CHAIN_ROOT : v->of_id[at];
}

void
v8_push(const struct v8 *v, uint32_t node)
{
	for (size_t i = 0; i < v->n_roots; i++)
		stacks_push_name(v->s, v->roots[i]);
	size_t from = v->s->n;
	chains_push(v->s, v->nodes, v->n, node);
	if (v->s->n == from)
		stacks_push(v->s, node < v->n ? STR("(root)") : STR("[unknown]"));
}

void
v8_samples(struct v8 *v, struct json nodes, struct json deltas)
{
	struct fixed delta;
	uint64_t id;

	if (!json_array(&nodes) || !json_array(&deltas))
		return;
	while (json_item(&nodes) && json_item(&deltas)) {
		if (!json_u64(&nodes, &id))
			id = UINT64_MAX;
		if (json_fixed(&deltas, 0, &delta))
			v->now = fixed_add(v->now, delta);
		v->samples = mem_grow(v->samples, &v->samples_cap, v->n_samples + 1, sizeof *v->samples);
		v->samples[v->n_samples] = (struct v8_sample){id, v->now, v->n_samples};
		v->n_samples++;
	}
}

static int
by_time(const void *a, const void *b)
{
	const struct v8_sample *x = a, *y = b;
	int c = fixed_cmp(x->at, y->at);

	return c ? c : (x->order > y->order) - (x->order < y->order);
}

void
v8_count_times(struct v8 *v, const struct fixed *end, bool counts)
{
	size_t n = v->n_samples;

	if (n)
		qsort(v->samples, n, sizeof *v->samples, by_time);
	for (size_t i = 0; i < n; i++) {
		struct fixed at = v->samples[i].at;
		struct fixed until = i + 1 < n ? v->samples[i + 1].at : end ? *end : at;
		if (!range_has(&v->range, at))
			continue;
		v8_push(v, v8_find(v, v->samples[i].node));
		fixed_count(v->s, counts ? fixed_of(1) : fixed_sub(until, at));
	}
}

void
v8_release(struct v8 *v)
{
	free(v->nodes);
	free(v->weight);
	free(v->of_id);
	free(v->links);
	free(v->samples);
	free(v->open);
	ids_release(&v->ids);
	*v = (struct v8){0};
}
