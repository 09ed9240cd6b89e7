#include "image/plan.h"

#include "image/lossless/lossless.h"
#include "image/planar/planar.h"
#include "image/raster/raster.h"

enum engine plan_engine(const struct plan *plan, const struct image_info *info)
{
    if (lossless_knows(plan, info))
        return ENGINE_LOSSLESS;
    if (planar_knows(plan, info))
        return ENGINE_PLANAR;
    return raster_takes(plan, info) ? ENGINE_PNG : ENGINE_VIPS;
}

const char *engine_name(enum engine engine)
{
    static const char *const names[ENGINE_COUNT] = {"vips", "planar", "lossless", "png"};

    return engine < ENGINE_COUNT ? names[engine] : "none";
}
