/* image/vips/svg_name.h - what the name of an SVG's element says. Pure; any thread. */
#ifndef IMAGE_VIPS_SVG_NAME_H
#define IMAGE_VIPS_SVG_NAME_H

#include "base/span.h"
#include "image/vips/svg_refs.h"

enum svg_kind svg_name_kind(struct span name);

/* Whether what stands in it is drawn where it is referred to alone, if at all. */
bool svg_name_hides(struct span name);

bool svg_name_is_gradient(struct span name);

/* Whether its href draws something: a link does not, and an animation is not played. */
bool svg_name_draws_href(struct span name);

#endif
