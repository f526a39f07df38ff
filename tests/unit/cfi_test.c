/* .eh_frame to rows, on files that the system's compilers make. */
#define _GNU_SOURCE /* mkdtemp */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/out.h"
#include "sample/cfi.h"
#include "sample/elf.h"
#include "sample/symbols.h"
#include "unit.h"

static char dir[] = "/tmp/cflame-cfi.XXXXXX";

struct file {
	struct elf e;
	struct cfi c;
	struct symbols symbols;
};

/* Run a shell command with $D the folder, and open $D/file. */
static bool
make(struct file *f, const char *command)
{
	char text[1024], path[128];

	*f = (struct file){0};
	(void)snprintf(text, sizeof text, "D=%s; { %s; } >$D/log 2>&1", dir, command);
	if (system(text) != 0)
		return false;
	(void)snprintf(path, sizeof path, "%s/file", dir);
	struct str frames;
	uint64_t addr;
	const char *why = elf_open(&f->e, open(path, O_RDONLY | O_CLOEXEC));
	CHECK(!why);
	if (why)
		return true;
	CHECK(elf_frames(&f->e, &frames, &addr));
	cfi_compile(&f->c, frames, addr, f->e.machine);
	symbols_add(&f->symbols, &f->e);
	symbols_sort(&f->symbols);
	return true;
}

static void
drop(struct file *f)
{
	cfi_release(&f->c);
	symbols_release(&f->symbols);
	elf_release(&f->e);
}

static void
place(struct out *o, const char *name, const struct cfi_place *p)
{
	static const char *const kinds[] = {"none", "same", "offset", "value",
	                                    "register", "at", "expression", "computed"};

	out_text(o, name);
	out_char(o, '=');
	out_text(o, kinds[p->kind]);
	if (p->kind == CFI_NONE || p->kind == CFI_SAME)
		return;
	out_char(o, ':');
	out_u64(o, p->reg);
	out_char(o, ':');
	out_i64(o, p->offset);
}

/* The rule at an instruction of a function. */
static void
expect(const struct file *f, const char *function, uint64_t offset, const char *want)
{
	uint64_t addr = 0;
	struct out o;

	CHECK(symbols_lookup(&f->symbols, str_from(function), &addr));
	const struct cfi_rule *r = cfi_find(&f->c, addr + offset);
	out_to_memory(&o);
	if (r) {
		place(&o, "cfa", &r->cfa);
		place(&o, " fp", &r->fp);
		place(&o, " ra", &r->ra);
		out_text(&o, r->signal ? " signal" : "");
	}
	SAME(out_memory(&o), str_from(want));
	(void)out_close(&o);
}

static void
rules_of_every_kind(void)
{
	struct file f;

	if (!make(&f, "gcc -m64 -shared -nostdlib -o $D/file tests/unit/data/rules.s")) {
		printf("skip rules of every kind: no gcc for x86-64\n");
		return;
	}
	expect(&f, "plain", 0, "cfa=offset:7:8 fp=same ra=offset:0:-8");
	expect(&f, "plain", 1, "cfa=offset:7:16 fp=offset:0:-16 ra=offset:0:-8");
	expect(&f, "plain", 2, "cfa=offset:6:16 fp=offset:0:-16 ra=offset:0:-8");
	expect(&f, "plain", 3, "cfa=offset:7:8 fp=same ra=offset:0:-8");
	expect(&f, "plain", 4, "cfa=offset:6:16 fp=offset:0:-16 ra=offset:0:-8");
	expect(&f, "plain", 5, "");
	expect(&f, "plain", 20, "");
	expect(&f, "tail", 0, "cfa=offset:7:8 fp=same ra=none");
	expect(&f, "drap", 0, "cfa=at:6:-8 fp=at:6:0 ra=offset:0:-8");
	expect(&f, "drap", 1, "cfa=computed:0:0 fp=at:6:0 ra=offset:0:-8");
	expect(&f, "drap", 2, "cfa=computed:0:0 fp=at:6:0 ra=register:11:0");
	expect(&f, "trampoline", 0, "cfa=offset:7:8 fp=same ra=offset:0:-8 signal");
	expect(&f, "unfinished", 1, "cfa=offset:7:16 fp=same ra=offset:0:-8");
	expect(&f, "unfinished", 2, "");
	expect(&f, "spread", 299, "cfa=offset:7:8 fp=same ra=offset:0:-8");
	expect(&f, "spread", 300, "cfa=offset:7:100000 fp=same ra=offset:0:-8");
	expect(&f, "spread", 70300, "cfa=offset:7:100000 fp=value:0:-24 ra=offset:0:-8");
	CHECK(f.c.functions == 6 && f.c.bad == 1);
	drop(&f);
}

static void
functions_begin_where_their_rules_do(void)
{
	struct file f;
	uint64_t plain = 0, spread = 0, start = 0;

	if (!make(&f, "gcc -m64 -shared -nostdlib -o $D/file tests/unit/data/rules.s"))
		return;
	CHECK(symbols_lookup(&f.symbols, STR("plain"), &plain));
	CHECK(symbols_lookup(&f.symbols, STR("spread"), &spread));
	CHECK(cfi_function(&f.c, plain + 4, &start) && start == plain);
	CHECK(!cfi_function(&f.c, plain + 5, &start));
	CHECK(cfi_function(&f.c, spread + 70300, &start) && start == spread);
	CHECK(!cfi_function(&f.c, plain - 1, &start) && !cfi_function(&f.c, UINT64_MAX, &start));
	drop(&f);
}

