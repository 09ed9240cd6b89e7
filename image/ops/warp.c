#include "image/ops/warp.h"

#include "image/vips/color.h"

#include <math.h>

/* libvips' own names, the ones with the fewest artefacts for each price. */
const char *const warp_interpolators[] = {"nearest", "bilinear", "bicubic", "lbb", "nohalo", NULL};

VipsInterpolate *warp_interpolator(int32_t word)
{
    return vips_interpolate_new(warp_interpolators[word]);
}

double warp_centre(int32_t word)
{
    return word == 0 ? 0 : 0.5;
}

static int resized(VipsImage *in, VipsImage **out, const void *params)
{
    const double *scale = params;

    return vips_resize(in, out, scale[0], "vscale", scale[1], NULL);
}

int warp_shrunk(VipsImage *in, VipsImage **out, double scale)
{
    const double both[] = {fmax(scale, 1.0 / in->Xsize), fmax(scale, 1.0 / in->Ysize)};

    if (scale >= 1)
        return vips_copy(in, out, NULL);
    return color_premultiplied(in, out, resized, both);
}

uint64_t warp_memory(double pixels)
{
    return (uint64_t)fmin(pixels * 4 * sizeof(float), 1e15);
}
