#include "tests/support/sampled.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

enum { BANDS = 3, QUALITY = 90 };

static unsigned char level(double value)
{
    return (unsigned char)fmax(0, fmin(255, floor(value + 0.5)));
}

static bool on_border(const struct sampled *want, int x, int y)
{
    return x == 0 || y == 0 || x == want->width - 1 || y == want->height - 1;
}

static void draw(const struct sampled *want, int x, int y, unsigned char *pixel)
{
    const double u = (double)x / want->width;
    const double v = (double)y / want->height;
    const double ripple = 12 * sin(x * 0.9) * cos(y * 0.7);
    const double disc = hypot(u - 0.6, v - 0.4) < 0.2 ? 60 : 0;

    pixel[0] = level(40 + 150 * u + ripple + disc);
    pixel[1] = level(200 - 120 * v + ripple - disc);
    pixel[2] = level(90 + 70 * sin(6 * u + 4 * v) + ripple);
    if (on_border(want, x, y)) {
        pixel[0] = 230;
        pixel[1] = 30;
        pixel[2] = 60;
    }
    if (want->grey)
        pixel[0] = pixel[1];
}

static void write_rows(struct jpeg_compress_struct *jpeg, const struct sampled *want)
{
    unsigned char *row = calloc((size_t)want->width, BANDS);
    const int bands = want->grey ? 1 : BANDS;

    if (row == NULL)
        abort();
    for (int y = 0; y < want->height; y++) {
        for (int x = 0; x < want->width; x++) {
            unsigned char pixel[BANDS];

            draw(want, x, y, pixel);
            memcpy(row + x * bands, pixel, (size_t)bands);
        }
        (void)jpeg_write_scanlines(jpeg, &row, 1);
    }
    free(row);
}

static void set_up(struct jpeg_compress_struct *jpeg, const struct sampled *want)
{
    jpeg->image_width = (JDIMENSION)want->width;
    jpeg->image_height = (JDIMENSION)want->height;
    jpeg->input_components = want->grey ? 1 : BANDS;
    jpeg->in_color_space = want->grey ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(jpeg);
    if (want->rgb)
        jpeg_set_colorspace(jpeg, JCS_RGB);
    jpeg_set_quality(jpeg, want->quality ? want->quality : QUALITY, TRUE);
    jpeg->comp_info[0].h_samp_factor = want->h;
    jpeg->comp_info[0].v_samp_factor = want->v;
    jpeg->restart_interval = (unsigned)want->restart;
    jpeg->arith_code = want->arithmetic;
    if (want->dpi) {
        jpeg->density_unit = 1;
        jpeg->X_density = (UINT16)want->dpi;
        jpeg->Y_density = (UINT16)want->dpi;
    }
    if (want->progressive)
        jpeg_simple_progression(jpeg);
}

/* EXIF with one entry: TIFF header, IFD0, orientation (TIFF 6.0). */
static void write_markers(struct jpeg_compress_struct *jpeg, const struct sampled *want)
{
    unsigned char exif[] = {'E',  'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0,
                            0x12, 1,   3,   0,   1, 0, 0,   0,   0,  0, 0, 0, 0, 0, 0, 0};

    exif[24] = (unsigned char)want->rotation;
    if (want->rotation)
        jpeg_write_marker(jpeg, JPEG_APP0 + 1, exif, sizeof(exif));
    if (want->icc) {
        unsigned char chunk[512] = "ICC_PROFILE";
        const size_t len = strlen(want->icc);

        if (len > sizeof(chunk) - 14)
            abort();
        chunk[12] = 1;
        chunk[13] = 1;
        memcpy(chunk + 14, want->icc, len);
        jpeg_write_marker(jpeg, JPEG_APP0 + 2, chunk, (unsigned)(14 + len));
    }
}

bool sampled_make(const struct sampled *want, struct buf *out)
{
    struct jpeg_error_mgr errors;
    struct jpeg_compress_struct jpeg = {.err = jpeg_std_error(&errors)};
    unsigned char *bytes = NULL;
    unsigned long size = 0;

    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &bytes, &size);
    set_up(&jpeg, want);
    jpeg_start_compress(&jpeg, TRUE);
    write_markers(&jpeg, want);
    write_rows(&jpeg, want);
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    buf_add(out, bytes, size);
    free(bytes);
    return !out->failed;
}
