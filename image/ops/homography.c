#include "image/ops/homography.h"

#include <string.h>

double homography_turn(struct point a, struct point b, struct point c)
{
    return (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
}

double homography_area(const struct point at[CORNERS])
{
    return (homography_turn(at[0], at[1], at[2]) + homography_turn(at[2], at[3], at[0])) / 2;
}

/* The map of the unit square to the corners, in homogeneous coordinates: Heckbert, Fundamentals of
 * Texture Mapping and Image Warping (1989), section 2.2.3. */
void homography_of(const struct point at[CORNERS], double m[HOMOGRAPHY])
{
    const double ax = at[1].x - at[2].x;
    const double ay = at[1].y - at[2].y;
    const double bx = at[3].x - at[2].x;
    const double by = at[3].y - at[2].y;
    const double sx = at[0].x - at[1].x + at[2].x - at[3].x;
    const double sy = at[0].y - at[1].y + at[2].y - at[3].y;
    const double whole = ax * by - bx * ay;
    const double g = (sx * by - bx * sy) / whole;
    const double h = (ax * sy - sx * ay) / whole;
    const double map[HOMOGRAPHY] = {at[1].x - at[0].x + g * at[1].x,
                                    at[3].x - at[0].x + h * at[3].x,
                                    at[0].x,
                                    at[1].y - at[0].y + g * at[1].y,
                                    at[3].y - at[0].y + h * at[3].y,
                                    at[0].y,
                                    g,
                                    h,
                                    1};

    memcpy(m, map, sizeof(map));
}

/* The adjugate, which is the inverse but for a factor; homogeneous coordinates do not mind. */
void homography_invert(double m[HOMOGRAPHY])
{
    const double map[HOMOGRAPHY] = {
        m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
        m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
        m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]};

    memcpy(m, map, sizeof(map));
}
