#define _GNU_SOURCE /* O_NOFOLLOW */
#include "sample/kernel.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/in.h"
#include "base/out.h"
#include "fold/names.h"
#include "sample/file.h"
#include "sample/procfs.h"

#define KEPT_MAX (64 << 20)
#define ZEROS_LEAST 100 /* functions at 0 that tell that all addresses are hidden */

enum { PLACE_ROOM = 4096, KEY_ROOM = 128 };

/* Whether it is a folder of ours that nobody else may change; mask: what others may not
 * do there. */
static bool
is_ours(const char *folder, mode_t mask)
{
	struct stat st;

	return lstat(folder, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
	       !(st.st_mode & mask);
}

/* The folder, made when it is not there.  False: none. */
static bool
find_folder(char *folder)
{
	const char *parent = getenv("XDG_RUNTIME_DIR");

	if (!parent || *parent != '/' || !is_ours(parent, 022))
		parent = "/run";
	int n = snprintf(folder, PLACE_ROOM, "%s/cflame", parent);
	if (n < 0 || n >= PLACE_ROOM || !is_ours(parent, 022))
		return false;
	(void)mkdir(folder, 0700);
	return is_ours(folder, 077);
}

/* What tells modules apart: all of /proc/modules but who uses them how often. */
static uint64_t
hash_of_modules(void)
{
	struct out text, key;

	out_to_memory(&text);
	out_to_memory(&key);
	(void)procfs_read("/proc/modules", &text);
	for (struct str rest = out_memory(&text); rest.n;) {
		struct cut line = str_cut(rest, '\n');
		struct cut name = str_cut(line.head, ' ');
		struct cut size = str_cut(name.tail, ' ');
		struct cut users = str_cut(str_cut(size.tail, ' ').tail, ' ');
		out_str(&key, name.head);
		out_str(&key, size.head);
		out_str(&key, users.tail);
		rest = line.tail;
	}
	uint64_t hash = names_hash(out_memory(&key));
	out_drop(&key);
	out_drop(&text);
	return hash;
}

/* The first line of the file, but for the bytes that follow it.  False: the boot has no
 * name. */
static bool
make_key(char *key)
{
	struct out boot;

	out_to_memory(&boot);
	bool ok = procfs_read("/proc/sys/kernel/random/boot_id", &boot);
	struct str id = str_trim(str_cut(out_memory(&boot), '\n').head);
	ok = ok && id.n && id.n < KEY_ROOM / 2;
	(void)snprintf(key, KEY_ROOM, "cflame kallsyms 1 %.*s %016llx ", (int)id.n, id.p,
	               (unsigned long long)hash_of_modules());
	out_drop(&boot);
	return ok;
}

/* The address of the first function that has one.  0: all are hidden, or there is no
 * such file. */
static uint64_t
first_address(const char *path)
{
	struct kernel_symbol symbol = {0};
	struct str line;
	struct in in;
	char type;

	if (!in_open(&in, path))
		return 0;
	for (int zeros = 0; !symbol.addr && zeros < ZEROS_LEAST && in_line(&in, &line);)
		zeros += kallsyms_function(line, &symbol, &type) && !symbol.addr;
	(void)in_close(&in);
	return symbol.addr;
}

/* Whether the mapped file is of this boot and these modules, and whole. */
static bool
is_current(struct kernel *k, struct str key, uint64_t first)
{
	struct cut head = str_cut(k->kept.bytes, '\n');
	struct kernel_symbol symbol;
	uint64_t n;

	if (!str_starts(head.head, key) || !str_u64(str_rest(head.head, key.n), &n) ||
	    n != head.tail.n || !kallsyms_find(head.tail, first, &symbol) || symbol.addr != first)
		return false;
	k->functions = head.tail;
	return true;
}

/* It is replaced by renaming, never cut: a mapping of it stays whole. */
static bool
map_kept(struct kernel *k, const char *path)
{
	struct stat st;
	int fd = file_open(path, false, &st);

	if (fd < 0)
		return false;
	bool ok = st.st_uid == geteuid() && !(st.st_mode & 022) && st.st_size > 0 &&
	          st.st_size <= KEPT_MAX && mapped_open(&k->kept, fd, (size_t)st.st_size);
	(void)close(fd);
	return ok;
}

static void
read_all(struct kernel *k)
{
	struct str line;
	struct in in;

	if (!in_open(&in, k->path))
		return;
	while (in_line(&in, &line))
		kallsyms_line(&k->all, line);
	(void)in_close(&in);
	kallsyms_end(&k->all);
	k->hidden = k->all.hidden;
	k->functions = (struct str){k->all.text, k->all.n};
}

/* A file that cannot be written is no loss: the next run takes 50 ms longer. */
static void
write_kept(const struct kernel *k, const char *path, const char *key)
{
	struct out o;

	if (!k->all.n || !out_open(&o, path))
		return;
	out_text(&o, key);
	out_u64(&o, k->all.n);
	out_char(&o, '\n');
	out_bytes(&o, k->all.text, k->all.n);
	(void)out_close(&o);
}

void
kernel_open(struct kernel *k, const char *path, bool keep)
{
	char folder[PLACE_ROOM], file[PLACE_ROOM + 16], key[KEY_ROOM];

	*k = (struct kernel){.path = path};
	uint64_t first = first_address(path);
	keep = keep && first && find_folder(folder) && make_key(key);
	if (!keep) {
		read_all(k);
		return;
	}
	(void)snprintf(file, sizeof file, "%s/kallsyms", folder);
	if (map_kept(k, file) && is_current(k, str_from(key), first))
		return;
	mapped_close(&k->kept);
	read_all(k);
	write_kept(k, file, key);
}

bool
kernel_find(struct kernel *k, uint64_t addr, struct kernel_symbol *symbol)
{
	bool found = kallsyms_find(k->functions, addr, symbol);

	if (!k->kept.bytes.n || (found && !symbol->last))
		return found;
	mapped_close(&k->kept);
	read_all(k);
	return kallsyms_find(k->functions, addr, symbol);
}

void
kernel_close(struct kernel *k)
{
	mapped_close(&k->kept);
	kallsyms_release(&k->all);
	*k = (struct kernel){0};
}
