#include "sample/procs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample/procfs.h"
#include "base/mem.h"

struct process *
procs_process(struct procs *p, uint32_t pid)
{
	struct process *process = table_get(&p->processes, pid);

	if (process)
		return process;
	process = mem_zero(1, sizeof *process);
	process->pid = pid;
	process->wanted = p->everything;
	process->loaded = !p->proc;
	(void)table_set(&p->processes, pid, process);
	return process;
}

struct thread *
procs_thread(struct procs *p, uint32_t pid, uint32_t tid)
{
	struct thread *thread = table_get(&p->threads, tid);

	if (!thread) {
		thread = mem_zero(1, sizeof *thread);
		(void)table_set(&p->threads, tid, thread);
	} else if (thread->pid == pid) {
		return thread;
	} else {
		*thread = (struct thread){0}; /* the number has been given to another */
	}
	thread->tid = tid;
	thread->pid = pid;
	return thread;
}

bool
procs_wanted(const struct procs *p, uint32_t pid, uint32_t tid)
{
	const struct process *process = table_get(&p->processes, pid);

	if (process && (process->wanted || process->awaits_exec))
		return process->wanted;
	const struct thread *thread = table_get(&p->threads, tid);
	return p->everything || (thread && thread->wanted && thread->pid == pid);
}

void
procs_want(struct procs *p, uint32_t pid, bool after_exec)
{
	struct process *process = procs_process(p, pid);

	process->wanted = !after_exec;
	process->awaits_exec = after_exec;
}

void
procs_want_thread(struct procs *p, uint32_t pid, uint32_t tid)
{
	(void)procs_process(p, pid);
	procs_thread(p, pid, tid)->wanted = true;
}

static struct module_key
mmap_key(const struct record *r)
{
	const struct record_mmap *m = &r->mmap;
	struct module_key key = {
	    .path = m->path,
	    .major = m->major,
	    .minor = m->minor,
	    .ino = m->ino,
	    .generation = m->generation,
	    .pid = r->pid,
	    .start = m->addr,
	    .end = m->addr + m->len,
	};

	key.build_id.n = (uint8_t)m->build_id.n;
	if (m->build_id.n)
		memcpy(key.build_id.bytes, m->build_id.p, m->build_id.n);
	return key;
}

void
procs_mmap(struct procs *p, const struct record *r)
{
	const struct record_mmap *m = &r->mmap;

	if (!m->executable || m->len > UINT64_MAX - m->addr)
		return;
	if (!p->everything && !table_get(&p->processes, r->pid))
		return;
	struct module_key key = mmap_key(r);
	struct map map = {.start = key.start, .end = key.end, .offset = m->offset};
	map.module = modules_get(p->modules, &key);
	struct process *process = procs_process(p, r->pid);
	maps_add(&process->maps, map);
	process->maps.serial = ++p->maps_serial;
}

/* The process has become another program. */
static void
exec(struct procs *p, struct process *process)
{
	maps_clear(&process->maps);
	process->maps.serial = ++p->maps_serial;
	process->loaded = true;
	process->labelled = false;
	process->wanted |= process->awaits_exec;
	process->awaits_exec = false;
}

void
procs_comm(struct procs *p, const struct record *r)
{
	struct process *process = table_get(&p->processes, r->pid);

	if (!process && !p->everything)
		return;
	process = procs_process(p, r->pid);
	uint32_t name = names_get(&p->names, r->comm);
	if (r->misc & MISC_COMM_EXEC)
		exec(p, process);
	struct thread *thread = procs_thread(p, r->pid, r->tid);
	thread->name = name;
	thread->named = true;
	if (r->pid != r->tid && !(r->misc & MISC_COMM_EXEC))
		return;
	process->name = name;
	process->named = true;
}

static void
forget(struct procs *p, struct process *process)
{
	(void)table_remove(&p->processes, process->pid);
	maps_release(&process->maps);
	free(process);
}

/* A process that begins as a copy of another. */
static void
inherit(struct procs *p, const struct process *parent, uint32_t pid, bool wanted)
{
	struct process *old = table_get(&p->processes, pid);

	if (old)
		forget(p, old);
	struct process *child = procs_process(p, pid);
	child->parent = parent->pid;
	child->wanted |= wanted;
	child->loaded = parent->loaded;
	child->named = parent->named;
	child->name = parent->name;
	maps_copy(&child->maps, &parent->maps);
	child->maps.serial = parent->maps.serial;
}

void
procs_fork(struct procs *p, const struct record *r)
{
	uint32_t ppid = r->task.ppid, ptid = r->task.ptid;

	if (!procs_wanted(p, ppid, ptid))
		return;
	const struct thread *parent = table_get(&p->threads, ptid);
	struct thread by = parent && parent->pid == ppid ? *parent : (struct thread){0};
	bool own_wish = p->everything || by.wanted;
	if (r->pid != ppid) {
		struct process *from = procs_process(p, ppid);
		procs_load(p, from); /* the child may be gone before it is sampled */
		inherit(p, from, r->pid, from->wanted || own_wish);
	}
	struct thread *thread = procs_thread(p, r->pid, r->tid);
	*thread = (struct thread){.tid = r->tid, .pid = r->pid};
	thread->wanted = by.wanted && r->pid == ppid;
	thread->named = by.named;
	thread->name = by.name;
}

