#include "sample/profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define LABEL 0x80000000u /* of a frame: an id in procs.names, not in sym */
#define SWEEP_NS UINT64_C(1000000000)
/* More names than these are forgotten at the next window. */
#define FRAME_NAMES_MAX 500000
#define TASK_NAMES_MAX 100000

void
profile_init(struct profile *p, const struct profile_options *opt, const char *proc,
             const char *kallsyms)
{
	*p = (struct profile){.opt = *opt};
	p->modules.proc = proc;
	p->modules.debug = "/usr/lib/debug";
	p->sym.modules = &p->modules;
	p->sym.kallsyms = kallsyms;
	p->sym.keep_kernel = true;
	p->procs.proc = proc;
	p->procs.modules = &p->modules;
	p->tally.in_order = opt->in_order;
}

/* Names of our own: they move when procs.names is trimmed. */
static void
name_marks(struct profile *p)
{
	if (p->marked)
		return;
	p->truncated = names_get(&p->procs.names, STR("[truncated]"));
	p->broken = names_get(&p->procs.names, STR("[incomplete]"));
	p->unknown = names_get(&p->procs.names, STR("[unknown]"));
	p->marked = true;
}

static uint32_t
push_label(struct profile *p, uint32_t node, uint32_t name)
{
	return tally_child(&p->tally, node, name | LABEL);
}

static uint32_t
push_numbered(struct profile *p, uint32_t node, uint32_t name, uint32_t number)
{
	char text[512];
	struct str s = names_str(&p->procs.names, name);

	(void)snprintf(text, sizeof text, "%.*s-%u", (int)(s.n < 400 ? s.n : 400), s.p, number);
	return push_label(p, node, names_get(&p->procs.names, str_from(text)));
}

static uint32_t
push_address(struct profile *p, uint32_t node, uint64_t addr)
{
	char text[32];

	(void)snprintf(text, sizeof text, "0x%llx", (unsigned long long)addr);
	return push_label(p, node, names_get(&p->procs.names, str_from(text)));
}

/* The frames before the first function: labels, process, thread. */
static uint32_t
push_task(struct profile *p, struct process *process, struct thread *thread)
{
	uint32_t node = TALLY_ROOT, name = procs_thread_name(&p->procs, process, thread);

	for (size_t i = 0; i < process->n_labels; i++)
		node = push_label(p, node, process->label[i]);
	if (p->opt.thread_frames && process->named) {
		node = p->opt.per_pid ? push_numbered(p, node, process->name, process->pid)
		                      : push_label(p, node, process->name);
		return p->opt.per_pid ? push_numbered(p, node, name, thread->tid)
		                      : push_label(p, node, name);
	}
	return p->opt.per_pid ? push_numbered(p, node, name, process->pid)
	                      : push_label(p, node, name);
}

/* The addresses of the chain behind a marker, leaf first, into pc.  All but the
 * first are return addresses: one less is inside the call. */
static size_t
chain_part(struct bytes chain, uint64_t marker, uint64_t *pc)
{
	size_t n = 0;
	uint64_t part = 0;

	while (bytes_left(&chain) && n < PROFILE_FRAMES) {
		uint64_t addr = bytes_u64(&chain);
		if (addr >= CONTEXT_MAX)
			part = addr;
		else if (part == marker && addr) { /* 0: a frame pointer led astray */
			pc[n] = n ? addr - 1 : addr;
			n++;
		}
	}
	return n;
}

static bool
has_part(struct bytes chain, uint64_t marker)
{
	while (bytes_left(&chain))
		if (bytes_u64(&chain) == marker)
			return true;
	return false;
}

static void
sample_regs(struct regs *regs, const struct profile *p, const struct record *r,
            const struct record_layout *layout)
{
	struct bytes in = r->sample.regs;
	uint64_t values[64];
	size_t n = 0;

	while (bytes_left(&in) && n < 64)
		values[n++] = bytes_u64(&in);
	regs_from_perf(regs, p->opt.machine, layout->regs_user, values, n);
}

