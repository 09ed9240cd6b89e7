#include "image/facts.h"

#include "base/check.h"

/* Never run: its first step tells the loader how small the picture may be decoded, and it is what
 * the memory is reckoned by. A palette keeps every engine but libvips away from it, and 16 bits. */
void facts_plan(struct plan *plan)
{
    static const char *const sides[] = {"width", "height"};
    const struct limits limits = limits_default();
    struct plan_seen seen = {0};
    char side[16];

    (void)snprintf(side, sizeof(side), "%d", FACTS_SIDE);
    plan_init(plan);
    CHECK(plan_add(plan, op_index(span_text("resize")), &limits, NULL) == ERR_OK);
    for (int i = 0; i < 2; i++)
        CHECK(plan_set(plan, &seen, false, span_text(sides[i]), span_text(side), NULL) == ERR_OK);
    output_set_format(&plan->output, FORMAT_PNG);
    plan->output.palette = true;
    plan->output.orient = false; /* the small picture is turned, not the large one */
}

uint64_t facts_memory(uint64_t fields, const struct image_info *info, uint64_t input_bytes,
                      const struct limits *limits)
{
    struct image_info opened = *info;
    struct plan plan;

    facts_plan(&plan);
    if (!facts_need_pixels(fields)) { /* a decoder is opened, and no pixel asked for */
        opened.width = opened.height = opened.frames = 1;
        opened.area = 0;
    }
    return plan_memory(&plan, &opened, input_bytes, limits);
}
