#include "image/plan.h"

#include "image/lossless/lossless.h"
#include "image/planar/planar.h"

enum engine plan_engine(const struct plan *plan, const struct image_info *info)
{
    if (lossless_knows(plan, info))
        return ENGINE_LOSSLESS;
    return planar_knows(plan, info) ? ENGINE_PLANAR : ENGINE_VIPS;
}

const char *engine_name(enum engine engine)
{
    static const char *const names[ENGINE_COUNT] = {"vips", "planar", "lossless"};

    return engine < ENGINE_COUNT ? names[engine] : "none";
}
