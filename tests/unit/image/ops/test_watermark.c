#include "tests/support/pictures.h"
#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

/* A flat second picture on a flat one of 64x48; a pixel of what comes out. */
static const struct {
    const char *plan;
    int n;
    double in[4];
    int n_mark;
    double mark[4];
    int n_out;
    double out[4];
    double distance;
} rows[] = {
    {"watermark?scale=100", 3, {9, 99, 255}, 3, {200, 100, 50}, 3, {200, 100, 50}, 0},
    {"watermark?scale=100&opacity=50", 3, {0, 100, 200}, 3, {200, 100, 0}, 3, {100, 100, 100}, 1},
    {"watermark?scale=100&opacity=0", 3, {9, 99, 255}, 3, {200, 100, 50}, 3, {9, 99, 255}, 0},
    {"watermark?scale=100", 3, {0, 0, 0}, 4, {200, 100, 50, 51}, 3, {40, 20, 10}, 1},
    {"watermark?scale=100", 4, {9, 99, 255, 0}, 4, {200, 100, 50, 51}, 4, {200, 100, 50, 51}, 1},
    {"watermark?scale=100", 4, {9, 99, 255, 80}, 3, {200, 100, 50}, 4, {200, 100, 50, 255}, 0},
    {"watermark?scale=100", 1, {9}, 1, {77}, 1, {77}, 0},
    {"watermark?scale=100", 1, {9}, 3, {200, 100, 50}, 3, {200, 100, 50}, 0},
    {"watermark?scale=100", 3, {9, 99, 255}, 1, {77}, 3, {77, 77, 77}, 0},
    {"watermark?scale=100", 2, {9, 50}, 2, {77, 255}, 2, {77, 255}, 0},
    {"watermark?scale=100", 3, {60000, 9, 9}, 3, {200, 100, 50}, 3, {51400, 25700, 12850}, 0},
    {"watermark?scale=100&opacity=50", 1, {60000}, 1, {100}, 1, {42850}, 200},
    {"watermark?scale=100", 3, {9, 99, 255}, 3, {51400, 25700, 12850}, 3, {200, 100, 50}, 0},
    {"watermark?scale=100&blend=multiply",
     3,
     {100, 200, 255},
     3,
     {128, 128, 255},
     3,
     {50, 100, 255},
     1},
    {"watermark?scale=100&blend=screen", 3, {100, 0, 255}, 3, {100, 128, 0}, 3, {161, 128, 255}, 1},
    {"watermark?scale=100&blend=difference",
     3,
     {100, 10, 255},
     3,
     {120, 0, 0},
     3,
     {20, 10, 255},
     1},
    {"watermark?scale=100&blend=dest-over", 3, {9, 99, 255}, 3, {1, 2, 3}, 3, {9, 99, 255}, 0},
    {"watermark?scale=100&blend=dest-out", 3, {9, 99, 255}, 3, {1, 2, 3}, 4, {0, 0, 0, 0}, 0},
    {"watermark?scale=100&blend=xor", 4, {9, 99, 255, 51}, 3, {1, 2, 3}, 4, {1, 2, 3, 204}, 1},
    {"watermark?scale=100&blend=add", 3, {200, 10, 0}, 3, {100, 20, 7}, 3, {255, 30, 7}, 1},
    {"watermark?blend=atop", 3, {9, 99, 255}, 4, {100, 200, 0, 51}, 3, {27, 119, 204}, 1},
    {"watermark?blend=atop",
     4,
     {0, 100, 200, 102},
     4,
     {200, 100, 0, 51},
     4,
     {40, 100, 160, 102},
     1},
    {"watermark?blend=atop", 4, {9, 9, 9, 0}, 3, {200, 100, 0}, 4, {200, 100, 0, 0}, 0},
    {"watermark?blend=atop", 2, {100, 51}, 2, {200, 128}, 2, {150, 51}, 1},
    {"watermark?blend=atop", 1, {9}, 1, {77}, 1, {77}, 0},
    {"watermark?blend=saturate", 3, {9, 99, 255}, 3, {200, 100, 0}, 3, {9, 99, 255}, 0},
    {"watermark?blend=saturate", 4, {9, 9, 9, 0}, 3, {200, 100, 0}, 4, {200, 100, 0, 255}, 0},
    /* 204 of 255 are taken, so a fifth of the second picture comes in */
    {"watermark?blend=saturate", 4, {100, 0, 0, 204}, 3, {200, 100, 0}, 4, {120, 20, 0, 255}, 1},
    {"watermark?blend=saturate", 4, {100, 0, 0, 51}, 4, {200, 100, 0, 51}, 4, {150, 50, 0, 102}, 1},
    {"watermark?tile=true&gravity=center", 3, {9, 99, 255}, 3, {1, 2, 3}, 3, {1, 2, 3}, 0},
    {"watermark?x=65535", 3, {9, 99, 255}, 3, {1, 2, 3}, 3, {9, 99, 255}, 0},
    {"watermark?x=-65535&y=-65535&tile=true&gap=0", 3, {9, 99, 255}, 3, {1, 2, 3}, 3, {1, 2, 3}, 0},
};

static void set_pictures(struct trial *trial, int i)
{
    VipsImage *mark = trial_flat(64, 48, rows[i].n_mark, rows[i].mark);
    VipsImage *flat = trial_flat(64, 48, rows[i].n, rows[i].in);

    trial_save(trial, mark, ".png");
    trial_swap(trial);
    trial_save(trial, flat, ".png");
    g_object_unref(mark);
    g_object_unref(flat);
}

