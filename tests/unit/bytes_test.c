#include "base/bytes.h"
#include "unit.h"

static void
integers(void)
{
	struct bytes b = bytes_of(STR("\x01\x02\x03\x04\x05\x06\x07\x08\xff"));

	CHECK(bytes_u16(&b) == 0x0201 && bytes_u32(&b) == 0x06050403 && bytes_left(&b) == 3);
	CHECK(bytes_u16(&b) == 0x0807 && bytes_u8(&b) == 0xff && !b.bad);
	CHECK(bytes_u8(&b) == 0 && b.bad);
	CHECK(bytes_u64(&b) == 0);
}

static void
leb128(void)
{
	struct bytes b = bytes_of(STR("\xe5\x8e\x26\x7f\x80\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"));

	CHECK(bytes_uleb(&b) == 624485);
	CHECK(bytes_sleb(&b) == -1);
	CHECK(bytes_sleb(&b) == -128);
	CHECK(bytes_uleb(&b) == UINT64_MAX && !b.bad);
	b = bytes_of(STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"));
	CHECK(bytes_uleb(&b) == 0 && b.bad);
	b = bytes_of(STR("\x80"));
	CHECK(bytes_sleb(&b) == 0 && b.bad);
}

static void
strings_and_parts(void)
{
	struct bytes b = bytes_of(STR("ab\0cd"));

	SAME(bytes_string(&b), STR("ab"));
	CHECK(bytes_string(&b).n == 0 && b.bad);
	b = bytes_of(STR("abcdef"));
	struct bytes part = bytes_sub(&b, 2, 3);
	SAME(bytes_take(&part, 3), STR("cde"));
	CHECK(!part.bad && bytes_take(&part, 1).n == 0 && part.bad);
	CHECK(bytes_sub(&b, 2, UINT64_MAX).bad && bytes_sub(&b, 7, 0).bad && !bytes_sub(&b, 6, 0).bad);
}

int
main(void)
{
	TEST(integers);
	TEST(leb128);
	TEST(strings_and_parts);
	return unit_end();
}
