/* The numbers of perf_event_open(2): what is asked of the kernel, and what its
 * records are made of.
 *
 * Source: include/uapi/linux/perf_event.h and the manual page.  They are written
 * here since a libc without the kernel's headers must do, and since recordings are
 * read by the same numbers wherever they come from. */
#ifndef SAMPLE_ABI_H
#define SAMPLE_ABI_H

#include <stdint.h>

enum attr_type {
	ATTR_HARDWARE = 0,
	ATTR_SOFTWARE = 1,
	ATTR_TRACEPOINT = 2,
	ATTR_BREAKPOINT = 5,
};

enum attr_config {
	HARDWARE_CYCLES = 0,
	SOFTWARE_CPU_CLOCK = 0,
	SOFTWARE_PAGE_FAULTS = 2,
	SOFTWARE_CONTEXT_SWITCHES = 3,
	SOFTWARE_DUMMY = 9,
};

/* Bits of attr.flags. */
#define ATTR_DISABLED (UINT64_C(1) << 0)
#define ATTR_INHERIT (UINT64_C(1) << 1)
#define ATTR_EXCLUDE_USER (UINT64_C(1) << 4)
#define ATTR_EXCLUDE_KERNEL (UINT64_C(1) << 5)
#define ATTR_EXCLUDE_HV (UINT64_C(1) << 6)
#define ATTR_EXCLUDE_IDLE (UINT64_C(1) << 7)
#define ATTR_MMAP (UINT64_C(1) << 8)
#define ATTR_COMM (UINT64_C(1) << 9)
#define ATTR_FREQ (UINT64_C(1) << 10)
#define ATTR_ENABLE_ON_EXEC (UINT64_C(1) << 12)
#define ATTR_TASK (UINT64_C(1) << 13)
#define ATTR_WATERMARK (UINT64_C(1) << 14)
#define ATTR_SAMPLE_ID_ALL (UINT64_C(1) << 18)
#define ATTR_EXCLUDE_CALLCHAIN_KERNEL (UINT64_C(1) << 21)
#define ATTR_EXCLUDE_CALLCHAIN_USER (UINT64_C(1) << 22)
#define ATTR_MMAP2 (UINT64_C(1) << 23)
#define ATTR_COMM_EXEC (UINT64_C(1) << 24)
#define ATTR_USE_CLOCKID (UINT64_C(1) << 25)
#define ATTR_CONTEXT_SWITCH (UINT64_C(1) << 26)

/* Bits of attr.sample_type, in the order of their numbers; record.c has the order
 * of the fields. */
#define SAMPLE_IP (UINT64_C(1) << 0)
#define SAMPLE_TID (UINT64_C(1) << 1)
#define SAMPLE_TIME (UINT64_C(1) << 2)
#define SAMPLE_ADDR (UINT64_C(1) << 3)
#define SAMPLE_READ (UINT64_C(1) << 4)
#define SAMPLE_CALLCHAIN (UINT64_C(1) << 5)
#define SAMPLE_ID (UINT64_C(1) << 6)
#define SAMPLE_CPU (UINT64_C(1) << 7)
#define SAMPLE_PERIOD (UINT64_C(1) << 8)
#define SAMPLE_STREAM_ID (UINT64_C(1) << 9)
#define SAMPLE_RAW (UINT64_C(1) << 10)
#define SAMPLE_BRANCH_STACK (UINT64_C(1) << 11)
#define SAMPLE_REGS_USER (UINT64_C(1) << 12)
#define SAMPLE_STACK_USER (UINT64_C(1) << 13)
#define SAMPLE_IDENTIFIER (UINT64_C(1) << 16)

/* Bits of attr.read_format. */
#define READ_ENABLED (UINT64_C(1) << 0)
#define READ_RUNNING (UINT64_C(1) << 1)
#define READ_ID (UINT64_C(1) << 2)
#define READ_GROUP (UINT64_C(1) << 3)
#define READ_LOST (UINT64_C(1) << 4)

#define BRANCH_HW_INDEX (UINT64_C(1) << 17) /* of attr.branch_sample_type */

/* struct perf_event_attr up to its fifth version, which every kernel since 4.8
 * takes.  The bit fields are one word. */
struct event_attr {
	uint32_t type, size;
	uint64_t config;
	uint64_t period; /* or the frequency, with ATTR_FREQ */
	uint64_t sample_type, read_format, flags;
	uint32_t wakeup; /* bytes, with ATTR_WATERMARK */
	uint32_t bp_type;
	uint64_t config1, config2;
	uint64_t branch_sample_type;
	uint64_t sample_regs_user;
	uint32_t sample_stack_user;
	int32_t clockid;
	uint64_t sample_regs_intr;
	uint32_t aux_watermark;
	uint16_t sample_max_stack, reserved;
};

#define BREAKPOINT_EXECUTE 4u /* attr.bp_type */

/* Flags of the system call. */
#define OPEN_PID_CGROUP 4ul
#define OPEN_CLOEXEC 8ul

/* Requests of ioctl(2). */
#define EVENT_ENABLE 0x2400u
#define EVENT_DISABLE 0x2401u
#define EVENT_SET_OUTPUT 0x2405u
#define EVENT_ID 0x80082407u

enum record_type {
	RECORD_MMAP = 1,
	RECORD_LOST = 2,
	RECORD_COMM = 3,
	RECORD_EXIT = 4,
	RECORD_THROTTLE = 5,
	RECORD_UNTHROTTLE = 6,
	RECORD_FORK = 7,
	RECORD_SAMPLE = 9,
	RECORD_MMAP2 = 10,
	RECORD_LOST_SAMPLES = 13,
	RECORD_SWITCH = 14,
	RECORD_SWITCH_CPU_WIDE = 15,
	RECORD_NAMESPACES = 16,
	RECORD_KSYMBOL = 17,
	RECORD_CGROUP = 19,
	/* written by perf itself into its files */
	RECORD_USER = 64,
	RECORD_HEADER_ATTR = 64,
	RECORD_TRACING_DATA = 66,
	RECORD_HEADER_BUILD_ID = 67,
	RECORD_FINISHED_ROUND = 68,
	RECORD_AUXTRACE_INFO = 70,
	RECORD_AUXTRACE = 71,
	RECORD_HEADER_FEATURE = 80,
	RECORD_COMPRESSED = 81,
	RECORD_COMPRESSED2 = 83,
};

/* Bits of a record's misc. */
#define MISC_MODE 7u /* the next three */
#define MISC_KERNEL 1u
#define MISC_USER 2u
#define MISC_GUEST_KERNEL 4u
#define MISC_MMAP_DATA (1u << 13)
#define MISC_COMM_EXEC (1u << 13)
#define MISC_SWITCH_OUT (1u << 13)
#define MISC_SWITCH_PREEMPT (1u << 14)
#define MISC_MMAP_BUILD_ID (1u << 14)

/* Markers among the addresses of a call chain: what follows is of the ... */
#define CONTEXT_KERNEL (UINT64_MAX - 127)
#define CONTEXT_USER (UINT64_MAX - 511)
#define CONTEXT_MAX (UINT64_MAX - 4094) /* all markers are at least this */

#define ABI_NONE 0u /* of the registers: a task without a user side */
#define ABI_64 2u

#endif
