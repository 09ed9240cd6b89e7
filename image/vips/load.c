#include "image/vips/load.h"

#include "image/codec/jpeg.h"
#include "image/vips/env.h"
#include "image/vips/exif_check.h"
#include "image/vips/heif_check.h"
#include "image/vips/load_bmp.h"
#include "image/vips/png_check.h"
#include "image/vips/svg_check.h"
#include "image/vips/tiff_check.h"

#include <string.h>

/* For every loader: damage is an error, lines come top to bottom once, and what a loader cannot
 * give that way (an interlaced PNG) is held in memory, not in a temporary file. */
#define SAFELY "fail_on", VIPS_FAIL_ON_ERROR, "access", VIPS_ACCESS_SEQUENTIAL, "memory", TRUE, NULL

static int open_jpeg(struct span in, void *data, double factor, VipsImage **out)
{
    return vips_jpegload_buffer(data, in.len, out, "shrink", jpegin_shrink(factor), SAFELY);
}

static int open_webp(struct span in, void *data, const struct load *load, VipsImage **out)
{
    const double scale =
        load->all_frames || load->shrink < LOAD_SHRINK_MIN ? 1.0 : 2.0 / load->shrink;

    return vips_webpload_buffer(data, in.len, out, "n", load->all_frames ? -1 : 1, "page",
                                load->page, "scale", scale, SAFELY);
}

static int open_gif(struct span in, void *data, const struct load *load, VipsImage **out)
{
    return vips_gifload_buffer(data, in.len, out, "n", load->all_frames ? -1 : 1, "page",
                               load->page, SAFELY);
}

static int int_field(VipsImage *image, const char *name, int otherwise)
{
    int value;

    if (vips_image_get_typeof(image, name) == 0 || vips_image_get_int(image, name, &value) != 0)
        return otherwise;
    return value;
}

/* Page 0 is the primary image, which libvips opens where it is not told a page; the others follow
 * in the file's order. */
static int open_heif(struct span in, void *data, const struct load *load, VipsImage **out)
{
    VipsImage *primary;

    if (vips_heifload_buffer(data, in.len, &primary, SAFELY) != 0)
        return -1;
    if (load->page == 0) {
        *out = primary;
        return 0;
    }
    const int before = load->page <= int_field(primary, "heif-primary", 0) ? 1 : 0;

    g_object_unref(primary);
    return vips_heifload_buffer(data, in.len, out, "page", load->page - before, SAFELY);
}

static int open_any(struct span in, const struct load *load, VipsImage **out)
{
    void *data;

    memcpy(&data, &in.data, sizeof(data)); /* libvips only reads; its parameter is not const */
    switch (load->format) {
    case FORMAT_JPEG:
        return open_jpeg(in, data, load->shrink, out);
    case FORMAT_PNG:
        return vips_pngload_buffer(data, in.len, out, SAFELY);
    case FORMAT_WEBP:
        return open_webp(in, data, load, out);
    case FORMAT_GIF:
        return open_gif(in, data, load, out);
    case FORMAT_TIFF:
        return vips_tiffload_buffer(data, in.len, out, "page", load->page, SAFELY);
    case FORMAT_AVIF:
    case FORMAT_HEIF:
        return open_heif(in, data, load, out);
    case FORMAT_BMP:
        return load_bmp(in, out);
    case FORMAT_SVG: /* without a base URI: librsvg then follows no reference but data: */
        return vips_svgload_buffer(data, in.len, out, "scale", load->scale > 0 ? load->scale : 1.0,
                                   SAFELY);
    case FORMAT_JXL: /* format_sniff() never says so: it is only written */
    case FORMAT_COUNT:
        break;
    }
    return -1;
}

/* What a library would not survive, or would read otherwise than image/probe.h. */
static enum err_code check(struct span input, const struct load *load, struct err *err)
{
    const enum err_code code = exif_check(load->format, input, err);

