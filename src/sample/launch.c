#define _GNU_SOURCE /* pipe2 */
#include "sample/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the child: never returns. */
static void
wait_and_run(const int go[2], int report, char *const argv[], int output, bool traced)
{
	char byte;

	(void)close(go[1]);
	while (read(go[0], &byte, 1) < 0 && errno == EINTR)
		;
	(void)close(go[0]);
	(void)signal(SIGPIPE, SIG_DFL);
	if (output != STDOUT_FILENO)
		(void)dup2(output, STDOUT_FILENO);
	if (!traced || ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0)
		(void)execvp(argv[0], argv);
	int error = errno;
	while (write(report, &error, sizeof error) < 0 && errno == EINTR)
		;
	_exit(error == ENOENT ? 127 : 126);
}

bool
launch_prepare(struct launch *l, char *const argv[], int output, bool traced)
{
	int go[2], report[2];

	*l = (struct launch){.go = -1, .report = -1, .traced = traced};
	if (pipe2(go, O_CLOEXEC))
		return false;
	if (pipe2(report, O_CLOEXEC)) {
		(void)close(go[0]);
		(void)close(go[1]);
		return false;
	}
	l->pid = fork();
	if (l->pid == 0)
		wait_and_run(go, report[1], argv, output, traced);
	(void)close(go[0]);
	(void)close(report[1]);
	l->go = go[1];
	l->report = report[0];
	if (l->pid > 0)
		return true;
	(void)close(l->go);
	(void)close(l->report);
	l->pid = 0;
	return false;
}

int
launch_go(struct launch *l)
{
	int error = 0;
	ssize_t n;

	(void)close(l->go); /* the end of the pipe is the signal */
	while ((n = read(l->report, &error, sizeof error)) < 0 && errno == EINTR)
		;
	(void)close(l->report);
	l->go = l->report = -1;
	if (n == (ssize_t)sizeof error) {
		(void)launch_ended(l, true);
		return error;
	}
	if (l->traced)
		while (waitpid(l->pid, &l->status, 0) < 0 && errno == EINTR)
			;
	return 0;
}

void
launch_release(struct launch *l)
{
	if (l->traced)
		(void)ptrace(PTRACE_DETACH, l->pid, NULL, NULL);
	l->traced = false;
}

bool
launch_ended(struct launch *l, bool wait)
{
	pid_t pid = 0;

	if (l->ended || !l->pid)
		return true;
	do
		pid = waitpid(l->pid, &l->status, wait ? 0 : WNOHANG);
	while (pid < 0 && errno == EINTR && wait);
	l->ended = pid == l->pid || (pid < 0 && errno == ECHILD);
	return l->ended;
}

int
launch_status(const struct launch *l)
{
	if (WIFSIGNALED(l->status))
		return 128 + WTERMSIG(l->status);
	return WIFEXITED(l->status) ? WEXITSTATUS(l->status) : 1;
}
