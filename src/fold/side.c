#include "fold/side.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "fold/folded.h"

/* Larger files are loaded: a trie is smaller than their text. */
#define MOST_BYTES ((off_t)32 << 20)

/* So much is read at once, and looked at while it is in the processor's cache. */
#define BLOCK ((size_t)256 << 10)

/* Lines whose slots are asked for before the first of them is looked up. */
#define BATCH 32

/* Bytes of a line, about. */
#define LINE 128

/* Behind the text: what hashes read beyond it. */
#define PAD 64

/* Digits that fit 64 bits whatever they are. */
#define MAX_DIGITS 18

#define TAG 0xffffffff00000000u

struct line {
	const char *stack;
	uint32_t n;
	uint64_t count;
};

/* A side that is being read. */
struct reader {
	struct side *side;
	const struct hash_key *key;
	bool no_diff;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The line [from, end); false where it is not the usual one. */
static bool
parse(const char *from, const char *end, struct line *line)
{
	const char *at = end;
	uint64_t count = 0, ten = 1;

	for (; at > from && end - at < MAX_DIGITS; at--, ten *= 10) {
		unsigned digit = (unsigned)(unsigned char)at[-1] - '0';
		if (digit > 9)
			break;
		count += digit * ten;
	}
	if (at == end || at < from + 2 || at[-1] != ' ' || is_blank(at[-2]) || *from == '#')
		return false;
	*line = (struct line){from, (uint32_t)(at - 1 - from), count};
	return utf8_is_clean((struct str){from, line->n});
}

static void
put_slot(struct side *s, uint32_t pair)
{
	size_t at = s->hash[pair] & (s->n_slots - 1);

	while (s->slots[at])
		at = (at + 1) & (s->n_slots - 1);
	s->slots[at] = (s->hash[pair] & TAG) | (pair + 1);
}

/* Slots for at least twice as many pairs. */
static void
make_slots(struct side *s, size_t pairs)
{
	size_t n = s->n_slots ? s->n_slots : BLOCK / LINE;

	while (n / 2 < pairs)
		n *= 2;
	free(s->slots);
	s->n_slots = n;
	s->slots = mem_large_zero(n, sizeof *s->slots);
	s->hash = mem_large_grow(s->hash, s->n, &s->hash_cap, n / 2, sizeof *s->hash);
	for (uint32_t i = 0; i < s->n; i++)
		put_slot(s, i);
}

void
side_index(struct side *s, const struct hash_key *key)
{
	if (!s->sorted)
		return;
	s->sorted = false;
	s->hash = mem_large_grow(s->hash, 0, &s->hash_cap, s->cap, sizeof *s->hash);
	for (uint32_t i = 0; i < s->n; i++)
		s->hash[i] = hash_line(key, s->list[i].stack, s->list[i].n);
	make_slots(s, s->cap);
}

struct pair *
side_find(const struct side *s, const char *stack, uint32_t n, uint64_t hash)
{
	for (size_t at = hash & (s->n_slots - 1);; at = (at + 1) & (s->n_slots - 1)) {
		uint64_t slot = s->slots[at];
		if (!slot)
			return NULL;
		if ((slot ^ hash) & TAG)
			continue;
		struct pair *pair = &s->list[(uint32_t)slot - 1];
		if (pair->n == n && !memcmp(pair->stack, stack, n))
			return pair;
	}
}

static struct pair *
add_pair(struct side *s, const struct line *line)
{
	struct pair *pair = &s->list[s->n++];

	*pair = (struct pair){.stack = line->stack, .n = line->n};
	pair->count[s->number] = line->count;
	return pair;
}

/* Those of the lines that come in order; how many these are. */
static size_t
count_sorted(struct side *s, const struct line *lines, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct line *line = &lines[i];
		struct pair *last = s->n ? &s->list[s->n - 1] : NULL;
		enum side_order order = s->n ? side_compare(last->stack, last->n, line->stack, line->n)
		                             : SIDE_BEFORE;
		if (order == SIDE_SAME)
			last->count[s->number] += line->count;
		else if (order != SIDE_BEFORE)
			return i;
		else if (line->count)
			(void)add_pair(s, line);
	}
	return n;
}

