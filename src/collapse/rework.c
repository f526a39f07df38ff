#include "collapse/rework.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/pipe.h"
#include "collapse/tidy.h"

struct names_map {
	uint32_t *to;   /* id in the new stacks by id in the old ones */
	bool *skips;    /* callers of a frame of that name are dropped */
};

bool
rework_wanted(const struct rework *how)
{
	return how->tags.n || how->skip_after.n || how->recursive || how->demangle;
}

/* The name without "_[k]" and the like, which goes to *annotation. */
static struct str
shown(struct str name, struct str *annotation)
{
	size_t n = name.n;

	*annotation = STR("");
	if (n < 4 || name.p[n - 1] != ']' || name.p[n - 3] != '[' || name.p[n - 4] != '_')
		return name;
	*annotation = str_rest(name, n - 4);
	return (struct str){name.p, n - 4};
}

/* All names as c++filt prints them, one a line; false where it cannot be had. */
static bool
demangled(const struct names *names, char **text, size_t *n)
{
	static const char *const argv[] = {"c++filt", NULL};
	struct str annotation;
	struct out lines;

	out_to_memory(&lines);
	for (uint32_t id = 0; id < names->n; id++) {
		out_str(&lines, shown(names_str(names, id), &annotation));
		out_char(&lines, '\n');
	}
	bool ok = pipe_filter(argv, out_memory(&lines), text, n);
	out_drop(&lines);
	if (!ok)
		warn("no c++filt: C++ names stay mangled");
	return ok;
}

static void
map_name(struct names_map *map, const struct names *names, uint32_t id, struct str filtered,
         struct stacks *to, const struct rework *how)
{
	const struct fold_options opt = {.raw_names = how->raw_names};
	struct str annotation, name = shown(names_str(names, id), &annotation);

	if (filtered.p && !str_eq(filtered, name))
		map->to[id] = tidy_id(to, &opt, filtered, annotation);
	else
		map->to[id] = stacks_name(to, names_str(names, id));
	name = shown(names_str(&to->trie.names, map->to[id]), &annotation);
	for (size_t i = 0; i < how->skip_after.n; i++)
		map->skips[id] = map->skips[id] || str_eq(name, str_from(how->skip_after.list[i]));
}

static void
map_names(struct names_map *map, const struct names *names, struct stacks *to,
          const struct rework *how)
{
	char *text = NULL;
	size_t n = 0;
	bool filtered = how->demangle && demangled(names, &text, &n);
	struct cut line = {{NULL, 0}, {text, n}, false};

	map->to = mem_zero((size_t)names->n + 1, sizeof *map->to);
	map->skips = mem_zero((size_t)names->n + 1, sizeof *map->skips);
	for (uint32_t id = 0; id < names->n; id++) {
		if (filtered)
			line = str_cut(line.tail, '\n');
		map_name(map, names, id, filtered ? line.head : (struct str){NULL, 0}, to, how);
	}
	free(text);
}

static void
push_path(const struct trie *t, uint32_t node, const struct names_map *map, struct stacks *to,
          const struct rework *how)
{
	size_t from = to->n;

	for (; node != TRIE_ROOT; node = t->nodes[node].parent) {
		uint32_t name = map->to[t->nodes[node].name];
		if (!how->recursive || to->n == from || to->frames[to->n - 1] != name)
			stacks_push_name(to, name);
		if (map->skips[t->nodes[node].name])
			break;
	}
	stacks_reverse(to, from);
}

void
rework(const struct stacks *from, struct stacks *to, const struct rework *how)
{
	const struct trie *t = &from->trie;
	bool by_run = t->merge == TRIE_NEIGHBOURS;
	size_t n = by_run ? from->n_runs : t->n;
	struct names_map map;

	map_names(&map, &t->names, to, how);
	for (size_t i = 0; i < n; i++) {
		uint32_t node = by_run ? from->runs[i].node : (uint32_t)i;
		uint64_t count = by_run ? from->runs[i].count : t->nodes[i].self;
		if (!count)
			continue;
		for (size_t k = 0; k < how->tags.n; k++)
			stacks_push(to, str_from(how->tags.list[k]));
		push_path(t, node, &map, to, how);
		stacks_add_decimal(to, count, from->scale);
	}
	to->trie.overflow = to->trie.overflow || t->overflow;
	free(map.to);
	free(map.skips);
}
