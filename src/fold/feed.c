#include "fold/feed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fold/scan.h"

/* Larger ones are not faster: this is in the processor's cache when it is scanned. */
#define FEED_BLOCK ((size_t)256 << 10)

static void
look(struct feed *f)
{
	bool was = f->head->differential;

	f->looked = true;
	if (str_eq(in_peek(&f->in, 3), STR("\xef\xbb\xbf")))
		in_skip(&f->in, 3);
	head_look(f->head, f->in.pos.file, in_peek(&f->in, HEAD_BYTES));
	if (!was && f->head->differential && f->decided)
		f->decided(f->who);
}

void
feed_open(struct feed *f, const char *const *paths, size_t n)
{
	*f = (struct feed){.paths = paths, .n_paths = n, .block = FEED_BLOCK};
	(void)pthread_mutex_init(&f->lock, NULL);
}

void
feed_open_text(struct feed *f, const char *name, struct str text)
{
	feed_open(f, NULL, 0);
	in_from_memory(&f->in, name, text);
	f->open = true;
}

static void
fail(struct feed *f, const char *name, int error)
{
	complain("%s: %s", name, error == E2BIG ? "a line has more than 1 GiB" : strerror(error));
	f->failed = f->stop = true;
}

static bool
open_next(struct feed *f)
{
	if (f->next == f->n_paths)
		return false;
	const char *path = f->paths[f->next++];
	if (!in_open(&f->in, path)) {
		fail(f, strcmp(path, "-") ? path : "standard input", errno);
		return false;
	}
	f->open = true;
	f->looked = false;
	return true;
}

static void
close_input(struct feed *f)
{
	const char *name = f->in.pos.file;

	f->open = false;
	if (!in_close(&f->in))
		fail(f, name, errno);
}

/* Fill the block; false at the end of the input. */
static bool
fill(struct feed *f, struct block *b)
{
	while (b->n < b->cap) {
		size_t got = in_read(&f->in, b->bytes + b->n, b->cap - b->n);
		if (!got)
			return false;
		b->n += got;
	}
	return true;
}

static void
keep_tail(struct feed *f, struct block *b, size_t lines_end)
{
	f->carry_n = b->n - lines_end;
	f->carry = mem_grow(f->carry, &f->carry_cap, f->carry_n, 1);
	if (f->carry_n)
		memcpy(f->carry, b->bytes + lines_end, f->carry_n);
	b->n = lines_end;
}

static void
take_carry(struct feed *f, struct block *b)
{
	block_room(b, size_add(f->carry_n, f->block));
	b->bytes = b->memory;
	if (f->carry_n)
		memcpy(b->bytes, f->carry, f->carry_n);
	b->n = f->carry_n;
	f->carry_n = 0;
}

/* Whole lines of the input that is open; none left: n is 0. */
static void
read_lines(struct feed *f, struct block *b)
{
	take_carry(f, b);
	while (fill(f, b)) {
		struct cut c = str_rcut((struct str){b->bytes, b->n}, '\n');
		if (c.ok) {
			keep_tail(f, b, c.head.n + 1);
			return;
		}
		if (b->cap > LONGEST_LINE) {
			fail(f, f->in.pos.file, E2BIG);
			b->n = 0;
			break;
		}
		block_room(b, size_add(b->cap, b->cap));
	}
	if (b->n && b->bytes[b->n - 1] != '\n')
		b->bytes[b->n++] = '\n';
}

/* A large plain file is read in parts from here on. */
static bool
divide(struct feed *f)
{
	uint64_t at, size;

	if (!f->large || !in_plain(&f->in, &at, &size) || size - at <= f->large)
		return false;
	f->parts = mem_alloc(1, sizeof *f->parts);
	*f->parts = (struct parts){.in = f->in, .first = at, .at = at, .size = size, .users = 1};
	f->open = false;
	return true;
}

