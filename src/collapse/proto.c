#include "collapse/proto.h"

#include <string.h>

struct proto
proto_of(struct str message)
{
	return (struct proto){.left = bytes_of(message)};
}

static bool
take_value(struct proto *m, unsigned type)
{
	switch (type) {
	case PROTO_VARINT:
		m->value = bytes_uleb(&m->left);
		break;
	case PROTO_FIXED64:
		m->value = bytes_u64(&m->left);
		break;
	case PROTO_FIXED32:
		m->value = bytes_u32(&m->left);
		break;
	case PROTO_BYTES:
		m->value = bytes_uleb(&m->left);
		if (m->value > bytes_left(&m->left))
			m->left.bad = true;
		m->bytes = bytes_take(&m->left, (size_t)m->value);
		break;
	default:
		m->left.bad = true;
		return false;
	}
	m->type = (enum proto_type)type;
	return !m->left.bad;
}

bool
proto_next(struct proto *m)
{
	if (m->left.bad || !bytes_left(&m->left))
		return false;
	uint64_t tag = bytes_uleb(&m->left);
	m->field = tag >> 3;
	if (!m->field)
		m->left.bad = true;
	return take_value(m, tag & 7);
}

struct proto_list
proto_numbers(const struct proto *m)
{
	if (m->type == PROTO_BYTES)
		return (struct proto_list){.left = bytes_of(m->bytes)};
	return (struct proto_list){.one = m->value, .has_one = true};
}

bool
proto_number(struct proto_list *list, uint64_t *value)
{
	if (list->has_one) {
		list->has_one = false;
		*value = list->one;
		return true;
	}
	if (list->left.bad || !bytes_left(&list->left))
		return false;
	*value = bytes_uleb(&list->left);
	return !list->left.bad;
}

int64_t
proto_signed(uint64_t value)
{
	int64_t v;

	memcpy(&v, &value, sizeof v);
	return v;
}
