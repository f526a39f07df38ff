/* What an operating system can be asked for beyond POSIX.  Everything here is a
 * hint or has a plain substitute, so no caller depends on the system. */
#ifndef BASE_OS_H
#define BASE_OS_H

#include <stddef.h>

/* Processors that this process may run on, at least 1. */
unsigned os_processors(void);

/* Fill a buffer with bytes that nobody outside can foresee. */
void os_random(void *buf, size_t n);

/* Memory that is about to be used, whole or here and there: ask for large pages where
 * it is large.  Only what is aligned to them gets them. */
#define OS_LARGE_PAGE ((size_t)2 << 20)
void os_large(void *p, size_t n);

#endif
