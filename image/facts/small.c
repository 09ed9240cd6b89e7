#include "image/facts/small.h"

#include "image/facts.h"
#include "image/facts/boxes.h"
#include "image/vips/color.h"
#include "image/vips/decode.h"
#include "image/vips/env.h"

#include <stdlib.h>

enum { RGBA = 4, HALF = 128, BANDS_MAX = 5 };

void small_fini(struct small *small)
{
    free(small->rgba);
    *small = (struct small){0};
}

bool small_is_seen(const struct small *small, size_t pixel)
{
    return small->rgba[pixel * RGBA + 3] >= HALF;
}

double small_over_white(const struct small *small, size_t pixel, int band)
{
    const unsigned char *p = small->rgba + pixel * RGBA;

    return (p[band] * p[3] + 255.0 * (255 - p[3])) / 255.0;
}

double small_luma(const struct small *small, size_t pixel)
{
    return 0.299 * small_over_white(small, pixel, 0) + 0.587 * small_over_white(small, pixel, 1) +
           0.114 * small_over_white(small, pixel, 2);
}

bool small_shrink(const struct small *from, uint32_t side, struct small *to)
{
    struct boxes boxes = {
        .from_width = from->width, .from_height = from->height, .bands = RGBA, .alpha = true};

    boxes_fit(&boxes, side);
    if (!boxes_start(&boxes))
        return false;
    for (uint32_t y = 0; y < from->height; y++)
        boxes_add(&boxes, from->rgba + (size_t)y * from->width * RGBA);
    boxes_end(&boxes);
    *to = (struct small){boxes.width, boxes.height, from->opaque, boxes.pixels};
    return true;
}

static int take_rows(VipsRegion *region, VipsRect *area, void *cls)
{
    const size_t skip = VIPS_REGION_LSKIP(region);
    const VipsPel *from =
        VIPS_REGION_ADDR_TOPLEFT(region) + skip * (size_t)(area->top - region->valid.top);

    for (int y = 0; y < area->height; y++, from += skip)
        boxes_add(cls, from);
    return 0;
}

static enum err_code out_of_memory(struct err *err)
{
    return err_set(err, ERR_INTERNAL, "There is no memory left to look at the image.");
}

/* A picture over the boxes' pixels (which must outlive it) in the space it was decoded in. */
static VipsImage *wrap(const struct boxes *boxes, VipsImage *like)
{
    const size_t len = (size_t)boxes->width * boxes->height * boxes->bands * (boxes->deep ? 2 : 1);
    VipsImage *raw = vips_image_new_from_memory(boxes->pixels, len, (int)boxes->width,
                                                (int)boxes->height, like->Bands, like->BandFmt);
    VipsImage *image = NULL;
    const void *profile;
    size_t profile_len;
    int turn;

    if (raw && vips_copy(raw, &image, "interpretation", like->Type, NULL) == 0) {
        if (vips_image_get_typeof(like, VIPS_META_ICC_NAME) &&
            vips_image_get_blob(like, VIPS_META_ICC_NAME, &profile, &profile_len) == 0)
            vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, profile, profile_len);
        if (vips_image_get_typeof(like, VIPS_META_ORIENTATION) &&
            vips_image_get_int(like, VIPS_META_ORIENTATION, &turn) == 0)
            vips_image_set_int(image, VIPS_META_ORIENTATION, turn);
    }
    g_clear_object(&raw);
    return image;
}

/* Any normalised picture as upright RGBA of 8 bits. */
static int into_rgba(VipsImage *in, struct small *small)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 4);
    const bool alpha = vips_image_hasalpha(in);
    size_t len = 0;
    int result =
        vips_autorot(in, &t[0], NULL) ||
        vips_colourspace(t[0], &t[1], VIPS_INTERPRETATION_sRGB, NULL) ||
        (alpha ? vips_copy(t[1], &t[2], NULL) : vips_bandjoin_const1(t[1], &t[2], 255, NULL)) ||
        vips_cast_uchar(t[2], &t[3], NULL);

    if (result == 0 && t[3]->Bands == RGBA) {
        small->width = (uint32_t)t[3]->Xsize;
        small->height = (uint32_t)t[3]->Ysize;
        small->rgba = vips_image_write_to_memory(t[3], &len); /* GLib's, which is malloc()'s */
    }
    g_object_unref(scope);
    return result == 0 && small->rgba ? 0 : -1;
}

static enum err_code convert(const struct boxes *boxes, VipsImage *like,
                             const struct output *output, struct small *small, struct err *err)
{
    VipsImage *image = wrap(boxes, like);
    VipsImage *normal = NULL;
    enum err_code code =
        image ? color_normalise(image, output, &normal, err) : vipsenv_done(-1, err);

    if (code == ERR_OK)
        code = vipsenv_done(into_rgba(normal, small), err);
    g_clear_object(&normal);
    g_clear_object(&image);
    return code;
}

/* Pixels that boxes cannot add up (float, many bands) are made ordinary first, at full size. */
static enum err_code make_plain(VipsImage **image, const struct output *output, struct err *err)
{
    VipsImage *plain = NULL;

    if ((*image)->Coding == VIPS_CODING_NONE && (*image)->Bands <= BANDS_MAX &&
        ((*image)->BandFmt == VIPS_FORMAT_UCHAR || (*image)->BandFmt == VIPS_FORMAT_USHORT))
        return ERR_OK;
    const enum err_code code = color_normalise(*image, output, &plain, err);

    if (code != ERR_OK)
        return code;
    g_object_unref(*image);
    *image = plain;
    return ERR_OK;
}

static enum err_code shrink(VipsImage *image, const struct output *output, struct small *small,
                            struct err *err)
{
    struct boxes boxes = {.from_width = (uint32_t)image->Xsize,
                          .from_height = (uint32_t)image->Ysize,
                          .bands = (uint32_t)image->Bands,
                          .alpha = vips_image_hasalpha(image),
                          .deep = image->BandFmt == VIPS_FORMAT_USHORT};

    boxes_fit(&boxes, FACTS_SIDE);
    if (!boxes_start(&boxes))
        return out_of_memory(err);
    enum err_code code = vipsenv_done(vips_sink_disc(image, take_rows, &boxes), err);

    boxes_end(&boxes);
    if (code == ERR_OK)
        code = convert(&boxes, image, output, small, err);
    small->opaque = boxes.opaque;
    free(boxes.pixels);
    return code;
}

enum err_code small_make(struct span input, const struct limits *limits, struct small *small,
                         struct err *err)
{
    struct image_info info;
    struct plan plan;
    const struct decode how = {.plan = &plan, .limits = limits, .input = input, .info = &info};
    VipsImage *image = NULL;

    facts_plan(&plan);
    *small = (struct small){0};
    enum err_code code = decode_image(&how, &image, err);

    if (code == ERR_OK)
        code = make_plain(&image, &plan.output, err);
    if (code == ERR_OK)
        code = shrink(image, &plan.output, small, err);
    g_clear_object(&image);
    return code;
}
