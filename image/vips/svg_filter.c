#include "image/vips/svg_filter.h"

/* Measured with librsvg 2.54, which looks no further than 10 pixels for a morphology. */
#define MORPHOLOGY_PASSES 60.0
#define DISPLACEMENT_PASSES 9.0
#define OCTAVE_PASSES 1.5
#define CELL_PASSES 0.125

static double primitive_passes(struct span name, const struct svg_element *element)
{
    if (span_is_nocase(name, "feMorphology"))
        return MORPHOLOGY_PASSES;
    if (span_is_nocase(name, "feDisplacementMap"))
        return DISPLACEMENT_PASSES;
    if (span_is_nocase(name, "feTurbulence"))
        return 1 + OCTAVE_PASSES * element->octaves;
    if (span_is_nocase(name, "feConvolveMatrix"))
        return 2 + CELL_PASSES * element->cells;
    return 1;
}

double svg_filter_passes(struct span name, const struct svg_element *element)
{
    const bool is_primitive = name.len > 2 && span_is_nocase(span_cut(name, 0, 2), "fe");
    const double own = is_primitive ? primitive_passes(name, element) : 0;

    return own + SVG_FUNCTION_PASSES * element->functions + span_is_nocase(name, "filter");
}
