/* image/planar/frame.h - laying the scaled part into its frame.
 *
 * Where a chroma sample covers a pixel of the part and one of the ground, it is their mean, as if
 * both had been pixels when they were subsampled.
 */
#ifndef IMAGE_PLANAR_FRAME_H
#define IMAGE_PLANAR_FRAME_H

#include "image/planar/planes.h"

/* Where the samples of a plane begin along one side. A picture that will be mirrored and is odd
 * begins one pixel early, so that its samples cover pairs of pixels from the other end. */
struct frame_side {
    uint32_t early; /* pixels the frame's first sample begins before the frame: 0 or 1 */
    uint32_t lead;  /* pixels the part's first sample begins before the part: 0 or 1 */
    uint32_t at;    /* sample of the frame that is the part's first */
    uint32_t size;  /* samples of the frame */
    bool trail;     /* the part's last sample reaches past the part, and stays in the frame */
};

struct frame_side frame_side(uint32_t frame, uint32_t at, uint32_t part, uint32_t sub,
                             bool mirrored);

/* Replace the part by the frame of x.size by y.size around it. */
bool frame_lay(struct plane *part, const struct frame_side *x, const struct frame_side *y,
               unsigned char ground) MUST_CHECK;

#endif
