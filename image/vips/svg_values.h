/* image/vips/svg_values.h - what values in an SVG make of a size, at most. Pure; C strings.
 *
 * For image/vips/svg_bounds.c: nothing is refused here, and what cannot be read is nothing.
 */
#ifndef IMAGE_VIPS_SVG_VALUES_H
#define IMAGE_VIPS_SVG_VALUES_H

/* A font size or the shorthand that holds one, from `text` to `end`: *font becomes no less than
 * each of its numbers in pixels, *relative no less than its factors (percent, em, larger). */
void svg_size(const char *text, const char *end, double *font, double *relative);

/* The factors of a list of transforms up to `end`, multiplied; each at least 1. */
double svg_scale(const char *text, const char *end);

/* How many pixels a unit of a view box has that is drawn over `side` pixels; at least 1. */
double svg_box(const char *text, double side);

#endif
