/* The operation table against every kind of picture: what a row promises, it does. */
#include "image/param_row.h"
#include "tests/support/pictures.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <math.h>
#include <string.h>

enum { SECONDS = 200, PLAN_MAX = 512 };

/* What a step may meet besides, and what it is written as. */
static const struct {
    const char *kind, *output;
} pairs[] = {
    {"png-grey-alpha", "jpeg"},
    {"png-rgba", "webp"},
    {"png-16-rgba", "tiff"},
    {"png-16", "jpeg"},
    {"jpeg-cmyk", "jpeg&profile=keep"},
    {"tiff-cmyk", "tiff&profile=keep"},
    {"jpeg-cmyk", "png&profile=keep"},
    {"png-palette", "png&palette=true"},
    {"jpeg-exif-6", "jpeg&orient=false"},
    {"jpeg-grey", "webp"},
    {"png-rgba", "gif&colors=9"},
    {"webp", "tiff&bitdepth=4"},
    {"png-grey-alpha", "png&bitdepth=2"},
    {"jpeg", "jpeg&profile=p3"},
    {"png-16-rgba", "png&profile=p3"},
    {"png-rgba", "jpeg&profile=cmyk"},
    {"jpeg-cmyk", "tiff&profile=cmyk"},
};

/* Of these the row says that they take the alpha away, or change it. */
static const char *const alpha_changers[] = {
    "flatten", "remove_alpha", "opacity", "rounded", "blur",      "median", "pixelate", "fill",
    "rotate",  "pad",          "border",  "text",    "watermark", "mask",   "montage"};

static bool is_listed(const char *const *words, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

static void example_plan(int index, const char *output, char plan[PLAN_MAX])
{
    const struct op *op = op_at(index);

    (void)snprintf(plan, PLAN_MAX, "%s?%s : convert?format=%s", op->name, op->example, output);
    if (strstr(op->example, "format="))
        (void)snprintf(plan, PLAN_MAX, "%s : convert?format=%s", op->name, output);
}

/* A documented refusal is the client's fault, said in words. */
static void check_outcome(const struct trial *trial, const char *plan)
{
    if (trial->code == ERR_OK)
        return;
    ck_assert_msg(err_status(trial->code) < 500 && trial->code != ERR_UNDECODABLE &&
                      trial->err.detail[0] != '\0',
                  "%s: %s: %s (%s)", plan, err_slug(trial->code), trial->err.detail,
                  trial->err.note);
}

/* These fixtures show one picture, opaque and in colour: whatever way it is stored, an operation
 * makes about the same of it. */
static const char *const alike[] = {
    "jpeg", "jpeg-progressive", "jpeg-cmyk", "png-16", "png-palette", "webp", "tiff", "avif",
    "heif", "tiff-cmyk"};

enum { MEAN_ALIKE = 8, MEAN_CMYK = 25 }; /* in 255: inks cannot show this blue by 17 already */

/* Mean of each colour, 8 bits, of the whole result. */
static void mean_colour(const struct trial *trial, double rgb[3])
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 4);

    ck_assert(!vips_colourspace(trial->image, &t[3], VIPS_INTERPRETATION_sRGB, NULL));
    for (int band = 0; band < 3; band++)
        ck_assert(!vips_extract_band(t[3], &t[band], band, NULL) &&
                  !vips_avg(t[band], &rgb[band], NULL));
    g_object_unref(scope);
}

static void assert_alike(const struct trial *trial, const double want[3], const char *plan,
                         const char *kind)
{
    const int most = strstr(kind, "cmyk") ? MEAN_CMYK : MEAN_ALIKE;
    double have[3];

    mean_colour(trial, have);
    for (int band = 0; band < 3; band++)
        ck_assert_msg(fabs(have[band] - want[band]) <= most, "%s on %s: band %d is %.1f, not %.1f",
                      plan, kind, band, have[band], want[band]);
}

/* All sizes are those of plan_shape(): trial_run() sees to that. */
static void runs_on_every_kind(struct trial *trial, int index)
{
    /* What it shows is how much the kinds differ. */
    const bool compares = strcmp(op_at(index)->name, "difference") == 0;
    char plan[PLAN_MAX];
    double want[3];

    example_plan(index, "png", plan);
    trial_picture(trial, "png");
    trial_run(trial, plan);
    ck_assert_int_eq(trial->code, ERR_OK);
    mean_colour(trial, want);
    for (int kind = 0; picture_kinds[kind]; kind++) {
        const char *name = picture_kinds[kind];

        trial_picture(trial, name);
        trial_run(trial, plan);
        ck_assert_msg(trial->code == ERR_OK, "%s on %s: %s (%s)", plan, name, trial->err.detail,
                      trial->err.note);
        if (!compares && is_listed(alike, ARRAY_LEN(alike), name))
            assert_alike(trial, want, plan, name);
    }
}

