#define _GNU_SOURCE /* madvise */
#include "sample/mapped.h"

#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHUNK ((size_t)1 << 20)
#define AHEAD (8 * CHUNK)  /* the pages that are at hand before they are read, */
#define BEHIND (8 * CHUNK) /* and those that stay, for records that are late */

static void *
memory_of(const struct mapped *m)
{
	union {
		const char *shown;
		void *mapped;
	} p = {m->bytes.p};

	return p.mapped;
}

bool
mapped_open(struct mapped *m, int fd, size_t n)
{
	void *p = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);

	*m = (struct mapped){0};
	if (p == MAP_FAILED)
		return false;
	m->bytes = (struct str){p, n};
	return true;
}

void
mapped_close(struct mapped *m)
{
	if (m->bytes.n)
		(void)munmap(memory_of(m), m->bytes.n);
	*m = (struct mapped){0};
}

static void
on_cut(int number)
{
	static const char text[] = "the file was cut while it was read\n";

	(void)number;
	(void)!write(STDERR_FILENO, text, sizeof text - 1);
	_exit(1);
}

void
mapped_guard(void)
{
	struct sigaction action = {.sa_handler = on_cut};

	(void)sigaction(SIGBUS, &action, NULL);
}

void
mapped_unguard(void)
{
	struct sigaction action = {.sa_handler = SIG_DFL};

	(void)sigaction(SIGBUS, &action, NULL);
}

/* Have the pages of n bytes from at on. */
static void
touch(const struct mapped *file, size_t at, size_t n)
{
#ifdef MADV_POPULATE_READ
	if (!madvise((char *)memory_of(file) + at, n, MADV_POPULATE_READ))
		return;
#endif
	(void)madvise((char *)memory_of(file) + at, n, MADV_WILLNEED);
}

/* Wait until the reader is near; how far it is, SIZE_MAX: it has ended. */
static size_t
wait_for(struct mapped_ahead *a, size_t at)
{
	(void)pthread_mutex_lock(&a->lock);
	while (!a->ended && at > a->at + AHEAD)
		(void)pthread_cond_wait(&a->moved, &a->lock);
	size_t reached = a->ended ? SIZE_MAX : a->at;
	(void)pthread_mutex_unlock(&a->lock);
	return reached;
}

static void *
run_ahead(void *ahead)
{
	struct mapped_ahead *a = ahead;
	size_t n = a->file->bytes.n, dropped = 0;

	for (size_t at = 0; at < n; at += CHUNK) {
		size_t reached = wait_for(a, at);
		if (reached == SIZE_MAX)
			break;
		touch(a->file, at, n - at < CHUNK ? n - at : CHUNK);
		size_t old = reached > BEHIND ? (reached - BEHIND) / CHUNK * CHUNK : 0;
		if (old > dropped)
			(void)madvise((char *)memory_of(a->file) + dropped, old - dropped,
			              MADV_DONTNEED);
		dropped = old;
	}
	return NULL;
}

void
mapped_ahead(struct mapped_ahead *a, const struct mapped *file)
{
	*a = (struct mapped_ahead){.file = file};
	if (file->bytes.n <= AHEAD / 2)
		return;
	(void)pthread_mutex_init(&a->lock, NULL);
	(void)pthread_cond_init(&a->moved, NULL);
	a->running = !pthread_create(&a->thread, NULL, run_ahead, a);
}

void
mapped_reached(struct mapped_ahead *a, size_t at)
{
	if (!a->running || at < a->at + CHUNK)
		return;
	(void)pthread_mutex_lock(&a->lock);
	a->at = at;
	(void)pthread_cond_signal(&a->moved);
	(void)pthread_mutex_unlock(&a->lock);
}

void
mapped_ahead_end(struct mapped_ahead *a)
{
	if (!a->running)
		return;
	(void)pthread_mutex_lock(&a->lock);
	a->ended = true;
	(void)pthread_cond_signal(&a->moved);
	(void)pthread_mutex_unlock(&a->lock);
	(void)pthread_join(a->thread, NULL);
	(void)pthread_mutex_destroy(&a->lock);
	(void)pthread_cond_destroy(&a->moved);
	a->running = false;
}
