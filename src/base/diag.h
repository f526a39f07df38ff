/* Everything that is said on standard error.
 *
 * One form: "cflame: stacks.txt:12: what is wrong", or without a position
 * "cflame: what is wrong".  Messages quote names from profiles, so every
 * control byte of a message is shown as '?': nothing in an input can move the
 * cursor of a terminal. */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdint.h>

/* Where in an input something was found.  line 0: the whole file. */
struct pos {
	const char *file; /* as the user named it; "standard input" for "-" */
	uint64_t line;    /* from 1 */
};

/* The program's name for all later messages, and whether warnings are said at
 * all (--quiet).  Kept, not copied. */
void diag_init(const char *program);
void diag_quiet(void);

/* A message about a place in an input; about the run as a whole.  Neither ends
 * the program; diag_quiet() silences both. */
__attribute__((format(printf, 2, 3))) void warn_at(struct pos at, const char *fmt, ...);
__attribute__((format(printf, 1, 2))) void warn(const char *fmt, ...);

/* The reason of a failure: never silenced, does not end the program. */
__attribute__((format(printf, 1, 2))) void complain(const char *fmt, ...);

/* Ends the program with status 1: memory ran out, or a size passed what size_t holds. */
_Noreturn void die_of_memory(void);

#endif
