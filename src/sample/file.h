/* Files that somebody else may have put there. */
#ifndef SAMPLE_FILE_H
#define SAMPLE_FILE_H

#include <stdbool.h>
#include <sys/stat.h>

/* Open a regular file for reading; -1 with errno set.  Nothing else is opened, not
 * even for a moment: a device may act on it, a FIFO may wait.  With follow false, a
 * symbolic link at the end of path is refused too.  *st is the file's. */
int file_open(const char *path, bool follow, struct stat *st);

#endif