/* In the midst of an exec the registers are of the program that is no more. */
static bool
in_exec(const struct profile *p, const struct process *process, const struct record *r,
        const struct record_layout *layout)
{
	struct regs regs;

	if ((r->misc & MISC_MODE) != MISC_KERNEL)
		return false;
	sample_regs(&regs, p, r, layout);
	return !maps_find(&process->maps, regs.pc);
}

/* Unwind the user side into pc. */
static size_t
unwind_sample(struct profile *p, const struct process *process, const struct record *r,
              const struct record_layout *layout, enum unwind_end *how)
{
	const struct record_sample *s = &r->sample;
	struct regs regs;

	sample_regs(&regs, p, r, layout);
	uint64_t sp = regs.r[p->opt.machine == ELF_AARCH64 ? 31 : 7];
	struct stack_copy copy = {.addr = sp, .bytes = s->stack};
	return unwind(&regs, &copy, &process->maps, &p->modules, p->pc, PROFILE_FRAMES, how);
}

/* The user addresses, leaf first, and how far they reach. */
static size_t
user_addresses(struct profile *p, const struct process *process, const struct record *r,
               const struct record_layout *layout, enum unwind_end *how)
{
	const struct record_sample *s = &r->sample;

	*how = UNWIND_COMPLETE;
	if (p->opt.no_user)
		return 0;
	if (s->abi == ABI_64 && s->regs.n)
		return in_exec(p, process, r, layout) ? 0 : unwind_sample(p, process, r, layout, how);
	if (has_part(s->chain, CONTEXT_USER))
		return chain_part(s->chain, CONTEXT_USER, p->pc);
	if ((r->misc & MISC_MODE) != MISC_USER)
		return 0;
	*how = UNWIND_LOST; /* a 32-bit program */
	p->pc[0] = s->ip;
	return 1;
}

static uint32_t
push_mark(struct profile *p, uint32_t node, enum unwind_end how, bool verdict)
{
	p->facts.complete += verdict && how == UNWIND_COMPLETE;
	p->facts.truncated += verdict && (how == UNWIND_TRUNCATED || how == UNWIND_FULL);
	p->facts.broken += verdict && how == UNWIND_LOST;
	if (how == UNWIND_COMPLETE)
		return node;
	return push_label(p, node, how == UNWIND_LOST ? p->broken : p->truncated);
}

static uint32_t
push_user(struct profile *p, uint32_t node, struct process *process, const struct record *r,
          const struct record_layout *layout)
{
	enum unwind_end how;
	size_t n = user_addresses(p, process, r, layout, &how);

	if (!n)
		return node;
	node = push_mark(p, node, how, r->sample.regs.n || how == UNWIND_LOST);
	while (n--)
		node = p->opt.addresses
		           ? push_address(p, node, p->pc[n])
		           : tally_child(&p->tally, node,
		                         sym_user(&p->sym, process->pid, &process->maps,
		                                  p->pc[n], r->time));
	return node;
}

static uint32_t
push_kernel(struct profile *p, uint32_t node, const struct record *r)
{
	size_t n = 0;

	if (p->opt.no_kernel)
		return node;
	n = chain_part(r->sample.chain, CONTEXT_KERNEL, p->pc);
	if (!n && (r->misc & MISC_MODE) == MISC_KERNEL) {
		p->pc[0] = r->sample.ip;
		n = 1;
	}
	while (n--)
		node = p->opt.addresses ? push_address(p, node, p->pc[n])
		                        : tally_child(&p->tally, node, sym_kernel(&p->sym, p->pc[n]));
	return node;
}

