/* The version that --version says and the manuals carry. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define CFLAME_VERSION "1.0.0"

#endif
