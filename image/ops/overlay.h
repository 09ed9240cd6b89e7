/* image/ops/overlay.h - one picture laid on another: what text and watermark share. */
#ifndef IMAGE_OPS_OVERLAY_H
#define IMAGE_OPS_OVERLAY_H

#include "image/ops/geometry.h"

#include <vips/vips.h>

struct overlay {
    VipsImage *image; /* borrowed: 8 bits, grey or sRGB, with alpha */
    struct place at;  /* of its corner in the picture; may lie outside */
    VipsBlendMode mode;
};

/* Words for a parameter and what they are; modes that clear what the overlay does not touch are not
 * among them. */
extern const char *const overlay_mode_names[];
VipsBlendMode overlay_mode(int32_t word);

/* Blend it onto the picture: nothing outside the overlay changes, alpha and depth stay; a grey
 * picture becomes sRGB under an overlay with colour. In the picture's own space, profile kept or
 * not. Return what libvips returns; *out is new. */
int overlay_blend(VipsImage *in, VipsImage **out, const struct overlay *overlay);

/* Where a box goes that keeps `x` and `y` (pixels, or percent of the picture's sides) away from the
 * edges its gravity names; from the middle, to the right and down. */
struct place overlay_place(const struct gravity *gravity, const struct length *x,
                           const struct length *y, struct size outer, struct size inner);

#endif
