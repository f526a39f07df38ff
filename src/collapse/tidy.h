/* Names as a person wants to read them, whatever language they come from.
 *
 * Source: how C++, Rust, Go and Java spell functions.  Argument lists go, what
 * tells functions apart stays:
 *
 *	std::_Function_handler<void (int)>::_M_invoke(std::_Any_data const&)
 *	                          std::_Function_handler<void (int)>::_M_invoke
 *	operator<(A const&, B const&)                   operator<
 *	(anonymous namespace)::f(int) const             (anonymous namespace)::f
 *	_ZN4core3fmt5write17h0123456789abcdefE          core::fmt::write
 *	net/http.(*conn).serve                          net/http.(*conn).serve
 *	Ljava/io/PrintStream;::print                    java/io/PrintStream:::print */
#ifndef COLLAPSE_TIDY_H
#define COLLAPSE_TIDY_H

#include <stddef.h>

#include "base/out.h"
#include "base/str.h"
#include "collapse/format.h"

/* The tidied name: a slice of raw, or text that is appended to made (memory) and
 * valid until the next write to it. */
struct str tidy_name(struct str raw, struct out *made);

/* The same with argument lists: of tools that tell functions apart by them. */
struct str tidy_signature(struct str raw, struct out *made);

/* A Java method "a.b.C.method" (or with '/') with its packages cut to their first
 * letters; text is appended to made. */
struct str tidy_package(struct str name, struct out *made);

/* The id of a frame: tidied, unless opt says --raw-names, with the annotation ("_[k]"
 * or nothing) behind it. */
uint32_t tidy_id(struct stacks *s, const struct fold_options *opt, struct str raw,
                 struct str annotation);

/* The same, pushed. */
void tidy_push(struct stacks *s, const struct fold_options *opt, struct str raw,
               struct str annotation);

#endif
