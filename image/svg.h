/* image/svg.h - telling an SVG by its first bytes. Pure; any thread. */
#ifndef IMAGE_SVG_H
#define IMAGE_SVG_H

#include "base/span.h"

/* How far the root element may be away, and how many pixels one is rendered to at most. */
enum { SVG_SNIFF_BYTES = 4096, SVG_PIXELS_MAX = 1 << 23 };

/* Whether the first element is <svg>: before it only blanks, comments, processing instructions and
 * a document type without declarations of its own (so that no entity is ever defined). */
bool svg_starts(struct span head);

/* Whether more bytes could still make it one. */
bool svg_may_start(struct span head);

#endif
