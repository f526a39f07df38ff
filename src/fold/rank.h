/* The byte order of names as numbers. */
#ifndef FOLD_RANK_H
#define FOLD_RANK_H

#include <stdint.h>

#include "fold/names.h"

/* By id: the place of each name among all in byte order (LC_ALL=C).  To be freed. */
uint32_t *rank_names(const struct names *names);

#endif
