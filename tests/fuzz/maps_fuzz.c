/* Any text as /proc/PID/maps: the maps are sorted and disjoint, and found. */
#include <stdint.h>
#include <stdlib.h>

#include "sample/maps.h"
#include "sample/module.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct modules modules = {0};
	struct maps maps = {0}, copy = {0};

	(void)maps_parse(&maps, (struct str){(const char *)data, size}, &modules, 1);
	for (size_t i = 0; i < maps.n; i++) {
		const struct map *m = &maps.list[i];
		if (m->start >= m->end || (i && m[-1].end > m->start) || !m->module)
			abort();
		if (maps_find(&maps, m->start) != m || maps_find(&maps, m->end - 1) != m)
			abort();
	}
	maps_copy(&copy, &maps);
	if (copy.n != maps.n)
		abort();
	modules_trim(&modules);
	maps_release(&copy);
	maps_release(&maps);
	modules_release(&modules);
	return 0;
}
