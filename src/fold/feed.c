#include "fold/feed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fold/scan.h"

/* Larger ones are not faster: this is in the processor's cache when it is scanned. */
#define FEED_BLOCK ((size_t)256 << 10)

/* Offsets in a block are of 32 bits. */
#define MAX_BLOCK ((size_t)1 << 31)

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
fail(struct feed *f, const char *name)
{
	complain("%s: %s", name, strerror(errno));
	f->failed = f->stop = true;
}

static bool
open_next(struct feed *f)
{
	if (f->next == f->n_paths)
		return false;
	const char *path = f->paths[f->next++];
	if (!in_open(&f->in, path)) {
		fail(f, strcmp(path, "-") ? path : "standard input");
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
		fail(f, name);
}

static void
make_room(struct block *b, size_t n)
{
	if (n <= b->cap)
		return;
	b->cap = n;
	b->bytes = mem_resize(b->bytes, size_add(n, 1 + SCAN_PAD), 1);
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
	make_room(b, size_add(f->carry_n, f->block));
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
		if (b->cap > MAX_BLOCK / 2) {
			complain("%s: a line has more than 1 GiB", f->in.pos.file);
			f->failed = f->stop = true;
			b->n = 0;
			break;
		}
		make_room(b, size_add(b->cap, b->cap));
	}
	if (b->n && b->bytes[b->n - 1] != '\n')
		b->bytes[b->n++] = '\n';
}

static bool
next_locked(struct feed *f, struct block *b)
{
	b->n = 0;
	while (!f->stop && !b->n) {
		if (!f->open && !open_next(f))
			return false;
		const char *file = f->in.pos.file;
		if (!f->looked)
			look(f);
		read_lines(f, b);
		if (b->n) {
			f->blocks = mem_grow(f->blocks, &f->blocks_cap, f->n_blocks + 1, sizeof *f->blocks);
			b->number = f->n_blocks++;
			b->differential = f->head->differential;
			b->guessed = f->head->guessed;
			f->blocks[b->number] = (struct feed_block){file, 0};
			memset(b->bytes + b->n, 0, SCAN_PAD);
		} else {
			close_input(f);
		}
	}
	return b->n > 0;
}

bool
feed_next(struct feed *f, struct block *b)
{
	(void)pthread_mutex_lock(&f->lock);
	bool ok = next_locked(f, b);
	(void)pthread_mutex_unlock(&f->lock);
	return ok;
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
	free(f->carry);
	free(f->blocks);
	(void)pthread_mutex_destroy(&f->lock);
}

void
block_release(struct block *b)
{
	free(b->bytes);
	*b = (struct block){0};
}