static void
rules_of_aarch64(void)
{
	struct file f;

	if (!make(&f, "printf '%s\\n' 'extern int g(int);' 'int f(int x) { return g(x) + 1; }' "
	              "'int leaf(int x) { return x * 3; }' >$D/a.c && "
	              "aarch64-linux-gnu-gcc -O2 -mbranch-protection=pac-ret -shared -nostdlib "
	              "-o $D/file $D/a.c")) {
		printf("skip rules of aarch64: no aarch64-linux-gnu-gcc\n");
		return;
	}
	CHECK(f.e.machine == ELF_AARCH64 && !f.c.bad);
	expect(&f, "f", 0, "cfa=offset:31:0 fp=same ra=same");
	expect(&f, "f", 8, "cfa=offset:31:16 fp=offset:0:-16 ra=offset:0:-8");
	expect(&f, "leaf", 0, "cfa=offset:31:0 fp=same ra=same");
	drop(&f);
}

/* The same rows, with or without the section headers that lead to them. */
static void
without_sections(void)
{
	struct file f, cut;

	if (!make(&f, "gcc -m64 -shared -nostdlib -o $D/file tests/unit/data/rules.s"))
		return;
	f.e.n_sections = 0;
	struct str frames;
	uint64_t addr;
	CHECK(elf_frames(&f.e, &frames, &addr));
	cut.c = (struct cfi){0};
	cfi_compile(&cut.c, frames, addr, f.e.machine);
	CHECK(cut.c.n == f.c.n && cut.c.base == f.c.base);
	CHECK(!memcmp(cut.c.pc, f.c.pc, f.c.n * sizeof *f.c.pc));
	cfi_release(&cut.c);
	drop(&f);
}

/* One column of a row of readelf: "rsp+16", "c-8", "u", "exp", "vexp", "r11". */
static bool
column_is(struct str column, const struct cfi_place *p, bool is_cfa)
{
	char text[64] = "u";

	if (p->kind >= CFI_REGISTER)
		return str_has(column, STR("exp")) || (p->kind == CFI_REGISTER && *column.p == 'r');
	if (is_cfa && (p->reg == 6 || p->reg == 7))
		(void)snprintf(text, sizeof text, "%s%+d", p->reg == 7 ? "rsp" : "rbp", p->offset);
	else if (is_cfa)
		return *column.p == 'r';
	else if (p->kind == CFI_OFFSET || p->kind == CFI_VALUE)
		(void)snprintf(text, sizeof text, "%c%+d", p->kind == CFI_OFFSET ? 'c' : 'v',
		               p->offset);
	return str_eq(column, str_from(text));
}

static struct str
word(struct str *rest)
{
	struct cut c = str_cut(str_trim(*rest), ' ');

	*rest = str_trim(c.tail);
	if (str_starts(*rest, STR("("))) /* "r9 (r9)" */
		*rest = str_cut(*rest, ' ').tail;
	return c.head;
}

/* Compare a row with the header of its columns; false: they differ. */
static bool
row_is(struct str header, struct str row, const struct cfi_rule *r)
{
	bool same = column_is(word(&row), &r->cfa, true);

	for (struct str name = word(&header), value; (value = word(&row)).n; name = word(&header)) {
		if (str_eq(name, STR("rbp")))
			same = same && column_is(value, &r->fp, false);
		else if (str_eq(name, STR("rbx")))
			same = same && column_is(value, &r->bx, false);
		else if (str_eq(name, STR("ra")))
			same = same && column_is(value, &r->ra, false);
	}
	return same;
}

/* Every row of this machine's C library, as binutils prints it. */
static void
as_readelf_says(void)
{
	struct file f;
	static char line[512], columns[512];
	size_t rows = 0, wrong = 0;

	if (!make(&f, "libc=$(gcc -m64 -print-file-name=libc.so.6) && cp -L $libc $D/file && "
	              "{ readelf --debug-dump=frames-interp $D/file >$D/rows || "
	              "grep -q rsp $D/rows; }")) {
		printf("skip as readelf says: no readelf, or no libc.so.6 for x86-64\n");
		return;
	}
	(void)snprintf(line, sizeof line, "%s/rows", dir);
	FILE *in = fopen(line, "r");
	while (in && fgets(line, sizeof line, in)) {
		struct str text = str_trim(str_cut(str_from(line), '\n').head);
		uint64_t addr;
		if (str_starts(text, STR("LOC")))
			(void)snprintf(columns, sizeof columns, "%.*s", (int)text.n, text.p);
		struct str header = str_trim(str_from(columns)), first = word(&text);
		(void)word(&header);
		(void)word(&header);
		const struct cfi_rule *r =
		        first.n == 16 && str_hex(first, &addr) ? cfi_find(&f.c, addr) : NULL;
		/* the rows of CIEs, and the heads of records, have no rule or no columns */
		if (!r || !*word(&(struct str){text.p, text.n}).p || str_has(text, STR("FDE")))
			continue;
		rows++;
		bool same = row_is(header, text, r);
		if (!same && wrong++ < 3)
			printf("  %s: %.*s\n", columns, (int)text.n, text.p);
	}
	CHECK(in && rows > 5000 && !wrong);
	if (in)
		(void)fclose(in);
	drop(&f);
}

static void
nothing_at_all(void)
{
	struct cfi c = {0};

	cfi_compile(&c, STR(""), 0, ELF_X86_64);
	CHECK(!c.n && !cfi_find(&c, 0) && !cfi_find(&c, 0x1000));
	cfi_release(&c);
}

int
main(void)
{
	char command[64];

	if (!mkdtemp(dir))
		return 1;
	TEST(rules_of_every_kind);
	TEST(functions_begin_where_their_rules_do);
	TEST(rules_of_aarch64);
	TEST(without_sections);
	TEST(as_readelf_says);
	TEST(nothing_at_all);
	(void)snprintf(command, sizeof command, "rm -rf %s", dir);
	return unit_end() | (system(command) != 0);
}
