/* image/vips/svg_refs.h - what references inside an SVG multiply. Pure; one thread at a time.
 *
 * A node is what has an id that is referred to, with all that stands in it; an edge is a reference
 * out of it, or another node that is drawn as part of it. Ids are known by a hash: two that share
 * one count as one node, which makes the sum larger only.
 */
#ifndef IMAGE_VIPS_SVG_REFS_H
#define IMAGE_VIPS_SVG_REFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The document; what a style sheet refers to; what is drawn nowhere (in <defs>). */
enum { SVG_DOCUMENT, SVG_SHEET, SVG_NOWHERE };

/* References one behind the other that are followed. */
enum { SVG_CHAIN_MAX = 32 };

enum svg_kind { SVG_OTHER, SVG_MASK, SVG_PATTERN, SVG_FILTER, SVG_MARKER };

/* Where something stands: how much larger letters are there, layers of pixels around it. */
struct svg_place {
    uint32_t node;
    int layers;
    double growth;
};

/* Along the worst chain of references. */
struct svg_sum {
    double growth;
    double layers;   /* pictures held at the same time, those of patterns left out */
    double patterns; /* inside each other */
    double nodes;    /* inside each other */
    double drawn;    /* elements, all the times that they are drawn */
    double passes;   /* of filters, image/vips/svg_filter.h, likewise */
    double anywhere; /* passes of what a style sheet refers to, once each */
};

struct svg_refs;

struct svg_refs *svg_refs_new(void); /* NULL: no memory */
void svg_refs_free(struct svg_refs *refs);

/* Never 0; ids that differ in blanks alone share it. */
uint32_t svg_refs_hash(const char *id, size_t len);

/* The node of this id, made where it is not yet there; SVG_NOWHERE and failed where there are too
 * many. */
uint32_t svg_refs_node(struct svg_refs *refs, uint32_t id, enum svg_kind kind);

/* An element stands here. */
void svg_refs_draw(struct svg_refs *refs, const struct svg_place *place);

/* Filters that stand here take so many passes. */
void svg_refs_filter(struct svg_refs *refs, uint32_t node, double passes);

/* A picture more is held while this node is drawn. */
void svg_refs_hold(struct svg_refs *refs, uint32_t node);

/* What stands here draws the node of this id: a marker so many times as there are vertices, or as
 * all lines together have where there are none. */
void svg_refs_add(struct svg_refs *refs, const struct svg_place *place, uint32_t id,
                  double vertices);

/* Some of what svg_refs_add() has added, in its order. */
struct svg_edges {
    uint32_t first, end;
};

/* The edge that is added next. */
uint32_t svg_refs_edges(const struct svg_refs *refs);

/* So many elements inherit what these refer to, and draw it each: a pattern, a marker. 0: all that
 * their node draws, along its references too; an edge begins with 1. */
void svg_refs_share(struct svg_refs *refs, struct svg_edges edges, double heirs);

/* All that stands here inherits them as well. */
void svg_refs_hand_down(struct svg_refs *refs, struct svg_edges edges,
                        const struct svg_place *place);

/* False: they lead in a circle, or are too many, or a chain of them is too long. Linear but for
 * looking up ids. Markers may grow with `stroke`, lines have `vertices` at most. */
bool svg_refs_sum(struct svg_refs *refs, double stroke, double vertices, struct svg_sum *sum);

#endif