static void
count_sample(struct profile *p, const struct record *r, const struct record_layout *layout)
{
	if (!procs_wanted(&p->procs, r->pid, r->tid))
		return;
	name_marks(p);
	struct process *process = procs_process(&p->procs, r->pid);
	struct thread *thread = procs_thread(&p->procs, r->pid, r->tid);
	procs_load(&p->procs, process);
	uint32_t node = push_task(p, process, thread);
	node = push_user(p, node, process, r, layout);
	node = push_kernel(p, node, r);
	p->facts.samples++;
	thread->last = node;
	if (p->opt.count == COUNT_SAMPLES)
		tally_count(&p->tally, node, 1);
	if (p->opt.count != COUNT_BLOCKED)
		return;
	thread->blocked_in = node;
	thread->blocked_since = r->time;
}

/* Where a thread is blocked that has not been sampled. */
static uint32_t
unknown_stack(struct profile *p, struct thread *thread)
{
	struct process *process = procs_process(&p->procs, thread->pid);

	name_marks(p);
	procs_load(&p->procs, process);
	return push_label(p, push_task(p, process, thread), p->unknown);
}

static void
charge(struct profile *p, struct thread *thread, uint64_t now)
{
	if (thread->blocked_in && now > thread->blocked_since)
		tally_count(&p->tally, thread->blocked_in, now - thread->blocked_since);
}

static void
take_switch(struct profile *p, const struct record *r)
{
	if (!r->tid || !procs_wanted(&p->procs, r->pid, r->tid))
		return;
	struct thread *thread = procs_thread(&p->procs, r->pid, r->tid);
	if (!(r->misc & MISC_SWITCH_OUT)) {
		charge(p, thread, r->time);
		thread->blocked_in = 0;
	} else if (r->misc & MISC_SWITCH_PREEMPT) {
		thread->blocked_in = 0; /* it would run if it could */
	} else if (p->opt.count == COUNT_BLOCKED_LAST) {
		thread->blocked_in = thread->last ? thread->last : unknown_stack(p, thread);
		thread->blocked_since = r->time;
	}
}

static void
take_exit(struct profile *p, const struct record *r)
{
	if (r->pid == r->tid)
		sym_exit(&p->sym, r->pid);
	procs_exit(&p->procs, r);
}

static void
take_comm(struct profile *p, const struct record *r)
{
	if (r->misc & MISC_COMM_EXEC)
		sym_exit(&p->sym, r->pid);
	procs_comm(&p->procs, r);
}

void
profile_record(struct profile *p, struct str bytes, const struct record_layout *layout)
{
	struct record r;

	if (!record_parse(&r, bytes, layout)) {
		p->facts.bad++;
		return;
	}
	if (r.time / SWEEP_NS > p->facts.last_time / SWEEP_NS && r.time > SWEEP_NS)
		procs_sweep(&p->procs, r.time - SWEEP_NS);
	if (r.time > p->facts.last_time)
		p->facts.last_time = r.time;
	switch (r.type) {
	case RECORD_SAMPLE:
		count_sample(p, &r, layout);
		return;
	case RECORD_MMAP:
	case RECORD_MMAP2:
		if ((r.misc & MISC_MODE) == MISC_USER)
			procs_mmap(&p->procs, &r);
		return;
	case RECORD_COMM:
		take_comm(p, &r);
		return;
	case RECORD_FORK:
		procs_fork(&p->procs, &r);
		return;
	case RECORD_EXIT:
		take_exit(p, &r);
		return;
	case RECORD_LOST:
	case RECORD_LOST_SAMPLES:
		p->facts.lost += r.lost.n;
		return;
	case RECORD_THROTTLE:
		p->facts.throttled++;
		return;
	case RECORD_SWITCH:
	case RECORD_SWITCH_CPU_WIDE:
		if (p->opt.count != COUNT_SAMPLES)
			take_switch(p, &r);
		return;
	default:
		return;
	}
}

void
profile_settle(struct profile *p, uint64_t now)
{
	size_t at = 0;

	for (struct thread *thread; (thread = table_each(&p->procs.threads, &at));) {
		charge(p, thread, now);
		if (now > thread->blocked_since)
			thread->blocked_since = now;
	}
}

