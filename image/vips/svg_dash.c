#include "image/vips/svg_dash.h"

#include <math.h>

/* The sides of a box, more than a circle's; and how long a letter's outline is, in em. */
#define BOX_SIDES 4.0
#define OUTLINE_EMS 20.0

/* Nothing that is dashed without end is no dash. */
static double times(double density, double length)
{
    return density > 0 && length > 0 ? density * length : 0;
}

double svg_dash_take(struct svg_dash *dash, double around, struct span name,
                     const struct svg_element *element)
{
    const double density = element->dashes > 0 ? element->dashes : around;
    const double length = element->extent * fmax(element->points, BOX_SIDES);

    dash->any = fmax(dash->any, density);
    dash->length = fmax(dash->length, length);
    dash->most = fmax(dash->most, times(density, length));
    if (span_is_nocase(name, "use"))
        svg_dash_spread(dash, density);
    return density;
}

void svg_dash_spread(struct svg_dash *dash, double density)
{
    dash->any = fmax(dash->any, density);
    dash->anywhere = fmax(dash->anywhere, density);
}

double svg_dash_count(const struct svg_dash *dash, double letters, double em)
{
    const double outline = times(dash->any, letters * em * OUTLINE_EMS);

    return fmax(fmax(dash->most, outline), times(dash->anywhere, dash->length));
}
