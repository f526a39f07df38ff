#define _GNU_SOURCE /* O_PATH */
#include "sample/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int
file_open(const char *path, bool follow, struct stat *st)
{
	char again[64];
	int fd = -1, handle = open(path, O_PATH | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));

	if (handle < 0)
		return -1;
	if (fstat(handle, st) || !S_ISREG(st->st_mode)) {
		errno = EINVAL;
	} else {
		(void)snprintf(again, sizeof again, "/proc/self/fd/%d", handle);
		fd = open(again, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	}
	int error = errno;
	(void)close(handle);
	errno = error;
	return fd;
}
