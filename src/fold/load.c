#include "fold/load.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/os.h"
#include "base/thread.h"
#include "fold/feed.h"
#include "fold/lines.h"
#include "fold/scale.h"

#define MAX_JOBS 64u

/* From so many blocks on an input is large: threads are started, and lines that
 * come again are looked for. */
#define LARGE 8

struct worker {
	struct loader *loader;
	struct lines lines;
	struct block block;
	pthread_t thread;
	bool started;
};

struct loader {
	struct load *load;
	const struct load_options *opt;
	struct head head;
	struct feed feed;
	struct shared shared;
	struct worker *workers;
	unsigned jobs;
};

/* Up to n blocks; false when there are no more. */
static bool
read_blocks(struct worker *w, uint64_t n)
{
	struct feed *f = &w->loader->feed;

	while (n-- && !w->lines.failed) {
		if (!feed_next(f, &w->block))
			return false;
		feed_lines(f, &w->block, lines_add(&w->lines, &w->block));
	}
	if (w->lines.failed)
		feed_stop(f);
	return !w->lines.failed;
}

static void *
read_all(void *arg)
{
	struct worker *w = arg;

	if (w->loader->opt->merge == TRIE_ALL)
		walk_recall(&w->lines.walk);
	while (read_blocks(w, UINT64_MAX))
		continue;
	return NULL;
}

static void
run(struct loader *l)
{
	if (!read_blocks(&l->workers[0], LARGE))
		return;
	recall_init(&l->shared.recall);
	for (unsigned i = 1; i < l->jobs; i++) {
		struct worker *w = &l->workers[i];
		w->started = thread_begin(&w->thread, read_all, w);
	}
	(void)read_all(&l->workers[0]);
	for (unsigned i = 1; i < l->jobs; i++)
		if (l->workers[i].started)
			(void)pthread_join(l->workers[i].thread, NULL);
}

static void
two_columns(void *who)
{
	struct loader *l = who;

	shared_alone(&l->shared, trie_need_before);
}

static void
begin(struct loader *l, struct load *load, const struct load_options *opt)
{
	unsigned jobs = opt->jobs ? opt->jobs : os_processors();

	*load = (struct load){0};
	trie_init(&load->trie, opt->merge);
	*l = (struct loader){.load = load, .opt = opt};
	l->head.decided = opt->diff != LOAD_DIFF_AUTO;
	l->head.differential = opt->diff == LOAD_DIFF_ON;
	if (l->head.differential)
		trie_need_before(&load->trie);
	l->jobs = opt->merge == TRIE_NEIGHBOURS ? 1 : jobs < MAX_JOBS ? jobs : MAX_JOBS;
	shared_init(&l->shared, &load->trie);
	l->workers = mem_zero(l->jobs, sizeof *l->workers);
	for (unsigned i = 0; i < l->jobs; i++) {
		l->workers[i].loader = l;
		lines_init(&l->workers[i].lines, opt, &l->shared);
	}
}

static bool
is_earlier(const struct bad_line *a, const struct bad_line *b)
{
	return a->block != b->block ? a->block < b->block : a->line < b->line;
}

/* The earliest bad line that no worker has said yet. */
static struct bad_line *
next_bad(struct loader *l, size_t *said)
{
	struct bad_line *first = NULL;
	unsigned who = 0;

	for (unsigned i = 0; i < l->jobs; i++) {
		struct lines *lines = &l->workers[i].lines;
		if (said[i] == LINES_SAID || said[i] == lines->ignored)
			continue;
		if (!first || is_earlier(&lines->bad[said[i]], first)) {
			first = &lines->bad[said[i]];
			who = i;
		}
	}
	if (first)
		said[who]++;
	return first;
}

static void
say_bad_lines(struct loader *l)
{
	size_t said[MAX_JOBS] = {0};
	struct bad_line *bad;

	for (int n = 0; n < LINES_SAID && (bad = next_bad(l, said)); n++)
		warn_at(feed_pos(&l->feed, bad->block, bad->line), "line ignored: %s",
		        folded_reason(bad->why));
}

static void
report_ignored(struct loader *l)
{
	struct load *load = l->load;

	if (!load->ignored)
		return;
	say_bad_lines(l);
	if (load->ignored > LINES_SAID)
		warn("%" PRIu64 " lines ignored in all, of %" PRIu64, load->ignored, load->lines);
	load->looks_raw = l->head.raw != NULL;
	if (l->head.raw)
		warn("%s looks like %s: stackcollapse makes folded text of it", l->head.raw_file,
		     l->head.raw);
	else if (load->trie.n == 1 && !load->trie.nodes[TRIE_ROOT].self)
		warn("no line is folded text; stackcollapse makes it of what profilers write");
}

/* What no line behind it can be read for: the first of them. */
static bool
report_failure(struct loader *l)
{
	const struct bad_line *first = NULL;

	for (unsigned i = 0; i < l->jobs; i++) {
		const struct lines *lines = &l->workers[i].lines;
		if (lines->failed && (!first || is_earlier(&lines->failure, first)))
			first = &lines->failure;
	}
	if (!first)
		return false;
	struct pos pos = feed_pos(&l->feed, first->block, first->line);
	complain("%s:%" PRIu64 ": %s%s", pos.file, pos.line, folded_reason(first->why),
	         first->why == FOLDED_ONE_COUNT
	                 ? ", where every line of the first 64 KiB ends in two: say --diff or --no-diff"
	                 : "");
	return true;
}

static bool
report(struct loader *l)
{
	struct load *load = l->load;

	if (report_failure(l))
		return false;
	report_ignored(l);
	if (load->trie.overflow) {
		complain("the counts of a stack add up to more than 2^64-1");
		return false;
	}
	if (l->opt->strict && load->ignored) {
		complain("%" PRIu64 " of %" PRIu64 " lines are not folded text", load->ignored,
		         load->lines);
		return false;
	}
	return true;
}

static bool
finish(struct loader *l)
{
	struct load *load = l->load;

	load->differential = l->head.differential;
	load->lines = feed_total(&l->feed);
	for (unsigned i = 0; i < l->jobs; i++) {
		load->ignored += l->workers[i].lines.ignored;
		load->without_base += l->workers[i].lines.without_base;
		block_release(&l->workers[i].block);
	}
	for (unsigned i = 0; i < l->jobs; i++)
		lines_release(&l->workers[i].lines);
	trie_seal(&load->trie);
	load->scale = scale_settle(&load->trie);
	bool ok = !l->feed.failed && report(l);
	feed_close(&l->feed);
	shared_release(&l->shared);
	free(l->workers);
	return ok;
}

static bool
load(struct loader *l)
{
	l->feed.head = &l->head;
	l->feed.decided = two_columns;
	l->feed.who = l;
	if (l->opt->block)
		l->feed.block = l->opt->block;
	if (l->jobs > 1)
		l->feed.large = LARGE * (uint64_t)l->feed.block;
	run(l);
	return finish(l);
}

bool
load_files(struct load *to, const char *const *paths, size_t n, const struct load_options *opt)
{
	struct loader l;

	begin(&l, to, opt);
	feed_open(&l.feed, paths, n);
	return load(&l);
}

bool
load_text(struct load *to, const char *name, struct str text, const struct load_options *opt)
{
	struct loader l;

	begin(&l, to, opt);
	feed_open_text(&l.feed, name, text);
	return load(&l);
}

void
load_release(struct load *load)
{
	trie_release(&load->trie);
	*load = (struct load){0};
}
