/* A unit test is a C file with a main() that calls its tests and returns
 * unit_end().  Each test says one line for tests/run.sh. */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

static int unit_failures;
static bool unit_failed;

#define CHECK(cond)                                                                              \
	do {                                                                                     \
		if (!(cond)) {                                                                   \
			printf("  %s:%d: %s\n", __FILE__, __LINE__, #cond);                      \
			unit_failed = true;                                                      \
		}                                                                                \
	} while (0)

/* Two slices, or a slice and a literal by STR(). */
#define SAME(got, want)                                                                          \
	do {                                                                                     \
		struct str got_ = (got), want_ = (want);                                         \
		if (!str_eq(got_, want_)) {                                                      \
			printf("  %s:%d: got '%.*s', want '%.*s'\n", __FILE__, __LINE__,         \
			       (int)got_.n, got_.p, (int)want_.n, want_.p);                      \
			unit_failed = true;                                                      \
		}                                                                                \
	} while (0)

#define TEST(function)                                                                           \
	do {                                                                                     \
		unit_failed = false;                                                             \
		function();                                                                      \
		unit_failures += unit_failed;                                                    \
		printf("%s %s\n", unit_failed ? "FAIL" : "ok", #function);                       \
	} while (0)

static inline int
unit_end(void)
{
	return unit_failures != 0;
}

#endif
