#include "fold/sides.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/os.h"
#include "base/task.h"
#include "fold/folded.h"

/* Larger files are loaded: a trie is smaller than their text. */
#define MOST_BYTES ((off_t)32 << 20)

/* Bytes of a file that are looked at before it is read. */
#define HEAD ((size_t)8 << 10)

static bool
open_plain(struct parts *file, const char *path)
{
	struct stat st;

	/* A FIFO must not be opened here: who writes to it would lose its reader. */
	*file = (struct parts){.in.fd = -1};
	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return false;
	int fd = file->in.fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size > MOST_BYTES)
		return false;
	file->size = (uint64_t)st.st_size;
	return true;
}

/* Whether the first line could make a difference of the file, or is marked. */
static bool
begins_oddly(const struct block *b, bool no_diff)
{
	struct cut first = str_cut((struct str){b->bytes, b->n}, '\n');
	struct folded f;

	return str_starts(first.head, STR("\xef\xbb\xbf")) ||
	       (!no_diff && folded_parse(first.head, true, &f) == FOLDED_LINE);
}

static bool
in_order(const struct usual *u)
{
	for (size_t i = 1; i < u->n; i++) {
		enum sides_order order = sides_compare(&u->lines[i - 1], &u->lines[i]);
		if (order != SIDES_BEFORE && order != SIDES_SAME)
			return false;
	}
	return true;
}

static bool
look_at_head(struct sides *s, const struct parts *file, bool no_diff)
{
	size_t n = file->size < HEAD ? (size_t)file->size : HEAD;
	struct block b = {0};
	struct usual lines = {0};
	bool ok = n && parts_read(file, 0, n, &b) && !begins_oddly(&b, no_diff) &&
	          usual_lines(&lines, b.bytes, b.n);

	s->ordered &= ok && in_order(&lines);
	usual_release(&lines);
	block_release(&b);
	return ok;
}

bool
sides_open(struct sides *s, const char *before, const char *after, bool no_diff, unsigned jobs)
{
	*s = (struct sides){.alone = (jobs ? jobs : os_processors()) < 2, .ordered = true};
	bool opened = open_plain(&s->file[PAIRS_BEFORE], before);
	opened = open_plain(&s->file[PAIRS_AFTER], after) && opened;
	return opened && look_at_head(s, &s->file[PAIRS_BEFORE], no_diff) &&
	       look_at_head(s, &s->file[PAIRS_AFTER], no_diff);
}

void
sides_do_both(const struct sides *s, void (*work)(void *part), void *first, void *second)
{
	struct task beside;

	task_begin(&beside, !s->alone, work, second);
	work(first);
	task_wait(&beside);
}

bool
sides_add_up(const uint64_t first[PAIRS_SIDES], const uint64_t second[PAIRS_SIDES])
{
	for (int side = 0; side < PAIRS_SIDES; side++)
		if (first[side] + second[side] < first[side] || !(first[side] + second[side]))
			return false;
	return true;
}

void
sides_close(struct sides *s)
{
	for (int i = 0; i < PAIRS_SIDES; i++)
		if (s->file[i].in.fd >= 0)
			(void)close(s->file[i].in.fd);
}
