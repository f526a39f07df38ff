#include "base/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

static int
close_on_exec(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	return flags < 0 ? flags : fcntl(fd, F_SETFD, flags | FD_CLOEXEC);
}

static bool
open_pipe(int ends[2])
{
	if (pipe(ends))
		return false;
	(void)close_on_exec(ends[0]);
	(void)close_on_exec(ends[1]);
	return true;
}

/* In the child: become argv.  A failed exec is told through the status pipe. */
static _Noreturn void
become(const char *const argv[], const int fd[3], int status_fd)
{
	union {
		const char *const *borrowed;
		char *const *given; /* execvp() takes it so, and changes nothing */
	} words = {argv};

	if (dup2(fd[0], STDIN_FILENO) >= 0 && dup2(fd[1], STDOUT_FILENO) >= 0 &&
	    (fd[2] == STDERR_FILENO || dup2(fd[2], STDERR_FILENO) >= 0)) {
		(void)signal(SIGPIPE, SIG_DFL);
		(void)execvp(argv[0], words.given);
	}
	int error = errno;
	ssize_t n = write(status_fd, &error, sizeof error);
	_exit(n < 0 ? 126 : 127);
}

/* Start argv with what it reads, writes and complains to; false with errno. */
static bool
start(const char *const argv[], const int fd[3], pid_t *pid)
{
	int status[2], error = 0;

	if (!open_pipe(status))
		return false;
	*pid = fork();
	if (*pid == 0)
		become(argv, fd, status[1]);
	if (*pid < 0)
		error = errno;
	(void)close(status[1]);
	if (*pid > 0 && read(status[0], &error, sizeof error) > 0)
		(void)pipe_wait(*pid);
	(void)close(status[0]);
	errno = error;
	return !error;
}

/* One end is the child's, and closed; the other, or -1 with errno, the caller's. */
static int
start_at(const char *const argv[], int in_fd, int error_fd, int ends[2], pid_t *pid)
{
	bool ok = start(argv, (const int[]){in_fd, ends[1], error_fd}, pid);
	int error = errno;

	(void)close(ends[1]);
	if (ok)
		return ends[0];
	(void)close(ends[0]);
	errno = error;
	return -1;
}

/* Start argv (found on PATH) with in_fd as its standard input; *pid and a descriptor that
 * reads its standard output.  in_fd stays open. */
static int
from(const char *const argv[], int in_fd, pid_t *pid)
{
	int data[2];

	return open_pipe(data) ? start_at(argv, in_fd, STDERR_FILENO, data, pid) : -1;
}

int
pipe_talk(const char *const argv[], pid_t *pid)
{
	int ends[2], quiet = open("/dev/null", O_WRONLY);

	if (quiet < 0)
		return -1;
	(void)close_on_exec(quiet);
	int fd = -1;
	if (!socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) {
		(void)close_on_exec(ends[0]);
		(void)close_on_exec(ends[1]);
		fd = start_at(argv, ends[1], quiet, ends, pid);
	}
	int error = errno;
	(void)close(quiet);
	errno = error;
	return fd;
}

bool
pipe_say(int fd, struct str text)
{
	while (text.n) {
		ssize_t k = send(fd, text.p, text.n, MSG_NOSIGNAL);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		text = str_rest(text, (size_t)k);
	}
	return true;
}

void
pipe_end(int fd, pid_t pid)
{
	(void)close(fd);
	(void)kill(pid, SIGKILL);
	(void)pipe_wait(pid);
}

static bool
write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t k = write(fd, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

/* In a child of its own: head, then all of in_fd, to to. */
static _Noreturn void
feed(struct str head, int in_fd, int to)
{
	char buf[16384];
	bool ok = write_all(to, head.p, head.n);

	(void)signal(SIGPIPE, SIG_IGN);
	while (ok && in_fd >= 0) {
		ssize_t n = read(in_fd, buf, sizeof buf);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(n < 0);
		ok = write_all(to, buf, (size_t)n);
	}
	_exit(!ok);
}

int
pipe_from_both(const char *const argv[], struct str head, int in_fd, pid_t *pid, pid_t *feeder)
{
	int ends[2];

	if (!open_pipe(ends))
		return -1;
	*feeder = fork();
	if (*feeder == 0) {
		(void)close(ends[0]);
		feed(head, in_fd, ends[1]);
	}
	(void)close(ends[1]);
	int fd = *feeder < 0 ? -1 : from(argv, ends[0], pid);
	int error = errno;
	(void)close(ends[0]);
	if (fd < 0 && *feeder > 0)
		(void)pipe_wait(*feeder);
	errno = error;
	return fd;
}

bool
pipe_filter(const char *const argv[], struct str input, char **output, size_t *n)
{
	pid_t pid, feeder;
	size_t cap = 0, used = 0;
	char *text = NULL;
	int fd = pipe_from_both(argv, input, -1, &pid, &feeder);

	if (fd < 0)
		return false;
	for (;;) {
		text = mem_grow(text, &cap, size_add(used, 65536), 1);
		ssize_t k = read(fd, text + used, 65536);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			break;
		used += (size_t)k;
	}
	(void)close(fd);
	(void)pipe_wait(feeder);
	if (!pipe_wait(pid)) {
		free(text);
		return false;
	}
	*output = text;
	*n = used;
	return true;
}

bool
pipe_wait(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
