/* Whatever takes regions treats every kind of picture alike: what lies outside of them stays as it
 * is, alpha and every frame included, and a region outside of the picture has its own code. */
#include "tests/support/pictures.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <string.h>

enum { SECONDS = 200, PLAN_MAX = 200 };

/* A quarter of the picture, in its middle. */
static const char MIDDLE[] = "region=25%,25%,50%,50%";

static const struct param *regions_of(const struct op *op)
{
    for (const struct param *row = op->params; row->type != PARAM_TYPE_END; row++)
        if (row->type == PARAM_TYPE_REGIONS)
            return row;
    return NULL;
}

static const char *format_for(const char *kind)
{
    return strstr(kind, "animated") ? "webp&lossless=true" : "png";
}

/* The pictures with the middle of each frame made black: equal where the rest is. */
static VipsImage *without_middle(VipsImage *image)
{
    const int height = vips_image_get_page_height(image);
    const int width = image->Xsize;
    double black[] = {0, 0, 0, 0};
    VipsImage *lazy = NULL;

    ck_assert_int_eq(vips_copy(image, &lazy, NULL), 0); /* else memory is shared, and drawn on */
    VipsImage *pixels = vips_image_copy_memory(lazy);

    ck_assert(pixels != NULL);
    g_object_unref(lazy);
    for (int top = 0; top < pixels->Ysize; top += height)
        ck_assert_int_eq(vips_draw_rect(pixels, black, image->Bands, width / 4, top + height / 4,
                                        (width + 1) / 2 + 1, (height + 1) / 2 + 1, "fill", TRUE,
                                        NULL),
                         0);
    return pixels;
}

static void assert_outside_stays(VipsImage *before, VipsImage *after, const char *plan)
{
    VipsImage *a = without_middle(before);
    VipsImage *b = without_middle(after);

    ck_assert_msg(trial_difference(a, b).max <= 0, "%s changes what lies outside", plan);
    g_object_unref(a);
    g_object_unref(b);
}

static void assert_every_middle_changes(VipsImage *before, VipsImage *after, const char *plan)
{
    const int height = vips_image_get_page_height(before);

    for (int top = 0; top < before->Ysize; top += height) {
        VipsImage *a = NULL, *b = NULL;

        ck_assert(!vips_extract_area(before, &a, 0, top, before->Xsize, height, NULL) &&
                  !vips_extract_area(after, &b, 0, top, before->Xsize, height, NULL));
        ck_assert_msg(trial_difference(a, b).max > 0, "%s leaves the frame at %d", plan, top);
        g_object_unref(a);
        g_object_unref(b);
    }
}

/* WebP may write what changes from frame to frame with an alpha that nobody sees, and reads so. */
static VipsImage *with_alpha(VipsImage *image)
{
    VipsImage *out = NULL;

    ck_assert_int_eq(
        image->Bands == 3 ? vips_addalpha(image, &out, NULL) : vips_copy(image, &out, NULL), 0);
    return out;
}

static void check_kind(struct trial *trial, const char *name, const char *kind)
{
    char plan[PLAN_MAX];

    trial_picture(trial, kind);
    (void)snprintf(plan, sizeof(plan), "convert?format=%s", format_for(kind));
    trial_run(trial, plan);
    ck_assert_msg(trial->code == ERR_OK, "%s on %s: %s", plan, kind, trial->err.detail);
    VipsImage *before = g_object_ref(trial->image);
    const uint32_t frames = trial->facts.frames;

    (void)snprintf(plan, sizeof(plan), "%s?%s&format=%s", name, MIDDLE, format_for(kind));
    trial_run(trial, plan);
    ck_assert_msg(trial->code == ERR_OK, "%s on %s: %s", plan, kind, trial->err.detail);
    ck_assert_uint_eq(trial->facts.frames, frames);
    ck_assert_int_eq(trial->image->BandFmt, before->BandFmt);
    VipsImage *have = with_alpha(before);
    VipsImage *made = with_alpha(trial->image);

    assert_outside_stays(have, made, kind);
    assert_every_middle_changes(have, made, kind);
    g_object_unref(have);
    g_object_unref(made);
    g_object_unref(before);
}

START_TEST(only_the_region_changes_in_every_kind_of_picture)
{
    const struct op *op = op_at(_i);
    struct trial trial;

    if (regions_of(op) == NULL)
        return;
    trial_init(&trial);
    for (int kind = 0; picture_kinds[kind]; kind++)
        check_kind(&trial, op->name, picture_kinds[kind]);
    trial_fini(&trial);
}
END_TEST

static const char *const outside[] = {"5000,0,9,9", "0,5000,9,9", "100%,0,9,9",
                                      "0,0,9,9;0,100%,1,1"};

START_TEST(region_outside_of_the_picture_has_its_code)
{
    const struct op *op = op_at(_i);
    struct trial trial;
    char plan[PLAN_MAX];

    if (regions_of(op) == NULL)
        return;
    trial_init(&trial);
    for (int kind = 0; picture_kinds[kind]; kind++)
        for (size_t i = 0; i < ARRAY_LEN(outside); i++) {
            trial_picture(&trial, picture_kinds[kind]);
            (void)snprintf(plan, sizeof(plan), "%s?region=%s&format=%s", op->name, outside[i],
                           format_for(picture_kinds[kind]));
            trial_run(&trial, plan);
            ck_assert_msg(trial.code == ERR_OUT_OF_PICTURE, "%s on %s: %s", plan,
                          picture_kinds[kind], err_slug(trial.code));
        }
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const int n = op_count();
    const struct suite_row rows[] = {
        {only_the_region_changes_in_every_kind_of_picture, n},
        {region_outside_of_the_picture_has_its_code, n},
    };

    return suite_run("contract/regions", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
