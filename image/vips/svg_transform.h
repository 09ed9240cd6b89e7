/* image/vips/svg_transform.h - how much larger a list of transforms may make things. Pure; C
 * strings. */
#ifndef IMAGE_VIPS_SVG_TRANSFORM_H
#define IMAGE_VIPS_SVG_TRANSFORM_H

/* The product of the spectral norms (the largest factor of any length in any direction) of all
 * transforms from `text` to `end`, each at least 1; INFINITY where one is beyond counting.
 * Matrices, scales and skews as in SVG 1.1, 7.6, and CSS Transforms 1, 12; turns and moves keep
 * lengths. */
double svg_transform_growth(const char *text, const char *end);

#endif
