#include "collapse/perfnames.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "collapse/addr2line.h"
#include "collapse/perfline.h"
#include "collapse/tidy.h"

#define FEW_SLOTS 4096
#define MOST_KNOWN (1u << 20) /* texts kept; then all are forgotten, so that memory has a limit */

struct perf_known {
	const char *p;   /* the text; NULL: a free slot */
	uint64_t hash;
	uint32_t length;
	uint32_t n;      /* how many ids */
	uint32_t id;     /* of one; of several, where they start in ids */
};

void
perf_names_init(struct perf_names *names, struct stacks *s, const struct fold_options *opt)
{
	*names = (struct perf_names){.s = s, .opt = opt, .n_slots = FEW_SLOTS};
	names->slots = mem_zero(FEW_SLOTS, sizeof *names->slots);
}

void
perf_names_release(struct perf_names *names)
{
	free(names->slots);
	free(names->ids);
	arena_release(&names->text);
}

static void
forget(struct perf_names *names)
{
	memset(names->slots, 0, names->n_slots * sizeof *names->slots);
	arena_release(&names->text);
	names->n = 0;
	names->n_ids = 0;
}

static size_t
free_slot(const struct perf_names *names, uint64_t hash)
{
	size_t at = hash & (names->n_slots - 1);

	while (names->slots[at].p)
		at = (at + 1) & (names->n_slots - 1);
	return at;
}

/* Make room; where a text of that hash goes. */
static size_t
grow(struct perf_names *names, uint64_t hash)
{
	struct perf_known *old = names->slots;
	size_t n_old = names->n_slots;

	if (names->n >= MOST_KNOWN) {
		forget(names);
		return free_slot(names, hash);
	}
	names->n_slots *= 2;
	names->slots = mem_zero(names->n_slots, sizeof *names->slots);
	for (size_t i = 0; i < n_old; i++)
		if (old[i].p)
			names->slots[free_slot(names, old[i].hash)] = old[i];
	free(old);
	return free_slot(names, hash);
}

static bool
is_kernel(struct str module)
{
	static const struct str none[] = {
		STR_ROW("[unknown]"), STR_ROW("[vdso]"), STR_ROW("[vsyscall]"), STR_ROW("[heap]"),
		STR_ROW("[stack]"), STR_ROW("[anon]"), STR_ROW("[JIT"), STR_ROW("[uprobes]"),
	};
	static const struct str ends[] = {
		STR_ROW(".ko"), STR_ROW(".ko.xz"), STR_ROW(".ko.zst"), STR_ROW(".ko.gz"),
	};
	struct str base = str_rcut(module, '/').ok ? str_rcut(module, '/').tail : module;

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		if (str_starts(module, none[i]))
			return false;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(module, ends[i]))
			return true;
	return str_starts(module, STR("[")) || str_starts(base, STR("vmlinux"));
}

/* A map that a run time wrote for perf, or code that perf inject took out of a dump. */
static bool
is_jit(struct str module)
{
	struct str base = str_rcut(module, '/').ok ? str_rcut(module, '/').tail : module;

	return (str_starts(base, STR("perf-")) && str_ends(base, STR(".map"))) ||
	       (str_starts(base, STR("jitted-")) && str_ends(base, STR(".so"))) ||
	       str_starts(module, STR("[JIT"));
}

static struct str
annotation(const struct fold_options *opt, struct str module)
{
	if (str_eq(module, STR("inlined")))
		return STR("_[i]");
	if (opt->kernel && is_kernel(module))
		return STR("_[k]");
	return opt->jit && is_jit(module) ? STR("_[j]") : STR("");
}

/* "[libc.so.6]", "[unknown <7f3a>]": a frame without a symbol. */
static uint32_t
unknown_id(struct perf_names *names, const struct perf_frame *f)
{
	struct str module = f->module;
	struct cut c = str_rcut(module, '/');
	struct out name;

	if (c.ok)
		module = c.tail;
	if (!module.n || str_eq(module, STR("[unknown]")))
		module = STR("unknown");
	out_to_memory(&name);
	out_char(&name, '[');
	out_str(&name, module);
	if (names->opt->addrs && f->address.n) {
		out_text(&name, " <");
		out_str(&name, f->address);
		out_char(&name, '>');
	}
	out_char(&name, ']');
	stacks_push_as(names->s, out_memory(&name), annotation(names->opt, f->module));
	out_drop(&name);
	return names->s->frames[--names->s->n];
}

static void
add_id(struct perf_names *names, uint32_t id)
{
	names->ids = mem_grow(names->ids, &names->cap_ids, names->n_ids + 1, sizeof *names->ids);
	names->ids[names->n_ids++] = id;
}

