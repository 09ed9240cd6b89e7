#include "image/op.h"
#include "image/ops/tone.h"
#include "image/param_row.h"
#include "image/vips/env.h"

struct colormatrix {
    struct numbers matrix;
};

static const struct param colormatrix_params[] = {
    PARAM_NUMBERS_REQUIRED(
        struct colormatrix, matrix, -10, 10,
        "Nine numbers, or twelve: each row of three followed by what is added, in 0..1."),
    PARAM_END,
};

static enum err_code colormatrix_check(const void *params, struct err *err)
{
    const struct colormatrix *p = params;

    if (p->matrix.n != 9 && p->matrix.n != 12)
        return err_param(err, ERR_PARAM_INVALID, "matrix", "matrix must have 9 or 12 numbers.");
    return ERR_OK;
}

static int colormatrix_pixels(VipsImage *in, VipsImage **out, const void *params)
{
    const struct numbers *given = &((const struct colormatrix *)params)->matrix;
    const int columns = given->n / 3;
    double matrix[9];
    double offset[3] = {0, 0, 0};

    for (int i = 0; i < 9; i++)
        matrix[i] = given->at[i / 3 * columns + i % 3];
    for (int i = 0; columns == 4 && i < 3; i++)
        offset[i] = given->at[4 * i + 3];
    return tone_matrix(in, out, matrix, offset);
}

static enum err_code colormatrix_apply(struct _VipsImage *in, struct _VipsImage **out,
                                       const void *params, struct err *err)
{
    return vipsenv_done(tone_filter_rgb(in, out, colormatrix_pixels, params), err);
}

const struct op op_colormatrix = {
    .name = "colormatrix",
    .summary = "Multiply red, green and blue by a matrix, in sRGB values; transparency stays.",
    .example = "matrix=0,0,1,0,1,0,1,0,0",
    .stage = STAGE_COLOUR,
    .params = colormatrix_params,
    .params_size = sizeof(struct colormatrix),
    .check = colormatrix_check,
    .apply = colormatrix_apply,
};
