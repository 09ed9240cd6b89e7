#include "image/op.h"
#include "image/ops/overlay.h"
#include "image/ops/tone.h"
#include "image/param_row_text.h"
#include "image/text/text.h"
#include "image/vips/env.h"

#include <math.h>
#include <string.h>

enum { SIDE_MAX = 65535, COLUMNS_MAX = 16, LABELS_BYTES = 255, LABEL_SIZE = 200 };

/* Height of a label's band and of its letters' line, in sizes of the font. */
#define LABEL_BAND 1.6

struct montage {
    char labels[LABELS_BYTES + 1];
    int32_t columns, width, height, gap;
    int32_t label_size;
    struct color background, color;
    int32_t more; /* pictures besides the first; 0 while it is not known */
};

static const struct param montage_params[] = {
    PARAM_INT_OPTIONAL(struct montage, columns, 1, COLUMNS_MAX,
                       "Pictures side by side; without it about as many as on top of each other."),
    PARAM_INT_OPTIONAL(struct montage, width, 1, SIDE_MAX,
                       "Width of a cell, in pixels; without it that of the first picture."),
    PARAM_INT_OPTIONAL(struct montage, height, 1, SIDE_MAX, "Height of a cell, likewise."),
    PARAM_INT(struct montage, gap, 0, 10000, 10, "Pixels between the cells and around them."),
    PARAM_COLOR(struct montage, background, 0xFFFFFFFF, "Colour behind the pictures."),
    PARAM_TEXT(struct montage, labels,
               "Texts under the pictures, in their order, separated by vertical bars."),
    PARAM_INT(struct montage, label_size, 1, LABEL_SIZE, 16,
              "Size of the labels' font, in pixels."),
    PARAM_COLOR(struct montage, color, 0x000000FF, "Colour of the labels."),
    PARAM_END,
};

static void montage_gather(void *params, uint32_t n)
{
    ((struct montage *)params)->more = (int32_t)n;
}

/*   gap | cell | gap | cell | gap      a cell is a picture and, where there are labels, their band;
 *   the first picture is at the top left, the last row may have free cells at its end */
struct grid {
    uint32_t columns, rows;
    uint32_t width, height; /* of a cell's picture */
    uint32_t gap, band;
};

static struct grid grid_of(const struct montage *p, struct size first)
{
    const uint32_t n = 1 + (uint32_t)p->more;
    const uint32_t wanted = p->columns > 0 ? (uint32_t)p->columns : (uint32_t)ceil(sqrt(n));
    const uint32_t columns = wanted < n ? wanted : n;

    return (struct grid){
        .columns = columns,
        .rows = (n + columns - 1) / columns,
        .width = p->width > 0 ? (uint32_t)p->width : first.width,
        .height = p->height > 0 ? (uint32_t)p->height : first.height,
        .gap = (uint32_t)p->gap,
        .band = p->labels[0] ? (uint32_t)ceil(p->label_size * LABEL_BAND) : 0,
    };
}

static struct size size_of(const struct grid *grid)
{
    return (struct size){grid->gap + grid->columns * (grid->width + grid->gap),
                         grid->gap + grid->rows * (grid->height + grid->band + grid->gap)};
}

static enum err_code montage_shape(const void *params, struct size *size, struct err *err)
{
    if (size->width > UINT32_MAX / 64 || size->height > UINT32_MAX / 64)
        return err_set(err, ERR_RESULT_TOO_LARGE, "The result would be too large.");
    const struct grid grid = grid_of(params, *size);

    *size = size_of(&grid);
    return ERR_OK;
}

static struct place corner_of(const struct grid *grid, uint32_t i)
{
    return (struct place){
        (int32_t)(grid->gap + i % grid->columns * (grid->width + grid->gap)),
        (int32_t)(grid->gap + i / grid->columns * (grid->height + grid->band + grid->gap))};
}

static int resized(VipsImage *in, VipsImage **out, const void *params)
{
    const double factor = *(const double *)params;

    return vips_resize(in, out, fmax(factor, 1.0 / in->Xsize), "vscale",
                       fmax(factor, 1.0 / in->Ysize), NULL);
}

/* No larger than a cell, and never enlarged. */
static int fitted(VipsImage *in, VipsImage **out, const struct grid *grid)
{
    const double factor = fmin((double)grid->width / in->Xsize, (double)grid->height / in->Ysize);

    return factor < 1 ? color_premultiplied(in, out, resized, &factor) : vips_copy(in, out, NULL);
}

static struct place centred(const struct grid *grid, uint32_t i, const VipsImage *image)
{
    const struct place corner = corner_of(grid, i);

