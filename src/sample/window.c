#include "sample/window.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/out.h"

#define SECOND_NS UINT64_C(1000000000)
#define SAME_MOST 100 /* files of one second: restarts */

uint64_t
window_begin(struct window *w, uint64_t now_ns)
{
	w->start_s = now_ns / SECOND_NS;
	w->end_s = (w->start_s / w->length_s + 1) * w->length_s;
	return w->end_s * SECOND_NS - now_ns;
}

void
window_name(uint64_t start_s, char *name, size_t n)
{
	time_t seconds = (time_t)start_s;
	struct tm utc;

	(void)gmtime_r(&seconds, &utc);
	(void)strftime(name, n, "%Y%m%dT%H%M%SZ", &utc);
}

/* n digits of s from at on. */
static bool
digits(struct str s, size_t at, size_t n, uint64_t *v)
{
	return at + n <= s.n && str_u64((struct str){s.p + at, n}, v);
}

/* Days from 1970 to the first of March of a year: years begin in March here, so that
 * the leap day is the last. */
static uint64_t
days_to_march(uint64_t year)
{
	return 365 * year + year / 4 - year / 100 + year / 400 - 719468;
}

bool
window_parse(struct str name, uint64_t *start_s)
{
	uint64_t year, month, day, hour, minute, second, number;

	if (!str_ends(name, STR(".folded")))
		return false;
	name.n -= 7;
	struct cut again = str_cut(name, '_');
	if (again.ok && !str_u64(again.tail, &number))
		return false;
	name = again.head;
	if (name.n != 16 || name.p[8] != 'T' || name.p[15] != 'Z' || !digits(name, 0, 4, &year) ||
	    !digits(name, 4, 2, &month) || !digits(name, 6, 2, &day) ||
	    !digits(name, 9, 2, &hour) || !digits(name, 11, 2, &minute) ||
	    !digits(name, 13, 2, &second))
		return false;
	if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	uint64_t from_march = (month + 9) % 12;
	uint64_t days = days_to_march(year - (month < 3)) + (153 * from_march + 2) / 5 + day - 1;
	*start_s = ((days * 24 + hour) * 60 + minute) * 60 + second;
	return true;
}

bool
window_write(const struct window *w, struct stacks *s)
{
	char name[32], path[4096];
	struct stat there;
	struct out o;

	window_name(w->start_s, name, sizeof name);
	for (int i = 1; i < SAME_MOST; i++) {
		char again[16] = "";
		if (i > 1)
			(void)snprintf(again, sizeof again, "_%d", i);
		int n = snprintf(path, sizeof path, "%s/%s%s.folded", w->dir, name, again);
		if (n < 0 || (size_t)n >= sizeof path) {
			errno = ENAMETOOLONG;
			return false;
		}
		if (stat(path, &there))
			break;
	}
	if (!out_open(&o, path))
		return false;
	if (!stacks_write(s, &o)) {
		out_drop(&o);
		errno = EOVERFLOW;
		return false;
	}
	return out_close(&o);
}

struct kept {
	char name[48];
	uint64_t start_s, bytes;
};

static int
newest_first(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;

	if (x->start_s != y->start_s)
		return x->start_s < y->start_s ? 1 : -1;
	return -strcmp(x->name, y->name);
}

static size_t
list_files(const struct window *w, struct kept **list)
{
	DIR *dir = opendir(w->dir);
	size_t n = 0, cap = 0;
	struct kept kept;
	struct stat st;

	*list = NULL;
	if (!dir)
		return 0;
	for (struct dirent *entry; (entry = readdir(dir));) {
		size_t length = strlen(entry->d_name);
		if (length >= sizeof kept.name || !window_parse(str_from(entry->d_name), &kept.start_s))
			continue;
		if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) ||
		    !S_ISREG(st.st_mode))
			continue;
		memcpy(kept.name, entry->d_name, length + 1);
		kept.bytes = (uint64_t)st.st_size;
		*list = mem_grow(*list, &cap, n + 1, sizeof **list);
		(*list)[n++] = kept;
	}
	(void)closedir(dir);
	if (n)
		qsort(*list, n, sizeof **list, newest_first);
	return n;
}

size_t
window_prune(const struct window *w, uint64_t now_s)
{
	struct kept *list;
	size_t n = list_files(w, &list), removed = 0;
	uint64_t sum = 0;
	char path[4096];

	for (size_t i = 0; i < n; i++) {
		bool old = w->keep_s && list[i].start_s + w->keep_s < now_s;
		sum += list[i].bytes;
		if (!i || (!old && (!w->keep_bytes || sum <= w->keep_bytes)))
			continue;
		int length = snprintf(path, sizeof path, "%s/%s", w->dir, list[i].name);
		if (length > 0 && (size_t)length < sizeof path && unlink(path) == 0)
			removed++;
	}
	free(list);
	return removed;
}
