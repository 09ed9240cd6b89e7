#include "image/run.h"

#include "base/clock.h"
#include "image/facts.h"
#include "image/facts/source.h"
#include "image/vips/load.h"

#include <jpeglib.h>
#include <png.h>
#include <unistd.h>
#include <vips/vips.h>

/* Blocks of strangers end after FACT_BLOCK_MAX and one text more, which JSON may write six times as
 * long; the histogram takes the rest. */
enum { TEXT_MAX = 1 << 20 };

static void write_facts(struct buf *text, uint64_t fields, const struct fact_source *source)
{
    struct emit json;

    emit_init(&json, text);
    emit_object(&json, NULL);
    for (int i = 0; i < fact_count(); i++)
        if (fields & UINT64_C(1) << i)
            fact_at(i)->write(source, &json, fact_at(i)->name);
    emit_object_end(&json);
}

static enum err_code put(int fd, const struct buf *text, struct run_facts *facts, struct err *err)
{
    if (text->failed || write(fd, text->data, text->len) != (ssize_t)text->len)
        return err_set(err, ERR_INTERNAL, "The description cannot be written.");
    facts->bytes = text->len;
    return ERR_OK;
}

/* The pixels, where a field is about them: decoded once for all of them. */
static enum err_code look(uint64_t fields, const struct limits *limits, struct span input,
                          struct small *small, struct run_facts *facts, struct err *err)
{
    const int64_t start_ns = clock_now_ns();

    if (!facts_need_pixels(fields))
        return ERR_OK;
    facts->decodes++;
    const enum err_code code = small_make(input, limits, small, err);

    facts->decode_ns = clock_now_ns() - start_ns;
    return code;
}

static enum err_code open_header(const struct limits *limits, struct span input, VipsImage **image,
                                 struct image_info *info, struct err *err)
{
    const enum format_id format = format_sniff(input);
    const struct load load = {.format = format, .shrink = 1};

    if (format == FORMAT_NONE)
        return err_set(err, ERR_FORMAT_UNKNOWN,
                       "The first bytes are of no image format known here.");
    if (!(limits->formats_in & 1u << format))
        return err_set(err, ERR_FORMAT_REFUSED, "Images of format %s are not taken.",
                       format_row(format)->name);
    const enum err_code code = load_open(input, &load, image, err);

    if (code == ERR_OK)
        load_info(*image, format, info);
    return code;
}

enum err_code image_describe(uint64_t fields, const struct limits *limits, struct span input,
                             int out_fd, struct run_facts *facts, struct err *err)
{
    struct fact_source source = {.info = &facts->input, .input = input};
    struct small small = {0};
    struct buf text;

    *facts = (struct run_facts){.format = FORMAT_NONE};
    facts->input.format = FORMAT_NONE;
    enum err_code code = open_header(limits, input, &source.header, &facts->input, err);

    if (code == ERR_OK)
        code = look(fields, limits, input, &small, facts, err);
    source.small = &small;
    buf_init(&text, TEXT_MAX);
    if (code == ERR_OK) {
        write_facts(&text, fields, &source);
        code = put(out_fd, &text, facts, err);
    }
    buf_fini(&text);
    small_fini(&small);
    g_clear_object(&source.header);
    return code;
}

void image_versions(struct buf *out)
{
    const int turbo = LIBJPEG_TURBO_VERSION_NUMBER; /* 2001005 is 2.1.5 */

    buf_printf(out, "libvips %s\n", vips_version_string());
    buf_printf(out, "libjpeg-turbo %d.%d.%d\n", turbo / 1000000, turbo / 1000 % 1000, turbo % 1000);
    buf_printf(out, "libpng %s\n", png_get_libpng_ver(NULL));
}
