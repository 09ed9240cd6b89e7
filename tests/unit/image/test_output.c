/* The output options: each does what its row says where the format has it, and nothing elsewhere.
 */
#include "tests/support/pictures.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <string.h>

enum { SECONDS = 120, PLAN_MAX = 200 };

static int field(VipsImage *image, const char *name)
{
    int value = 0;

    if (vips_image_get_typeof(image, name) != 0)
        ck_assert_int_eq(vips_image_get_int(image, name, &value), 0);
    return value;
}

/* PNG, W3C, 11.2.2: bit depth and colour type in IHDR. */
static void assert_ihdr(const struct trial *trial, int depth, int type, const char *plan)
{
    const unsigned char *bytes = (const unsigned char *)trial->output.data;

    ck_assert_msg(bytes[24] == depth && bytes[25] == type, "%s: depth %d, type %d", plan, bytes[24],
                  bytes[25]);
}

static const struct {
    const char *kind, *options;
    int depth, type;
} pngs[] = {
    {"png", "", 8, 2},
    {"png", "bitdepth=16", 16, 2},
    {"png", "bitdepth=8", 8, 2},
    {"png-16", "", 16, 2},
    {"png-16", "bitdepth=8", 8, 2},
    {"png-16", "bitdepth=16", 16, 2},
    {"png", "bitdepth=4", 4, 3},
    {"png", "bitdepth=1", 1, 3},
    {"png-rgba", "bitdepth=2", 2, 3},
    {"jpeg-grey", "bitdepth=4", 4, 0},
    {"jpeg-grey", "bitdepth=1", 1, 0},
    {"png-grey-alpha", "bitdepth=2", 2, 3},
    {"png-16-rgba", "bitdepth=4", 4, 3},
    {"png", "palette=true", 8, 3},
    {"png", "palette=true&bitdepth=2", 2, 3},
    {"png", "colors=16", 4, 3},
    {"png", "colors=13", 4, 3},
    {"png", "colors=2", 1, 3},
    {"png", "colors=200&dither=0", 8, 3},
    {"png-rgba", "colors=100", 8, 3},
    {"png-grey-alpha", "colors=10", 4, 3},
    {"png-16", "colors=256", 8, 3},
};

START_TEST(png_has_the_depth_that_was_asked_for)
{
    struct trial trial;
    char plan[PLAN_MAX];

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(pngs); i++) {
        trial_picture(&trial, pngs[i].kind);
        (void)snprintf(plan, sizeof(plan), "convert?format=png%s%s", pngs[i].options[0] ? "&" : "",
                       pngs[i].options);
        trial_run(&trial, plan);
        ck_assert_msg(trial.code == ERR_OK, "%s on %s: %s (%s)", plan, pngs[i].kind,
                      trial.err.detail, trial.err.note);
        assert_ihdr(&trial, pngs[i].depth, pngs[i].type, plan);
    }
    trial_fini(&trial);
}
END_TEST

static int colors_of(VipsImage *image)
{
    unsigned char seen[300][4] = {{0}};
    int count = 0;

    for (int y = 0; y < image->Ysize; y++)
        for (int x = 0; x < image->Xsize && count < 300; x++) {
            const VipsPel *at =
                image->data + ((size_t)y * (size_t)image->Xsize + (size_t)x) * (size_t)image->Bands;
            int i = 0;

            while (i < count && memcmp(seen[i], at, (size_t)image->Bands) != 0)
                i++;
            if (i == count)
                memcpy(seen[count++], at, (size_t)image->Bands);
        }
    return count;
}

static const struct {
    const char *kind, *format;
    int colors;
} fewer[] = {
    {"png", "png", 2},        {"png", "png", 16},         {"png", "png", 17},
    {"png-rgba", "png", 100}, {"jpeg", "gif", 4},         {"jpeg", "gif", 5},
    {"jpeg", "gif", 31},      {"gif-animated", "gif", 8}, {"gif-animated", "gif", 9},
    {"jpeg-grey", "png", 3},  {"png-16", "png", 50},      {"webp-animated", "gif", 3},
};

