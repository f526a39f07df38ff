/* The byte order of names as numbers. */
#ifndef FOLD_RANK_H
#define FOLD_RANK_H

#include <stdint.h>

#include "fold/trie.h"

/* By id: the place of each name among all in byte order (LC_ALL=C), or among those that
 * nodes of the trie have; a name that none has may have any place.  To be freed. */
uint32_t *rank_names(const struct trie *trie);

#endif
