#include "image/ops/resize.h"

#include "base/macros.h"
#include "image/param_row.h"
#include "image/vips/color.h"
#include "image/vips/env.h"

#include <math.h>
#include <vips/vips.h>

static const char *const fit_names[] = {"inside", "cover", "contain", "fill", "outside", NULL};
static const char *const kernel_names[] = {"nearest",  "linear",   "cubic", "mitchell",
                                           "lanczos2", "lanczos3", NULL};
static const VipsKernel kernels[] = {VIPS_KERNEL_NEAREST,  VIPS_KERNEL_LINEAR,
                                     VIPS_KERNEL_CUBIC,    VIPS_KERNEL_MITCHELL,
                                     VIPS_KERNEL_LANCZOS2, VIPS_KERNEL_LANCZOS3};
/* The picture is scaled to `scaled`, then cut or padded to `final`. */
struct layout {
    struct size scaled, final;
};

static const struct param resize_params[] = {
    PARAM_INT_OPTIONAL(struct resize, width, 1, RESIZE_SIDE_MAX, "Width asked for, in pixels."),
    PARAM_INT_OPTIONAL(struct resize, height, 1, RESIZE_SIDE_MAX, "Height asked for, in pixels."),
    PARAM_REAL(struct resize, dpr, 1, RESIZE_DPR_MAX, 1,
               "Pixels of the screen for one of width and height, which are multiplied by it."),
    PARAM_ENUM(struct resize, fit, fit_names, FIT_INSIDE,
               "Inside or outside the box, cover it and cut, contain and pad, or fill it."),
    PARAM_BOOL(struct resize, enlarge, 0, "Allow the result to be larger than the source."),
    PARAM_GRAVITY(struct resize, gravity, GRAVITY_CENTER,
                  "What to keep when cover cuts, and where contain puts the picture."),
    PARAM_ENUM(struct resize, kernel, kernel_names, KERNEL_LANCZOS3, "The resampling kernel."),
    PARAM_COLOR(struct resize, background, 0xFFFFFFFF, "Colour around a contained picture."),
    PARAM_END,
};

static enum err_code resize_check(const void *params, struct err *err)
{
    const struct resize *p = params;

    if (p->width == 0 && p->height == 0)
        return err_param(err, ERR_PARAM_MISSING, "width", "resize needs width or height.");
    return ERR_OK;
}

/* The box, with a missing side following the picture's shape; one side alone is always "inside". */
static double box_scale(const struct resize *p, struct size in, bool larger)
{
    const double x = (double)p->width / in.width;
    const double y = (double)p->height / in.height;

    if (p->width == 0 || p->height == 0)
        return p->width ? x : y;
    return larger ? fmax(x, y) : fmin(x, y);
}

static uint32_t lesser(int32_t asked, uint32_t have)
{
    return asked > 0 && (uint32_t)asked < have ? (uint32_t)asked : have;
}

static struct layout layout_fill(const struct resize *p, struct size in)
{
    struct size size = {p->width > 0 ? (uint32_t)p->width : in.width,
                        p->height > 0 ? (uint32_t)p->height : in.height};

    if (!p->enlarge)
        size = (struct size){lesser(p->width, in.width), lesser(p->height, in.height)};
    return (struct layout){size, size};
}

static int32_t dense(int32_t side, double dpr)
{
    return dpr > 1 ? (int32_t)rint(side * dpr) : side;
}

static struct layout layout_of(const struct resize *asked, struct size in)
{
    struct resize own = *asked;
    const struct resize *p = &own;

    own.width = dense(asked->width, asked->dpr);
    own.height = dense(asked->height, asked->dpr);
    const bool boxed = p->width > 0 && p->height > 0;
    const bool covers = boxed && (p->fit == FIT_COVER || p->fit == FIT_OUTSIDE);
    double scale = box_scale(p, in, covers);

    if (boxed && p->fit == FIT_FILL)
        return layout_fill(p, in);
    if (!p->enlarge && scale > 1)
        scale = 1;
    const struct size scaled = {geometry_scale(in.width, scale), geometry_scale(in.height, scale)};
    struct layout layout = {scaled, scaled};

    if (boxed && p->fit == FIT_COVER)
        layout.final =
            (struct size){lesser(p->width, scaled.width), lesser(p->height, scaled.height)};
    if (boxed && p->fit == FIT_CONTAIN)
        layout.final = (struct size){(uint32_t)p->width, (uint32_t)p->height};
    return layout;
}

static enum err_code resize_shape(const void *params, struct size *size, struct err *err)
{
    (void)err;
    *size = layout_of(params, *size).final;
    return ERR_OK;
}

/* A frame of another size than its scaled picture cuts it or pads it. */
static bool frame_moves(const struct resize *p, const struct layout *layout, struct moves *out)
{
    const struct size scaled = layout->scaled, final = layout->final;
    const bool pads = final.width > scaled.width || final.height > scaled.height;
    const struct place place = pads ? geometry_place(&p->gravity, final, scaled)
                                    : geometry_place(&p->gravity, scaled, final);

    if (final.width == scaled.width && final.height == scaled.height)
        return true;
    return moves_add(out, (struct move){.kind = pads ? MOVE_PAD : MOVE_CUT,
                                        .size = final,
                                        .x = place.left,
                                        .y = place.top,
                                        .color = p->background});
}

static bool resize_moves(const void *params, struct size in, struct moves *out)
{
    const struct resize *p = params;
    const struct layout layout = layout_of(p, in);
    const bool scales = layout.scaled.width != in.width || layout.scaled.height != in.height;
    const struct move scale = {.kind = MOVE_SCALE,
                               .size = layout.scaled,
                               .kernel = (enum move_kernel)(p->kernel - KERNEL_LINEAR)};

    if (scales && (p->kernel == KERNEL_NEAREST || !moves_add(out, scale)))
        return false;
    return (p->fit != FIT_COVER || !geometry_is_smart(&p->gravity)) && frame_moves(p, &layout, out);
}