START_TEST(there_are_no_more_colours_than_asked_for)
{
    struct trial trial;
    char plan[PLAN_MAX];

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(fewer); i++) {
        trial_picture(&trial, fewer[i].kind);
        (void)snprintf(plan, sizeof(plan), "convert?format=%s&colors=%d", fewer[i].format,
                       fewer[i].colors);
        trial_run(&trial, plan);
        ck_assert_msg(trial.code == ERR_OK, "%s: %s", plan, trial.err.detail);
        const int frames = strstr(fewer[i].kind, "animated") ? 3 : 1;

        ck_assert_uint_eq(trial.facts.frames, (unsigned)frames);
        ck_assert_msg(colors_of(trial.image) <=
                          fewer[i].colors * (fewer[i].colors % 2 ? 1 : frames),
                      "%s on %s: %d", plan, fewer[i].kind, colors_of(trial.image));
    }
    trial_fini(&trial);
}
END_TEST

START_TEST(dither_spreads_what_a_palette_cannot_show)
{
    static const char *const counts[] = {"colors=4", "colors=5"};
    struct trial trial;
    char plan[PLAN_MAX];

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        struct difference off[2];

        trial_pattern(&trial, 96, 64, ".png");
        VipsImage *source = trial_decode(buf_span(&trial.input));
        VipsImage *blurred = NULL;

        ck_assert_int_eq(vips_gaussblur(source, &blurred, 4.0, NULL), 0);
        for (int dither = 0; dither < 2; dither++) {
            VipsImage *seen = NULL;

            (void)snprintf(plan, sizeof(plan), "convert?%s&dither=%d", counts[i], dither);
            trial_run(&trial, plan);
            ck_assert_int_eq(vips_gaussblur(trial.image, &seen, 4.0, NULL), 0);
            off[dither] = trial_difference(seen, blurred);
            g_object_unref(seen);
        }
        ck_assert_msg(off[1].mean < off[0].mean, "%s: %g dithered, %g not", counts[i], off[1].mean,
                      off[0].mean);
        g_object_unref(blurred);
        g_object_unref(source);
    }
    trial_fini(&trial);
}
END_TEST

static const struct {
    const char *format, *option;
    bool passes;
} passes[] = {
    {"jpeg", "interlace=true", true},         {"jpeg", "progressive=true", true},
    {"png", "interlace=true", true},          {"png", "progressive=true", true},
    {"jpeg", "interlace=false", false},       {"png", "progressive=false", false},
    {"png", "colors=9&interlace=true", true},
};

START_TEST(interlace_and_progressive_are_one)
{
    static const char *const kinds[] = {"jpeg", "png", "png-16"};
    struct trial trial;
    char plan[PLAN_MAX];

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(passes) * ARRAY_LEN(kinds); i++) {
        const size_t row = i / ARRAY_LEN(kinds);

        trial_picture(&trial, kinds[i % ARRAY_LEN(kinds)]);
        (void)snprintf(plan, sizeof(plan), "convert?format=%s&%s", passes[row].format,
                       passes[row].option);
        trial_run(&trial, plan);
        ck_assert_int_eq(trial.code, ERR_OK);
        ck_assert_msg((field(trial.image, "interlaced") != 0) == passes[row].passes, "%s on %s",
                      plan, kinds[i % ARRAY_LEN(kinds)]);
    }
    trial_fini(&trial);
}
END_TEST

