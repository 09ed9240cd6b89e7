/* image/vips/svg_survey.h - all that counts in an SVG, element by element. Pure; any thread.
 *
 * For image/vips/svg_bounds.c: nothing is refused here. Linear in the length of the document.
 */
#ifndef IMAGE_VIPS_SVG_SURVEY_H
#define IMAGE_VIPS_SVG_SURVEY_H

#include "image/vips/svg_dash.h"
#include "image/vips/svg_element.h"
#include "image/vips/svg_refs.h"
#include "image/vips/svg_tile.h"
#include "image/vips/svg_view.h"

enum { SVG_SURVEY_DEPTH = 64, SVG_SURVEY_BITS = 1 << 16 };

struct svg_level {
    struct svg_place place;
    double relative; /* size of letters, of the root's */
    double dashes;   /* a pixel */
    int layers;      /* from the root to here, not from the node */
    bool text;
    struct svg_edges edges;  /* what the element refers to, for those inside to inherit */
    uint32_t elements, uses; /* before it */
};

struct svg_survey {
    unsigned char named[SVG_SURVEY_BITS / 8]; /* what is referred to, by hash, and some more */
    struct svg_level at[SVG_SURVEY_DEPTH + 1];
    int depth, deepest, layers;
    double font, root, stroke; /* the largest; root: of the root's view box */
    double sheet;              /* the largest relative size in a style sheet */
    double points, letters;
    double advance;                  /* the most between letters, in pixels */
    double em;                       /* pixels of the largest, along references too */
    double relative, sheet_relative; /* sizes of letters: the most in the tree, and of a sheet */
    struct svg_views views;
    double cells;     /* the most of a filter's matrix */
    double functions; /* of CSS that a style sheet filters with */
    double styles;    /* bytes of style sheets */
    bool text, styled, sheet_layers;
    bool filters_itself; /* with filters that have no element */
    bool hidden;         /* a comment may hide what CSS says */
    unsigned inherits;   /* as in svg_element.h */
    bool tref;           /* draws letters of anything that has an id */
    int style;           /* depth inside the style sheet that is read; 0: in none */
    struct buf words;    /* of that sheet, in one piece */
    uint32_t elements, uses;
    struct svg_tile tile;
    struct svg_dash dash;
    struct svg_element element;
    struct svg_refs *refs;
};

/* False: there is no memory. Either way to be freed. */
bool svg_survey_read(struct svg_survey *survey, struct span svg);

struct svg_survey *svg_survey_new(void); /* NULL: no memory */
void svg_survey_free(struct svg_survey *survey);

#endif
