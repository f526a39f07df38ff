#define _GNU_SOURCE /* sched_getaffinity, madvise, mremap */
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

#ifdef MREMAP_FIXED

/* Aligned room in the address space with nothing in it; NULL where there is none. */
static char *
reserve(size_t n)
{
	size_t all = n + OS_LARGE_PAGE;
	int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;

	if (all < n)
		return NULL;
	char *p = mmap(NULL, all, PROT_NONE, flags, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	size_t before = -(uintptr_t)p & (OS_LARGE_PAGE - 1);
	if (before)
		(void)munmap(p, before);
	(void)munmap(p + before + n, OS_LARGE_PAGE - before);
	return p + before;
}

bool
os_can_map(void)
{
	return true;
}

void *
os_map(void *p, size_t had, size_t n)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
	char *to = reserve(n);
	void *got;

	if (!to)
		return NULL;
	if (had)
		got = mremap(p, had, n, MREMAP_MAYMOVE | MREMAP_FIXED, to);
	else
		got = mmap(to, n, PROT_READ | PROT_WRITE, flags, -1, 0);
	if (got == MAP_FAILED) {
		(void)munmap(to, n);
		return NULL;
	}
	os_large(got, n);
	return got;
}

void
os_unmap(void *p, size_t n)
{
	(void)munmap(p, n);
}

#else

bool
os_can_map(void)
{
	return false;
}

void *
os_map(void *p, size_t had, size_t n)
{
	(void)p;
	(void)had;
	(void)n;
	return NULL;
}

void
os_unmap(void *p, size_t n)
{
	(void)p;
	(void)n;
}

#endif
