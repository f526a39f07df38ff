#include "sample/sym.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/out.h"
#include "sample/demangle.h"
#include "sample/jitfile.h"

enum {
	CACHE = 1 << 14,
	SEEN_BITS = 12,
	LATE_MAX = 1 << 16, /* addresses that wait for a name; more are [jit] at once */
};

/* An address of a module, and its frame. */
struct sym_hit {
	uint64_t addr;
	uint32_t module; /* its id; 0: nothing here */
	uint32_t frame;
};

/* The frame of an address in a file, of the process whose maps have that serial. */
struct sym_seen {
	uint64_t addr, serial;
	uint32_t frame;
};

struct sym_late {
	uint64_t addr, time_ns;
	uint32_t pid, frame;
};

/* A frame whose name has several parts. */
static uint32_t
frame_of(struct sym *s, struct str a, struct str b, uint64_t hex, bool has_hex, struct str end)
{
	struct out o;

	out_to_memory(&o);
	out_str(&o, a);
	out_str(&o, b);
	if (has_hex)
		out_hex(&o, hex);
	out_str(&o, end);
	uint32_t id = names_get(&s->names, out_memory(&o));
	(void)out_close(&o);
	return id;
}

/* "[gzip]": in that file, and nothing more is known. */
static uint32_t
frame_in(struct sym *s, const struct module *m)
{
	if (!*m->name || *m->name == '[')
		return names_get(&s->names, *m->name ? str_from(m->name) : STR("[unknown]"));
	return frame_of(s, STR("["), str_from(m->name), 0, false, STR("]"));
}

static uint32_t
frame_at(struct sym *s, struct module *m, uint64_t addr)
{
	const struct symbols *symbols = module_symbols(s->modules, m);
	const struct symbol *symbol = symbols ? symbols_find(symbols, addr) : NULL;
	uint64_t start;

	if (symbol)
		return names_get(&s->names, symbols_name(symbols, symbol));
	const struct cfi *cfi = module_cfi(s->modules, m);
	if (cfi && cfi_function(cfi, addr, &start))
		return frame_of(s, str_from(m->name), STR("+0x"), start, true, STR(""));
	return frame_in(s, m);
}

static struct sym_hit *
cached(struct sym *s, uint32_t module, uint64_t addr)
{
	if (!s->cache)
		s->cache = mem_zero(CACHE, sizeof *s->cache);
	uint64_t hash = (addr ^ (uint64_t)module << 40) * UINT64_C(0x9e3779b97f4a7c15);
	return &s->cache[hash >> 50];
}

static struct jit_files *
process_of(struct sym *s, uint32_t pid)
{
	for (size_t i = s->n_processes; i-- > 0;)
		if (s->processes[i].pid == pid)
			return &s->processes[i];
	s->processes = mem_grow(s->processes, &s->processes_cap, s->n_processes + 1,
	                        sizeof *s->processes);
	struct jit_files *f = &s->processes[s->n_processes++];
	jit_files_init(f, s->modules->proc, pid);
	f->serial = ++s->next_serial;
	return f;
}

static struct str
annotated(struct str name, struct out *o)
{
	out_str(o, name);
	out_text(o, "_[j]");
	return out_memory(o);
}

static uint32_t
jit_frame(struct sym *s, struct jit_code *code)
{
	struct out o;

	if (code->tag != JIT_UNTAGGED)
		return code->tag;
	out_to_memory(&o);
	code->tag = names_get(&s->names, annotated(code->name, &o));
	(void)out_close(&o);
	return code->tag;
}

/* A frame of its own for an address that has no name yet: its map may come later. */
static uint32_t
late_frame(struct sym *s, uint32_t pid, uint64_t addr, uint64_t time_ns)
{
	struct out o;

	if (s->n_late == LATE_MAX)
		return names_get(&s->names, STR("[jit]_[j]"));
	uint32_t before = s->names.n;
	out_to_memory(&o);
	out_text(&o, "[jit ");
	out_u64(&o, process_of(s, pid)->serial);
	out_char(&o, ' ');
	out_hex(&o, addr);
	out_text(&o, "]_[j]");
	uint32_t id = names_get(&s->names, out_memory(&o));
	(void)out_close(&o);
	if (id < before)
		return id; /* it waits, or has waited in vain */
	s->late = mem_grow(s->late, &s->late_cap, s->n_late + 1, sizeof *s->late);
	s->late[s->n_late++] = (struct sym_late){addr, time_ns, pid, id};
	return id;
}

static uint32_t
frame_without_file(struct sym *s, uint32_t pid, const struct maps *maps, const struct module *m,
                   uint64_t addr, uint64_t time_ns)
{
	bool memory = m->kind == MODULE_ANON || str_starts(str_from(m->path), STR("/memfd:"));

	if (m->kind == MODULE_VDSO)
		return frame_in(s, m);
	struct jit_code *code = jit_files_find(process_of(s, pid), s->modules->proc, maps, addr,
	                                       time_ns);
	if (code)
		return jit_frame(s, code);
	return memory ? late_frame(s, pid, addr, time_ns) : frame_in(s, m);
}

