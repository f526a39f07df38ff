/* What an operating system can be asked for beyond POSIX.  Everything here is a
 * hint or has a plain substitute, so no caller depends on the system. */
#ifndef BASE_OS_H
#define BASE_OS_H

#include <stdbool.h>
#include <stddef.h>

/* Processors that this process may run on, at least 1. */
unsigned os_processors(void);

/* Fill a buffer with bytes that nobody outside can foresee. */
void os_random(void *buf, size_t n);

/* Memory that is about to be used, whole or here and there: ask for large pages where
 * it is large.  Only what is aligned to them gets them. */
#define OS_LARGE_PAGE ((size_t)2 << 20)
void os_large(void *p, size_t n);

/* Memory of whole large pages that grows from had bytes (p NULL: 0) to n without being
 * copied: where it is then, or NULL.  What is new is zero.  Where it cannot be done
 * at all, os_can_map() says so. */
bool os_can_map(void);
void *os_map(void *p, size_t had, size_t n);
void os_unmap(void *p, size_t n);

#endif
