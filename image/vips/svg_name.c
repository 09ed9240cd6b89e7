#include "image/vips/svg_name.h"

#include "base/macros.h"

enum svg_kind svg_name_kind(struct span name)
{
    static const char *const names[] = {"", "mask", "pattern", "filter", "marker"};

    for (int kind = SVG_MASK; kind <= SVG_MARKER; kind++)
        if (span_is(name, names[kind]))
            return (enum svg_kind)kind;
    return SVG_OTHER;
}

bool svg_name_hides(struct span name)
{
    return svg_name_kind(name) != SVG_OTHER || span_is(name, "defs") || span_is(name, "symbol") ||
           span_is(name, "clipPath");
}

bool svg_name_is_gradient(struct span name)
{
    return span_is(name, "linearGradient") || span_is(name, "radialGradient");
}

bool svg_name_draws_href(struct span name)
{
    static const char *const names[] = {"use", "pattern", "feImage"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (span_is_nocase(name, names[i]))
            return true;
    return false;
}
