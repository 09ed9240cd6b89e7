#include "tests/support/drawn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>

enum { AC_COEFFICIENTS = 63, JPEG_QUALITY = 85 };

bool drawn_png(int width, int height, struct buf *out)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)width,
                       .height = (png_uint_32)height,
                       .format = PNG_FORMAT_GRAY,
                       .flags = PNG_IMAGE_FLAG_FAST};
    const size_t pixels = (size_t)width * (size_t)height;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    unsigned char *grey = malloc(pixels);
    unsigned char *bytes = malloc(size);
    bool made = false;

    if (grey && bytes) {
        for (size_t i = 0; i < pixels; i++)
            grey[i] = (unsigned char)(i % (size_t)width * 255 / (size_t)width);
        made = png_image_write_to_memory(&image, bytes, &size, 0, grey, 0, NULL) != 0;
        buf_add(out, bytes, made ? size : 0);
    }
    free(grey);
    free(bytes);
    return made && !out->failed;
}

static void write_rows(struct jpeg_compress_struct *jpeg)
{
    unsigned char *row =
        calloc((size_t)jpeg->image_width * (size_t)jpeg->input_components, sizeof(*row));

    if (row == NULL)
        abort();
    while (jpeg->next_scanline < jpeg->image_height) {
        for (size_t i = 0; i < (size_t)jpeg->image_width * (size_t)jpeg->input_components; i++)
            row[i] = (unsigned char)(i * 3 + jpeg->next_scanline * 5);
        (void)jpeg_write_scanlines(jpeg, &row, 1);
    }
    free(row);
}

static bool write_jpeg(int width, int height, int bands, const jpeg_scan_info *scans, int n_scans,
                       struct buf *out)
{
    struct jpeg_error_mgr errors;
    struct jpeg_compress_struct jpeg = {.err = jpeg_std_error(&errors)};
    unsigned char *bytes = NULL;
    unsigned long size = 0;

    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &bytes, &size);
    jpeg.image_width = (JDIMENSION)width;
    jpeg.image_height = (JDIMENSION)height;
    jpeg.input_components = bands;
    jpeg.in_color_space = bands == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, JPEG_QUALITY, TRUE);
    jpeg.scan_info = scans;
    jpeg.num_scans = n_scans;
    jpeg_start_compress(&jpeg, TRUE);
    write_rows(&jpeg);
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    buf_add(out, bytes, size);
    free(bytes);
    return !out->failed;
}

bool drawn_jpeg(int width, int height, struct buf *out)
{
    return write_jpeg(width, height, 3, NULL, 0, out);
}

bool drawn_jpeg_scans(int side, struct buf *out)
{
    jpeg_scan_info scans[1 + 2 * AC_COEFFICIENTS] = {{.comps_in_scan = 1}};

    for (int i = 0; i < AC_COEFFICIENTS; i++) {
        scans[1 + 2 * i] =
            (jpeg_scan_info){.comps_in_scan = 1, .Ss = i + 1, .Se = i + 1, .Ah = 0, .Al = 1};
        scans[2 + 2 * i] =
            (jpeg_scan_info){.comps_in_scan = 1, .Ss = i + 1, .Se = i + 1, .Ah = 1, .Al = 0};
    }
    return write_jpeg(side, side, 1, scans, (int)ARRAY_LEN(scans), out);
}

/* GIF89a specification: header, a palette of two, then for each frame a graphic control extension,
 * a descriptor and one LZW block: clear code, index 0, end. */
void drawn_gif(int frames, struct buf *out)
{
    static const unsigned char head[] = {'G',  'I', 'F', '8', '9', 'a', 1,   0,   1,  0,
                                         0x80, 0,   0,   0,   0,   0,   255, 255, 255};
    static const unsigned char frame[] = {0x21, 0xF9, 4, 0, 5, 0, 0, 0, 0x2C, 0,    0, 0,
                                          0,    1,    0, 1, 0, 0, 2, 2, 0x44, 0x01, 0};

    buf_add(out, head, sizeof(head));
    for (int i = 0; i < frames; i++)
        buf_add(out, frame, sizeof(frame));
    buf_add(out, ";", 1);
}

/* PNG specification, 5.5: CRC-32 of type and data, polynomial EDB88320, bit by bit. */
static uint32_t crc_of(const unsigned char *data, size_t len)
{
    uint32_t crc = 0xFFFFFFFFU;

    for (size_t i = 0; i < len; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ ((crc & 1) ? 0xEDB88320U : 0);
    }
    return ~crc;
}

static void put_be32(unsigned char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> (24 - 8 * i));
}

void drawn_png_header(uint32_t width, uint32_t height, struct buf *out)
{
    static const unsigned char rest[] = {0, 0, 0, 10, 'I', 'D', 'A', 'T', 0x78, 0x9C, 1, 2, 3, 4};
    unsigned char head[33] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n',
                              0,    0,   0,   13,  'I',  'H',  'D',  'R'};

    put_be32(head + 16, width);
    put_be32(head + 20, height);
    head[24] = 8; /* bits, then grey, deflate, adaptive, not interlaced */
    put_be32(head + 29, crc_of(head + 12, 17));
    buf_add(out, head, sizeof(head));
    buf_add(out, rest, sizeof(rest));
}
