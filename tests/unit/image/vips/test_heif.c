/* HEIF and AVIF whose pictures are cut, turned, or not the first of their file. */
#include "tests/support/deflated.h"
#include "tests/support/heif.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SECONDS = 60, WIDTH = 96, HEIGHT = 64 }; /* of picture_make() */

static const char *const kinds[] = {"avif", "heif"};

static const struct {
    const char *properties;
    uint32_t width, height;
} shown[] = {
    {"irot 1", HEIGHT, WIDTH},
    {"irot 2", WIDTH, HEIGHT},
    {"imir 0", WIDTH, HEIGHT},
    {"clap 40 1 30 1 0 1 0 1", 40, 30},
    {"clap 41 1 31 1 0 1 0 1", 41, 31},
    {"clap 40 1 30 1 4294967288 1 5 1", 40, 30}, /* 8 to the left, 5 down */
    {"clap 40 1 30 1 0 1 0 1 irot 3", 30, 40},
    {"irot 1 clap 30 1 40 1 0 1 0 1", 30, 40},
};

/* Behind those that the input has. */
static void give_properties(struct trial *trial, const char *properties)
{
    struct buf made;

    buf_init(&made, trial->input.len + 4096);
    ck_assert(heif_with(buf_span(&trial->input), properties, &made));
    buf_clear(&trial->input);
    buf_add(&trial->input, made.data, made.len);
    buf_fini(&made);
}

/* trial_run() sees to it that header and decoder are of one mind. */
START_TEST(shown_picture_has_the_size_that_its_header_tells)
{
    const char *kind = kinds[_i % 2];
    struct image_info info;
    struct trial trial;

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
        trial_picture(&trial, kind);
        give_properties(&trial, shown[i].properties);
        ck_assert_int_eq(probe_header(buf_span(&trial.input), true, &info), PROBE_DONE);
        ck_assert_uint_eq(info.width, shown[i].width);
        ck_assert_uint_eq(info.height, shown[i].height);
        trial_run(&trial, "convert");
        trial_assert_size(&trial, shown[i].width, shown[i].height);
        trial_run(&trial, "resize?width=20 : rotate?angle=90");
        trial_assert_size(&trial, (20 * shown[i].height + shown[i].width / 2) / shown[i].width, 20);
    }
    trial_fini(&trial);
}
END_TEST

/* The colours of the first corner, as irot (counterclockwise) and clap move them. */
START_TEST(turn_and_cut_are_done_once)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, kinds[_i]);
    give_properties(&trial, "clap 40 1 30 1 0 1 0 1 irot 1");
    trial_run(&trial, "convert");
    /* red grows to the right, green downwards: of 28 to 68, 17 to 47 */
    trial_assert_pixel(&trial, 0, 39, 2, (double[]){28 * 255.0 / 96, 17 * 255.0 / 64}, 12);
    trial_assert_pixel(&trial, 0, 0, 2, (double[]){67 * 255.0 / 96, 17 * 255.0 / 64}, 12);
    trial_assert_pixel(&trial, 29, 39, 2, (double[]){28 * 255.0 / 96, 46 * 255.0 / 64}, 12);
    trial_fini(&trial);
}
END_TEST

/* What is cut away is decoded all the same. */
START_TEST(limit_is_for_what_a_picture_is_cut_from)
{
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, kinds[_i]);
    give_properties(&trial, "clap 10 1 10 1 0 1 0 1");
    trial.limits.input_pixels = WIDTH * HEIGHT;
    trial_run(&trial, "convert");
    trial_assert_size(&trial, 10, 10);
    trial.limits.input_pixels = WIDTH * HEIGHT - 1;
    trial_run(&trial, "convert");
    ck_assert_int_eq(trial.code, ERR_IMAGE_TOO_LARGE);
    trial_fini(&trial);
}
END_TEST

/* All second pictures together, too. */
START_TEST(limit_is_for_what_second_pictures_are_cut_from)
{
    const int fd = memfd_create("heif", MFD_CLOEXEC);
    struct trial trial;
    struct buf made;
    struct plan plan;

    trial_init(&trial);
    trial_picture(&trial, kinds[_i]);
    buf_init(&made, trial.input.len + 4096);
    ck_assert(heif_with(buf_span(&trial.input), "clap 10 1 10 1 0 1 0 1", &made));
    trial_plan("montage", &plan);
    step_bind(&plan.steps[0], 1, 2);
    const struct inputs inputs = {.n = 3,
                                  .at = {buf_span(&trial.input), buf_span(&made), buf_span(&made)}};

    for (uint64_t less = 0; less < 2; less++) {
        trial.limits.input_pixels = 2 * WIDTH * HEIGHT - less;
        ck_assert_int_eq(
            image_run_inputs(&plan, &trial.limits, &inputs, fd, &trial.facts, &trial.err),
            less ? ERR_PART_TOO_LARGE : ERR_OK);
    }
    (void)close(fd);
    buf_fini(&made);
    trial_fini(&trial);
}
END_TEST

