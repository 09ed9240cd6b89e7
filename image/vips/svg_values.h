/* image/vips/svg_values.h - what values in an SVG make of a size, at most. Pure; C strings.
 *
 * For image/vips/svg_bounds.c: nothing is refused here, and what cannot be read is nothing.
 */
#ifndef IMAGE_VIPS_SVG_VALUES_H
#define IMAGE_VIPS_SVG_VALUES_H

#include "base/span.h"

/* The largest numbers of a length, or of a list of them, whatever their signs. */
struct svg_length {
    double pixels; /* of all units that are so many pixels */
    double part;   /* of percent; 1 is 100 % */
    double ems;
};

/* Whether this word is in the text up to `end`, in any case. */
bool svg_word(const char *text, const char *end, const char *word);

struct svg_length svg_length(const char *text, const char *end);

/* A font size or the shorthand that holds one, from `text` to `end`: *font becomes no less than
 * each of its numbers in pixels, *relative no less than its factors (percent, em, larger). */
void svg_size(const char *text, const char *end, double *font, double *relative);

/* The next number of *at that begins before `end`, with its sign; *at is moved past it. False:
 * there is none. */
bool svg_number(const char **at, const char *end, double *number);

/* The sides of a view box; false, and nothing written: it has none. */
bool svg_box(const char *text, double sides[2]);

/* Cells of a matrix with these sides, one or two. */
double svg_cells(const char *text);

/* Dashes a pixel where such a list of lengths has most of them; INFINITY where one is relative; 0:
 * none. */
double svg_dashes(const char *text, const char *end);

/* Points that the numbers of a path or a list can be, at most, and the largest of them. */
double svg_points(const char *text, double *largest);

/* What follows the next "url(", in any case; NULL: there is none. Asked again and again it takes
 * linear time. */
const char *svg_after_url(const char *text);

/* The id in the next url(#id) of *text, which is moved past it, so that all take linear time;
 * false: there is none. */
bool svg_url(const char **text, struct span *id);

#endif
