/* What the header says to the choice of the engine, and what the engine is charged. */
#include "image/planar/planar.h"

#include "tests/support/sampled.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

enum { MB = 1000000 };

static struct image_info probe(const struct sampled *picture)
{
    struct image_info info;
    struct buf bytes;

    buf_init(&bytes, 1 << 20);
    ck_assert(sampled_make(picture, &bytes));
    ck_assert_int_eq(probe_header(buf_span(&bytes), true, &info), PROBE_DONE);
    buf_fini(&bytes);
    return info;
}

static const char srgb[] = "desc sRGB IEC61966-2.1";
static const struct {
    struct sampled picture;
    const char *text;
    bool known;
} cases[] = {
    {{.width = 40, .height = 30, .h = 2, .v = 2}, "resize?width=20&format=jpeg", true},
    {{.width = 40, .height = 30, .h = 2, .v = 2}, "resize?width=20&format=png", false},
    {{.width = 40, .height = 30, .h = 1, .v = 1, .grey = true}, "convert?format=webp", true},
    {{.width = 40, .height = 30, .h = 4, .v = 1}, "resize?width=20&format=jpeg", false},
    {{.width = 40, .height = 30, .h = 2, .v = 2, .icc = srgb}, "convert?format=jpeg", true},
    {{.width = 40, .height = 30, .h = 2, .v = 2, .icc = "other"}, "convert?format=jpeg", false},
    {{.width = 40, .height = 30, .h = 2, .v = 2, .icc = srgb},
     "convert?format=jpeg&profile=keep",
     true},
    {{.width = 40, .height = 30, .h = 2, .v = 2, .icc = "other"},
     "convert?format=jpeg&profile=keep&metadata=all",
     true},
    {{.width = 40, .height = 30, .h = 2, .v = 2, .icc = "other"},
     "pad?left=3&format=jpeg&profile=keep",
     false},
    {{.width = 40, .height = 30, .h = 2, .v = 2, .icc = srgb},
     "pad?left=3&format=jpeg&profile=keep",
     true},
    {{.width = 40, .height = 30, .h = 2, .v = 2}, "convert?format=jpeg&profile=keep", true},
    {{.width = 40, .height = 30, .h = 1, .v = 1, .rgb = true}, "convert?format=jpeg", false},
    {{.width = 40, .height = 30, .h = 2, .v = 2, .arithmetic = true}, "convert?format=jpeg", false},
    {{.width = 40, .height = 30, .h = 2, .v = 2}, "convert?format=jpeg&metadata=all", true},
    {{.width = 40, .height = 30, .h = 2, .v = 2}, "convert?format=jpeg&max_bytes=900", false},
    {{.width = 40, .height = 30, .h = 2, .v = 2}, "convert?format=webp&lossless=true", false},
    {{.width = 40, .height = 30, .h = 2, .v = 2}, "resize?width=9&kernel=nearest", false},
};

START_TEST(plan_and_header_tell_whether_it_is_known)
{
    const struct image_info info = probe(&cases[_i].picture);
    struct plan plan;

    trial_plan(cases[_i].text, &plan);
    ck_assert_int_eq(planar_knows(&plan, &info), cases[_i].known);
}
END_TEST

static uint64_t charged(uint32_t width, uint32_t height, bool progressive)
{
    const struct limits limits = limits_default();
    struct image_info info = probe(&(struct sampled){.width = 40, .height = 30, .h = 2, .v = 2});
    struct plan plan;

    info.width = width;
    info.height = height;
    info.progressive = progressive;
    trial_plan("resize?width=800&format=jpeg", &plan);
    ck_assert_int_eq(plan_engine(&plan, &info), ENGINE_PLANAR);
    return plan_memory(&plan, &info, 0, &limits);
}

START_TEST(a_streaming_job_is_charged_for_its_width)
{
    const uint64_t base = 40 << 20;

    ck_assert_uint_lt(charged(11500, 8600, false) - base, 24 * MB);
    ck_assert_uint_lt(charged(11500, 8600, false), charged(5750, 4300, false) + 10 * MB);
    ck_assert_uint_ge(charged(11500, 8600, true), charged(11500, 8600, false) + 290 * MB);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {plan_and_header_tell_whether_it_is_known, ARRAY_LEN(cases)},
        {a_streaming_job_is_charged_for_its_width, 0},
    };

    return suite_run("image/planar/known", rows, ARRAY_LEN(rows), 60) ? 0 : 1;
}
