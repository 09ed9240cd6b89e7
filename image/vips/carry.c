#include "image/vips/carry.h"

#include "image/codec/extras.h"
#include "image/vips/canvas_image.h"
#include "image/vips/env.h"
#include "image/vips/load.h"
#include "image/vips/metadata.h"
#include "image/vips/savers.h"

#include <stdlib.h>
#include <string.h>

/* Of the pixel, which is thrown away. */
enum { QUALITY = 50 };

bool carry_wanted(const struct plan *plan, const struct image_info *info)
{
    return plan->output.metadata != METADATA_NONE ||
           (plan->output.profile == PROFILE_KEEP && info->icc);
}

/* Of EXIF, as libexif and libvips keep it, a byte of the one segment that is read: measured with
 * 5000 entries of few bytes, and of 60000 that overlap. The others are there as the decoder, the
 * picture, the saver, its file, the extras and a WebP's whole file have them; a probed header ends
 * within a megabyte. */
enum { EXIF_BYTES = 64 << 10, EXIF_COST = 128, HEADER_BYTES = 1 << 20, COPIES = 6 };

static uint64_t lesser(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

uint64_t carry_memory(const struct plan *plan, const struct image_info *info, uint64_t input_bytes)
{
    if (!carry_wanted(plan, info))
        return 0;
    return EXIF_COST * lesser(input_bytes, EXIF_BYTES) + COPIES * lesser(input_bytes, HEADER_BYTES);
}

/* Whether the steps leave only luma, and whether one of them takes the orientation away. */
struct change {
    bool grey, upright;
};

static struct change change_of(const struct plan *plan, const struct image_info *info)
{
    struct change change = {.upright = plan->output.orient};
    struct moves moves = {.count = 0};
    struct size size = {info->width, info->height};

    for (uint32_t i = 0; i < plan->n_steps; i++) {
        const struct op *op = op_at(plan->steps[i].op);

        moves.count = 0;
        if (op->moves && op->moves(plan->steps[i].params, size, &moves))
            size = moves_size(&moves, size);
        for (uint32_t j = 0; j < moves.count; j++)
            change.grey |= moves.list[j].kind == MOVE_GREY;
        change.upright |= op->uprights;
    }
    return change;
}

static VipsImage *pixel_like(VipsImage *image, uint32_t bands)
{
    struct canvas *canvas = calloc(1, sizeof(*canvas));

    if (canvas == NULL || !canvas_init(canvas, 1, 1, bands)) {
        free(canvas);
        return NULL;
    }
    memset(canvas_row(canvas, 0), 0, bands);
    return canvas_image(canvas, image);
}

static enum err_code save(VipsImage *ready, const struct output *output, struct size size,
                          struct buf *out, struct err *err)
{
    VipsTarget *target = vips_target_new_to_memory();
    VipsBlob *blob = NULL;
    size_t len = 0;

    if (target == NULL)
        return vipsenv_done(-1, err);
    enum err_code code = vipsenv_done(savers_write(ready, target, output, QUALITY), err);

    if (code == ERR_OK) {
        g_object_get(target, "blob", &blob, NULL);
        const void *data = vips_blob_get(blob, &len);

        if (!extras_take(output_format(output), span_of(data, len), size, out))
            code = err_set(err, ERR_INTERNAL, "The metadata cannot be written.");
        vips_area_unref(VIPS_AREA(blob));
    }
    g_object_unref(target);
    return code;
}

static enum err_code save_like(VipsImage *image, const struct plan *plan,
                               const struct image_info *info, struct size size, struct buf *out,
                               struct err *err)
{
    const struct change change = change_of(plan, info);
    const uint32_t bands = change.grey ? 2 - info->bands % 2 : info->bands;
    VipsImage *pixel = pixel_like(image, bands);
    VipsImage *ready = NULL;

    if (pixel == NULL)
        return err_set(err, ERR_INTERNAL, "There is no memory left for the metadata.");
    if (change.upright)
        vips_autorot_remove_angle(pixel);
    enum err_code code = metadata_apply(pixel, &plan->output, &ready, err);

    if (code == ERR_OK)
        code = save(ready, &plan->output, size, out, err);
    g_clear_object(&ready);
    g_object_unref(pixel);
    return code;
}

enum err_code carry_make(const struct plan *plan, const struct limits *limits, struct span input,
                         const struct image_info *info, struct buf *out, struct err *err)
{
    const struct load load = {.format = (enum format_id)info->format, .shrink = 1};
    VipsImage *image = NULL;
    struct size size;

    if (!carry_wanted(plan, info))
        return ERR_OK;
    enum err_code code = load_open(input, &load, &image, err);

    if (code == ERR_OK)
        code = plan_shape(plan, info, limits, &size, err);
    if (code == ERR_OK)
        code = save_like(image, plan, info, size, out, err);
    g_clear_object(&image);
    return code;
}
