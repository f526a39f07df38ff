/* The small readers of structured profiles: protobuf, XML, CSV, ids. */
#include "collapse/csv.h"
#include "collapse/ids.h"
#include "collapse/proto.h"
#include "collapse/xml.h"
#include "unit.h"

static struct arena mem;

static void
proto_fields(void)
{
	struct proto m = proto_of(STR("\x08\x96\x01" "\x12\x02hi" "\x1d\x01\x02\x03\x04"
	                              "\x21\x01\x00\x00\x00\x00\x00\x00\x80"));

	CHECK(proto_next(&m) && m.field == 1 && m.type == PROTO_VARINT && m.value == 150);
	CHECK(proto_next(&m) && m.field == 2 && m.type == PROTO_BYTES);
	SAME(m.bytes, STR("hi"));
	CHECK(proto_next(&m) && m.field == 3 && m.value == 0x04030201);
	CHECK(proto_next(&m) && m.field == 4 && m.value == 0x8000000000000001);
	CHECK(!proto_next(&m) && !m.left.bad);
	CHECK(proto_signed(UINT64_MAX) == -1);
}

static void
proto_lists(void)
{
	struct proto m = proto_of(STR("\x0a\x03\x01\xac\x02\x08\x07"));
	struct proto_list list;
	uint64_t v = 0;

	CHECK(proto_next(&m));
	list = proto_numbers(&m);
	CHECK(proto_number(&list, &v) && v == 1);
	CHECK(proto_number(&list, &v) && v == 300);
	CHECK(!proto_number(&list, &v) && !list.left.bad);
	CHECK(proto_next(&m));
	list = proto_numbers(&m);
	CHECK(proto_number(&list, &v) && v == 7);
	CHECK(!proto_number(&list, &v));
}

static void
proto_cut_or_wrong(void)
{
	const struct str texts[] = {STR("\x08"), STR("\x12\x05hi"), STR("\x00\x01"),
	                                   STR("\x0b"), STR("\x0d\x01"),
	                                   STR("\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct proto m = proto_of(texts[i]);
		while (proto_next(&m))
			continue;
		CHECK(m.left.bad);
	}
}

static void
xml_events(void)
{
	struct xml x;
	struct str v = {0};

	xml_init(&x, STR("<?xml version='1.0'?><!-- <a> --><a x='1' y=\"&lt;&#65;&#x20ac;&no;\">t&amp;u"
	                 "<b/><![CDATA[<&amp;>]]></a>\n"), &mem);
	CHECK(xml_next(&x) == XML_OPEN);
	SAME(x.name, STR("a"));
	CHECK(xml_attribute(&x, STR("y"), &v));
	SAME(v, STR("<A\xe2\x82\xac&no;"));
	CHECK(xml_attribute(&x, STR("x"), &v));
	SAME(v, STR("1"));
	CHECK(!xml_attribute(&x, STR("z"), &v));
	CHECK(xml_next(&x) == XML_TEXT);
	SAME(xml_text(&x), STR("t&u"));
	CHECK(xml_next(&x) == XML_OPEN && xml_next(&x) == XML_CLOSE);
	SAME(x.name, STR("b"));
	CHECK(xml_next(&x) == XML_TEXT);
	SAME(xml_text(&x), STR("<&amp;>"));
	CHECK(xml_next(&x) == XML_CLOSE && xml_next(&x) == XML_TEXT && xml_next(&x) == XML_END);
	CHECK(!x.why && xml_line(&x) == 2);
}

static void
xml_that_is_wrong(void)
{
	static const char *const texts[] = {"<a>", "<a", "<a b='>", "<a></b>", "</a>", "<a><b></a></b>",
	                                    "<>", "<!-- x", "<?xml"};
	struct xml x;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		xml_init(&x, str_from(texts[i]), &mem);
		while (xml_next(&x) != XML_END)
			continue;
		CHECK(x.why);
		CHECK(xml_next(&x) == XML_END);
	}
}

static void
xml_depth_is_bounded(void)
{
	char text[3 * (XML_DEPTH + 1)];
	struct xml x;

	for (size_t i = 0; i < sizeof text; i++)
		text[i] = "<a>"[i % 3];
	xml_init(&x, (struct str){text, sizeof text}, &mem);
	while (xml_next(&x) != XML_END)
		continue;
	SAME(str_from(x.why), STR("the elements are nested too deeply"));
}

static void
csv_fields(void)
{
	struct csv_field f[4];

	CHECK(csv_split(STR("a, b ,  \"c,\"\"d\"\"\",,\"1,234\""), ',', &mem, f, 4) == 4);
	SAME(f[0].text, STR("a"));
	SAME(f[1].text, STR("b"));
	CHECK(f[1].indent == 1 && f[2].indent == 2);
	SAME(f[2].text, STR("c,\"d\""));
	CHECK(!f[3].text.n);
	CHECK(csv_split(STR(""), ',', &mem, f, 4) == 1);
	CHECK(csv_split(STR("\"a"), ',', &mem, f, 4) == 0);
	CHECK(csv_split(STR("a;\"b\""), ';', &mem, f, 4) == 2);
	SAME(csv_ungroup(STR("1,234,567"), &mem), STR("1234567"));
	SAME(csv_ungroup(STR("12"), &mem), STR("12"));
}

static void
ids_number_keys(void)
{
	struct ids ids = {0};

	CHECK(ids_find(&ids, 7) == IDS_NONE);
	for (uint64_t k = 0; k < 1000; k++)
		CHECK(ids_get(&ids, k * 0x100000001) == k);
	for (uint64_t k = 0; k < 1000; k++)
		CHECK(ids_find(&ids, k * 0x100000001) == k);
	CHECK(ids_find(&ids, 1) == IDS_NONE);
	ids_release(&ids);
}

int
main(void)
{
	TEST(proto_fields);
	TEST(proto_lists);
	TEST(proto_cut_or_wrong);
	TEST(xml_events);
	TEST(xml_that_is_wrong);
	TEST(xml_depth_is_bounded);
	TEST(csv_fields);
	TEST(ids_number_keys);
	arena_release(&mem);
	return unit_end();
}
