/* image/planar/depth.h - how far down a file is read: as far as by libvips, and no further.
 *
 * The same damaged file must have the same answer, whatever engine is chosen. libvips reads all the
 * lines of the picture its loader gives; scaled by the IDCT that has the whole lines only, so a
 * last row of MCUs that adds no whole line is never looked at. Pure.
 */
#ifndef IMAGE_PLANAR_DEPTH_H
#define IMAGE_PLANAR_DEPTH_H

#include "image/plan.h"

/* Rows of MCUs to read, from the top. */
uint32_t depth_of(const struct plan *plan, const struct image_info *info);

#endif
