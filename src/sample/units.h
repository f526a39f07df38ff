/* Times and sizes as options give them. */
#ifndef SAMPLE_UNITS_H
#define SAMPLE_UNITS_H

#include <stdint.h>

/* A number of seconds, or one with its unit behind it: 30, 0.5s, 10m, 24h, 7d.  NULL,
 * or why it is refused. */
const char *units_seconds(const char *value, double *seconds);

/* A number of bytes, which may have K, M or G behind it. */
const char *units_bytes(const char *value, uint64_t *bytes);

#endif
