/* image/ops/homography.h - how a plane is seen from another place: maps of 3x3 numbers, row by row,
 * in homogeneous coordinates. Pure.
 */
#ifndef IMAGE_OPS_HOMOGRAPHY_H
#define IMAGE_OPS_HOMOGRAPHY_H

#include "image/values.h"

enum { HOMOGRAPHY = 9 };

struct point {
    double x, y;
};

/* Twice the area of a triangle; positive where a, b, c go clockwise (y downwards). */
double homography_turn(struct point a, struct point b, struct point c);

/* Area within four corners that go round clockwise without bays. */
double homography_area(const struct point at[CORNERS]);

/* The map of the unit square to such corners: 0,0 goes to the first, 1,0 to the second. Its third
 * coordinate is positive inside. */
void homography_of(const struct point at[CORNERS], double m[HOMOGRAPHY]);

/* The inverse, but for a positive factor, of one made by homography_of(). */
void homography_invert(double m[HOMOGRAPHY]);

#endif
