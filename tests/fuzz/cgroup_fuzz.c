/* What a cgroup file says, of any bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sample/labels.h"
#include "sample/procfs.h"
#include "sample/window.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size};
	struct cgroup_ids ids;
	uint64_t start;
	uint32_t *cpus;

	cgroup_parse(cgroup_path(text), &ids);
	if (strlen(ids.pod) >= sizeof ids.pod || strlen(ids.container) >= sizeof ids.container)
		abort();
	cgroup_parse(text, &ids);
	(void)procfs_cpu_list(text, &cpus);
	free(cpus);
	(void)window_parse(text, &start);
	return 0;
}
