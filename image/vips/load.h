/* image/vips/load.h - opening pictures: one explicit loader a format, never a guess.
 *
 * The bytes must outlive the image. A new reference in *out, only on success.
 */
#ifndef IMAGE_VIPS_LOAD_H
#define IMAGE_VIPS_LOAD_H

#include "base/err.h"
#include "image/limits.h"
#include "image/probe.h"
#include "image/vips/svg_bounds.h"

#include <vips/vips.h>

/* From this factor on the loaders below give a smaller picture. */
enum { LOAD_SHRINK_MIN = 4 };

struct load {
    enum format_id format;
    bool all_frames;     /* of a format that animates */
    int page;            /* which one, from 0, when not all; must exist; 0: the primary of a HEIF */
    double shrink;       /* may be decoded smaller by up to this factor; 1: full size */
    double scale;        /* of an SVG; 0: 1 */
    struct svg_cost svg; /* of an SVG that svg_check() has passed; bytes 0: not yet asked */
};

/* Open the header; pixels follow lazily, top to bottom, once. */
enum err_code load_open(struct span input, const struct load *load, VipsImage **out,
                        struct err *err);

/* What the opened image says of itself. Frames: all the file has, opened or not, in formats that
 * animate; else 1. */
void load_info(VipsImage *image, enum format_id format, struct image_info *info);

/* How many frames or pages the file has, in any format. */
int load_pages(VipsImage *image);

/* A GIF that ends inside a block is ERR_UNDECODABLE: the decoder would drop the rest silently. One
 * without its trailer passes, like in every reader. */
enum err_code load_check_blocks(struct span input, struct err *err);

#endif
