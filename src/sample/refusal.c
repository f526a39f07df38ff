#include "sample/refusal.h"

#include <errno.h>
#include <string.h>

#include "sample/procfs.h"

struct refusal
refusal_now(int error, const char *what)
{
	struct refusal r = {.error = error, .what = what};
	struct out status;

	r.paranoid = procfs_number("/proc/sys/kernel/perf_event_paranoid", -2);
	out_to_memory(&status);
	r.seccomp = procfs_read("/proc/self/status", &status) &&
	            str_has(out_memory(&status), STR("Seccomp:\t2"));
	out_drop(&status);
	return r;
}

static void
write_denied(const struct refusal *r, struct out *o)
{
	out_text(o, "cannot sample ");
	out_text(o, r->what);
	out_text(o, ": perf_event_paranoid=");
	out_i64(o, r->paranoid);
	if (r->paranoid > 2)
		out_text(o, " forbids it to users; 2 allows them their own processes. Run it with "
		            "sudo, or: sysctl kernel.perf_event_paranoid=2");
	else if (r->paranoid > 0)
		out_text(o, " allows users their own processes only. Run it with sudo, or: setcap "
		            "cap_perfmon,cap_sys_ptrace+ep cflame-record, or: sysctl "
		            "kernel.perf_event_paranoid=0");
	else
		out_text(o, ", and still the kernel says no: it is another user's, or a security "
		            "module forbids it. Run it with sudo");
}

void
refusal_write(const struct refusal *r, struct out *o)
{
	bool blocked = r->error == EPERM || r->error == ENOSYS || r->error == EACCES;

	if (r->paranoid == -2 && r->error == ENOSYS) {
		out_text(o, "this kernel has no perf events (CONFIG_PERF_EVENTS)");
	} else if (blocked && r->seccomp && r->error != EACCES) {
		out_text(o, "perf_event_open is blocked by this container's seccomp profile, not by "
		            "perf_event_paranoid. Use --cap-add PERFMON (Docker 23 and later) or "
		            "--security-opt seccomp=unconfined, or run it on the host with -p");
	} else if (r->error == EACCES || r->error == EPERM) {
		write_denied(r, o);
	} else if (r->error == ESRCH) {
		out_text(o, "no such ");
		out_text(o, r->what);
	} else if (r->error == ENOMEM) {
		out_text(o, "no memory may be locked for the ring buffers: raise ulimit -l, or "
		            "sysctl kernel.perf_event_mlock_kb");
	} else if (r->error == EMFILE || r->error == ENFILE) {
		out_text(o, "too few descriptors to sample ");
		out_text(o, r->what);
		out_text(o, ": raise ulimit -n, or run it as root, which needs one a CPU");
	} else {
		out_text(o, "cannot sample ");
		out_text(o, r->what);
		out_text(o, ": ");
		out_text(o, strerror(r->error));
	}
}
