#include "sample/module.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fold/names.h"
#include "sample/locate.h"

enum { SCAN_MAX = 4 << 20 };

static enum module_kind
kind_of(struct str path)
{
	if (str_eq(path, STR("[vdso]")))
		return MODULE_VDSO;
	if (!path.n || path.p[0] != '/' || str_starts(path, STR("//anon")) ||
	    str_starts(path, STR("/dev/zero")) || str_starts(path, STR("/anon_hugepage")) ||
	    str_starts(path, STR("/SYSV")))
		return MODULE_ANON;
	return MODULE_FILE;
}

static uint64_t
hash_of(const struct module_key *key)
{
	return names_hash(key->path) ^ (key->ino * UINT64_C(0x9e3779b97f4a7c15));
}

static bool
is_named(const struct module *m, struct str path)
{
	struct str own = str_from(m->path);

	if (!m->deleted)
		return str_eq(path, own);
	return str_starts(path, own) && str_eq(str_rest(path, own.n), STR(" (deleted)"));
}

static bool
is_key(const struct module *m, const struct module_key *key)
{
	if (m->ino != key->ino || m->major != key->major || m->minor != key->minor ||
	    (m->generation && key->generation && m->generation != key->generation))
		return false;
	if (m->exact_build_id != (key->build_id.n != 0) ||
	    (m->exact_build_id && (m->build_id.n != key->build_id.n ||
	                           memcmp(m->build_id.bytes, key->build_id.bytes, m->build_id.n))))
		return false;
	return is_named(m, key->path);
}

static struct module *
make(struct modules *all, const struct module_key *key)
{
	struct module *m = mem_zero(1, sizeof *m);
	struct str path = key->path;

	if (str_ends(path, STR(" (deleted)"))) {
		m->deleted = true;
		path.n -= STR(" (deleted)").n;
	}
	char *copy = mem_alloc(path.n + 1, 1);
	if (path.n)
		memcpy(copy, path.p, path.n);
	copy[path.n] = 0;
	const char *slash = strrchr(copy, '/');
	m->path = copy;
	m->name = slash && slash[1] ? slash + 1 : copy;
	m->kind = kind_of(key->path);
	m->id = ++all->next_id;
	m->major = key->major;
	m->minor = key->minor;
	m->ino = key->ino;
	m->generation = key->generation;
	m->build_id = key->build_id;
	m->exact_build_id = key->build_id.n != 0;
	m->hash = hash_of(key);
	m->elf.fd = -1;
	return m;
}

static void
rehash(struct modules *all, size_t n_slots)
{
	free(all->slots);
	all->slots = mem_zero(n_slots, sizeof *all->slots);
	all->n_slots = n_slots;
	for (size_t i = 0; i < all->n; i++) {
		size_t at = (size_t)all->list[i]->hash & (n_slots - 1);
		while (all->slots[at])
			at = (at + 1) & (n_slots - 1);
		all->slots[at] = (uint32_t)(i + 1);
	}
}

struct module *
modules_get(struct modules *all, const struct module_key *key)
{
	uint64_t hash = hash_of(key);
	struct module *m = NULL;

	if (2 * (all->n + 1) > all->n_slots)
		rehash(all, all->n_slots ? 2 * all->n_slots : 64);
	size_t at = (size_t)hash & (all->n_slots - 1);
	for (; all->slots[at] && !m; at = (at + 1) & (all->n_slots - 1)) {
		struct module *other = all->list[all->slots[at] - 1];
		if (other->hash == hash && is_key(other, key))
			m = other;
	}
	if (!m) {
		m = make(all, key);
		all->list = mem_grow(all->list, &all->cap, all->n + 1, sizeof(struct module *));
		all->list[all->n++] = m;
		all->slots[at] = (uint32_t)all->n;
	}
	m->pid = key->pid;
	m->start = key->start;
	m->end = key->end;
	m->window = all->window;
	m->recheck = true;
	return m;
}

static void
drop_tables(struct modules *all, struct module *m)
{
	free(all->found);
	all->found = NULL;
	cfi_release(&m->cfi);
	symbols_release(&m->symbols);
	elf_release(&m->elf);
	m->tried = m->has_cfi = m->has_symbols = false;
	m->failed = NULL;
}

