/* Small files of /proc and /sys. */
#ifndef SAMPLE_PROCFS_H
#define SAMPLE_PROCFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/out.h"
#include "base/str.h"

/* Append what is in the file to text; false, with errno set, where it cannot be
 * read. */
bool procfs_read(const char *path, struct out *text);

/* The number that is all of a file, or fallback.  May be negative. */
int64_t procfs_number(const char *path, int64_t fallback);

/* The threads of a process, ascending; malloc'ed, the caller's to free.  0: no such
 * process. */
size_t procfs_threads(const char *proc, uint32_t pid, uint32_t **tids);

/* CPUs that are online; malloc'ed, the caller's to free.  At least one. */
size_t procfs_cpus(uint32_t **cpus);

/* The list of a file like /sys/devices/system/cpu/online, "0-3,8": as above; 0 where
 * the text is not such a list. */
size_t procfs_cpu_list(struct str text, uint32_t **cpus);

#endif