static void runs_into_other_formats(struct trial *trial, int index)
{
    char plan[PLAN_MAX];

    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        trial_picture(trial, pairs[i].kind);
        example_plan(index, pairs[i].output, plan);
        trial_run(trial, plan);
        ck_assert_msg(trial->code == ERR_OK, "%s on %s: %s (%s)", plan, pairs[i].kind,
                      trial->err.detail, trial->err.note);
    }
}

static const char *const animated[] = {"gif-animated", "webp-animated"};

static void keeps_every_frame(struct trial *trial, int index)
{
    char plan[PLAN_MAX];

    for (size_t i = 0; i < ARRAY_LEN(animated); i++) {
        example_plan(index, "webp", plan);
        trial_picture(trial, animated[i]);
        trial_run(trial, plan);
        ck_assert_msg(trial->code == ERR_OK, "%s: %s", plan, trial->err.detail);
        ck_assert_msg(trial->facts.frames == (op_at(index)->frame ? 1 : 3), "%s: %u frames", plan,
                      trial->facts.frames);
    }
}

static void keeps_depth_and_alpha(struct trial *trial, int index)
{
    char plan[PLAN_MAX];
    const char *name = op_at(index)->name;

    example_plan(index, "png", plan);
    trial_picture(trial, "png-16");
    trial_run(trial, plan);
    ck_assert_msg(trial->image->BandFmt == VIPS_FORMAT_USHORT, "%s loses depth", plan);
    if (!is_listed(alpha_changers, ARRAY_LEN(alpha_changers), name)) {
        trial_picture(trial, "png-rgba");
        trial_run(trial, plan);
        const int last = trial->image->Bands - 1;
        double *pixel = NULL;
        int n = 0;

        ck_assert_msg(last % 2 == 1, "%s has %d bands", plan, last + 1);
        ck_assert(!vips_getpoint(trial->image, &pixel, &n, trial->image->Xsize / 2,
                                 trial->image->Ysize / 2, NULL));
        ck_assert_msg(pixel[last] == 200, "%s: alpha %g", plan, pixel[last]);
        g_free(pixel);
    }
}

/* The smallest pictures there are, where an operation does not need more by what it is asked. */
static void survives_a_pixel(struct trial *trial, int index)
{
    static const int sides[][2] = {{1, 1}, {1, 300}, {300, 1}, {2, 3}};
    char plan[PLAN_MAX];

    example_plan(index, "png", plan);
    for (size_t i = 0; i < ARRAY_LEN(sides); i++) {
        trial_pattern(trial, sides[i][0], sides[i][1], ".png");
        trial_run(trial, plan);
        check_outcome(trial, plan);
    }
}

/* What a row says of streaming must hold for a picture that is much taller than any buffer. */
static void reads_a_tall_picture(struct trial *trial, int index)
{
    static const char *const suffixes[] = {".jpg", ".png"};
    char plan[PLAN_MAX];

    example_plan(index, "png", plan);
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        trial_pattern(trial, 90, 2500, suffixes[i]);
        trial_run(trial, plan);
        ck_assert_msg(trial->code == ERR_OK, "%s: %s (%s)", plan, trial->err.detail,
                      trial->err.note);
    }
}

static void gives_the_same_again(struct trial *trial, int index)
{
    char plan[PLAN_MAX];

    example_plan(index, "png", plan);
    trial_picture(trial, "jpeg");
    trial_run(trial, plan);
    ck_assert_int_eq(trial->code, ERR_OK);
    VipsImage *first = trial->image;

    trial->image = NULL;
    trial_run(trial, plan);
    ck_assert(trial_difference(first, trial->image).max <= 0);
    g_object_unref(first);
}

/* One start of the image layer for all of them: it costs more than most of the work. */
START_TEST(example_keeps_what_the_row_promises)
{
    struct trial trial;

    trial_init(&trial);
    runs_on_every_kind(&trial, _i);
    runs_into_other_formats(&trial, _i);
    keeps_every_frame(&trial, _i);
    keeps_depth_and_alpha(&trial, _i);
    survives_a_pixel(&trial, _i);
    reads_a_tall_picture(&trial, _i);
    gives_the_same_again(&trial, _i);
    trial_fini(&trial);
}
END_TEST

