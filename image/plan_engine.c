#include "image/plan.h"
#include "image/raster/raster.h"

enum engine plan_engine(const struct plan *plan, const struct image_info *info)
{
    return raster_takes(plan, info) ? ENGINE_PNG : ENGINE_VIPS;
}

const char *engine_name(enum engine engine)
{
    static const char *const names[ENGINE_COUNT] = {"vips", "planar", "lossless", "png"};

    return engine < ENGINE_COUNT ? names[engine] : "none";
}
