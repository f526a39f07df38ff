#include "base/out.h"
#include "sample/maps.h"
#include "sample/module.h"
#include "unit.h"

static struct modules modules;

static void
put(struct maps *m, uint64_t start, uint64_t end, uint64_t offset, const char *path)
{
	struct module_key key = {.path = str_from(path), .ino = 1};

	maps_add(m, (struct map){start, end, offset, modules_get(&modules, &key)});
}

/* "10-20 a+0; ...": the maps as text; they are gone then. */
static void
expect(struct maps *m, const char *want)
{
	struct out o;

	out_to_memory(&o);
	for (size_t i = 0; i < m->n; i++) {
		out_hex(&o, m->list[i].start);
		out_char(&o, '-');
		out_hex(&o, m->list[i].end);
		out_char(&o, ' ');
		out_text(&o, m->list[i].module->path);
		out_char(&o, '+');
		out_hex(&o, m->list[i].offset);
		out_text(&o, "; ");
	}
	SAME(out_memory(&o), str_from(want));
	(void)out_close(&o);
	maps_release(m);
}

static void
a_map_replaces_what_it_covers(void)
{
	struct maps m = {0};

	put(&m, 0x1000, 0x2000, 0, "/a");
	put(&m, 0x3000, 0x4000, 0, "/b");
	put(&m, 0x5000, 0x6000, 0, "/c");
	put(&m, 0x1000, 0x4000, 0, "/d");
	expect(&m, "1000-4000 /d+0; 5000-6000 /c+0; ");
}

static void
what_is_covered_in_part_is_cut(void)
{
	struct maps m = {0};

	put(&m, 0x1000, 0x5000, 0x10000, "/a");
	put(&m, 0x2000, 0x3000, 0, "/b");
	expect(&m, "1000-2000 /a+10000; 2000-3000 /b+0; 3000-5000 /a+12000; ");
	put(&m, 0x1000, 0x3000, 0x10000, "/a");
	put(&m, 0x4000, 0x6000, 0x20000, "/b");
	put(&m, 0x2000, 0x5000, 0, "/c");
	expect(&m, "1000-2000 /a+10000; 2000-5000 /c+0; 5000-6000 /b+21000; ");
	put(&m, 0x1000, 0x1000, 0, "/a");
	expect(&m, "");
}

static void
an_address_is_found_in_its_map(void)
{
	struct maps m = {0};

	CHECK(!maps_find(&m, 0x1000));
	put(&m, 0x1000, 0x2000, 0, "/a");
	put(&m, 0x3000, 0x4000, 0, "/b");
	CHECK(!maps_find(&m, 0xfff) && maps_find(&m, 0x1000) == &m.list[0]);
	CHECK(maps_find(&m, 0x1fff) == &m.list[0] && !maps_find(&m, 0x2000));
	CHECK(maps_find(&m, 0x3fff) == &m.list[1] && !maps_find(&m, UINT64_MAX));
	maps_release(&m);
}

static void
the_kernels_text(void)
{
	struct maps m = {0};

	CHECK(maps_parse(&m, STR("00400000-00401000 r--p 00000000 fe:01 77    /bin/x\n"
	                         "00401000-00402000 r-xp 00001000 fe:01 77    /bin/x\n"
	                         "00500000-00501000 rwxp 00000000 00:00 0 \n"
	                         "00600000-00601000 r-xp 00000000 00:1f 9     /a b (deleted)\n"
	                         "00700000-00701000 r-xp 00000000 00:00 0     [vdso]\n"
	                         "nonsense r-xp 0 0:0 0 /x\n"
	                         "00900000-00901000 r-xp 00000000 00:1f 9     /last"),
	                 &modules, 42) == 5);
	CHECK(m.n == 5 && m.list[0].module->ino == 77 && m.list[0].module->major == 0xfe);
	CHECK(m.list[0].module->pid == 42);
	CHECK(m.list[1].module->kind == MODULE_ANON && m.list[3].module->kind == MODULE_VDSO);
	CHECK(m.list[2].module->deleted && m.list[2].module->kind == MODULE_FILE);
	SAME(str_from(m.list[2].module->name), STR("a b"));
	expect(&m, "401000-402000 /bin/x+1000; 500000-501000 +0; 600000-601000 /a b+0; "
	           "700000-701000 [vdso]+0; 900000-901000 /last+0; ");
}

static void
forks_copy_and_modules_are_shared(void)
{
	struct maps m = {0}, child = {0};

	put(&m, 0x1000, 0x2000, 0, "/a");
	put(&child, 0x9000, 0xa000, 0, "/z");
	maps_copy(&child, &m);
	CHECK(child.list[0].module == m.list[0].module);
	maps_clear(&m);
	expect(&child, "1000-2000 /a+0; ");
	expect(&m, "");
}

static struct module *
module_of(uint64_t ino, uint64_t generation, const char *path, unsigned char id)
{
	struct module_key key = {.path = str_from(path), .ino = ino, .generation = generation};

	if (id)
		key.build_id = (struct build_id){{id, 1, 2}, 3};
	return modules_get(&modules, &key);
}

static void
modules_are_told_apart(void)
{
	struct module *a = module_of(5, 0, "/m", 0);

	CHECK(a == module_of(5, 0, "/m", 0));
	CHECK(a != module_of(6, 0, "/m", 0) && a != module_of(5, 0, "/n", 0));
	struct module *b = module_of(0, 0, "/m", 1);
	CHECK(a != b && b == module_of(0, 0, "/m", 1) && b != module_of(0, 0, "/m", 2));
	struct module *c = module_of(7, 3, "/g", 0);
	CHECK(c == module_of(7, 0, "/g", 0) && c != module_of(7, 4, "/g", 0));
}

static void
unused_modules_are_dropped(void)
{
	size_t before = modules.n;
	struct module *kept = module_of(100, 0, "/kept", 0);

	(void)module_of(101, 0, "/dropped", 0);
	CHECK(modules.n == before + 2);
	for (int window = 0; window < 3; window++) {
		modules_mark(&modules, kept);
		modules_trim(&modules);
	}
	CHECK(modules.n == 1 && module_of(100, 0, "/kept", 0) == kept);
	(void)module_of(101, 0, "/dropped", 0);
	CHECK(modules.n == 2);
}

int
main(void)
{
	TEST(a_map_replaces_what_it_covers);
	TEST(what_is_covered_in_part_is_cut);
	TEST(an_address_is_found_in_its_map);
	TEST(the_kernels_text);
	TEST(forks_copy_and_modules_are_shared);
	TEST(modules_are_told_apart);
	TEST(unused_modules_are_dropped);
	modules_release(&modules);
	return unit_end();
}