static struct sym_seen *
seen_of(struct sym *s, const struct maps *maps, uint64_t addr)
{
	if (!s->seen)
		s->seen = mem_zero(1 << SEEN_BITS, sizeof *s->seen);
	uint64_t hash = (addr ^ maps->serial << 40) * UINT64_C(0x9e3779b97f4a7c15);
	return &s->seen[hash >> (64 - SEEN_BITS)];
}

uint32_t
sym_user(struct sym *s, uint32_t pid, const struct maps *maps, uint64_t addr, uint64_t time_ns)
{
	struct sym_seen *seen = seen_of(s, maps, addr);
	uint64_t at;

	if (seen->addr == addr && seen->serial == maps->serial && seen->serial)
		return seen->frame;
	const struct map *map = maps_find(maps, addr);
	if (!map)
		return names_get(&s->names, STR("[unknown]"));
	struct module *m = map->module;
	if (!module_address(s->modules, m, addr - map->start + map->offset, &at))
		return frame_without_file(s, pid, maps, m, addr, time_ns);
	struct sym_hit *hit = cached(s, m->id, at);
	if (hit->module != m->id || hit->addr != at)
		*hit = (struct sym_hit){at, m->id, frame_at(s, m, at)};
	*seen = (struct sym_seen){addr, maps->serial, hit->frame};
	return hit->frame;
}

/* The kernel. */

uint32_t
sym_kernel(struct sym *s, uint64_t addr)
{
	struct sym_hit *hit = cached(s, UINT32_MAX, addr);
	struct kernel_symbol symbol;

	if (hit->module == UINT32_MAX && hit->addr == addr)
		return hit->frame;
	sym_kernel_ready(s);
	bool known = kernel_find(&s->kernel, addr, &symbol);
	struct str name = known ? symbol.name : STR("[kernel]");
	uint32_t frame = frame_of(s, name, STR("_[k]"), 0, false, STR(""));
	*hit = (struct sym_hit){addr, UINT32_MAX, frame};
	return hit->frame;
}

void
sym_kernel_ready(struct sym *s)
{
	if (s->kallsyms && !s->kernel.path)
		kernel_open(&s->kernel, s->kallsyms, s->keep_kernel);
}

bool
sym_kernel_hidden(const struct sym *s)
{
	return s->kernel.hidden;
}

/* Names. */

/* The shown names up to id, which are those of the files at first. */
static void
show_all(struct sym *s)
{
	s->shown = mem_grow(s->shown, &s->shown_cap, s->names.n, sizeof *s->shown);
	for (; s->n_shown < s->names.n; s->n_shown++) {
		struct str name = names_str(&s->names, (uint32_t)s->n_shown);
		s->shown[s->n_shown] = (struct str){arena_copy(&s->text, name.p, name.n), name.n};
	}
}

/* Give what waits in a process (0: in all) its name, or up. */
static void
late_settle(struct sym *s, uint32_t pid)
{
	struct out o;
	size_t n = 0;

	out_to_memory(&o);
	for (size_t i = 0; i < s->n_late; i++) {
		struct sym_late late = s->late[i];
		if (pid && late.pid != pid) {
			s->late[n++] = late;
			continue;
		}
		struct jit_files *f = process_of(s, late.pid);
		struct jit_code *code = jit_files_find(f, s->modules->proc, NULL, late.addr,
		                                       late.time_ns);
		o.used = 0;
		struct str name = annotated(code ? code->name : STR("[jit]"), &o);
		s->shown[late.frame] = (struct str){arena_copy(&s->text, name.p, name.n), name.n};
	}
	(void)out_close(&o);
	s->n_late = n;
}

void
sym_exit(struct sym *s, uint32_t pid)
{
	for (size_t i = 0; i < s->n_processes; i++) {
		if (s->processes[i].pid != pid)
			continue;
		jit_files_read(&s->processes[i], s->modules->proc, NULL);
		show_all(s);
		late_settle(s, pid);
		jit_files_release(&s->processes[i]);
		s->processes[i] = s->processes[--s->n_processes];
		return;
	}
}

void
sym_settle(struct sym *s)
{
	for (size_t i = 0; i < s->n_processes; i++)
		jit_files_read(&s->processes[i], s->modules->proc, NULL);
	show_all(s);
	late_settle(s, 0);
	if (!s->no_demangle && s->n_shown)
		demangle(s->shown + s->n_readable, s->n_shown - s->n_readable, &s->text);
	s->n_readable = s->n_shown;
}

struct str
sym_name(const struct sym *s, uint32_t frame)
{
	return frame < s->n_shown ? s->shown[frame] : names_str(&s->names, frame);
}

void
sym_release(struct sym *s)
{
	for (size_t i = 0; i < s->n_processes; i++)
		jit_files_release(&s->processes[i]);
	kernel_close(&s->kernel);
	free(s->processes);
	free(s->late);
	free(s->cache);
	free(s->seen);
	free(s->shown);
	names_release(&s->names);
	arena_release(&s->text);
	*s = (struct sym){.modules = s->modules, .kallsyms = s->kallsyms,
	                  .keep_kernel = s->keep_kernel, .no_demangle = s->no_demangle};
}
