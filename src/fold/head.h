/* What the first bytes of the inputs tell: how many columns of counts there are, and
 * whether it is folded text at all. */
#ifndef FOLD_HEAD_H
#define FOLD_HEAD_H

#include <stdbool.h>

#include "base/str.h"

#define HEAD_BYTES (64 * 1024)

struct head {
	bool decided;      /* how many columns there are */
	bool guessed;      /* ... from an input, not by an option */
	bool differential;
	const char *raw;   /* what an input looks like that is not folded, or NULL */
	const char *raw_file;
};

/* Look at the first HEAD_BYTES, or at all there is, of the next input.  The first
 * that has a line with a count decides, and two columns are said on stderr. */
void head_look(struct head *h, const char *name, struct str bytes);

#endif
