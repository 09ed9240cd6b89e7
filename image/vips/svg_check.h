/* image/vips/svg_check.h - what an SVG may hold to be rendered here. */
#ifndef IMAGE_VIPS_SVG_CHECK_H
#define IMAGE_VIPS_SVG_CHECK_H

#include "base/err.h"
#include "image/vips/svg_bounds.h"

/* References lead inside the document alone: librsvg opens no file without a base URI, but it does
 * decode data: URLs, and a picture of a few bytes there takes gigabytes. ERR_UNDECODABLE for
 * anything else (href, url(), @import, style sheets, escapes that could hide them), for encodings
 * that could hide a tag or an id, for what is nested too deep (each level may hold a layer of
 * pixels), and for what is no XML or beyond svg_excess(); ERR_IMAGE_TOO_LARGE for a size that
 * libvips cannot count. ERR_OK: *cost is set; it may be NULL. */
enum err_code svg_check(struct span svg, struct svg_cost *cost, struct err *err);

#endif
