/* What bpftrace -f json prints, as the text that it prints without. */
#ifndef COLLAPSE_FORMATS_BPFTRACEJSON_H
#define COLLAPSE_FORMATS_BPFTRACEJSON_H

#include "base/out.h"
#include "collapse/format.h"

/* Whether an input begins so. */
bool bpftracejson_is(struct str head);

/* Write the keys of all maps of in, to its end: "@name[key]: value". */
void bpftracejson_text(struct in *in, const struct fold_options *opt, struct out *text);

#endif
