#include "base/mem.h"
#include "sample/jit.h"
#include "sample/kallsyms.h"
#include "unit.h"

static struct str
name_at(struct jit *j, uint64_t addr, uint64_t time_ns)
{
	struct jit_code *code = jit_find(j, addr, time_ns);

	return code ? code->name : STR("-");
}

static void
a_perf_map(void)
{
	struct jit j = {0};
	struct str text = STR("3ef414c0 398 LazyCompile:~add /home/me/add.js:1\r\n"
	                      "0x1000 0x10 one\n"
	                      "nonsense\n"
	                      "2000 zz bad size\n"
	                      "3000 0 empty\n"
	                      "4000 10 half");

	CHECK(jit_parse_map(&j, text) == text.n - STR("4000 10 half").n);
	CHECK(j.n == 2);
	SAME(name_at(&j, 0x3ef414c0, 0), STR("LazyCompile:~add /home/me/add.js:1"));
	SAME(name_at(&j, 0x3ef414c0 + 0x397, 0), STR("LazyCompile:~add /home/me/add.js:1"));
	SAME(name_at(&j, 0x3ef414c0 + 0x398, 0), STR("-"));
	SAME(name_at(&j, 0x100f, 0), STR("one"));
	CHECK(jit_parse_map(&j, STR("4000 10 half\n")) == 13);
	SAME(name_at(&j, 0x4001, 0), STR("half"));
	jit_release(&j);
}

static void
the_later_entry_is_there_now(void)
{
	struct jit j = {0};

	(void)jit_parse_map(&j, STR("1000 100 old\n2000 10 other\n"));
	SAME(name_at(&j, 0x1050, 0), STR("old"));
	(void)jit_parse_map(&j, STR("1040 20 new\n0800 900 around\n1048 4 newest\n"));
	SAME(name_at(&j, 0x1044, 0), STR("around"));
	SAME(name_at(&j, 0x104a, 0), STR("newest"));
	SAME(name_at(&j, 0x2005, 0), STR("other"));
	jit_release(&j);
}

static void
number(char *to, size_t *n, uint64_t v, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		to[(*n)++] = (char)(v >> (8 * i));
}

static void
record(char *to, size_t *n, unsigned id, uint64_t time_ns, const uint64_t *fields, const char *name)
{
	size_t text = name ? strlen(name) + 1 : 0, wide = name ? 4 : 5;

	number(to, n, id, 4);
	number(to, n, 16 + 8 + 8 * wide + text, 4);
	number(to, n, time_ns, 8);
	number(to, n, 7, 4);
	number(to, n, 7, 4);
	for (size_t i = 0; i < wide; i++)
		number(to, n, fields[i], 8);
	memcpy(to + *n, name ? name : "", text);
	*n += text;
}

static void
a_jit_dump_knows_time(void)
{
	struct jit j = {0};
	char dump[1024];
	size_t n = 0;

	number(dump, &n, 0x4a695444, 4);
	number(dump, &n, 1, 4);
	number(dump, &n, 40, 4);
	number(dump, &n, 62, 8);
	number(dump, &n, 7, 4);
	number(dump, &n, 5, 8);
	number(dump, &n, 0, 8);
	record(dump, &n, 0, 100, (uint64_t[]){0, 0x1000, 0x10, 1}, "first");
	record(dump, &n, 0, 200, (uint64_t[]){0, 0x1000, 0x10, 2}, "second");
	record(dump, &n, 1, 300, (uint64_t[]){0, 0x1000, 0x5000, 0x10, 2}, NULL);
	for (size_t cut = 0; cut <= n; cut += 13) {
		size_t taken = jit_parse_dump(&j, (struct str){dump, cut});
		CHECK(taken <= cut);
		taken += jit_parse_dump(&j, (struct str){dump + taken, n - taken});
		CHECK(taken == n);
		SAME(name_at(&j, 0x1000, 99), STR("-"));
		SAME(name_at(&j, 0x1000, 150), STR("first"));
		SAME(name_at(&j, 0x100f, 250), STR("second"));
		SAME(name_at(&j, 0x5000, 250), STR("-"));
		SAME(name_at(&j, 0x5000, 0), STR("second"));
		jit_release(&j);
	}
	dump[0] = 0;
	CHECK(jit_parse_dump(&j, (struct str){dump, n}) == n && !j.n);
	jit_release(&j);
}

static void
take_kallsyms(struct kallsyms *k, struct str text)
{
	for (struct cut line = {.tail = text}; line.tail.n;) {
		line = str_cut(line.tail, '\n');
		kallsyms_line(k, line.head);
	}
	kallsyms_end(k);
}

static struct str
kernel_at(const struct kallsyms *k, uint64_t addr)
{
	struct kernel_symbol s;

	return kallsyms_find((struct str){k->text, k->n}, addr, &s) ? s.name : STR("-");
}

static void
kernel_symbols(void)
{
	struct kallsyms k = {0};
	struct kernel_symbol s;

	take_kallsyms(&k, STR("ffffffff81000000 t startup\n"
	                      "ffffffff81000000 T _stext\n"
	                      "ffffffff81000000 t other\n"
	                      "ffffffff81000040 T do_one\n"
	                      "ffffffff81000080 D data\n"
	                      "ffffffffc0401000 t nf_hook\t[nf_tables]\n"
	                      "ffffffffc0400000 t early\t[mod]\n"
	                      "broken line\n"));
	SAME(kernel_at(&k, 0xffffffff80ffffff), STR("-"));
	SAME(kernel_at(&k, 0xffffffff81000000), STR("_stext"));
	SAME(kernel_at(&k, 0xffffffff81000090), STR("do_one"));
	SAME(kernel_at(&k, 0xffffffffc0400fff), STR("early"));
	SAME(kernel_at(&k, UINT64_MAX), STR("nf_hook"));
	CHECK(kallsyms_find((struct str){k.text, k.n}, 0xffffffff81000041, &s) && s.last);
	CHECK(kallsyms_find((struct str){k.text, k.n}, 0xffffffff81000001, &s) && !s.last);
	CHECK(kallsyms_find((struct str){k.text, k.n}, UINT64_MAX, &s) && s.last);
	SAME(s.module, STR("[nf_tables]"));
	CHECK(!k.hidden);
	kallsyms_release(&k);
}

static void
hidden_kernel_symbols(void)
{
	struct kallsyms k = {0};

	take_kallsyms(&k, STR("0000000000000000 T _stext\n0000000000000000 t x\t[m]\n"));
	CHECK(k.hidden && !k.n);
	kallsyms_release(&k);
	take_kallsyms(&k, STR(""));
	CHECK(!k.hidden);
	kallsyms_release(&k);
}

int
main(void)
{
	TEST(a_perf_map);
	TEST(the_later_entry_is_there_now);
	TEST(a_jit_dump_knows_time);
	TEST(kernel_symbols);
	TEST(hidden_kernel_symbols);
	return unit_end();
}
