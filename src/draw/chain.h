/* Chain graphs (--colors chain): stacks of a waiting thread, a frame "--", and the
 * stacks of those that woke it. */
#ifndef DRAW_CHAIN_H
#define DRAW_CHAIN_H

#include "fold/trie.h"

/* A trie with the annotation _[w] on every frame behind a frame "--"; made is to be
 * released.  Equal frames become one node again. */
void chain_mark(struct trie *made, const struct trie *trie);

#endif
