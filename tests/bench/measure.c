/* measure OUT COMMAND...: run a command with its standard output to the file OUT and
 * say, on ours, wall seconds, processor seconds and the largest resident set in KiB.
 * Exits as the command does.
 *
 * OUT is made anew: to take the bytes of a large file away, and to have those that come
 * in their place written at once, takes longer than some of the commands. */
#define _GNU_SOURCE /* wait4 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
run(char **argv)
{
	int fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0)
		_exit(126);
	(void)execvp(argv[2], argv + 2);
	_exit(127);
}

int
main(int argc, char **argv)
{
	struct rusage use;
	int status;

	if (argc < 3)
		return 2;
	(void)unlink(argv[1]);
	double start = now();
	pid_t pid = vfork();
	if (!pid)
		run(argv);
	if (pid < 0 || wait4(pid, &status, 0, &use) < 0)
		return 125;
	(void)printf("%.4f %.4f %ld\n", now() - start, seconds(use.ru_utime) + seconds(use.ru_stime),
	             use.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
