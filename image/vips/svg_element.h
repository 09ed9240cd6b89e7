/* image/vips/svg_element.h - what the attributes of one element of an SVG ask for. Pure.
 *
 * For image/vips/svg_bounds.c: sizes are rounded upwards, and nothing is refused here.
 */
#ifndef IMAGE_VIPS_SVG_ELEMENT_H
#define IMAGE_VIPS_SVG_ELEMENT_H

#include "base/buf.h"

/* Of a pattern's sides. */
enum svg_units { SVG_UNITS_NONE, SVG_UNITS_USER, SVG_UNITS_OBJECT };

/* Pixels, at most, of what lengths are relative to (image/vips/svg_view.h). */
struct svg_basis {
    double em, whole; /* 1 em, and 100 % of a viewport */
    double tile;      /* a pattern's side that is told by its object's */
    bool lent;        /* a pattern may have its sides from another */
};

struct svg_side {
    double user;      /* in pixels; 0: not told */
    double object;    /* of a pattern, if its unit is the object's side */
    double part, ems; /* what of it was relative */
    double least;     /* in pixels; 0: relative to something, or not told */
    bool told;
};

/* All of it is of one element, or of one style sheet. */
/* Masks, clips or filters, which no element inherits by itself; the paint of what a marker marks.
 */
enum svg_inherits { SVG_INHERITS = 1, SVG_INHERITS_CONTEXT = 2 };

struct svg_element {
    double font, relative; /* of letters: in pixels, and a factor */
    double scale;          /* of transforms */
    double stroke;         /* width, in pixels */
    double dashes;         /* a pixel of its stroke */
    double octaves;        /* of noise */
    double cells;          /* of a matrix that a filter convolves with */
    double functions;      /* of CSS that it is filtered with */
    double box[2];         /* of the view box; 0: it has none */
    double extent, points; /* of a shape: its largest number, and how many of them */
    double advance;        /* between letters, in pixels */
    struct svg_side width, height;
    struct svg_basis basis; /* of what is read from now on */
    bool layer;
    bool skewed;       /* its view box is not drawn whole */
    bool hidden;       /* a comment may hide what CSS says */
    unsigned inherits; /* bits of svg_inherits */
    bool has_id, has_result;
    enum svg_units units;
    uint32_t id, other_id; /* id and xml:id; other_id: 0 for none */
    uint32_t href;         /* 0: none */
    struct buf urls;       /* uint32_t, hashes of ids that it refers to otherwise */
};

void svg_element_init(struct svg_element *element);
void svg_element_fini(struct svg_element *element);

/* Read all attributes; what another element had is forgotten. */
void svg_element_read(struct svg_element *element, struct span attributes);

/* Read a style sheet; likewise. */
void svg_element_read_css(struct svg_element *element, const char *css);

/* The id that comes at `i` among urls; false: there are fewer. */
bool svg_element_url(const struct svg_element *element, size_t i, uint32_t *id);

/* The name behind a prefix. */
struct span svg_local_name(struct span name);

#endif
