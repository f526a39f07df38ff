/* A main() for fuzz targets without a fuzzer: runs the target over the files that
 * are named, so that the corpus is part of every "make test". */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = malloc(1 << 24);
	size_t n = f && data ? fread(data, 1, 1 << 24, f) : 0;

	if (f)
		(void)fclose(f);
	int status = f && data ? LLVMFuzzerTestOneInput(data, n) : 1;
	free(data);
	return status;
}

int
main(int argc, char **argv)
{
	int status = 0;

	for (int i = 1; i < argc; i++)
		status |= replay(argv[i]);
	return status;
}
