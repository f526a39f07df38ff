#include "collapse/formats/perfnames.h"

#include <string.h>

#include "collapse/formats/perfline.h"
#include "collapse/tidy.h"

/* What the kernel brought: [vdso] is its code too, wherever it runs. */
static bool
is_kernel(struct str module)
{
	static const struct str none[] = {
		STR_ROW("[unknown]"), STR_ROW("[heap]"), STR_ROW("[stack]"), STR_ROW("[anon]"), STR_ROW("[JIT"), STR_ROW("[uprobes]"),
	};
	static const struct str ends[] = {
		STR_ROW(".ko"), STR_ROW(".ko.xz"), STR_ROW(".ko.zst"), STR_ROW(".ko.gz"),
	};
	struct str base = str_base(module);

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
	struct str base = str_base(module);

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
unknown_id(struct frames *names, const struct perf_frame *f)
{
	struct str module = str_base(f->module);
	struct out name;

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

/* "main:prog.c:12" */
static uint32_t
named_id(struct frames *names, struct str symbol, struct str source, struct str annotation)
{
	struct out name;

	uint32_t id = tidy_id(names->s, names->opt, symbol, STR(""));
	out_to_memory(&name);
	out_str(&name, names_str(&names->s->trie.names, id));
	out_char(&name, ':');
	out_str(&name, source);
	stacks_push_as(names->s, out_memory(&name), annotation);
	out_drop(&name);
	return names->s->frames[--names->s->n];
}

static void
add_frames(struct frames *names, const struct perf_frame *f, struct str source)
{
	struct str mark = annotation(names->opt, f->module);

	if (!f->symbol.n || str_eq(f->symbol, STR("[unknown]")))
		frames_add(names, unknown_id(names, f));
	else if (source.n && names->opt->srcline)
		frames_add(names, named_id(names, f->symbol, source, mark));
	else
		frames_add_inlined(names, f->symbol, mark);
}

/* addr2line's frames of an address, or the one that perf has. */
static void
add_asked(struct perf_names *asking, const struct perf_frame *f)
{
	struct frames *names = &asking->frames;
	struct addr2line_frames frames;
	struct str name, source;

	if (!addr2line(asking->tool, f->address, f->module, &frames) &&
	    (f->place.n == f->symbol.n ||
	     !addr2line(asking->tool, f->place, f->module, &frames))) {
		add_frames(names, f, STR(""));
		return;
	}
	while (addr2line_next(&frames, &name, &source)) {
		struct str mark = addr2line_more(&frames) ? STR("_[i]") : STR("");
		if (names->opt->context)
			frames_add(names, named_id(names, name, source, mark));
		else
			frames_add(names, tidy_id(names->s, names->opt, name, mark));
	}
	addr2line_frames_release(&frames);
}

static void
learn(struct perf_names *names, struct perf_frame *f, struct str address, struct str source)
{
	f->address = address;
	bool asked = names->frames.opt->inlined && address.n && *f->module.p == '/' &&
	             !is_jit(f->module);

	if (asked)
		add_asked(names, f);
	else
		add_frames(&names->frames, f, source);
}

/* The text that decides on the names: without the address, nor the offset in the symbol,
 * where they show nowhere. */
static struct frames_key
key_of(const struct fold_options *opt, const struct perf_frame *f, struct str address,
       struct str text, struct str source)
{
	const char *end = text.p + text.n;

	if (!text.n)
		return (struct frames_key){.text = address};
	if (opt->addrs || opt->inlined)
		text.p = address.p;
	if (source.n && opt->srcline)
		end = source.p + source.n;
	text.n = (size_t)(end - text.p);
	if (opt->addrs || opt->inlined || f->place.n == f->symbol.n)
		return (struct frames_key){.text = text};
	size_t offset = (size_t)(f->symbol.p - text.p) + f->symbol.n + strlen("+0x");
	size_t behind = (size_t)(f->place.p - text.p) + f->place.n;
	return (struct frames_key){{text.p, offset}, str_rest(text, behind), true};
}

void
perf_names_init(struct perf_names *names, struct stacks *s, const struct fold_options *opt,
                struct addr2line *tool)
{
	frames_init(&names->frames, s, opt);
	names->tool = tool;
}

struct frame_ids
perf_names_get(struct perf_names *names, struct str address, struct str text, struct str source)
{
	struct frames *frames = &names->frames;
	struct perf_frame f;

	perf_frame_parse(text, &f);
	struct frames_key key = key_of(frames->opt, &f, address, text, source);
	uint64_t hash;
	struct frame_ids ids = frames_find(frames, &key, &hash);
	if (ids.n)
		return ids;
	size_t from = frames->n_ids;
	learn(names, &f, address, source);
	return frames_learned(frames, &key, hash, from);
}