static bool resize_streams(const void *params)
{
    const struct resize *p = params;

    return p->fit != FIT_COVER || !geometry_is_smart(&p->gravity);
}

static double resize_shrink(void *params, const struct size *original)
{
    struct resize *p = params;
    const struct layout layout = layout_of(p, *original);

    p->source = *original;
    const double factor = fmin((double)original->width / layout.scaled.width,
                               (double)original->height / layout.scaled.height);

    return p->kernel == KERNEL_NEAREST || factor < 1
               ? 1
               : factor; /* nearest picks pixels of the full picture */
}

struct scale_request {
    struct size from, to;
    VipsKernel kernel;
};

static int scale_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    const struct scale_request *want = params;

    return vips_resize(in, out, (double)want->to.width / in->Xsize, "vscale",
                       (double)want->to.height / in->Ysize, "kernel", want->kernel, NULL);
}

/* The resampler may round to a pixel more or less: the edge is repeated or cut. */
static int exact_size(VipsImage *in, VipsImage **out, struct size size)
{
    if (in->Xsize == (int)size.width && in->Ysize == (int)size.height)
        return vips_copy(in, out, NULL);
    return vips_embed(in, out, 0, 0, (int)size.width, (int)size.height, "extend", VIPS_EXTEND_COPY,
                      NULL);
}

static int scale_to(VipsImage *in, VipsImage **out, const struct resize *p, struct size size)
{
    const struct scale_request want = {.to = size, .kernel = kernels[p->kernel]};
    VipsImage *scaled = NULL;

    if (in->Xsize == (int)size.width && in->Ysize == (int)size.height)
        return vips_copy(in, out, NULL);
    if (color_premultiplied(in, &scaled, scale_pixels, &want) != 0)
        return -1;
    const int result = exact_size(scaled, out, size);

    g_object_unref(scaled);
    return result;
}

static struct size size_of(const struct resize *p, const VipsImage *in)
{
    if (p->source.width > 0)
        return p->source;
    return (struct size){(uint32_t)in->Xsize, (uint32_t)in->Ysize};
}

static enum err_code place_of(VipsImage *in, VipsImage *scaled, const struct resize *p,
                              const struct layout *layout, struct place *place, struct err *err)
{
    if (p->settled)
        *place = p->place;
    else if (p->fit == FIT_COVER && geometry_is_smart(&p->gravity))
        return geometry_smart_scaled(in, scaled, &p->gravity, layout->final, place, err);
    else
        *place = geometry_place(&p->gravity, layout->scaled, layout->final);
    return ERR_OK;
}

static enum err_code cut(VipsImage *in, VipsImage *scaled, VipsImage **out, const struct resize *p,
                         const struct layout *layout, struct err *err)
{
    struct place place = {0, 0};
    const enum err_code code = place_of(in, scaled, p, layout, &place, err);

    if (code != ERR_OK)
        return code;
    return vipsenv_done(vips_extract_area(scaled, out, place.left, place.top,
                                          (int)layout->final.width, (int)layout->final.height,
                                          NULL),
                        err);
}

static enum err_code pad(VipsImage *scaled, VipsImage **out, const struct resize *p,
                         const struct layout *layout, struct err *err)
{
    const struct place place = geometry_place(&p->gravity, layout->final, layout->scaled);
    double bands[4];
    const int n = color_bands(scaled, &p->background, bands);
    VipsArrayDouble *background = vips_array_double_new(bands, n);
    const int result = vips_embed(scaled, out, place.left, place.top, (int)layout->final.width,
                                  (int)layout->final.height, "extend", VIPS_EXTEND_BACKGROUND,
                                  "background", background, NULL);

    vips_area_unref(VIPS_AREA(background));
    return vipsenv_done(result, err);
}

static enum err_code resize_apply(struct _VipsImage *in, struct _VipsImage **out,
                                  const void *params, struct err *err)
{
    const struct resize *p = params;
    const struct layout layout = layout_of(p, size_of(p, in));
    VipsImage *scaled = NULL;
    enum err_code code = vipsenv_done(scale_to(in, &scaled, p, layout.scaled), err);

    if (code != ERR_OK)
        return code;
    if (layout.final.width > layout.scaled.width || layout.final.height > layout.scaled.height)
        code = pad(scaled, out, p, &layout, err);
    else
        code = cut(in, scaled, out, p, &layout, err);
    g_object_unref(scaled);
    return code;
}

static enum err_code resize_settle(struct _VipsImage *first, void *params, struct err *err)
{
    struct resize *p = params;
    const struct layout layout = layout_of(p, size_of(p, first));
    VipsImage *scaled = NULL;

    if (p->fit != FIT_COVER || !geometry_is_smart(&p->gravity))
        return ERR_OK;
    enum err_code code = vipsenv_done(scale_to(first, &scaled, p, layout.scaled), err);

    if (code == ERR_OK)
        code = place_of(first, scaled, p, &layout, &p->place, err);
    p->settled = code == ERR_OK;
    g_clear_object(&scaled);
    return code;
}

const struct op op_resize = {
    .name = "resize",
    .summary = "Scale the image to a size or into a box.",
    .example = "width=200&height=150&fit=cover",
    .stage = STAGE_GEOMETRY,
    .params = resize_params,
    .params_size = sizeof(struct resize),
    .check = resize_check,
    .shape = resize_shape,
    .moves = resize_moves,
    .streams = resize_streams,
    .shrink = resize_shrink,
    .settle = resize_settle,
    .apply = resize_apply,
};
