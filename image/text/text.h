/* image/text/text.h - text laid out by Pango and drawn by Cairo: the one door to both.
 *
 * Fonts are those that fontconfig finds on the system, by family name alone: nothing here takes a
 * path, and markup that names a font or a size is refused. One thread at a time for one struct
 * text; several threads may each have their own.
 */
#ifndef IMAGE_TEXT_TEXT_H
#define IMAGE_TEXT_TEXT_H

#include "base/err.h"
#include "image/moves.h"
#include "image/values.h"

#include <vips/vips.h>

enum text_align { TEXT_LEFT, TEXT_CENTER, TEXT_RIGHT, TEXT_JUSTIFY };

/* How it looks. All lengths in pixels. */
struct text_style {
    const char *text;   /* UTF-8 */
    const char *family; /* "": the system's sans */
    bool markup;        /* text is Pango markup; else it is taken literally */
    bool bold, italic;
    double size;    /* of the em */
    double wrap;    /* lines break at this width; 0: only where the text says so */
    double spacing; /* from line to line, in heights of a line */
    int align;      /* enum text_align */
    struct color color, outline, background;
    double outline_width; /* outside the glyphs */
    double padding;       /* of the background around the text */
    double rotate;        /* degrees, clockwise */
    double opacity;       /* 0 to 1, of all of it */
};

struct text;

/* Lay it out. ERR_FONT: the family is not there; ERR_PARAM_INVALID: the markup cannot be read, or
 * says more than it may; ERR_RESULT_TOO_LARGE. */
enum err_code text_new(const struct text_style *style, struct text **text,
                       struct err *err) MUST_CHECK;
void text_free(struct text *text);

/* The box to be placed: text, outline and padding, turned. */
struct size text_size(const struct text *text);

/* Draw the text, whose box lies at left,top of a canvas, as far as it shows on the canvas: *image
 * is sRGB with alpha, 8 bits, in memory, and belongs at *at_left,*at_top; NULL: nothing shows. */
enum err_code text_draw(const struct text *text, struct size canvas, int32_t left, int32_t top,
                        VipsImage **image, int32_t *at_left, int32_t *at_top,
                        struct err *err) MUST_CHECK;

#endif