/* The name ids in s of all frames, found when they are needed first. */
struct names_of {
	struct profile *profile;
	struct stacks *stacks;
	uint32_t *frame, *label; /* id + 1, or 0 */
	size_t n_frame, n_label;
};

static uint32_t *
entry(uint32_t **list, size_t *cap, size_t at)
{
	size_t had = *cap;

	*list = mem_grow(*list, cap, at + 1, sizeof **list);
	if (*cap > had)
		memset(*list + had, 0, (*cap - had) * sizeof **list);
	return &(*list)[at];
}

static uint32_t
name_of(struct names_of *n, uint32_t frame)
{
	bool label = frame & LABEL;
	uint32_t id = frame & ~LABEL;
	uint32_t *known = label ? entry(&n->label, &n->n_label, id)
	                        : entry(&n->frame, &n->n_frame, id);

	if (!*known) {
		struct str text = label ? names_str(&n->profile->procs.names, id)
		                        : sym_name(&n->profile->sym, id);
		*known = stacks_name(n->stacks, text) + 1;
	}
	return *known - 1;
}

static void
write_stack(struct names_of *names, uint32_t node, uint64_t count)
{
	const struct tally *t = &names->profile->tally;
	size_t from = names->stacks->n;

	for (; node; node = t->nodes[node].parent)
		stacks_push_name(names->stacks, name_of(names, t->nodes[node].frame));
	stacks_reverse(names->stacks, from);
	stacks_add(names->stacks, count);
}

void
profile_write(struct profile *p, struct stacks *s)
{
	struct names_of names = {.profile = p, .stacks = s};
	const struct tally *t = &p->tally;
	uint64_t unit = p->opt.count == COUNT_SAMPLES ? 1 : 1000;

	sym_settle(&p->sym);
	for (size_t i = 0; i < t->n_runs; i++)
		write_stack(&names, t->runs[i].node, t->runs[i].count / unit);
	for (uint32_t i = 1; i < t->n && !t->in_order; i++)
		if (t->nodes[i].count)
			write_stack(&names, i, t->nodes[i].count / unit);
	free(names.frame);
	free(names.label);
}

/* The same stack in the next window's tally. */
static uint32_t
carry(struct tally *to, const struct tally *from, uint32_t node, uint32_t *path)
{
	size_t n = 0;
	uint32_t at = TALLY_ROOT;

	for (; node; node = from->nodes[node].parent)
		path[n++] = from->nodes[node].frame;
	while (n)
		at = tally_child(to, at, path[--n]);
	return at;
}

/* Stacks that threads are blocked in go over to the next window; forgotten where the
 * numbers of frames change. */
static void
turn_tally(struct profile *p, bool renumbered)
{
	struct tally next = {.in_order = p->tally.in_order};
	uint32_t *path = mem_alloc(p->tally.n + 1, sizeof *path);
	size_t at = 0;

	for (struct thread *thread; (thread = table_each(&p->procs.threads, &at));) {
		bool kept = p->opt.count != COUNT_SAMPLES && !renumbered;
		thread->last = kept ? carry(&next, &p->tally, thread->last, path) : 0;
		thread->blocked_in = kept ? carry(&next, &p->tally, thread->blocked_in, path) : 0;
	}
	free(path);
	tally_release(&p->tally);
	p->tally = next;
}

void
profile_turn(struct profile *p)
{
	bool many = p->sym.names.n > FRAME_NAMES_MAX || p->procs.names.n > TASK_NAMES_MAX;

	turn_tally(p, many);
	p->facts = (struct profile_facts){.last_time = p->facts.last_time};
	procs_mark(&p->procs);
	modules_trim(&p->modules);
	if (!many)
		return;
	procs_trim(&p->procs);
	p->marked = false;
	sym_release(&p->sym);
}

void
profile_release(struct profile *p)
{
	tally_release(&p->tally);
	sym_release(&p->sym);
	procs_release(&p->procs);
	modules_release(&p->modules);
}
