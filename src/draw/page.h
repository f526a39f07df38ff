/* The script and the style that a page carries: the Makefile's PAGE_JS and PAGE_CSS,
 * packed.  The script is one function; neither has "]]>". */
#ifndef DRAW_PAGE_H
#define DRAW_PAGE_H

#include "base/str.h"

struct str page_script(void);
struct str page_style(void);

#endif
