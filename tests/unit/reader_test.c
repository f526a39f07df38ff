#include <stdlib.h>
#include <unistd.h>

#include "fold/scan.h"
#include "oracle.h"
#include "unit.h"

static uint64_t seed = 20;

static uint32_t
random_below(uint32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((seed >> 33) % n);
}

static void
put_frame(struct out *o, uint32_t names)
{
	static const char *const odd[] = {"", "a b", "\xff", "x\x01", "\xd0\xb9", "#", "a 7", "\t"};

	if (!random_below(40))
		out_text(o, odd[random_below(8)]);
	else
		out_text(o, random_below(3) ? "frame_" : "a_rather_long_name_of_a_function_");
	out_u64(o, random_below(names));
}

static void
put_stack(struct out *o)
{
	uint32_t depth = 1 + random_below(12);

	for (uint32_t i = 0; i < depth; i++) {
		out_text(o, i ? ";" : "");
		put_frame(o, i < 3 ? 3 : 30);
	}
}

static void
put_line(struct out *o)
{
	static const char *const ends[] = {"\n", "\r\n", " \n", "\n\n", "\n# comment\n", "\nbad\n"};

	put_stack(o);
	out_text(o, random_below(20) ? " " : " \t ");
	out_u64(o, random_below(5) ? random_below(9) : random_below(1000000));
	if (!random_below(50)) {
		out_char(o, '.');
		out_u64(o, random_below(1000000000));
	}
	out_text(o, random_below(9) ? "\n" : ends[random_below(6)]);
}

static void
expect(struct str text, const struct load_options *opt, struct str want)
{
	struct out o;
	bool two;

	out_to_memory(&o);
	oracle_load(text, opt, &o, &two);
	SAME(out_memory(&o), want);
	(void)out_close(&o);
}

static void
check_all_ways(struct str text, struct str want, bool reverse)
{
	static const size_t blocks[] = {1, 100, 5000, 0};

	for (unsigned jobs = 1; jobs < 5; jobs++)
		for (size_t i = 0; i < 4; i++)
			expect(text, &(struct load_options){.diff = LOAD_DIFF_OFF, .jobs = jobs,
			                                    .block = blocks[i], .reverse = reverse}, want);
}

/* Root first and leaf first, by any number of threads, text is folded as the oracle folds
 * it: to more than least bytes, lest too little is compared. */
static void
check_by_oracle(struct str text, size_t least)
{
	struct load_options plain = {.diff = LOAD_DIFF_OFF}, reverse = {.reverse = true};
	struct out want, turned;

	out_to_memory(&want);
	out_to_memory(&turned);
	diag_quiet();
	oracle_fold(text, &plain, false, &want);
	oracle_fold(text, &reverse, false, &turned);
	CHECK(out_memory(&want).n > least);
	check_all_ways(text, out_memory(&want), false);
	check_all_ways(text, out_memory(&turned), true);
	(void)out_close(&want);
	(void)out_close(&turned);
}

static void
any_threads_and_blocks_give_the_same(void)
{
	struct out text;

	out_to_memory(&text);
	for (int i = 0; i < 3000; i++)
		put_line(&text);
	check_by_oracle(out_memory(&text), 30000);
	(void)out_close(&text);
}

/* Lines that go on from where the one before them is cut, now and then anew. */
static void
put_alike(struct out *o, int n)
{
	struct out stack;

	out_to_memory(&stack);
	for (int i = 0; i < n; i++) {
		size_t had = out_memory(&stack).n;
		stack.used = random_below(30) ? had - had / (1 + random_below(40)) : 0;
		for (uint32_t k = 1 + random_below(random_below(50) ? 4 : 600); k; k--) {
			put_frame(&stack, 3);
			out_text(&stack, k > 1 ? ";" : "");
		}
		out_str(o, out_memory(&stack));
		out_text(o, random_below(30) ? " 1\n" : " 0\n 3\n");
	}
	(void)out_close(&stack);
}

static void
lines_that_begin_alike_are_told_apart(void)
{
	struct out text;

	out_to_memory(&text);
	put_alike(&text, 1000);
	check_by_oracle(out_memory(&text), 30000);
	(void)out_close(&text);
}

/* A few lines over and over are known by their bytes after a while. */
static void
repeated_lines_are_counted(void)
{
	struct load_options plain = {.diff = LOAD_DIFF_OFF};
	struct out text, lines, want;

	out_to_memory(&text);
	out_to_memory(&lines);
	out_to_memory(&want);
	for (int i = 0; i < 50; i++)
		put_line(&lines);
	for (int i = 0; i < 800; i++)
		out_str(&text, out_memory(&lines));
	oracle_fold(out_memory(&text), &plain, false, &want);
	for (unsigned jobs = 1; jobs < 4; jobs++)
		expect(out_memory(&text), &(struct load_options){.diff = LOAD_DIFF_OFF, .jobs = jobs},
		       out_memory(&want));
	(void)out_close(&text);
	(void)out_close(&lines);
	(void)out_close(&want);
}

static void
expect_of_files(const char *path, const struct load_options *opt, struct str want)
{
	const char *const twice[] = {path, path};
	struct load load;
	struct out o;

	out_to_memory(&o);
	CHECK(load_files(&load, twice, 2, opt));
	oracle_write(&load.trie, load.scale, &o);
	SAME(out_memory(&o), want);
	load_release(&load);
	(void)out_close(&o);
}