static enum err_code set(const struct op *op, const char *name, const char *value, struct err *err)
{
    const struct limits limits = limits_default();
    struct plan_seen seen = {0};
    struct plan plan;

    plan_init(&plan);
    ck_assert_int_eq(plan_add(&plan, op_index(span_text(op->name)), &limits, NULL), ERR_OK);
    return plan_set(&plan, &seen, true, span_text(name), span_text(value), err);
}

static void check_outside(const struct op *op, const struct param *row, double value)
{
    struct err err = {0};
    char text[64];

    (void)snprintf(text, sizeof(text), row->type == PARAM_TYPE_RATIO ? "%.17g:1" : "%.17g", value);
    if (row->type == PARAM_TYPE_RATIO && value <= 0)
        return;
    ck_assert_msg(set(op, row->name, text, &err) == ERR_PARAM_RANGE, "%s %s=%s", op->name,
                  row->name, text);
    ck_assert_str_eq(err.param, row->name);
    ck_assert(err.has_limit && err.detail[0] != '\0');
}

static void check_too_long(const struct op *op, const struct param *row)
{
    struct err err = {0};
    char text[OP_PARAMS_MAX + 1] = {0};

    memset(text, 'a', (size_t)row->max);
    ck_assert_int_eq(set(op, row->name, text, &err), ERR_OK);
    text[(size_t)row->max] = 'a';
    ck_assert_int_eq(set(op, row->name, text, &err), ERR_PARAM_RANGE);
    ck_assert_str_eq(err.param, row->name);
    ck_assert(err.has_limit && err.limit == row->max);
}

static bool is_number(enum param_type type)
{
    return type == PARAM_TYPE_INT || type == PARAM_TYPE_REAL || type == PARAM_TYPE_LENGTH ||
           type == PARAM_TYPE_RATIO || type == PARAM_TYPE_NUMBERS;
}

START_TEST(just_outside_a_range_is_refused_by_name)
{
    const struct op *op = op_at(_i);
    struct err err = {0};

    for (const struct param *row = op->params; row->type != PARAM_TYPE_END; row++) {
        const double step =
            row->type == PARAM_TYPE_INT || row->type == PARAM_TYPE_LENGTH ? 1 : 0.001;

        if (is_number(row->type)) {
            check_outside(op, row, row->min - step);
            check_outside(op, row, row->max + step);
        }
        if (row->type == PARAM_TYPE_TEXT)
            check_too_long(op, row);
        ck_assert_int_eq(set(op, row->name, row->type == PARAM_TYPE_TEXT ? "\xFF" : "?", &err),
                         ERR_PARAM_INVALID);
        ck_assert_str_eq(err.param, row->name);
    }
    ck_assert_int_eq(set(op, "no_such_parameter", "1", &err), ERR_PARAM_UNKNOWN);
}
END_TEST

START_TEST(row_is_complete)
{
    const struct op *op = op_at(_i);
    const size_t len = strlen(op->summary);

    ck_assert_msg(len > 10 && op->summary[len - 1] == '.', "%s: %s", op->name, op->summary);
    ck_assert(op->summary[0] >= 'A' && op->summary[0] <= 'Z');
    ck_assert(op->params_size <= OP_PARAMS_MAX);
    for (const struct param *row = op->params; row->type != PARAM_TYPE_END; row++) {
        const size_t end = strlen(row->doc);

        ck_assert_msg(end > 5 && row->doc[end - 1] == '.', "%s.%s: %s", op->name, row->name,
                      row->doc);
        ck_assert_msg(row->offset < op->params_size, "%s.%s lies outside", op->name, row->name);
        if (row->need == PARAM_DEFAULTS &&
            (row->type == PARAM_TYPE_INT || row->type == PARAM_TYPE_REAL))
            ck_assert_msg(row->def >= row->min && row->def <= row->max, "%s.%s default", op->name,
                          row->name);
    }
}
END_TEST

START_TEST(plan_travels_in_one_message)
{
    ck_assert_uint_le(sizeof(struct plan), 32 << 10);
}
END_TEST

int main(void)
{
    const int n = op_count();
    const struct suite_row rows[] = {
        {example_keeps_what_the_row_promises, n},
        {just_outside_a_range_is_refused_by_name, n},
        {row_is_complete, n},
        {plan_travels_in_one_message, 0},
    };

    return suite_run("contract/operations", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
