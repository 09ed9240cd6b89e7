/* image/vips/similar.h - quality=auto: the lowest quality that keeps a sample similar enough.
 *
 *   picture              sample                 encoded, decoded
 *   +--[]--[]--[]-+      +--+--+--+--+
 *   |             | ---> +--+--+--+--+ ------->  mean SSIM of the luma >= 0.96 ?
 *   +--[]--[]--[]-+      +--+--+--+--+           lower quality : higher
 *
 * Tiles of 64x64 pixels, up to 16, evenly spread, from multiples of 16 pixels, so that the blocks
 * of every encoder fall as in the picture itself.
 */
#ifndef IMAGE_VIPS_SIMILAR_H
#define IMAGE_VIPS_SIMILAR_H

#include "image/output.h"

#include <vips/vips.h>

/* Observers stopped telling a compressed picture from its source at an SSIM of 0.96 for four
 * pictures of six, at 0.92 for two (J. Flynn et al., Image Quality Assessment Using the SSIM and
 * the Just Noticeable Difference Paradigm, HCI International 2013). */
#define SIMILAR_SSIM 0.96

/* Encodings of the sample at most. */
enum { SIMILAR_TRIES = 3 };

/* Whether output->quality is auto and means something: a lossy format that can be read again, with
 * loss. JPEG XL cannot; it has its default then. */
bool similar_wanted(const struct output *output);

/* Choose among eight qualities 6 apart, from 46 to 88 (AVIF: 28 to 70); the highest is not tried.
 * An animation is judged by its first frame. */
enum err_code similar_quality(VipsImage *pixels, const struct output *output, uint32_t *quality,
                              struct err *err) MUST_CHECK;

/* Mean SSIM (Z. Wang et al., Image Quality Assessment: From Error Visibility to Structural
 * Similarity, 2004, eq. 13) over windows of 8x8 every 4 pixels inside tiles of 64x64. Luma of
 * width * height samples each; both sides at least 8. */
double similar_ssim(const unsigned char *a, const unsigned char *b, int width, int height);

#endif
