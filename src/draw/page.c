#include "draw/page.h"

static const unsigned char script[] = {
#include "draw/page.js.inc"
	0
};

static const unsigned char style[] = {
#include "draw/page.css.inc"
	0
};

struct str
page_script(void)
{
	return (struct str){(const char *)script, sizeof script - 1};
}

struct str
page_style(void)
{
	return (struct str){(const char *)style, sizeof style - 1};
}
