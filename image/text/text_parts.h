/* image/text/text_parts.h - a text that is laid out. Private to image/text/text*.c. */
#ifndef IMAGE_TEXT_TEXT_PARTS_H
#define IMAGE_TEXT_TEXT_PARTS_H

#include "image/text/text.h"

#include <pango/pangocairo.h>

struct box {
    double left, top, right, bottom;
};

struct text {
    struct text_style style;
    cairo_surface_t *scratch; /* to measure on */
    cairo_t *cairo;
    PangoLayout *layout;
    struct box body; /* what is placed and what the background covers, from the layout's corner */
    struct box all;  /* the same and whatever glyphs reach beyond it */
};

#endif