/* Of two meta boxes libheif believes the last. */
START_TEST(second_meta_box_is_refused)
{
    struct trial trial;
    struct buf made;

    trial_init(&trial);
    trial_picture(&trial, kinds[_i]);
    buf_init(&made, trial.input.len + 4096);
    ck_assert(heif_with(buf_span(&trial.input), "irot 1", &made));
    char *first = memmem(made.data, made.len, "free", 4);

    ck_assert_ptr_nonnull(first);
    trial_run(&trial, "convert");
    trial_assert_size(&trial, WIDTH, HEIGHT);
    memcpy(first, "meta", 4); /* what it was before */
    buf_clear(&trial.input);
    buf_add(&trial.input, made.data, made.len);
    trial_run(&trial, "convert");
    ck_assert_int_eq(trial.code, ERR_UNDECODABLE);
    buf_fini(&made);
    trial_fini(&trial);
}
END_TEST

static const struct {
    const char *encoding;
    size_t len; /* inflated */
    size_t cut; /* bytes that the stream lacks at its end */
    enum err_code code;
} metadata[] = {
    {"", 1 << 20, 0, ERR_OK},
    {"deflate", 1 << 20, 0, ERR_UNDECODABLE},
    {"deflate", 1 << 20, 100, ERR_UNDECODABLE}, /* libheif would never end */
    {"compress_zlib", 1 << 20, 0, ERR_UNDECODABLE},
    {"br", 1 << 20, 0, ERR_UNDECODABLE},
};

START_TEST(compressed_metadata_is_refused)
{
    struct trial trial;
    struct buf made;
    struct buf xmp;

    trial_init(&trial);
    buf_init(&xmp, 1 << 20);
    ck_assert(deflated_blanks(metadata[_i / 2].len, &xmp));
    trial_picture(&trial, kinds[_i % 2]);
    buf_init(&made, trial.input.len + xmp.len + 4096);
    ck_assert(
        heif_with_xmp(buf_span(&trial.input), metadata[_i / 2].encoding, buf_span(&xmp), &made));
    buf_clear(&trial.input);
    buf_add(&trial.input, made.data, made.len);
    trial_run(&trial, "convert?metadata=all");
    ck_assert_int_eq(trial.code, metadata[_i / 2].code);
    if (trial.code != ERR_OK)
        ck_assert_ptr_nonnull(strstr(trial.err.detail, "items")); /* for nothing else */
    buf_fini(&made);
    buf_fini(&xmp);
    trial_fini(&trial);
}
END_TEST

/* Three pages of one colour each, and one of them is the primary image, the only one that is cut.
 */
static void save_pages(struct trial *trial, int primary)
{
    VipsImage *pages[3];
    VipsImage *joined = NULL;

    for (int i = 0; i < 3; i++) {
        double color[3] = {0, 0, 0};

        color[i] = 255;
        pages[i] = trial_flat(WIDTH, HEIGHT, 3, color);
    }
    ck_assert(!vips_arrayjoin(pages, &joined, 3, "across", 1, NULL));
    vips_image_set_int(joined, VIPS_META_PAGE_HEIGHT, HEIGHT);
    vips_image_set_int(joined, "heif-primary", primary);
    trial_save(trial, joined, ".heif[compression=hevc]");
    g_object_unref(joined);
    for (int i = 0; i < 3; i++)
        g_object_unref(pages[i]);
}

static void assert_page(struct trial *trial, const char *plan, int page, bool primary)
{
    double color[3] = {0, 0, 0};

    color[page] = 255;
    trial_run(trial, plan);
    trial_assert_size(trial, primary ? 40 : WIDTH, primary ? 30 : HEIGHT);
    trial_assert_pixel(trial, 5, 5, 3, color, 6);
}

START_TEST(primary_image_is_the_picture_and_page_0)
{
    static const int order[3][3] = {{0, 1, 2}, {1, 0, 2}, {2, 0, 1}};
    struct trial trial;
    char plan[32];

    trial_init(&trial);
    save_pages(&trial, _i);
    give_properties(&trial, "clap 40 1 30 1 0 1 0 1");
    assert_page(&trial, "convert", _i, true);
    for (int page = 0; page < 3; page++) {
        (void)snprintf(plan, sizeof(plan), "page?index=%d", page);
        assert_page(&trial, plan, order[_i][page], page == 0);
    }
    trial_run(&trial, "page?index=3");
    ck_assert_int_eq(trial.code, ERR_OUT_OF_PICTURE);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {shown_picture_has_the_size_that_its_header_tells, 2},
        {turn_and_cut_are_done_once, 2},
        {limit_is_for_what_a_picture_is_cut_from, 2},
        {limit_is_for_what_second_pictures_are_cut_from, 2},
        {second_meta_box_is_refused, 2},
        {compressed_metadata_is_refused, 2 * ARRAY_LEN(metadata)},
        {primary_image_is_the_picture_and_page_0, 3},
    };

    return suite_run("image/vips/heif", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
