#define _GNU_SOURCE /* sched_getaffinity, madvise */
#include "base/os.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <sched.h>
#include <sys/mman.h>
#include <sys/random.h>
#endif

unsigned
os_processors(void)
{
#ifdef __linux__
	cpu_set_t set;

	if (!sched_getaffinity(0, sizeof set, &set) && CPU_COUNT(&set) > 0)
		return (unsigned)CPU_COUNT(&set);
#endif
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	return n > 0 ? (unsigned)n : 1;
}

static size_t
random_device(unsigned char *p, size_t n)
{
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, p, n);

	if (fd >= 0)
		(void)close(fd);
	return got > 0 ? (size_t)got : 0;
}

void
os_random(void *buf, size_t n)
{
	unsigned char *p = buf;
	size_t done = 0;

#ifdef __linux__
	ssize_t got = getrandom(p, n, GRND_NONBLOCK);
	done = got > 0 ? (size_t)got : 0;
#endif
	if (done < n)
		done += random_device(p + done, n - done);
	if (done == n)
		return;
	/* Neither: the clock, and where the system has put us. */
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_REALTIME, &now);
	uint64_t seed = (uint64_t)now.tv_nsec << 20 ^ (uint64_t)now.tv_sec ^ (uintptr_t)&now;
	for (; done < n; done++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		p[done] = (unsigned char)(seed >> 56);
	}
}

void
os_large(void *p, size_t n)
{
#ifdef MADV_HUGEPAGE
	uintptr_t from = ((uintptr_t)p + OS_LARGE_PAGE - 1) & ~(uintptr_t)(OS_LARGE_PAGE - 1);
	uintptr_t to = ((uintptr_t)p + n) & ~(uintptr_t)(OS_LARGE_PAGE - 1);

	if (from < to)
		(void)madvise((void *)from, to - from, MADV_HUGEPAGE);
#else
	(void)p;
	(void)n;
#endif
}
