/* Any text as /proc/kallsyms: what is kept of it is sorted, and every function is found
 * at its address; the text itself in the place of what is kept does no harm. */
#include <stdint.h>
#include <stdlib.h>

#include "sample/kallsyms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kallsyms k = {0};
	struct kernel_symbol found;
	struct str any = {(const char *)data, size};
	uint64_t before = 0, addr;

	for (struct cut line = {.tail = any}; line.tail.n;) {
		line = str_cut(line.tail, '\n');
		kallsyms_line(&k, line.head);
	}
	kallsyms_end(&k);
	for (struct str text = {k.text, k.n}; text.n;) {
		struct cut line = str_cut(text, '\n');
		if (!str_hex(str_cut(line.head, ' ').head, &addr) || before > addr ||
		    !kallsyms_find((struct str){k.text, k.n}, addr, &found) ||
		    found.addr != addr || !found.name.n)
			abort();
		before = addr;
		text = line.tail;
	}
	if (k.hidden && k.n)
		abort();
	(void)kallsyms_find(any, size, &found);
	kallsyms_release(&k);
	return 0;
}
