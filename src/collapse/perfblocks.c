#include "collapse/perfblocks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "collapse/perfline.h"

void
perf_blocks_init(struct perf_blocks *b, struct in *in)
{
	*b = (struct perf_blocks){.in = in, .lock = PTHREAD_MUTEX_INITIALIZER};
}

void
perf_blocks_release(struct perf_blocks *b)
{
	(void)pthread_mutex_destroy(&b->lock);
	free(b->carry);
	free(b->past);
}

void
perf_block_release(struct perf_block *block)
{
	free(block->buf);
}

/* Where the last sample of text may start: behind a blank line, or at an event line.
 * 0: nowhere. */
static size_t
last_start(struct str text)
{
	struct perf_event e;
	size_t end = text.n;

	while (end && text.p[end - 1] != '\n')
		end--;
	while (end) {
		size_t start = end - 1;
		while (start && text.p[start - 1] != '\n')
			start--;
		struct str line = {text.p + start, end - 1 - start};
		if (!str_trim(line).n)
			return end;
		if (*line.p != '\t' && perf_event_parse(str_trim(line), true, &e))
			return start;
		end = start;
	}
	return 0;
}

/* Append what is read to the block, as much as it has, so that a long sample is looked
 * at a few times only; false at the end. */
static bool
read_more(struct perf_blocks *b, struct perf_block *block)
{
	size_t wanted = block->text.n > PERF_BLOCK ? block->text.n : PERF_BLOCK;

	block->buf = mem_grow(block->buf, &block->cap, size_add(block->text.n, wanted), 1);
	size_t n = in_read(b->in, block->buf + block->text.n, wanted);
	block->text = (struct str){block->buf, block->text.n + n};
	b->end = !n;
	return n;
}

static void
take_carry(struct perf_blocks *b, struct perf_block *block)
{
	block->buf = mem_grow(block->buf, &block->cap, size_add(b->n_carry, 1), 1);
	if (b->n_carry)
		memcpy(block->buf, b->carry, b->n_carry);
	block->text = (struct str){block->buf, b->n_carry};
	b->n_carry = 0;
}

static void
give_carry(struct perf_blocks *b, struct perf_block *block, size_t from)
{
	size_t n = block->text.n - from;

	b->carry = mem_grow(b->carry, &b->cap_carry, n + 1, 1);
	if (n)
		memcpy(b->carry, block->buf + from, n);
	b->n_carry = n;
	block->text.n = from;
}

bool
perf_blocks_next(struct perf_blocks *b, struct perf_block *block)
{
	(void)pthread_mutex_lock(&b->lock);
	take_carry(b, block);
	while (read_more(b, block)) {
		size_t start = last_start(block->text);
		if (!start)
			continue;
		give_carry(b, block, start);
		break;
	}
	block->index = b->n;
	block->n_bad = block->lines = 0;
	bool some = block->text.n > 0;
	b->n += some;
	(void)pthread_mutex_unlock(&b->lock);
	return some;
}

void
perf_block_bad(struct perf_block *block, const char *why)
{
	if (block->n_bad < PERF_BLOCK_BAD)
		block->bad[block->n_bad] = (struct perf_bad){block->lines, why};
	block->n_bad++;
}

void
perf_blocks_done(struct perf_blocks *b, struct perf_block *block)
{
	(void)pthread_mutex_lock(&b->lock);
	b->past = mem_grow(b->past, &b->cap, b->n, sizeof *b->past);
	struct perf_past *past = &b->past[block->index];
	past->lines = block->lines;
	past->n_bad = block->n_bad;
	memcpy(past->bad, block->bad, sizeof past->bad);
	(void)pthread_mutex_unlock(&b->lock);
}

void
perf_blocks_report(const struct perf_blocks *b, struct report *report)
{
	struct pos at = {b->in->pos.file, 0};
	uint64_t line = 0;

	for (size_t i = 0; i < b->n; i++) {
		const struct perf_past *past = &b->past[i];
		for (uint64_t k = 0; k < past->n_bad && k < PERF_BLOCK_BAD; k++) {
			at.line = line + past->bad[k].line;
			report_bad(report, at, "%s", past->bad[k].why);
		}
		if (past->n_bad > PERF_BLOCK_BAD)
			report->bad += past->n_bad - PERF_BLOCK_BAD;
		line += past->lines;
	}
}
