/* The planar engine and libvips on the same plans and pictures: the same header, and pixels as near
 * to a float reference. */
#include "image/planar/planar.h"

#include "tests/support/rivals.h"
#include "tests/support/sampled.h"
#include "tests/support/suite.h"

#include <string.h>

enum { SECONDS = 120 };

static const struct sampled pictures[] = {
    {.width = 640, .height = 480, .h = 2, .v = 2},
    {.width = 641, .height = 479, .h = 2, .v = 2, .dpi = 300},
    {.width = 641, .height = 479, .h = 2, .v = 1},
    {.width = 639, .height = 481, .h = 1, .v = 2},
    {.width = 637, .height = 483, .h = 1, .v = 1},
    {.width = 635, .height = 485, .h = 1, .v = 1, .grey = true},
    {.width = 633, .height = 487, .h = 2, .v = 2, .progressive = true},
    {.width = 631, .height = 489, .h = 2, .v = 2, .restart = 7},
    {.width = 629, .height = 491, .h = 2, .v = 2, .rotation = 6},
    {.width = 627, .height = 493, .h = 2, .v = 2, .rotation = 7},
    {.width = 17, .height = 9, .h = 2, .v = 2},
    {.width = 1, .height = 1, .h = 2, .v = 2},
};

static const char *const plans[] = {
    "resize?width=100&format=jpeg",
    "resize?width=101&format=jpeg&quality=95",
    "resize?width=303&height=77&fit=fill&format=jpeg",
    "resize?width=120&height=121&fit=cover&format=jpeg",
    "resize?width=121&height=120&fit=cover&gravity=southeast&format=jpeg&chroma=444",
    "resize?width=151&height=151&fit=contain&background=3080c0&format=jpeg",
    "resize?width=90&height=160&fit=contain&gravity=southeast&background=f00&format=jpeg",
    "resize?width=800&enlarge=true&format=jpeg",
    "resize?width=77&height=99&fit=outside&kernel=cubic&format=jpeg&progressive=true",
    "convert?format=jpeg",
    "convert?format=jpeg&quality=92",
    "crop?x=0&y=0&width=60%&height=50%&format=jpeg",
    "crop?x=1&y=1&width=51%&height=51%&format=jpeg : resize?width=50",
    "crop?width=33%&height=31%&gravity=east&format=jpeg",
    "resize?width=90&format=jpeg : crop?x=3&y=5&width=50%&height=40%",
    "rotate?angle=90&format=jpeg",
    "rotate?angle=180&format=jpeg",
    "rotate?angle=270&format=jpeg : resize?width=111",
    "flip?format=jpeg",
    "flip?direction=vertical&format=jpeg : resize?width=99",
    "flip?direction=both&format=jpeg : rotate?angle=90",
    "resize?width=64&height=65&fit=contain&format=jpeg : rotate?angle=90 : flip",
    "grayscale?format=jpeg",
    "grayscale?format=jpeg : resize?width=151&height=151&fit=contain&background=3080c0",
    "orient?orientation=5&format=jpeg&lossless=off",
    "pad?left=3&bottom=10%&background=20a060&format=jpeg : flip",
    "thumbnail?width=90&height=120&format=jpeg",
    "resize?width=130&format=webp",
    "rotate?angle=90&format=webp&quality=90",
    "grayscale?format=webp",
    "resize?width=151&height=151&fit=contain&background=3080c0&format=webp",
};

/* PSNR in dB of one engine's result against the other's, in every plane, edges included; a shift of
 * one pixel gives less than 25 on these pictures. */
static const double NEAR = 33;

/* Pictures of a few pixels are all edge. */
static bool is_tiny(const struct sampled *picture)
{
    return picture->width < 64;
}

static bool has_chroma(const struct rival *rival)
{
    return rival->facts.input.bands == 3 && rival->image->Bands == 3;
}

static void assert_near(const struct rival *vips, const struct rival *planar, const char *text)
{
    const struct closeness is = rivals_closeness(vips->image, planar->image);

    for (int i = 0; i < 3; i++)
        ck_assert_msg(is.db[i] >= NEAR, "%s: plane %d has %.1f dB", text, i, is.db[i]);
    /* libvips 8.14 enlarges with a shift of half a pixel: an edge in the middle comes out right of
     * it, where a smaller picture has it in the middle. */
    if (!has_chroma(vips) || strstr(text, "enlarge"))
        return;
    ck_assert_double_eq(rivals_chroma_shift(vips->image, planar->image, false), 0);
    ck_assert_double_eq(rivals_chroma_shift(vips->image, planar->image, true), 0);
}

/* Made once for all plans, where the tests share a process. */
static void take_picture(const struct sampled *picture, struct buf *out)
{
    static const struct sampled *last;
    static struct buf kept;

    if (last != picture) {
        buf_fini(&kept);
        buf_init(&kept, 1 << 20);
        ck_assert(sampled_make(picture, &kept));
        last = picture;
    }
    buf_add(out, kept.data, kept.len);
    ck_assert(!out->failed);
}

START_TEST(engines_agree)
{
    const struct sampled *picture = &pictures[(size_t)_i / ARRAY_LEN(plans)];
    const char *text = plans[(size_t)_i % ARRAY_LEN(plans)];
    struct trial trial;
    struct plan plan;
    struct rival vips;
    struct rival planar;

    trial_init(&trial);
    take_picture(picture, &trial.input);
    trial_plan(text, &plan);
    rival_run(&vips, &trial, &plan, ENGINE_VIPS);
    rival_run(&planar, &trial, &plan, ENGINE_PLANAR);
    rivals_assert_alike(&vips, &planar);
    if (vips.code == ERR_OK && !is_tiny(picture))
        assert_near(&vips, &planar, text);
    rival_fini(&vips);
    rival_fini(&planar);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {engines_agree, ARRAY_LEN(pictures) * ARRAY_LEN(plans)},
    };

    return suite_run("image/planar/equal", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
