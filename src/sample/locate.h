/* Where the file of a module is, and the file with its symbols. */
#ifndef SAMPLE_LOCATE_H
#define SAMPLE_LOCATE_H

#include <stdbool.h>

#include "sample/elf.h"
#include "sample/module.h"

/* Open the file of a module, by the ways that module.h names.  True: m->elf is open.
 * False: m->failed says why not. */
bool locate_file(const struct modules *all, struct module *m);

/* Whether the file at the module's path is no longer the one that was opened. */
bool locate_changed(const struct modules *all, const struct module *m);

/* The symbols that are not in the module's own file: *debug is open, and to be
 * released, then *unpacked freed.  False: there are none to be found. */
bool locate_debug(const struct modules *all, struct module *m, struct elf *debug,
                  char **unpacked);

#endif
