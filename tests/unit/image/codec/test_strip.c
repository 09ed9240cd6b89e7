#include "image/codec/strip.h"
#include "tests/support/headers.h"
#include "tests/support/pictures.h"
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <string.h>

enum { SECONDS = 120, MOST = 4 << 20 };

static const char *const suffixes[] = {".jpg", ".jpg[interlace]", ".png", ".webp",
                                       ".webp[lossless]"};

/* A picture with EXIF, XMP and an ICC profile. */
static void picture(struct trial *trial, const char *suffix)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    static char xmp[] = "<x:xmpmeta xmlns:x='adobe:ns:meta/'>Eleonora</x:xmpmeta>";

    trial_pattern(trial, 96, 64, ".png");
    t[0] = trial_decode(buf_span(&trial->input));
    ck_assert_int_eq(vips_icc_transform(t[0], &t[1], "p3", "input_profile", "srgb", NULL), 0);
    vips_image_set_string(t[1], "exif-ifd0-Copyright", "Eleonora");
    vips_image_set_blob_copy(t[1], VIPS_META_XMP_NAME, xmp, sizeof(xmp) - 1);
    trial_save(trial, t[1], suffix);
    g_object_unref(scope);
}

static bool has_profile(VipsImage *image)
{
    return vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0;
}

static void assert_stripped(const struct buf *out, VipsImage *source, bool icc)
{
    VipsImage *image = trial_decode(buf_span(out));

    ck_assert(trial_difference(source, image).max <= 0);
    ck_assert(memmem(out->data, out->len, "Eleonora", 8) == NULL);
    ck_assert_int_eq(has_profile(image), icc);
    ck_assert(vips_image_get_typeof(image, VIPS_META_EXIF_NAME) == 0);
    ck_assert(vips_image_get_typeof(image, VIPS_META_XMP_NAME) == 0);
    g_object_unref(image);
}

START_TEST(pixels_stay_and_metadata_goes)
{
    struct trial trial;
    struct buf out;

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(suffixes) * 2; i++) {
        const bool icc = i % 2;

        picture(&trial, suffixes[i / 2]);
        const struct span file = buf_span(&trial.input);
        VipsImage *source = trial_decode(file);

        buf_add(&trial.input, "behind the end", 14);
        buf_init(&out, MOST);
        ck_assert(strip_metadata(format_sniff(file), buf_span(&trial.input), icc, &out));
        assert_stripped(&out, source, icc);
        g_object_unref(source);
        buf_fini(&out);
    }
    trial_fini(&trial);
}
END_TEST

/* Strip a JPEG with this segment put in front. */
static bool strip_with(struct span jpeg, const char *segment, size_t len, struct buf *out)
{
    struct buf file;

    buf_init(&file, MOST);
    buf_add(&file, jpeg.data, 2);
    buf_add(&file, segment, len);
    buf_add(&file, jpeg.data + 2, jpeg.len - 2);
    const bool whole = strip_metadata(FORMAT_JPEG, buf_span(&file), false, out);

    buf_fini(&file);
    return whole;
}

/* libjpeg takes the colour transform from the first twelve bytes, whatever follows. */
START_TEST(adobes_segment_has_the_colour_transform_alone)
{
    static const char adobe[] = "\xFF\xEE\0\x0E"
                                "Adobe\0d\0\0\0\0\1";
    static const char other[] = "\xFF\xEE\0\x0C"
                                "Eleonora!!";
    static const char longer[] = "\xFF\xEE\0\x16"
                                 "Adobe\0d\0\0\0\0\1Eleonora";
    struct trial trial;
    struct buf out;

    trial_init(&trial);
    trial_picture(&trial, "jpeg");
    const struct span jpeg = buf_span(&trial.input);

    buf_init(&out, MOST);
    ck_assert(strip_with(jpeg, adobe, sizeof(adobe) - 1, &out));
    ck_assert(memmem(out.data, out.len, adobe, sizeof(adobe) - 1) != NULL);
    buf_clear(&out);
    ck_assert(strip_with(jpeg, other, sizeof(other) - 1, &out));
    ck_assert(memmem(out.data, out.len, "Eleonora", 8) == NULL);
    buf_clear(&out);
    ck_assert(!strip_with(jpeg, longer, sizeof(longer) - 1, &out));
    buf_fini(&out);
    trial_fini(&trial);
}
END_TEST

/* Whatever is read, it lies inside: each prefix is copied to where its end is the memory's. */
START_TEST(part_of_a_file_is_no_file)
{
    struct trial trial;
    struct buf out;

    trial_init(&trial);
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        picture(&trial, suffixes[i]);
        const enum format_id format = format_sniff(buf_span(&trial.input));

        for (size_t len = 0; len < trial.input.len; len += len < 900 ? 1 : 97) {
            unsigned char *part = g_memdup2(trial.input.data, len);

            buf_init(&out, MOST);
            ck_assert(!strip_metadata(format, span_of(part, len), false, &out));
            buf_fini(&out);
            g_free(part);
        }
    }
    trial_fini(&trial);
}
END_TEST

START_TEST(other_formats_are_left_alone)
{
    struct trial trial;
    struct buf out;

    trial_init(&trial);
    trial_picture(&trial, "gif");
    buf_init(&out, MOST);
    ck_assert(!strip_metadata(FORMAT_GIF, buf_span(&trial.input), false, &out));
    buf_fini(&out);
    trial_fini(&trial);
}
END_TEST

/* Its flags would be taken for a byte of the next chunk. */
START_TEST(webp_whose_features_have_no_bytes_is_left_alone)
{
    struct buf file, out;

    buf_init(&file, 1024);
    buf_init(&out, 1024);
    for (int flags = 0; flags < 2; flags++) {
        buf_clear(&file);
        buf_text(&file, "RIFF");
        header_number(&file, ORDER_LITTLE, 4, 4 + 8 + 10 * (uint64_t)flags + 8 + 4);
        buf_text(&file, "WEBPVP8X");
        header_number(&file, ORDER_LITTLE, 4, 10 * (uint64_t)flags);
        for (int i = 0; i < 10 * flags; i++)
            buf_char(&file, '\0');
        buf_text(&file, "VP8 ");
        header_number(&file, ORDER_LITTLE, 4, 4);
        buf_text(&file, "abcd");
        buf_clear(&out);
        ck_assert_int_eq(strip_metadata(FORMAT_WEBP, buf_span(&file), false, &out), flags);
    }
    ck_assert(span_equal(buf_span(&file), buf_span(&out)));
    buf_fini(&file);
    buf_fini(&out);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {pixels_stay_and_metadata_goes, 0},
        {adobes_segment_has_the_colour_transform_alone, 0},
        {part_of_a_file_is_no_file, 0},
        {other_formats_are_left_alone, 0},
        {webp_whose_features_have_no_bytes_is_left_alone, 0},
    };

    return suite_run("image/codec/strip", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
