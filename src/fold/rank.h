/* The byte order of names. */
#ifndef FOLD_RANK_H
#define FOLD_RANK_H

#include <stdint.h>

#include "fold/names.h"

/* The ids of the names that are used (by id: not 0), in byte order (LC_ALL=C); n gets how
 * many that are.  To be freed. */
uint32_t *rank_names(const struct names *names, const uint32_t *used, uint32_t *n);

#endif
