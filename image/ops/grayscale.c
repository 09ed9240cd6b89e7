#include "image/op.h"
#include "image/param_row.h"
#include "image/vips/env.h"

#include <vips/vips.h>

/* A struct may not be empty. */
struct grayscale {
    int32_t unused;
};

static const struct param grayscale_params[] = {PARAM_END};

/* Y of ITU-R BT.601 on the stored values: what a JPEG holds as its first plane, so that engines
 * which never leave YCbCr agree. Alpha passes. */
static int luma_of(VipsImage *in, VipsImage **out)
{
    static const double weights[] = {0.299, 0.587, 0.114, 0, 0, 0, 0, 1};
    const bool alpha = in->Bands == 4;
    const VipsInterpretation space =
        in->BandFmt == VIPS_FORMAT_USHORT ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W;
    const double plain[] = {weights[0], weights[1], weights[2]};
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 4);

    t[0] = vips_image_new_matrix_from_array(in->Bands, alpha ? 2 : 1, alpha ? weights : plain,
                                            alpha ? 8 : 3);
    const int result = vips_recomb(in, &t[1], t[0], NULL) || vips_rint(t[1], &t[2], NULL) ||
                       vips_cast(t[2], &t[3], in->BandFmt, NULL) ||
                       vips_copy(t[3], out, "interpretation", space, NULL);

    g_object_unref(scope);
    return result;
}

static enum err_code grayscale_apply(struct _VipsImage *in, struct _VipsImage **out,
                                     const void *params, struct err *err)
{
    const bool rgb = in->Type == VIPS_INTERPRETATION_sRGB || in->Type == VIPS_INTERPRETATION_RGB16;
    const bool deep = in->BandFmt == VIPS_FORMAT_USHORT;

    (void)params;
    if (rgb && (in->Bands == 3 || in->Bands == 4))
        return vipsenv_done(luma_of(in, out), err);
    return vipsenv_done(
        vips_colourspace(in, out, deep ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W,
                         NULL),
        err);
}

static bool grayscale_moves(const void *params, struct size in, struct moves *out)
{
    (void)params;
    (void)in;
    return moves_add(out, (struct move){.kind = MOVE_GREY});
}

const struct op op_grayscale = {
    .name = "grayscale",
    .summary = "Keep the luma (BT.601) and drop the colour; transparency stays.",
    .example = "",
    .stage = STAGE_COLOUR,
    .params = grayscale_params,
    .params_size = sizeof(struct grayscale),
    .moves = grayscale_moves,
    .apply = grayscale_apply,
};
