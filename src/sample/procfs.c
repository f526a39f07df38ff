#include "sample/procfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

#define CPUS_MAX 65536

bool
procfs_read(const char *path, struct out *text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	ssize_t n;
	while ((n = read(fd, out_room(text, 4096), 4096)) > 0 || (n < 0 && errno == EINTR))
		out_took(text, n > 0 ? (size_t)n : 0);
	int error = errno;
	(void)close(fd);
	errno = error;
	return n == 0;
}

int64_t
procfs_number(const char *path, int64_t fallback)
{
	struct out text;
	uint64_t v;

	out_to_memory(&text);
	struct str s = procfs_read(path, &text) ? out_memory(&text) : STR("");
	s = str_cut(s, '\n').head;
	bool negative = str_starts(s, STR("-"));
	bool ok = str_u64(str_rest(s, negative), &v) && v <= INT64_MAX;
	out_drop(&text);
	return !ok ? fallback : negative ? -(int64_t)v : (int64_t)v;
}

static int
by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* The entries of a folder that are numbers. */
static size_t
numbers_in(const char *path, uint32_t **list)
{
	DIR *dir = opendir(path);
	size_t n = 0, cap = 0;

	*list = NULL;
	if (!dir)
		return 0;
	for (struct dirent *entry; (entry = readdir(dir));) {
		uint64_t v;
		if (!str_u64(str_from(entry->d_name), &v) || v > INT32_MAX)
			continue;
		*list = mem_grow(*list, &cap, n + 1, sizeof **list);
		(*list)[n++] = (uint32_t)v;
	}
	(void)closedir(dir);
	if (n)
		qsort(*list, n, sizeof **list, by_number);
	return n;
}

size_t
procfs_threads(const char *proc, uint32_t pid, uint32_t **tids)
{
	char path[512];

	(void)snprintf(path, sizeof path, "%s/%u/task", proc, pid);
	return numbers_in(path, tids);
}

size_t
procfs_cpu_list(struct str text, uint32_t **cpus)
{
	size_t n = 0, cap = 0;

	*cpus = NULL;
	for (text = str_cut(text, '\n').head; text.n;) {
		struct cut item = str_cut(text, ',');
		struct cut range = str_cut(item.head, '-');
		uint64_t first, last;
		bool ok = str_u64(range.head, &first);
		last = first;
		ok = ok && (!range.ok || str_u64(range.tail, &last));
		if (!ok || last >= CPUS_MAX || first > last) {
			free(*cpus);
			*cpus = NULL;
			return 0;
		}
		*cpus = mem_grow(*cpus, &cap, n + (size_t)(last - first) + 1, sizeof **cpus);
		while (first <= last)
			(*cpus)[n++] = (uint32_t)first++;
		text = item.tail;
	}
	return n;
}

size_t
procfs_cpus(uint32_t **cpus)
{
	struct out text;

	out_to_memory(&text);
	(void)procfs_read("/sys/devices/system/cpu/online", &text);
	size_t n = procfs_cpu_list(out_memory(&text), cpus);
	out_drop(&text);
	if (n)
		return n;
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	n = online > 0 ? (size_t)online : 1;
	*cpus = mem_alloc(n, sizeof **cpus);
	for (size_t i = 0; i < n; i++)
		(*cpus)[i] = (uint32_t)i;
	return n;
}
