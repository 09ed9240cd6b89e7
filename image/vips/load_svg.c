#include "image/vips/load_svg.h"

#include <math.h>

/* The scale range of vips_svgload() is 0.001 to 100000. */
#define SCALE_MIN 0.001

/* Larger than it says it is, where the step makes it so. */
static double enlargement(const struct step *step, const struct size *size)
{
    struct size to = *size;

    if (op_at(step->op)->shape == NULL || op_at(step->op)->shape(step->params, &to, NULL) != ERR_OK)
        return 1;
    return fmax(fmax((double)to.width / size->width, (double)to.height / size->height), 1);
}

double load_svg_scale(struct plan *plan, const struct size *size, double most)
{
    struct step *step = &plan->steps[0];
    const double largest = sqrt(most / ((double)size->width * size->height));

    if (plan->n_steps == 0 || op_at(step->op)->shrink == NULL)
        return 1;
    const double factor = op_at(step->op)->shrink(step->params, size);
    const double scale = factor > 1 ? 1 / factor : enlargement(step, size);

    return fmax(fmin(scale, largest), SCALE_MIN);
}