/* GIF89a, 20: bit 6 of the image descriptor's packed byte. */
START_TEST(gif_rows_come_in_passes)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "jpeg");
    for (int on = 0; on < 2; on++) {
        trial_run(&trial, on ? "convert?format=gif&interlace=true" : "convert?format=gif");
        ck_assert_int_eq(trial.code, ERR_OK);
        const unsigned char *bytes = (const unsigned char *)trial.output.data;
        size_t at = 13 + (bytes[10] & 0x80 ? (size_t)3 << ((bytes[10] & 7) + 1) : 0);

        while (at + 9 < trial.output.len && bytes[at] == 0x21)
            for (at += 2; bytes[at++] != 0;)
                at += bytes[at - 1];
        ck_assert_int_eq(bytes[at], 0x2C);
        ck_assert_int_eq(bytes[at + 9] >> 6 & 1, on);
    }
    trial_fini(&trial);
}
END_TEST

static const struct {
    const char *kind, *options;
    VipsBandFormat format;
    int bands;
    VipsInterpretation space;
} deep[] = {
    {"png", "format=tiff&bitdepth=16", VIPS_FORMAT_USHORT, 3, VIPS_INTERPRETATION_RGB16},
    {"png-rgba", "format=tiff&bitdepth=16", VIPS_FORMAT_USHORT, 4, VIPS_INTERPRETATION_RGB16},
    {"jpeg-grey", "format=tiff&bitdepth=16", VIPS_FORMAT_USHORT, 1, VIPS_INTERPRETATION_GREY16},
    {"png-16", "format=tiff", VIPS_FORMAT_USHORT, 3, VIPS_INTERPRETATION_RGB16},
    {"png-16", "format=tiff&bitdepth=8", VIPS_FORMAT_UCHAR, 3, VIPS_INTERPRETATION_sRGB},
    {"png-rgba", "format=tiff&bitdepth=4", VIPS_FORMAT_UCHAR, 1, VIPS_INTERPRETATION_B_W},
    {"png-16", "format=tiff&bitdepth=1", VIPS_FORMAT_UCHAR, 1, VIPS_INTERPRETATION_B_W},
    {"png", "format=avif&bitdepth=12", VIPS_FORMAT_USHORT, 3, VIPS_INTERPRETATION_RGB16},
    {"png-16-rgba", "format=avif&bitdepth=12", VIPS_FORMAT_USHORT, 4, VIPS_INTERPRETATION_RGB16},
    {"jpeg-grey", "format=avif&bitdepth=12", VIPS_FORMAT_USHORT, 3, VIPS_INTERPRETATION_RGB16},
    {"png-16", "format=avif", VIPS_FORMAT_UCHAR, 3, VIPS_INTERPRETATION_sRGB},
    {"png-16", "format=avif&bitdepth=8", VIPS_FORMAT_UCHAR, 3, VIPS_INTERPRETATION_sRGB},
};

START_TEST(tiff_and_avif_have_the_depth_that_was_asked_for)
{
    struct trial trial;
    char plan[PLAN_MAX];

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(deep); i++) {
        trial_picture(&trial, deep[i].kind);
        (void)snprintf(plan, sizeof(plan), "convert?%s", deep[i].options);
        trial_run(&trial, plan);
        ck_assert_msg(trial.code == ERR_OK, "%s on %s: %s (%s)", plan, deep[i].kind,
                      trial.err.detail, trial.err.note);
        ck_assert_msg(trial.image->BandFmt == deep[i].format &&
                          trial.image->Bands == deep[i].bands && trial.image->Type == deep[i].space,
                      "%s on %s: format %d, %d bands, space %d", plan, deep[i].kind,
                      trial.image->BandFmt, trial.image->Bands, trial.image->Type);
    }
    trial_fini(&trial);
}
END_TEST

