/* The wire format of protocol buffers (protobuf.dev, "Encoding"): a message is a
 * row of fields, each a number, a type and a value. */
#ifndef COLLAPSE_PROTO_H
#define COLLAPSE_PROTO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum proto_type { PROTO_VARINT = 0, PROTO_FIXED64 = 1, PROTO_BYTES = 2, PROTO_FIXED32 = 5 };

struct proto {
	struct bytes left; /* left.bad: this is no message */
	/* the field that proto_next() found */
	uint64_t field;
	enum proto_type type;
	uint64_t value;   /* of all types but PROTO_BYTES */
	struct str bytes; /* of PROTO_BYTES: a string, a message, or packed numbers */
};

struct proto proto_of(struct str message);

/* The next field; false at the end, or with left.bad where there is none. */
bool proto_next(struct proto *m);

/* The numbers of a repeated field, packed or not, that proto_next() found:
 * proto_number() until it is false.  left.bad of list: they were cut. */
struct proto_list {
	struct bytes left;
	uint64_t one;
	bool has_one;
};

struct proto_list proto_numbers(const struct proto *m);
bool proto_number(struct proto_list *list, uint64_t *value);

/* Two's complement of a value. */
int64_t proto_signed(uint64_t value);

#endif