/* Lines shorter and longer than parts, in a file that begins with a byte order mark and
 * ends without LF, read twice. */
static void
files_are_read_in_parts(void)
{
	static const size_t blocks[] = {1, 7, 100, 800};
	struct load_options plain = {.diff = LOAD_DIFF_OFF};
	char path[] = "/tmp/cflame-parts-XXXXXX";
	struct out text, twice, want;
	int fd = mkstemp(path);

	out_to_memory(&text);
	out_to_memory(&twice);
	out_to_memory(&want);
	for (int i = 0; i < 150; i++)
		put_line(&text);
	for (int i = 0; i < 1500; i++)
		out_text(&text, i % 2 ? "deep;" : "deeper;");
	out_text(&text, "end 3\nlast 1");
	for (int i = 0; i < 2; i++) {
		out_str(&twice, out_memory(&text));
		out_char(&twice, '\n');
	}
	CHECK(write(fd, "\xef\xbb\xbf", 3) == 3);
	CHECK(write(fd, out_memory(&text).p, out_memory(&text).n) == (ssize_t)out_memory(&text).n);
	oracle_fold(out_memory(&twice), &plain, false, &want);
	for (unsigned jobs = 1; jobs < 5; jobs++)
		for (size_t i = 0; i < 4; i++)
			expect_of_files(path, &(struct load_options){.diff = LOAD_DIFF_OFF, .jobs = jobs,
			                                             .block = blocks[i]}, out_memory(&want));
	(void)close(fd);
	(void)unlink(path);
	(void)out_close(&text);
	(void)out_close(&twice);
	(void)out_close(&want);
}

static void
bad_lines_are_found_in_order(void)
{
	struct load load;
	struct out text;

	out_to_memory(&text);
	for (int i = 0; i < 5000; i++)
		out_text(&text, i % 1000 == 999 ? "a 18446744073709551616\n" : i % 10 ? "a;b 1\n" : "bad\n");
	for (unsigned jobs = 1; jobs < 4; jobs++) {
		struct load_options opt = {.jobs = jobs, .block = 200};
		CHECK(!load_text(&load, "text", out_memory(&text), &opt));
		load_release(&load);
	}
	(void)out_close(&text);
}

static void
compare_ends(struct scan *s, const char *p, uint32_t from, uint32_t to)
{
	size_t ends = 0;

	for (uint32_t i = from; i < to; i++)
		if (p[i] == ';')
			CHECK(ends < s->n && s->ends[ends++] == i);
	CHECK(ends == s->n);
}

static void
check_scan(struct scan *s, const char *p, uint32_t n,
           void (*frames)(struct scan *, uint32_t, uint32_t))
{
	size_t lines = 0;

	for (uint32_t i = 0; i < n; i++)
		if (p[i] == '\n')
			CHECK(lines < s->n_lines && s->lines[lines++] == i);
	CHECK(lines == s->n_lines);
	for (int i = 0; i < 20; i++) {
		uint32_t from = random_below(n + 1), to = from + random_below(n - from + 1);
		frames(s, from, to);
		compare_ends(s, p, from, to);
	}
	scan_release(s);
}

static void
all_delimiters_are_found(void)
{
	char text[400 + SCAN_PAD];
	struct scan fast = {0}, plain = {0};

	for (uint32_t dense = 1; dense < 20; dense++)
		for (uint32_t n = 0; n < 200; n++) {
			memset(text, ';', sizeof text);
			for (size_t i = 0; i < n; i++)
				text[i] = random_below(dense) ? (char)random_below(256)
				                              : ";\n"[random_below(2)];
			scan_block(&fast, text, n);
			check_scan(&fast, text, n, scan_frames);
			scan_block_plainly(&plain, text, n);
			check_scan(&plain, text, n, scan_frames_plainly);
		}
}

/* The fast hash of names in blocks and that of names anywhere are the same. */
static void
hashes_agree(void)
{
	struct hash_key key;
	char memory[2 * (300 + 2 * HASH_PAD)];
	char *text = memory + HASH_PAD, *other = text + 300 + 2 * HASH_PAD;

	for (size_t i = 0; i < sizeof key; i++)
		((unsigned char *)&key)[i] = (unsigned char)random_below(256);
	for (size_t n = 0; n < 300; n++) {
		for (size_t i = 0; i < sizeof memory; i++)
			memory[i] = (char)random_below(256);
		memcpy(other, text, n);
		CHECK(hash_padded(&key, text, n) == hash_name(&key, (struct str){text, n}));
		CHECK(hash_line(&key, text, n) == hash_line(&key, other, n));
		CHECK(hash_same(text, other, n) && hash_same_led(text, other, n));
		for (size_t i = 0; i < n; i++) {
			other[i] ^= 1;
			CHECK(!hash_same(text, other, n) && !hash_same_led(text, other, n));
			CHECK(hash_padded(&key, other, n) != hash_padded(&key, text, n));
			CHECK(hash_line(&key, other, n) != hash_line(&key, text, n));
			other[i] ^= 1;
		}
	}
}

int
main(void)
{
	TEST(any_threads_and_blocks_give_the_same);
	TEST(lines_that_begin_alike_are_told_apart);
	TEST(repeated_lines_are_counted);
	TEST(files_are_read_in_parts);
	TEST(bad_lines_are_found_in_order);
	TEST(all_delimiters_are_found);
	TEST(hashes_agree);
	return unit_end();
}
