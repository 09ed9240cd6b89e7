/* JPEG XL, looked at with libvips' own reader, which the service keeps shut. */
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SECONDS = 60 };

/* False: this libvips has no JPEG XL, and says so. */
static bool begin(struct trial *trial, const char *kind)
{
    trial_init(trial);
    trial_picture(trial, kind);
    if (image_writes() & 1u << FORMAT_JXL)
        return true;
    struct run_facts facts;
    struct plan plan;

    trial_plan("convert?format=jxl", &plan);
    ck_assert_int_eq(
        image_run(&plan, &trial->limits, buf_span(&trial->input), -1, &facts, &trial->err),
        ERR_PARAM_INVALID);
    ck_assert_str_eq(trial->err.param, "format");
    trial_fini(trial);
    return false;
}

/* Run the plan, and replace the picture that came out by what the reader says of the result. */
static void write_jxl(struct trial *trial, const char *text)
{
    struct plan plan;
    const int fd = memfd_create("jxl", MFD_CLOEXEC);
    static unsigned char bytes[1 << 20];

    trial_plan(text, &plan);
    ck_assert_msg(image_run(&plan, &trial->limits, buf_span(&trial->input), fd, &trial->facts,
                            &trial->err) == ERR_OK,
                  "%s: %s", text, trial->err.detail);
    const ssize_t len = pread(fd, bytes, sizeof(bytes), 0);

    (void)close(fd);
    ck_assert_uint_eq((uint64_t)len, trial->facts.bytes);
    ck_assert_uint_eq(trial->facts.format, FORMAT_JXL);
    vips_operation_block_set("VipsForeignLoadJxl", FALSE);
    g_clear_object(&trial->image);
    ck_assert_int_eq(vips_jxlload_buffer(bytes, (size_t)len, &trial->image, NULL), 0);
}

static VipsImage *reference(struct trial *trial)
{
    VipsImage *decoded = trial_decode(buf_span(&trial->input));
    VipsImage *memory = vips_image_copy_memory(decoded);

    g_object_unref(decoded);
    return memory;
}

/* The reader gives 8 bits for what was 8 bits. */
static void assert_like(struct trial *trial, double mean, double max)
{
    VipsImage *want = reference(trial);

    ck_assert_int_eq(trial->image->Bands, want->Bands);
    ck_assert_int_eq(trial->image->BandFmt, VIPS_FORMAT_UCHAR);
    const struct difference is = trial_difference(trial->image, want);

    ck_assert_msg(is.mean <= mean && is.max <= max, "mean %g, max %g", is.mean, is.max);
    g_object_unref(want);
}

static const char *const kinds[] = {"png", "png-rgba", "png-grey-alpha", "jpeg-grey", "bmp-alpha"};

START_TEST(lossless_keeps_every_value)
{
    struct trial trial;

    if (!begin(&trial, kinds[_i]))
        return;
    write_jxl(&trial, "convert?format=jxl&lossless=true&effort=1");
    assert_like(&trial, 0, 0);
    trial_fini(&trial);
}
END_TEST

START_TEST(lossy_is_near)
{
    struct trial trial;

    if (!begin(&trial, "png"))
        return;
    write_jxl(&trial, "convert?format=jxl&quality=90");
    ck_assert_uint_eq(trial.facts.quality, 90);
    assert_like(&trial, 2, 255); /* dark blue may be far off: the eye does not see it */
    const uint64_t fine = trial.facts.bytes;

    write_jxl(&trial, "convert?format=jxl&quality=20&effort=9");
    ck_assert_uint_lt(trial.facts.bytes, fine);
    trial_fini(&trial);
}
END_TEST

START_TEST(sixteen_bits_and_cmyk_become_eight_bits_of_srgb)
{
    static const char *const deep[] = {"png-16", "jpeg-cmyk", "tiff-cmyk", "tiff-16-grey"};
    struct trial trial;

    if (!begin(&trial, deep[_i]))
        return;
    write_jxl(&trial, "resize?width=30&format=jxl");
    ck_assert_int_eq(trial.image->Xsize, 30);
    ck_assert_int_eq(trial.image->BandFmt, VIPS_FORMAT_UCHAR);
    ck_assert_int_ne(trial.image->Type, VIPS_INTERPRETATION_CMYK);
    trial_fini(&trial);
}
END_TEST

START_TEST(result_is_made_to_fit)
{
    struct trial trial;

    if (!begin(&trial, "png"))
        return;
    write_jxl(&trial, "convert?format=jxl");
    const uint64_t all = trial.facts.bytes;
    char plan[64];

    (void)snprintf(plan, sizeof(plan), "convert?format=jxl&max_bytes=%d", (int)(all * 9 / 10));
    write_jxl(&trial, plan);
    ck_assert_uint_le(trial.facts.bytes, all * 9 / 10);
    trial_fini(&trial);
}
END_TEST

/* The reader of JPEG XL stays shut in the service. */
START_TEST(jxl_is_not_read)
{
    static const char *const heads[] = {"\xFF\x0A\x00\x00", "\0\0\0\x0CJXL \r\n\x87\n"};
    static const size_t lens[] = {4, 12};

    ck_assert_int_eq(format_sniff(span_of(heads[_i], lens[_i])), FORMAT_NONE);
    ck_assert(!format_row(FORMAT_JXL)->reads);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {lossless_keeps_every_value, ARRAY_LEN(kinds)},
        {lossy_is_near, 0},
        {sixteen_bits_and_cmyk_become_eight_bits_of_srgb, 4},
        {result_is_made_to_fit, 0},
        {jxl_is_not_read, 2},
    };

    return suite_run("image/vips/save_jxl", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
