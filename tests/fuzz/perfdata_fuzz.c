/* A recording of any bytes is replayed or refused. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "sample/perfdata.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct profile profile;
	struct profile_options opt = {.machine = ELF_X86_64, .thread_frames = size & 1,
	                              .in_order = size & 2};
	static const struct perfdata_choice first = {.option = "-e"};
	struct stacks s;

	diag_quiet();
	profile_init(&profile, &opt, NULL, NULL);
	(void)perfdata_replay_bytes((struct str){(const char *)data, size}, &first,
	                            &profile);
	stacks_init(&s, TRIE_ALL);
	profile_write(&profile, &s);
	stacks_release(&s);
	profile_release(&profile);
	return 0;
}