static void
leave_parts(struct feed *f, struct parts *p)
{
	if (--p->users)
		return;
	const char *name = p->in.pos.file;
	if (!in_close(&p->in))
		fail(f, name, errno);
	free(p);
}

/* The next part of the input, to be read by one that need not have the feed. */
static bool
take_part(struct feed *f, uint64_t *at, size_t *n)
{
	struct parts *p = f->parts;

	*at = p->at;
	*n = p->size - p->at < f->block ? (size_t)(p->size - p->at) : f->block;
	p->at += *n;
	p->users += *n > 0;
	if (!*n) {
		f->parts = NULL;
		leave_parts(f, p);
	}
	return *n > 0;
}

static void
number(struct feed *f, struct block *b, const char *file)
{
	f->blocks = mem_grow(f->blocks, &f->blocks_cap, f->n_blocks + 1, sizeof *f->blocks);
	b->number = f->n_blocks++;
	b->differential = f->head->differential;
	b->guessed = f->head->guessed;
	f->blocks[b->number] = (struct feed_block){file, 0};
}

/* A block, or a part of the parts that is given too; false at the end. */
static bool
next_locked(struct feed *f, struct block *b, struct parts **parts, uint64_t *at, size_t *n)
{
	b->n = 0;
	while (!f->stop && !b->n) {
		if (f->parts && take_part(f, at, n)) {
			*parts = f->parts;
			number(f, b, f->parts->in.pos.file);
			return true;
		}
		if (!f->open && !open_next(f))
			return false;
		const char *file = f->in.pos.file;
		if (!f->looked)
			look(f);
		if (divide(f))
			continue;
		read_lines(f, b);
		if (b->n)
			number(f, b, file);
		else
			close_input(f);
	}
	return b->n > 0;
}

/* Read a part without having the feed. */
static void
read_part(struct feed *f, struct block *b, struct parts *parts, uint64_t at, size_t n)
{
	bool ok = parts_read(parts, at, n, b);
	int error = errno;

	(void)pthread_mutex_lock(&f->lock);
	if (!ok)
		fail(f, parts->in.pos.file, error);
	leave_parts(f, parts);
	(void)pthread_mutex_unlock(&f->lock);
}

bool
feed_next(struct feed *f, struct block *b)
{
	bool more = true;

	b->n = 0;
	while (more && !b->n) {
		struct parts *parts = NULL;
		uint64_t at;
		size_t n;
		(void)pthread_mutex_lock(&f->lock);
		more = next_locked(f, b, &parts, &at, &n);
		(void)pthread_mutex_unlock(&f->lock);
		if (parts)
			read_part(f, b, parts, at, n);
	}
	if (b->n)
		memset(b->bytes + b->n, 0, SCAN_PAD);
	return b->n > 0;
}

void
feed_lines(struct feed *f, const struct block *b, uint64_t lines)
{
	(void)pthread_mutex_lock(&f->lock);
	f->blocks[b->number].lines = lines;
	(void)pthread_mutex_unlock(&f->lock);
}

void
feed_stop(struct feed *f)
{
	(void)pthread_mutex_lock(&f->lock);
	f->stop = true;
	(void)pthread_mutex_unlock(&f->lock);
}

struct pos
feed_pos(const struct feed *f, uint64_t block, uint64_t line)
{
	struct pos pos = {f->blocks[block].file, line + 1};

	while (block-- && f->blocks[block].file == pos.file)
		pos.line += f->blocks[block].lines;
	return pos;
}

uint64_t
feed_total(const struct feed *f)
{
	uint64_t total = 0;

	for (size_t i = 0; i < f->n_blocks; i++)
		total += f->blocks[i].lines;
	return total;
}

void
feed_close(struct feed *f)
{
	if (f->open)
		close_input(f);
	if (f->parts)
		leave_parts(f, f->parts);
	free(f->carry);
	free(f->blocks);
	(void)pthread_mutex_destroy(&f->lock);
}
