#include "collapse/json.h"
#include "unit.h"

static struct arena mem;

static struct json
of(const char *text)
{
	return json_of(str_from(text), &mem);
}

static void
string_is(const char *json, struct str want)
{
	struct json j = of(json);
	struct str got = {0};

	CHECK(json_string(&j, &got));
	SAME(got, want);
	CHECK(json_done(&j));
}

static void
strings_lose_their_escapes(void)
{
	string_is("\"plain\"", STR("plain"));
	string_is("\"\"", STR(""));
	string_is("\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"", STR("a\"\\/\b\f\n\r\tz"));
	string_is("\"\\u0041\\u00e9\\u20ac\"", STR("A\xc3\xa9\xe2\x82\xac"));
	string_is("\"\\ud83d\\ude00\"", STR("\xf0\x9f\x98\x80"));
	string_is("\"\\ud83dx\\ude00\"", STR("\xef\xbf\xbdx\xef\xbf\xbd"));
}

static void
a_walk_takes_and_skips(void)
{
	struct json j = of(" {\"a\": [1, {\"x\": \"]}\"}, 3], \"b\" : 18446744073709551615 , \"c\":true}");
	struct str key;
	uint64_t b = 0, items = 0;

	CHECK(json_object(&j));
	while (json_key(&j, &key)) {
		if (str_eq(key, STR("b")))
			CHECK(json_u64(&j, &b));
		else if (str_eq(key, STR("c")))
			CHECK(json_peek(&j) == JSON_WORD && !json_array(&j));
		else if (json_array(&j))
			while (json_item(&j)) {
				json_skip(&j);
				items++;
			}
	}
	CHECK(json_done(&j));
	CHECK(b == UINT64_MAX && items == 3);
}

static void
another_kind_is_skipped(void)
{
	struct json j = of("[{\"a\":1},[2],\"3\",4,null]");
	struct str s;
	uint64_t n = 0;

	CHECK(json_array(&j));
	CHECK(json_item(&j) && !json_array(&j));
	CHECK(json_item(&j) && !json_string(&j, &s));
	CHECK(json_item(&j) && !json_u64(&j, &n));
	CHECK(json_item(&j) && json_u64(&j, &n) && n == 4);
	CHECK(json_item(&j) && !json_object(&j));
	CHECK(!json_item(&j) && json_done(&j));
}

static void
a_copy_comes_back(void)
{
	struct json j = of("[[1,2],[3]]"), inner;
	uint64_t sum = 0, n = 0;

	CHECK(json_array(&j) && json_item(&j));
	inner = j;
	json_skip(&j);
	CHECK(json_item(&j));
	json_skip(&j);
	CHECK(!json_item(&j) && json_done(&j));
	CHECK(json_array(&inner));
	while (json_item(&inner))
		sum += json_u64(&inner, &n) ? n : 0;
	CHECK(sum == 3);
}

/* Walk over anything, as deep as it goes. */
static bool
walk(const char *text)
{
	struct json j = of(text);
	struct str key;

	if (json_peek(&j) == JSON_OBJECT) {
		(void)json_object(&j);
		while (json_key(&j, &key))
			json_skip(&j);
	} else if (json_peek(&j) == JSON_ARRAY) {
		(void)json_array(&j);
		while (json_item(&j))
			json_skip(&j);
	} else if (json_peek(&j) == JSON_STRING) {
		(void)json_string(&j, &key);
	} else {
		json_skip(&j);
	}
	return json_done(&j);
}

static void
what_is_no_json(void)
{
	static const char *const texts[] = {"", "[", "{", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{\"a\"}",
	                                    "{\"a\":}", "{\"a\":1,}", "{1:2}", "\"abc", "\"\\",
	                                    "\"\\x\"", "\"\\u12g4\"", "[[1]", "[1]]", "}", "{\"a\" 1}"};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		CHECK(!walk(texts[i]));
		if (walk(texts[i]))
			printf("  taken for JSON: %s\n", texts[i]);
	}
	CHECK(walk("\xef\xbb\xbf[]"));
	CHECK(walk(" { } "));
	CHECK(walk("[{},[],\"\",-1.5e3,null]"));
}

static void
lines_are_counted(void)
{
	struct json j = of("[1,\n2,\nx y]");
	uint64_t n;

	CHECK(json_array(&j));
	while (json_item(&j))
		(void)json_u64(&j, &n);
	CHECK(j.why && json_line(&j) == 3);
}

int
main(void)
{
	TEST(strings_lose_their_escapes);
	TEST(a_walk_takes_and_skips);
	TEST(another_kind_is_skipped);
	TEST(a_copy_comes_back);
	TEST(what_is_no_json);
	TEST(lines_are_counted);
	arena_release(&mem);
	return unit_end();
}