void
procs_exit(struct procs *p, const struct record *r)
{
	struct process *process = table_get(&p->processes, r->pid);
	const struct thread *thread = table_get(&p->threads, r->tid);

	if (thread && thread->pid == r->pid)
		free(table_remove(&p->threads, r->tid));
	if (!process || r->pid != r->tid)
		return;
	p->ended += !process->ended;
	process->ended = r->time ? r->time : 1;
}

static bool
read_file(const struct procs *p, uint32_t pid, const char *name, struct out *text)
{
	char path[512];

	(void)snprintf(path, sizeof path, "%s/%u/%s", p->proc, pid, name);
	return procfs_read(path, text);
}

/* The maps of pid, which is the process or, where that is gone, its parent. */
static bool
load_maps(struct procs *p, struct process *process, uint32_t pid)
{
	struct out text;

	out_to_memory(&text);
	bool ok = pid && read_file(p, pid, "maps", &text);
	if (ok)
		(void)maps_parse(&process->maps, out_memory(&text), p->modules, pid);
	process->maps.serial = ++p->maps_serial;
	out_drop(&text);
	return ok;
}

/* The first line of a comm file, which may have newlines of its own. */
static bool
load_name(struct procs *p, uint32_t pid, const char *file, uint32_t *name)
{
	struct out text;

	out_to_memory(&text);
	bool ok = read_file(p, pid, file, &text) && out_memory(&text).n;
	struct str s = out_memory(&text);
	if (ok)
		*name = names_get(&p->names, (struct str){s.p, s.n - 1});
	out_drop(&text);
	return ok;
}

static void
load_labels(struct procs *p, struct process *process)
{
	char label[LABELS_MAX][LABEL_TEXT];
	struct out text;

	process->labelled = true;
	out_to_memory(&text);
	if (read_file(p, process->pid, "cgroup", &text) || !process->n_labels) {
		process->n_labels = labels_of(p->labels, out_memory(&text), label);
		for (size_t i = 0; i < process->n_labels; i++)
			process->label[i] = names_get(&p->names, str_from(label[i]));
	}
	out_drop(&text);
}

void
procs_load(struct procs *p, struct process *process)
{
	if (p->labels && !process->labelled)
		load_labels(p, process);
	if (process->loaded)
		return;
	process->loaded = true;
	if (!load_maps(p, process, process->pid))
		(void)load_maps(p, process, process->parent);
	if (!process->named)
		process->named = load_name(p, process->pid, "comm", &process->name) ||
		                 (process->parent &&
		                  load_name(p, process->parent, "comm", &process->name));
}

uint32_t
procs_thread_name(struct procs *p, struct process *process, struct thread *thread)
{
	char file[64];

	if (thread->named)
		return thread->name;
	thread->named = true;
	(void)snprintf(file, sizeof file, "task/%u/comm", thread->tid);
	if (p->proc && load_name(p, process->pid, file, &thread->name))
		return thread->name;
	if (!process->named)
		process->name = names_get(&p->names, STR("[unknown]"));
	thread->name = process->name;
	return thread->name;
}

/* Remember which ended processes still have threads: the first one may leave early. */
static void
mark_alive(struct procs *p)
{
	size_t at = 0;

	for (struct process *process; (process = table_each(&p->processes, &at));)
		process->alive = !process->ended;
	at = 0;
	for (struct thread *thread; (thread = table_each(&p->threads, &at));) {
		struct process *process = table_get(&p->processes, thread->pid);
		if (process)
			process->alive = true;
	}
}

void
procs_sweep(struct procs *p, uint64_t before)
{
	uint32_t *gone = NULL;
	size_t n = 0, cap = 0, at = 0;

	if (!p->ended)
		return;
	mark_alive(p);
	p->ended = 0;
	for (struct process *process; (process = table_each(&p->processes, &at));) {
		p->ended += process->ended != 0;
		if (process->alive || process->ended >= before)
			continue;
		gone = mem_grow(gone, &cap, n + 1, sizeof *gone);
		gone[n++] = process->pid;
	}
	p->ended -= n;
	while (n)
		forget(p, table_get(&p->processes, gone[--n]));
	free(gone);
}

void
procs_mark(struct procs *p)
{
	size_t at = 0;

	for (struct process *process; (process = table_each(&p->processes, &at));)
		for (size_t i = 0; i < process->maps.n; i++)
			modules_mark(p->modules, process->maps.list[i].module);
}

void
procs_trim(struct procs *p)
{
	struct names kept = {0};
	size_t at = 0;

	for (struct process *process; (process = table_each(&p->processes, &at));) {
		if (process->named)
			process->name = names_get(&kept, names_str(&p->names, process->name));
		for (size_t i = 0; i < process->n_labels; i++)
			process->label[i] =
			    names_get(&kept, names_str(&p->names, process->label[i]));
	}
	at = 0;
	for (struct thread *thread; (thread = table_each(&p->threads, &at));)
		if (thread->named)
			thread->name = names_get(&kept, names_str(&p->names, thread->name));
	names_release(&p->names);
	p->names = kept;
}

void
procs_release(struct procs *p)
{
	size_t at = 0;

	for (struct process *process; (process = table_each(&p->processes, &at));) {
		maps_release(&process->maps);
		free(process);
	}
	at = 0;
	for (struct thread *thread; (thread = table_each(&p->threads, &at));)
		free(thread);
	table_release(&p->processes);
	table_release(&p->threads);
	names_release(&p->names);
}