/* Where a call inlined by a run time is joined on, as in "a->b": "->" between two
 * words, outside of brackets, and no operator. */
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

static uint32_t
named_id(struct perf_names *names, struct str symbol, struct str source, struct str annotation)
{
	struct out name;

	if (!source.n || !names->opt->srcline)
		return tidy_id(names->s, names->opt, symbol, annotation);
	uint32_t id = tidy_id(names->s, names->opt, symbol, STR(""));
	out_to_memory(&name);
	out_str(&name, names_str(&names->s->trie.names, id));
	out_char(&name, ':');
	out_str(&name, source);
	stacks_push_as(names->s, out_memory(&name), annotation);
	out_drop(&name);
	return names->s->frames[--names->s->n];
}

/* Append the frames of one line, leaf first. */
static void
add_frames(struct perf_names *names, const struct perf_frame *f, struct str source)
{
	struct str mark = annotation(names->opt, f->module), rest = f->symbol;
	size_t from = names->n_ids;

	if (!rest.n || str_eq(rest, STR("[unknown]"))) {
		add_id(names, unknown_id(names, f));
		return;
	}
	for (;;) {
		size_t at = names->opt->raw_names ? rest.n : find_joint(rest);
		bool inner = names->n_ids > from;
		add_id(names, named_id(names, (struct str){rest.p, at}, source,
		                       inner ? STR("_[i]") : mark));
		if (at == rest.n)
			break;
		rest = str_rest(rest, at + 2);
	}
	for (size_t i = from, k = names->n_ids; i < k; i++) {
		uint32_t id = names->ids[--k];
		names->ids[k] = names->ids[i];
		names->ids[i] = id;
	}
}

static void
add_inlined(struct perf_names *names, const struct perf_frame *f)
{
	struct addr2line_frames frames;

	if (!addr2line(f->address, f->module, &frames) &&
	    (f->place.n == f->symbol.n || !addr2line(f->place, f->module, &frames))) {
		add_frames(names, f, STR(""));
		return;
	}
	struct str name, source;
	while (addr2line_next(&frames, &name, &source)) {
		struct fold_options opt = *names->opt;
		opt.srcline = opt.context;
		const struct fold_options *had = names->opt;
		names->opt = &opt;
		add_id(names, named_id(names, name, source, addr2line_more(&frames) ? STR("_[i]") : STR("")));
		names->opt = had;
	}
	addr2line_release(&frames);
}

static void
learn(struct perf_names *names, struct str address, struct str text, struct str source)
{
	struct perf_frame f;

	perf_frame_parse(text, &f);
	f.address = address;
	bool asked = names->opt->inlined && address.n && *f.module.p == '/' && !is_jit(f.module);
	if (asked)
		add_inlined(names, &f);
	else
		add_frames(names, &f, source);
}

/* The text that decides on the names: without the address, where that shows nowhere. */
static struct str
key_of(const struct perf_names *names, struct str address, struct str text, struct str source)
{
	const char *from = names->opt->addrs || names->opt->inlined ? address.p : text.p;
	const char *end = source.n && names->opt->srcline ? source.p + source.n : text.p + text.n;

	return (struct str){from, (size_t)(end - from)};
}

struct perf_ids
perf_names_get(struct perf_names *names, struct str address, struct str text, struct str source)
{
	struct str key = key_of(names, address, text, source);
	uint64_t hash = names_hash(key);
	size_t at = hash & (names->n_slots - 1);

	for (; names->slots[at].p; at = (at + 1) & (names->n_slots - 1)) {
		const struct perf_known *k = &names->slots[at];
		if (k->hash == hash && k->length == key.n && !memcmp(k->p, key.p, key.n))
			return (struct perf_ids){k->n == 1 ? &k->id : names->ids + k->id, k->n};
	}
	if ((names->n + 1) * 4 > names->n_slots * 3)
		at = grow(names, hash);
	size_t from = names->n_ids;
	learn(names, address, text, source);
	struct perf_known known = {NULL, hash, (uint32_t)key.n, (uint32_t)(names->n_ids - from),
	                           (uint32_t)from};
	if (key.n > UINT32_MAX) {
		names->n_ids = from;
		return (struct perf_ids){names->ids + from, known.n};
	}
	if (known.n == 1) {
		known.id = names->ids[from];
		names->n_ids = from;
	}
	known.p = arena_copy(&names->text, key.p, key.n);
	names->slots[at] = known;
	const uint32_t *list = known.n == 1 ? &names->slots[at].id : names->ids + from;
	names->n++;
	return (struct perf_ids){list, known.n};
}
