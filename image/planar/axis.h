/* image/planar/axis.h - one plane along one side: which samples go in, which come out.
 *
 * Everything is measured from the picture's edge, so planes of different resolution cover the same
 * area exactly: no chroma shift, whatever the sizes. Pure.
 *
 *   picture   |-------[=========cut=========]------|   pixels; `per` samples a pixel
 *   source            |s|s|s|s|s|s|s|s|s|s|            samples, from `first` on
 *   scaled            |---[====part====]----|
 *   result                |d |d |d |d |d|              a sample covers `sub` pixels; the first
 *                                                      begins `lead` pixels before the part
 */
#ifndef IMAGE_PLANAR_AXIS_H
#define IMAGE_PLANAR_AXIS_H

#include <stdbool.h>
#include <stdint.h>

struct axis_want {
    uint32_t cut_at, cut, scaled, part_at, part; /* pixels */
    uint32_t lead, sub;                          /* of the result's samples, pixels */
    double per;                                  /* source samples a pixel */
    uint32_t have;                               /* source samples there are */
};

struct axis {
    uint32_t first, src, dst; /* samples */
    double start, span;       /* what fills the result, in source samples from `first` */
    bool plain;               /* sample for sample, from `offset` on */
    int64_t offset;
};

struct axis axis_of(const struct axis_want *want);

#endif