/* Have the module's file open, or its tables built; false where it has none. */
static bool
ready(struct modules *all, struct module *m)
{
	if (m->tried && !m->recheck)
		return !m->failed;
	if (m->tried && m->kind == MODULE_FILE && (m->failed || locate_changed(all, m))) {
		drop_tables(all, m);
		m->id = ++all->next_id;
	}
	m->recheck = false;
	if (m->tried)
		return !m->failed;
	m->tried = true;
	if (!locate_file(all, m))
		return false;
	if (!m->build_id.n)
		m->build_id = m->elf.build_id;
	return true;
}

bool
module_address(struct modules *all, struct module *m, uint64_t offset, uint64_t *addr)
{
	return ready(all, m) && elf_address(&m->elf, offset, addr);
}

/* The file is needed no longer once both tables are there. */
static void
finish(struct module *m)
{
	elf_forget(&m->elf);
	if (m->has_cfi && m->has_symbols)
		elf_detach(&m->elf);
}

/* The C library's return from signal handlers, or the vdso's, where it has no unwind
 * rule: mov $15, %rax; syscall, and mov x8, #139; svc #0. */
static uint64_t
find_sigreturn(struct elf *e)
{
	struct str code = e->machine == ELF_AARCH64 ? STR("\x68\x11\x80\xd2\x01\0\0\xd4")
	                                            : STR("\x48\xc7\xc0\x0f\0\0\0\x0f\x05");

	for (size_t i = 0; i < e->n_segments; i++) {
		const struct elf_segment *s = &e->segments[i];
		if (!s->executable)
			continue;
		uint64_t n = s->size < SCAN_MAX ? s->size : SCAN_MAX;
		size_t at = str_find(elf_read(e, s->offset, n), code);
		if (at != SIZE_MAX)
			return s->addr + at;
	}
	return 0;
}

static bool
has_signal_rule(const struct cfi *c)
{
	for (size_t i = 0; i < c->n_rules; i++)
		if (c->rules[i].signal)
			return true;
	return false;
}

const struct cfi *
module_cfi(struct modules *all, struct module *m)
{
	struct str frames;
	uint64_t addr;

	if (!ready(all, m))
		return NULL;
	if (m->has_cfi)
		return &m->cfi;
	m->has_cfi = true;
	if (elf_frames(&m->elf, &frames, &addr))
		cfi_compile(&m->cfi, frames, addr, m->elf.machine);
	if (m->elf.self_contained && !has_signal_rule(&m->cfi))
		m->cfi.sigreturn = find_sigreturn(&m->elf);
	finish(m);
	return &m->cfi;
}

const struct symbols *
module_symbols(struct modules *all, struct module *m)
{
	struct elf debug;
	char *unpacked;

	if (!ready(all, m))
		return NULL;
	if (m->has_symbols)
		return &m->symbols;
	m->has_symbols = true;
	symbols_add(&m->symbols, &m->elf);
	symbols_add_plt(&m->symbols, &m->elf);
	if (!elf_section(&m->elf, STR(".symtab")) && locate_debug(all, m, &debug, &unpacked)) {
		symbols_add(&m->symbols, &debug);
		elf_release(&debug);
		free(unpacked);
	}
	symbols_sort(&m->symbols);
	finish(m);
	return &m->symbols;
}

void
modules_mark(struct modules *all, struct module *m)
{
	m->window = all->window;
}

static void
module_free(struct modules *all, struct module *m)
{
	union {
		const char *shown;
		char *owned;
	} path = {m->path};

	drop_tables(all, m);
	free(path.owned);
	free(m);
}

void
modules_trim(struct modules *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		if (all->list[i]->window + 1 >= all->window)
			all->list[n++] = all->list[i];
		else
			module_free(all, all->list[i]);
	}
	all->n = n;
	all->window++;
	if (all->n_slots)
		rehash(all, all->n_slots);
}

void
modules_release(struct modules *all)
{
	for (size_t i = 0; i < all->n; i++)
		module_free(all, all->list[i]);
	free(all->list);
	free(all->slots);
	*all = (struct modules){.proc = all->proc, .debug = all->debug,
	                        .debug_cache = all->debug_cache};
}
