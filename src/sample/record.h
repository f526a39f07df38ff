/* One record of a perf ring or of perf.data, taken apart.
 *
 * A record is a header (u32 type, u16 misc, u16 size of all) and a body that
 * depends on the type; which fields a sample has, and which trailer the others
 * have, depends on the attributes of the event.  Source: perf_event_open(2),
 * "MMAP layout". */
#ifndef SAMPLE_RECORD_H
#define SAMPLE_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/str.h"
#include "sample/abi.h"

/* What of the attributes shapes the records of an event. */
struct record_layout {
	uint64_t sample_type, read_format, branch_sample_type;
	uint64_t regs_user, regs_intr; /* masks */
	bool id_all;                   /* all records end in a trailer */
};

struct record_mmap { /* MMAP, MMAP2 */
	uint64_t addr, len, offset;
	uint32_t major, minor; /* MMAP2 without build id; else 0 */
	uint64_t ino, generation;
	struct str build_id; /* MMAP2 with MISC_MMAP_BUILD_ID; else empty */
	struct str path;
	bool executable;
};

struct record_task { /* FORK, EXIT */
	uint32_t ppid, ptid;
};

struct record_lost { /* LOST, LOST_SAMPLES */
	uint64_t n;
};

struct record_sample {
	uint64_t ip, period;
	struct bytes chain;   /* of u64, with CONTEXT_ markers */
	struct bytes regs;    /* of u64, one a bit of regs_user; empty where abi is 0 */
	struct str stack;     /* what was copied */
	uint64_t stack_asked; /* bytes there was room for; more may have been on the stack */
	uint64_t abi;         /* ABI_: of regs */
};

/* All slices are borrowed from the record's bytes. */
struct record {
	uint32_t type; /* enum record_type, or one that is not known here */
	uint16_t misc;
	/* of the record itself where it names them, else of the trailer, else 0 */
	uint32_t pid, tid;
	uint64_t time;
	uint64_t id; /* of the event */
	uint32_t cpu;
	struct str comm; /* COMM */
	union {
		struct record_mmap mmap;
		struct record_task task;
		struct record_lost lost;
		struct record_sample sample;
	};
};

/* The fields of attr that shape its records. */
struct record_layout record_layout(const struct event_attr *attr);

/* An attribute as it stands in a file; what the file's version lacks is 0. */
void event_attr_parse(struct event_attr *attr, struct bytes b);

/* Take one whole record apart.  False where it is shorter than its fields.  A
 * record of an unknown type is only a header and a trailer. */
bool record_parse(struct record *r, struct str bytes, const struct record_layout *layout);

/* The time of a record without taking it apart; 0 where it has none. */
uint64_t record_time(struct str bytes, const struct record_layout *layout);

/* The id of the event that a record belongs to, where all events of the recording have
 * this layout, or SAMPLE_IDENTIFIER in theirs; 0 where it has none. */
uint64_t record_identifier(struct str bytes, const struct record_layout *layout);

#endif
