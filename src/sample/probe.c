#define _GNU_SOURCE /* syscall, O_PATH */
#include "sample/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem.h"
#include "sample/procfs.h"

static char *
copy(struct str s)
{
	char *text = mem_alloc(s.n + 1, 1);

	memcpy(text, s.p, s.n);
	text[s.n] = 0;
	return text;
}

static const char *
parse_place(struct probe *p, enum event_kind kind, struct str file, struct str function)
{
	p->kind = kind;
	p->file = copy(file);
	p->function = copy(function);
	if (!function.n)
		return "names no function";
	return kind != EVENT_BREAKPOINT && !file.n ? "names no file" : NULL;
}

const char *
probe_parse(struct probe *p, const char *text)
{
	struct str s = str_from(text);
	struct cut last = str_rcut(s, ':');

	*p = (struct probe){.kind = EVENT_CPU};
	if (str_eq(s, STR("cpu")))
		return NULL;
	if (str_eq(s, STR("page-faults")) || str_eq(s, STR("faults"))) {
		p->kind = EVENT_PAGE_FAULTS;
		return NULL;
	}
	if (str_starts(s, STR("bp:")))
		return parse_place(p, EVENT_BREAKPOINT, STR(""), str_rest(s, 3));
	if (str_starts(s, STR("uprobe:")))
		return parse_place(p, EVENT_UPROBE, str_rest(last.head, 7), last.tail);
	if (last.ok && !str_has(s, STR("/")))
		return parse_place(p, EVENT_TRACEPOINT, last.head, last.tail);
	return "is not cpu, page-faults, bp:FUNCTION, uprobe:FILE:FUNCTION or SYSTEM:TRACEPOINT";
}

/* The offset in the file of an address of its tables. */
static bool
file_offset(const struct elf *elf, uint64_t addr, uint64_t *offset)
{
	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct elf_segment *s = &elf->segments[i];
		if (addr < s->addr || addr - s->addr >= s->size)
			continue;
		*offset = s->offset + (addr - s->addr);
		return true;
	}
	return false;
}

/* The symbols of a file, with those of its debug file. */
static const struct symbols *
file_symbols(struct modules *modules, const char *path)
{
	struct module_key key = {.path = str_from(path)};

	return module_symbols(modules, modules_get(modules, &key));
}

bool
probe_uprobe(const struct probe *p, struct event_want *want, char why[PROBE_WHY])
{
	struct modules modules = {.debug = "/usr/lib/debug"};
	struct elf elf;
	uint64_t addr = 0;
	int64_t pmu = procfs_number("/sys/bus/event_source/devices/uprobe/type", -1);
	int fd = open(p->file, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		(void)snprintf(why, PROBE_WHY, "cannot open '%s': %s", p->file, strerror(errno));
		return false;
	}
	const char *bad = elf_open(&elf, fd);
	const struct symbols *symbols = bad ? NULL : file_symbols(&modules, p->file);
	bool ok = symbols && symbols_lookup(symbols, str_from(p->function), &addr) &&
	          file_offset(&elf, addr, &want->offset) && pmu >= 0;
	if (bad)
		(void)snprintf(why, PROBE_WHY, "%s: %s", p->file, bad);
	else if (pmu < 0)
		(void)snprintf(why, PROBE_WHY, "this kernel has no uprobes");
	else if (!ok)
		(void)snprintf(why, PROBE_WHY, "'%s' has no function '%s'", p->file, p->function);
	want->kind = EVENT_UPROBE;
	want->path = p->file;
	want->config = (uint64_t)pmu;
	elf_release(&elf);
	modules_release(&modules);
	return ok;
}

/* A map of the process that the symbol lies in: by the address that the start of
 * the map has in the file's own tables. */
static bool
address_in(const struct map *map, struct modules *modules, struct str function, uint64_t *at)
{
	uint64_t start, addr;
	const struct symbols *symbols = module_symbols(modules, map->module);

	if (!symbols || !symbols_lookup(symbols, function, &addr) ||
	    !module_address(modules, map->module, map->offset, &start))
		return false;
	*at = map->start + (addr - start);
	return addr >= start && addr - start < map->end - map->start;
}

bool
probe_breakpoint(const struct probe *p, const struct maps *maps, struct modules *modules,
                 struct event_want *want, char why[PROBE_WHY])
{
	struct str function = str_from(p->function);

	want->kind = EVENT_BREAKPOINT;
	if (str_starts(function, STR("0x")) && str_hex(function, &want->address))
		return true;
	for (size_t i = 0; i < maps->n; i++)
		if (address_in(&maps->list[i], modules, function, &want->address))
			return true;
	(void)snprintf(why, PROBE_WHY,
	               "no function '%s' is loaded in the program; for one of a library that is "
	               "loaded later, use uprobe:FILE:FUNCTION",
	               p->function);
	return false;
}

/* A folder of tracefs: where it is mounted, or a mount of our own that nobody
 * sees.  -1 with errno set. */
static int
open_tracefs(void)
{
	static const char *const places[] = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		int fd = open(places[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0 && faccessat(fd, "events", F_OK, 0) == 0)
			return fd;
		if (fd >= 0)
			(void)close(fd);
	}
#if defined(SYS_fsopen) && defined(SYS_fsconfig) && defined(SYS_fsmount)
	enum { CLOEXEC = 1, CREATE = 6 };
	int fs = (int)syscall(SYS_fsopen, "tracefs", CLOEXEC);
	int fd = -1;
	if (fs >= 0 && syscall(SYS_fsconfig, fs, CREATE, NULL, NULL, 0) == 0)
		fd = (int)syscall(SYS_fsmount, fs, CLOEXEC, 0);
	if (fs >= 0)
		(void)close(fs);
	return fd;
#else
	return -1;
#endif
}

bool
probe_tracepoint(const struct probe *p, struct event_want *want, char why[PROBE_WHY])
{
	char path[PROBE_WHY], digits[32] = "";
	int folder = open_tracefs();

	if (folder < 0) {
		(void)snprintf(why, PROBE_WHY,
		               "tracepoints need tracefs, for root: mount -t tracefs tracefs "
		               "/sys/kernel/tracing");
		return false;
	}
	(void)snprintf(path, sizeof path, "events/%s/%s/id", p->file, p->function);
	int fd = openat(folder, path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, digits, sizeof digits) : -1;
	struct str id = str_cut((struct str){digits, n > 0 ? (size_t)n : 0}, '\n').head;
	bool ok = str_u64(id, &want->config);
	if (!ok)
		(void)snprintf(why, PROBE_WHY, "no tracepoint '%s:%s'%s", p->file, p->function,
		               fd < 0 && errno == EACCES ? " that you may read: run it with sudo" : "");
	if (fd >= 0)
		(void)close(fd);
	(void)close(folder);
	want->kind = EVENT_TRACEPOINT;
	return ok;
}

void
probe_release(struct probe *p)
{
	free(p->file);
	free(p->function);
	*p = (struct probe){0};
}
