/* The leading steps that the engine `png` does for libvips: which they are, and that they are its
 * own. */
#include "image/raster/raster.h"

#include "tests/support/images.h"
#include "tests/support/outcome.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <string.h>

enum { SECONDS = 60 };

static const struct {
    const char *plan;
    uint32_t steps;
} heads[] = {
    {"resize?width=40", 1},
    {"resize?width=40 : blur", 1},
    {"resize?width=40 : rotate?angle=90 : flip : blur : flip", 3},
    {"crop?width=50%&height=50% : resize?width=300&enlarge=true : thumbnail?size=10", 1},
    {"resize?width=100&enlarge=true : resize?width=40", 0},
    {"flip : blur", 0},
    {"flip : resize?width=40 : flip : blur", 3},
    {"thumbnail?size=30 : noise", 1},
    {"convert : resize?width=40", 2},
    {"blur : resize?width=40", 0},
    {"resize?width=40&kernel=nearest : blur", 0},
    {"resize?width=40&height=40&fit=cover&gravity=attention : blur", 0},
    {"rotate?angle=10 : resize?width=40", 0},
    {"resize?width=90&height=90&fit=contain&background=f00 : blur", 0},
    {"resize?width=60&height=60&fit=contain&background=f00 : blur", 1},
    {"resize?width=40&profile=p3 : grayscale : blur", 1},
    {"resize?width=40 : grayscale : blur", 2},
    {"convert", 0},
};

START_TEST(head_is_the_moves_up_to_the_first_other_step)
{
    struct image_info info;
    struct buf file;
    struct plan plan;

    outcome_picture(2, 99, 70, &file);
    ck_assert_int_eq(probe_header(buf_span(&file), true, &info), PROBE_DONE);
    for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
        trial_plan(heads[i].plan, &plan);
        ck_assert_msg(raster_head(&plan, &info) == heads[i].steps, "%s: %u", heads[i].plan,
                      raster_head(&plan, &info));
    }
    trial_plan("resize?width=40 : blur", &plan);
    info.icc = true;
    ck_assert_uint_eq(raster_head(&plan, &info), 1);
    trial_plan("resize?width=40 : grayscale : blur", &plan);
    ck_assert_uint_eq(raster_head(&plan, &info), 1);
    trial_plan("resize?width=60&height=60&fit=contain&background=f00 : blur", &plan);
    ck_assert_uint_eq(raster_head(&plan, &info), 0);
    trial_plan("resize?width=40 : blur", &plan);
    info.orientation = 6;
    ck_assert_uint_eq(raster_head(&plan, &info), 0);
    info.orientation = 1;
    info.bits = 16;
    ck_assert_uint_eq(raster_head(&plan, &info), 0);
    buf_fini(&file);
}
END_TEST

static const char *const moving[] = {
    "resize?width=40",
    "resize?width=33&height=51&fit=fill",
    "resize?width=40&height=40&fit=cover&gravity=southeast",
    "crop?x=5&y=7&width=50&height=33 : resize?width=20 : flip?direction=vertical",
    "rotate?angle=270 : resize?width=50",
    "resize?width=60&height=60&fit=contain&background=40c080",
    "resize?width=60&height=60&fit=contain&background=40c08022",
    "resize?width=40 : grayscale",
};

static void compare(const char *plan, const char *limited, int kind)
{
    struct outcome own, vips;
    struct buf file;

    outcome_picture(kind, 99, 70, &file);
    outcome_run(ENGINE_PNG, plan, buf_span(&file), &own);
    outcome_run(ENGINE_VIPS, limited, buf_span(&file), &vips);
    ck_assert_uint_eq(own.facts.engine, ENGINE_PNG);
    ck_assert_uint_eq(vips.facts.engine, ENGINE_VIPS);
    outcome_assert_facts(&own, &vips);
    ck_assert_uint_eq(own.pixels.data.len, vips.pixels.data.len);
    if (memcmp(own.pixels.data.data, vips.pixels.data.data, own.pixels.data.len) != 0)
        ck_abort_msg("%s, kind %d", plan, kind);
    outcome_fini(&own);
    outcome_fini(&vips);
    buf_fini(&file);
}

/* With a size target the plan is libvips', which gets its pixels from the head. */
START_TEST(head_gives_the_pixels_of_the_engine)
{
    char limited[200];

    (void)snprintf(limited, sizeof(limited), "convert?max_bytes=9000000 : %s", moving[_i]);
    images_open();
    for (int kind = 0; kind < OUTCOME_KINDS; kind++)
        compare(moving[_i], limited, kind);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {head_is_the_moves_up_to_the_first_other_step, 0},
        {head_gives_the_pixels_of_the_engine, ARRAY_LEN(moving)},
    };

    return suite_run("image/raster/lead", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
