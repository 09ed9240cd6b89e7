#include "image/run.h"

#include "image/vips/load.h"

#include <jpeglib.h>
#include <png.h>
#include <unistd.h>
#include <vips/vips.h>

enum { TEXT_MAX = 16 << 10 };

static void write_size(struct emit *json, const struct image_info *info)
{
    const bool turned = info->orientation >= 5;

    emit_int(json, "width", turned ? info->height : info->width);
    emit_int(json, "height", turned ? info->width : info->height);
    emit_int(json, "stored_width", info->width);
    emit_int(json, "stored_height", info->height);
    emit_int(json, "orientation", info->orientation);
    emit_int(json, "frames", info->frames);
    emit_real(json, "megapixels", (double)info->width * info->height * info->frames / 1e6);
}

static void write_pixels(struct emit *json, const struct image_info *info, VipsImage *image)
{
    emit_int(json, "bands", info->bands);
    emit_int(json, "bits", info->bits);
    emit_bool(json, "alpha", info->alpha);
    emit_text(json, "space", vips_enum_nick(VIPS_TYPE_INTERPRETATION, image->Type));
    emit_bool(json, "icc", info->icc);
    emit_bool(json, "progressive", info->progressive);
    emit_real(json, "density_dpi", image->Xres * 25.4); /* libvips: pixels a millimetre */
}

static void write_info(struct buf *text, const struct image_info *info, VipsImage *image,
                       size_t bytes)
{
    const struct format *format = format_row((enum format_id)info->format);
    struct emit json;

    emit_init(&json, text);
    emit_object(&json, NULL);
    emit_text(&json, "format", format->name);
    emit_text(&json, "mime", format->mime);
    emit_int(&json, "bytes", (int64_t)bytes);
    write_size(&json, info);
    write_pixels(&json, info, image);
    emit_object_end(&json);
}

static enum err_code put(int fd, const struct buf *text, struct run_facts *facts, struct err *err)
{
    if (text->failed || write(fd, text->data, text->len) != (ssize_t)text->len)
        return err_set(err, ERR_INTERNAL, "The description cannot be written.");
    facts->bytes = text->len;
    return ERR_OK;
}

enum err_code image_describe(const struct limits *limits, struct span input, int out_fd,
                             struct run_facts *facts, struct err *err)
{
    const enum format_id format = format_sniff(input);
    const struct load load = {.format = format, .shrink = 1};
    VipsImage *image = NULL;
    struct buf text;

    *facts = (struct run_facts){.format = FORMAT_NONE};
    facts->input.format = FORMAT_NONE;
    if (format == FORMAT_NONE)
        return err_set(err, ERR_FORMAT_UNKNOWN,
                       "The first bytes are of no image format known here.");
    if (!(limits->formats_in & 1u << format))
        return err_set(err, ERR_FORMAT_REFUSED, "Images of format %s are not taken.",
                       format_row(format)->name);
    enum err_code code = load_open(input, &load, &image, err);

    if (code != ERR_OK)
        return code;
    load_info(image, format, &facts->input);
    buf_init(&text, TEXT_MAX);
    write_info(&text, &facts->input, image, input.len);
    code = put(out_fd, &text, facts, err);
    buf_fini(&text);
    g_object_unref(image);
    return code;
}

void image_versions(struct buf *out)
{
    const int turbo = LIBJPEG_TURBO_VERSION_NUMBER; /* 2001005 is 2.1.5 */

    buf_printf(out, "libvips %s\n", vips_version_string());
    buf_printf(out, "libjpeg-turbo %d.%d.%d\n", turbo / 1000000, turbo / 1000 % 1000, turbo % 1000);
    buf_printf(out, "libpng %s\n", png_get_libpng_ver(NULL));
}