/* 255 is the brightest of a byte, 65535 of two. */
START_TEST(white_stays_white_in_any_depth)
{
    static const char *const outputs[] = {"png&bitdepth=16", "tiff&bitdepth=16", "png&bitdepth=1",
                                          "tiff&bitdepth=2", "gif&bitdepth=1",   "png&colors=3"};
    const double white[] = {255, 255, 255};
    struct trial trial;
    char plan[PLAN_MAX];

    trial_init(&trial);
    VipsImage *flat = trial_flat(20, 20, 3, white);

    trial_save(&trial, flat, ".png");
    for (size_t i = 0; i < ARRAY_LEN(outputs); i++) {
        (void)snprintf(plan, sizeof(plan), "convert?format=%s", outputs[i]);
        trial_run(&trial, plan);
        const double most = trial.image->BandFmt == VIPS_FORMAT_USHORT ? 65535 : 255;

        trial_assert_pixel(&trial, 10, 10, trial.image->Bands < 3 ? 1 : 3,
                           (double[]){most, most, most}, 0.5);
    }
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

/* Wherever alpha is lost the background shows through it. */
START_TEST(background_shows_where_alpha_is_lost)
{
    static const char *const outputs[] = {"jpeg&quality=95", "tiff&bitdepth=4"};
    const double half[] = {0, 0, 0, 0};
    struct trial trial;
    char plan[PLAN_MAX];

    trial_init(&trial);
    VipsImage *flat = trial_flat(32, 32, 4, half);

    trial_save(&trial, flat, ".png");
    for (size_t i = 0; i < ARRAY_LEN(outputs); i++) {
        (void)snprintf(plan, sizeof(plan), "convert?format=%s&background=white", outputs[i]);
        trial_run(&trial, plan);
        trial_assert_pixel(&trial, 9, 9, 1, (double[]){255}, 2);
        (void)snprintf(plan, sizeof(plan), "convert?format=%s&background=black", outputs[i]);
        trial_run(&trial, plan);
        trial_assert_pixel(&trial, 9, 9, 1, (double[]){0}, 2);
    }
    g_object_unref(flat);
    trial_fini(&trial);
}
END_TEST

static const struct {
    const char *options;
    enum err_code code;
    const char *param;
} refused[] = {
    {"format=jpeg&bitdepth=16", ERR_UNSUPPORTED_RESULT, "bitdepth"},
    {"format=jpeg&bitdepth=1", ERR_UNSUPPORTED_RESULT, "bitdepth"},
    {"format=webp&bitdepth=12", ERR_UNSUPPORTED_RESULT, "bitdepth"},
    {"format=png&bitdepth=12", ERR_UNSUPPORTED_RESULT, "bitdepth"},
    {"format=gif&bitdepth=16", ERR_UNSUPPORTED_RESULT, "bitdepth"},
    {"format=tiff&bitdepth=12", ERR_UNSUPPORTED_RESULT, "bitdepth"},
    {"format=avif&bitdepth=4", ERR_UNSUPPORTED_RESULT, "bitdepth"},
    {"format=png&bitdepth=16&palette=true", ERR_PARAM_CONFLICT, "bitdepth"},
    {"format=png&bitdepth=16&colors=4", ERR_PARAM_CONFLICT, "bitdepth"},
    {"format=png&bitdepth=2&colors=5", ERR_PARAM_CONFLICT, "colors"},
};

START_TEST(what_a_format_cannot_hold_is_refused_by_name)
{
    struct trial trial;
    char plan[PLAN_MAX];

    trial_init(&trial);
    trial_picture(&trial, "png");
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        (void)snprintf(plan, sizeof(plan), "convert?%s", refused[i].options);
        trial_run(&trial, plan);
        ck_assert_msg(trial.code == refused[i].code, "%s: %s", plan, err_slug(trial.code));
        ck_assert_str_eq(trial.err.param, refused[i].param);
    }
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {png_has_the_depth_that_was_asked_for, 0},
        {there_are_no_more_colours_than_asked_for, 0},
        {dither_spreads_what_a_palette_cannot_show, 0},
        {interlace_and_progressive_are_one, 0},
        {gif_rows_come_in_passes, 0},
        {tiff_and_avif_have_the_depth_that_was_asked_for, 0},
        {white_stays_white_in_any_depth, 0},
        {background_shows_where_alpha_is_lost, 0},
        {what_a_format_cannot_hold_is_refused_by_name, 0},
    };

    return suite_run("image/output", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
