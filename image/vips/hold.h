/* image/vips/hold.h - lazily computed pictures, kept where they would be computed again.
 *
 * *image is replaced, or on an error as it was. One thread at a time.
 */
#ifndef IMAGE_VIPS_HOLD_H
#define IMAGE_VIPS_HOLD_H

#include "image/plan.h"

#include <vips/vips.h>

/* Whether a step reads its picture otherwise than once and top to bottom. It is held no earlier
 * than such a step comes: by then it may have been scaled and cut. */
bool hold_needs_whole(const struct step *step);

/* Whether it scales its picture, line by line. */
bool hold_suits_pieces(const struct step *step);

/* All of it in memory, computed now, in one run from top to bottom; any part may be read at any
 * time. Never in a temporary file, as libvips would do past 100 MB. */
enum err_code hold_whole(VipsImage **image, struct err *err) MUST_CHECK;

/* For a picture in memory of which nobody else knows: to be read once and top to bottom from now
 * on, as those of libvips' loaders. Only of such libvips keeps the lines that a scaling needs
 * again, and without it computes all that lies before them several times (measured: sharpen and
 * resize of 8 megapixels, 14.6 s of CPU for 1.6). */
void hold_to_sequence(VipsImage *image);

/* Its last lines, for a reader from top to bottom; computed as they are asked for. */
enum err_code hold_pieces(VipsImage **image, struct err *err) MUST_CHECK;

#endif