    if (code != ERR_OK)
        return code;
    switch (load->format) {
    case FORMAT_SVG:
        return load->svg.bytes > 0 ? ERR_OK : svg_check(input, NULL, err);
    case FORMAT_TIFF:
        return tiff_check(input, err);
    case FORMAT_AVIF:
    case FORMAT_HEIF:
        return heif_check(input, err);
    case FORMAT_PNG:
        return png_check(input, err);
    default:
        return ERR_OK;
    }
}

enum err_code load_open(struct span input, const struct load *load, VipsImage **out,
                        struct err *err)
{
    VipsImage *image = NULL;
    enum err_code code = check(input, load, err);

    if (code == ERR_OK)
        code = vipsenv_done(open_any(input, load, &image), err);

    if (code == ERR_OK) {
        vips_error_clear(); /* libtiff looks for a next directory behind a small file's end */
        *out = image;
    }
    return code;
}

int load_pages(VipsImage *image)
{
    const int pages = int_field(image, VIPS_META_N_PAGES, 1);

    return pages > 1 ? pages : 1;
}

void load_info(VipsImage *image, enum format_id format, struct image_info *info)
{
    const int orientation = int_field(image, VIPS_META_ORIENTATION, 1);
    const int page_height = vips_image_get_page_height(image);
    const int pages = load_pages(image);
    const int frames = format_row(format)->animates && pages > 1 ? pages : 1;

    *info = (struct image_info){
        .format = format,
        .width = (uint32_t)image->Xsize,
        .height = (uint32_t)page_height,
        .frames = (uint32_t)frames,
        .orientation = (uint8_t)(orientation >= 1 && orientation <= 8 ? orientation : 1),
        .bands = (uint8_t)image->Bands,
        .bits = (uint8_t)(8 * vips_format_sizeof(image->BandFmt)),
        .alpha = vips_image_hasalpha(image),
        .animated = frames > 1,
        .progressive = vips_image_get_typeof(image, "interlaced") != 0,
        .cmyk = image->Type == VIPS_INTERPRETATION_CMYK,
        .icc = vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0,
    };
}

/* The length of a colour table that a GIF's packed byte announces (GIF89a, 18 and 20). */
static size_t table_size(unsigned char packed)
{
    return packed & 0x80 ? (size_t)3 << ((packed & 7) + 1) : 0;
}

/* Skip a GIF's data sub-blocks: a length byte, that many bytes, until a length of 0. */
static bool skip_sub_blocks(struct span gif, size_t *at)
{
    while (*at < gif.len && gif.data[*at] != 0)
        *at += 1 + (size_t)gif.data[*at];
    return ++*at <= gif.len;
}

/* One block of a GIF from its first byte on; false: it ends too early. */
static bool skip_block(struct span gif, size_t *at)
{
    enum { EXTENSION = 0x21, IMAGE = 0x2C, IMAGE_SIZE = 10, CODE_SIZE = 1 };

    if (gif.data[*at] == EXTENSION) {
        *at += 2;
        return skip_sub_blocks(gif, at);
    }
    if (gif.data[*at] != IMAGE || gif.len - *at < IMAGE_SIZE) {
        const bool other = gif.data[*at] != IMAGE; /* the trailer, or what readers pass over */

        *at = gif.len;
        return other;
    }
    *at += IMAGE_SIZE + table_size(gif.data[*at + IMAGE_SIZE - 1]) + CODE_SIZE;
    return skip_sub_blocks(gif, at);
}

enum err_code load_check_blocks(struct span input, struct err *err)
{
    enum { SCREEN_SIZE = 13, PACKED = 10 };
    size_t at = input.len < SCREEN_SIZE ? 0 : SCREEN_SIZE + table_size(input.data[PACKED]);
    bool whole = at > 0 && at <= input.len;

    while (whole && at < input.len)
        whole = skip_block(input, &at);
    return whole ? ERR_OK : err_set(err, ERR_UNDECODABLE, "The GIF ends in the middle of a block.");
}