START_TEST(pixel_is_what_the_blend_says)
{
    struct trial trial;

    trial_init(&trial);
    set_pictures(&trial, _i);
    trial_run(&trial, rows[_i].plan);
    ck_assert_msg(trial.code == ERR_OK, "%s: %s (%s)", rows[_i].plan, trial.err.detail,
                  trial.err.note);
    ck_assert_msg(trial.image->Bands == rows[_i].n_out, "%s: %d bands", rows[_i].plan,
                  trial.image->Bands);
    ck_assert_int_eq(trial.image->BandFmt,
                     rows[_i].in[0] > 255 ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR);
    trial_assert_pixel(&trial, 32, 24, rows[_i].n_out, rows[_i].out, rows[_i].distance);
    trial_fini(&trial);
}
END_TEST

/* A red mark of 20x10 on black, 200x100: where is it? */
static const struct {
    const char *plan;
    int left, top, width, height;
} places[] = {
    {"watermark", 180, 90, 20, 10},
    {"watermark?gravity=northwest", 0, 0, 20, 10},
    {"watermark?gravity=center", 90, 45, 20, 10},
    {"watermark?gravity=southeast&x=5&y=10%", 175, 80, 20, 10},
    {"watermark?gravity=northwest&x=-10&y=-5", 0, 0, 10, 5},
    {"watermark?gravity=northwest&scale=50", 0, 0, 100, 50},
    {"watermark?gravity=northwest&scale=5", 0, 0, 10, 5},
    {"watermark?gravity=0.5,0.5&x=10%", 110, 45, 20, 10},
    {"watermark?tile=true&gravity=northwest", 0, 0, 200, 100},
    {"watermark?tile=true&gap=180&gravity=northwest&x=50&y=20", 50, 20, 20, 10},
};

START_TEST(mark_lies_where_it_is_told)
{
    const double red[] = {255, 0, 0};
    const double black[] = {0, 0, 0};
    VipsArrayDouble *ground = vips_array_double_newv(1, 0.0);
    struct trial trial;
    int box[4];

    trial_init(&trial);
    VipsImage *mark = trial_flat(20, 10, 3, red);
    VipsImage *flat = trial_flat(200, 100, 3, black);

    trial_save(&trial, mark, ".png");
    trial_swap(&trial);
    trial_save(&trial, flat, ".png");
    trial_run(&trial, places[_i].plan);
    trial_assert_size(&trial, 200, 100);
    ck_assert(!vips_find_trim(trial.image, &box[0], &box[1], &box[2], &box[3], "background", ground,
                              "threshold", 100.0, NULL));
    ck_assert_msg(box[0] == places[_i].left && box[1] == places[_i].top &&
                      box[2] == places[_i].width && box[3] == places[_i].height,
                  "%s: %d,%d %dx%d", places[_i].plan, box[0], box[1], box[2], box[3]);
    g_object_unref(mark);
    g_object_unref(flat);
    vips_area_unref(VIPS_AREA(ground));
    trial_fini(&trial);
}
END_TEST

START_TEST(second_picture_of_any_kind_will_do)
{
    struct trial trial;

    trial_init(&trial);
    for (int kind = 0; picture_kinds[kind]; kind++) {
        trial_picture(&trial, "jpeg");
        trial_second(&trial, picture_kinds[kind]);
        trial_run(&trial, "watermark?scale=40 : mask?invert=true");
        ck_assert_msg(trial.code == ERR_OK, "%s: %s (%s)", picture_kinds[kind], trial.err.detail,
                      trial.err.note);
        ck_assert_int_eq(trial.image->Bands, 4);
    }
    trial_fini(&trial);
}
END_TEST

static void check_refused(struct trial *trial, enum err_code code, const char *name)
{
    trial_run(trial, "watermark?part=logo");
    ck_assert_msg(trial->code == code, "%s: %s", name, err_slug(trial->code));
    ck_assert_str_eq(trial->err.param, "logo");
    ck_assert(trial->err.detail[0] != '\0');
}

START_TEST(bad_second_picture_is_told_by_its_name)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "png");
    trial_second(&trial, "png");
    trial.second.len /= 2;
    check_refused(&trial, ERR_PART_BROKEN, "half a picture");
    buf_clear(&trial.second);
    buf_text(&trial.second, "no picture at all, but long enough to be one");
    check_refused(&trial, ERR_PART_FORMAT, "no picture");
    trial_second(&trial, "png");
    trial.limits.formats_in = 1u << FORMAT_WEBP;
    trial_picture(&trial, "webp");
    check_refused(&trial, ERR_PART_FORMAT, "format switched off");
    trial.limits = limits_default();
    trial.limits.input_pixels = 96 * 64 - 1;
    trial_pattern(&trial, 10, 10, ".png");
    check_refused(&trial, ERR_PART_TOO_LARGE, "too large");
    trial_fini(&trial);
}
END_TEST

START_TEST(every_frame_is_marked)
{
    const double frames[3] = {10, 100, 200};
    const double want[3] = {10, 100, 200};

    sample_frames("watermark?scale=20", frames, want, 1);
}
END_TEST

START_TEST(golden)
{
    sample_golden("watermark?scale=60&opacity=80&x=5%&y=10&blend=hard-light", "watermark", 0.5, 3);
}
END_TEST

int main(void)
{
    const struct suite_row tests[] = {
        {pixel_is_what_the_blend_says, ARRAY_LEN(rows)},
        {mark_lies_where_it_is_told, ARRAY_LEN(places)},
        {second_picture_of_any_kind_will_do, 0},
        {bad_second_picture_is_told_by_its_name, 0},
        {every_frame_is_marked, 0},
        {golden, 0},
    };

    return suite_run("image/ops/watermark", tests, ARRAY_LEN(tests), SECONDS) ? 0 : 1;
}
