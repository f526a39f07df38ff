#include "collapse/crew.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/os.h"
#include "base/thread.h"

#define PIECE (512 * 1024)
#define MOST_JOBS 256

struct member {
	const struct crew_work *work;
	struct pieces *pieces;
	struct piece piece;
	struct stacks own; /* of all but the first, who has the caller's */
	void *state;       /* owned */
	pthread_t thread;
};

static unsigned
jobs_of(struct in *in, size_t size, const struct stacks *s, const struct fold_options *opt)
{
	unsigned jobs = opt->jobs ? opt->jobs : os_processors();
	bool small = in_peek(in, size).n < size;

	if (small || s->trie.merge != TRIE_ALL)
		return 1;
	return jobs < MOST_JOBS ? jobs : MOST_JOBS;
}

static void *
work(void *member)
{
	struct member *m = member;

	while (pieces_next(m->pieces, &m->piece)) {
		m->work->piece(m->state, &m->piece);
		pieces_done(m->pieces, &m->piece);
	}
	return NULL;
}

/* All take pieces until there are none; a thread that cannot be started is missed. */
static void
run(struct member *members, unsigned n)
{
	unsigned started = 1;

	for (; started < n; started++)
		if (!thread_begin(&members[started].thread, work, &members[started]))
			break;
	(void)work(&members[0]);
	for (unsigned i = 1; i < started; i++)
		(void)pthread_join(members[i].thread, NULL);
}

/* Whether the member counted anything. */
static bool
dismiss(struct member *m, struct stacks *s, bool first)
{
	bool any = m->work->release(m->state);

	if (!first) {
		stacks_merge(s, &m->own);
		stacks_release(&m->own);
	}
	piece_release(&m->piece);
	free(m->state);
	return any;
}

bool
crew_fold(struct in *in, struct stacks *s, const struct fold_options *opt,
          const struct crew_work *work, void *shared)
{
	size_t size = opt->piece ? opt->piece : PIECE;
	unsigned jobs = jobs_of(in, size, s, opt);
	struct member *members = mem_zero(jobs, sizeof *members);
	struct pieces pieces;
	bool any = false;

	pieces_init(&pieces, in, size, work->start);
	for (unsigned i = 0; i < jobs; i++) {
		struct member *m = &members[i];
		m->work = work;
		m->pieces = &pieces;
		m->state = mem_zero(1, work->size);
		if (i)
			stacks_init(&m->own, TRIE_ALL);
		work->init(m->state, opt, shared, i ? &m->own : s);
	}
	run(members, jobs);
	for (unsigned i = 0; i < jobs; i++)
		any = dismiss(&members[i], s, i == 0) || any;
	pieces_report(&pieces, opt->report);
	pieces_release(&pieces);
	free(members);
	return any;
}