static void
count_hashed(struct side *s, const struct hash_key *key, const struct line *lines, size_t n)
{
	uint64_t hash[BATCH];

	if (s->n + n > s->n_slots / 2)
		make_slots(s, s->n + n);
	for (size_t i = 0; i < n; i++) {
		hash[i] = hash_line(key, lines[i].stack, lines[i].n);
		__builtin_prefetch(&s->slots[hash[i] & (s->n_slots - 1)], 1);
	}
	for (size_t i = 0; i < n; i++) {
		const struct line *line = &lines[i];
		struct pair *pair = line->count ? side_find(s, line->stack, line->n, hash[i]) : NULL;
		if (pair) {
			pair->count[s->number] += line->count;
		} else if (line->count) {
			s->hash[s->n] = hash[i];
			(void)add_pair(s, line);
			put_slot(s, s->n - 1);
		}
	}
}

static bool
count_lines(const struct reader *r, const struct line *lines, size_t n)
{
	struct side *s = r->side;
	size_t sorted = 0;

	for (size_t i = 0; i < n; i++) {
		if (lines[i].count > UINT64_MAX - s->total)
			return false;
		s->total += lines[i].count;
	}
	s->list = mem_large_grow(s->list, s->n, &s->cap, s->n + n, sizeof *s->list);
	if (s->sorted)
		sorted = count_sorted(s, lines, n);
	if (sorted == n)
		return true;
	side_index(s, r->key);
	count_hashed(s, r->key, lines + sorted, n - sorted);
	return true;
}

/* Count the whole lines of [*from, end), and move *from behind them. */
static bool
take_lines(const struct reader *r, const char **from, const char *end)
{
	struct line batch[BATCH];
	const char *at = *from, *line_end;
	size_t n = 0;
	bool ok = true;

	while (ok && (line_end = memchr(at, '\n', (size_t)(end - at)))) {
		ok = parse(at, line_end, &batch[n]);
		if (ok && ++n == BATCH) {
			ok = count_lines(r, batch, n);
			n = 0;
		}
		at = line_end + 1;
	}
	*from = at;
	return ok && count_lines(r, batch, n);
}

/* Whether the first line could make a difference of the file, or is marked. */
static bool
begins_oddly(const struct reader *r, const char *text, size_t n)
{
	struct cut first = str_cut((struct str){text, n}, '\n');
	struct folded f;

	return str_starts(first.head, STR("\xef\xbb\xbf")) ||
	       (!r->no_diff && folded_parse(first.head, true, &f) == FOLDED_LINE);
}

static bool
read_lines(const struct reader *r, int fd, size_t size)
{
	struct side *s = r->side;
	const char *from = s->text;
	size_t used = 0;

	while (used < size) {
		ssize_t got = read(fd, s->text + used, size - used < BLOCK ? size - used : BLOCK);
		if (got <= 0)
			return false;
		if (!used && begins_oddly(r, s->text, (size_t)got))
			return false;
		used += (size_t)got;
		if (!take_lines(r, &from, s->text + used))
			return false;
	}
	return from == s->text + used && s->total;
}

bool
side_read(struct side *s, unsigned number, const struct hash_key *key, const char *path, bool no_diff)
{
	const struct reader r = {s, key, no_diff};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	bool ok = fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size <= MOST_BYTES;

	*s = (struct side){.number = number, .sorted = true};
	if (ok) {
		size_t size = (size_t)st.st_size;
		s->text = mem_large(size + PAD, 1);
		s->list = mem_large_grow(NULL, 0, &s->cap, size / LINE + BATCH, sizeof *s->list);
		ok = read_lines(&r, fd, size);
	}
	if (fd >= 0)
		(void)close(fd);
	return ok;
}

void
side_release(struct side *s)
{
	free(s->text);
	free(s->list);
	free(s->hash);
	free(s->slots);
	*s = (struct side){0};
}