    return (struct place){corner.left + ((int32_t)grid->width - image->Xsize) / 2,
                          corner.top + ((int32_t)grid->height - image->Ysize) / 2};
}

/* The first picture on the ground, whose depth and space the result has. */
static int lay_first(VipsImage *in, VipsImage **out, const struct montage *p,
                     const struct grid *grid)
{
    const struct size size = size_of(grid);
    VipsImage *small = NULL;
    double bands[4];
    int result = fitted(in, &small, grid);

    if (result != 0)
        return result;
    const struct place place = centred(grid, 0, small);
    VipsArrayDouble *ground =
        vips_array_double_new(bands, color_bands(small, &p->background, bands));

    result = vips_embed(small, out, place.left, place.top, (int)size.width, (int)size.height,
                        "extend", VIPS_EXTEND_BACKGROUND, "background", ground, NULL);
    vips_area_unref(VIPS_AREA(ground));
    g_object_unref(small);
    return result;
}

static int replace(VipsImage **now, VipsImage *next, int result)
{
    if (result == 0) {
        g_object_unref(*now);
        *now = next;
    }
    return result;
}

static int lay_next(VipsImage **now, VipsImage *picture, const struct grid *grid, uint32_t i)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    VipsImage *next = NULL;
    int result = fitted(picture, &t[0], grid) || tone_with_alpha(t[0], &t[1]);

    if (result == 0) {
        const struct overlay overlay = {t[1], centred(grid, i, t[1]), VIPS_BLEND_MODE_OVER};

        result = overlay_blend(*now, &next, &overlay);
    }
    g_object_unref(scope);
    return replace(now, next, result);
}

static enum err_code write_label(VipsImage **now, const char *label, const struct montage *p,
                                 const struct grid *grid, uint32_t i, struct err *err)
{
    const struct text_style style = {.text = label,
                                     .family = "",
                                     .size = p->label_size,
                                     .spacing = 1,
                                     .color = p->color,
                                     .opacity = 1};
    const struct size canvas = size_of(grid);
    const struct place corner = corner_of(grid, i);
    struct overlay overlay = {.mode = VIPS_BLEND_MODE_OVER};
    struct text *text = NULL;
    VipsImage *next = NULL;
    enum err_code code = text_new(&style, &text, err);

    if (code != ERR_OK)
        return code;
    const int32_t left = corner.left + ((int32_t)grid->width - (int32_t)text_size(text).width) / 2;

    code = text_draw(text, canvas, left, corner.top + (int32_t)grid->height, &overlay.image,
                     &overlay.at.left, &overlay.at.top, err);
    text_free(text);
    if (code == ERR_OK && overlay.image) {
        const int result = overlay_blend(*now, &next, &overlay);

        code = vipsenv_done(replace(now, next, result), err);
    }
    g_clear_object(&overlay.image);
    return code;
}

static enum err_code write_labels(VipsImage **now, const struct montage *p, const struct grid *grid,
                                  uint32_t n, struct err *err)
{
    struct span rest = span_text(p->labels);
    struct span piece;
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; code == ERR_OK && i < n && span_next(&rest, '|', &piece); i++) {
        char label[LABELS_BYTES + 1];

        if (piece.len > 0 && span_copy(piece, label, sizeof(label)))
            code = write_label(now, label, p, grid, i, err);
    }
    return code;
}

static enum err_code montage_combine(struct _VipsImage *in, struct _VipsImage *const *more,
                                     uint32_t n, struct _VipsImage **out, const void *params,
                                     struct err *err)
{
    const struct montage *p = params;
    const struct size first = {(uint32_t)in->Xsize, (uint32_t)in->Ysize};
    const struct grid grid = grid_of(p, first);
    VipsImage *now = NULL;
    enum err_code code = vipsenv_done(lay_first(in, &now, p, &grid), err);

    for (uint32_t i = 0; code == ERR_OK && i < n; i++)
        code = vipsenv_done(lay_next(&now, more[i], &grid, i + 1), err);
    if (code == ERR_OK)
        code = write_labels(&now, p, &grid, n + 1, err);
    if (code == ERR_OK)
        *out = now;
    else
        g_clear_object(&now);
    return code;
}

const struct op op_montage = {
    .name = "montage",
    .summary = "Lay several images out in a grid, with gaps and labels.",
    .example = "columns=2&width=80&height=60&gap=4&labels=first|second",
    .stage = STAGE_GEOMETRY,
    .params = montage_params,
    .params_size = sizeof(struct montage),
    .shape = montage_shape,
    .gather = montage_gather,
    .combine = montage_combine,
};
