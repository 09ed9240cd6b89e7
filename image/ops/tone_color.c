#include "image/ops/tone.h"

#include <math.h>

struct curve_request {
    tone_curve *curve;
    const void *params;
};

static double clipped(double x)
{
    return x > 0 ? fmin(x, 1) : 0; /* what is not a number is 0 too */
}

static VipsImage *table_of(const struct curve_request *want, bool deep)
{
    const int n = deep ? 65536 : 256;
    const double most = n - 1;
    uint8_t bytes[256];
    uint16_t *words = deep ? g_new(uint16_t, 65536) : NULL;

    for (int i = 0; i < n; i++) {
        const double y = most * clipped(want->curve(i / most, want->params));

        if (deep)
            words[i] = (uint16_t)lround(y);
        else
            bytes[i] = (uint8_t)lround(y);
    }
    VipsImage *table =
        deep ? vips_image_new_from_memory_copy(words, 65536 * sizeof(*words), n, 1, 1,
                                               VIPS_FORMAT_USHORT)
             : vips_image_new_from_memory_copy(bytes, sizeof(bytes), n, 1, 1, VIPS_FORMAT_UCHAR);

    g_free(words);
    return table;
}

static int curve_filter(VipsImage *in, VipsImage **out, const void *params)
{
    VipsImage *table = table_of(params, in->BandFmt == VIPS_FORMAT_USHORT);
    const int result = table ? vips_maplut(in, out, table, NULL) : -1;

    g_clear_object(&table);
    return result;
}

int tone_apply(VipsImage *in, VipsImage **out, tone_curve *curve, const void *params)
{
    return tone_filter(in, out, curve_filter, &(struct curve_request){curve, params});
}

int tone_matrix(VipsImage *in, VipsImage **out, const double matrix[9], const double offset[3])
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const double ones[] = {1, 1, 1};
    const double most = tone_most(in);
    const double add[] = {most * offset[0], most * offset[1], most * offset[2]};

    t[0] = vips_image_new_matrix_from_array(3, 3, matrix, 9);
    const int result = t[0] == NULL || vips_recomb(in, &t[1], t[0], NULL) ||
                       vips_linear(t[1], out, ones, add, 3, NULL);

    g_object_unref(scope);
    return result;
}

/* Chroma and hue are the length and the angle of a and b: both are changed by one matrix, without
 * a root or an arc tangent. */
int tone_chroma(VipsImage *in, VipsImage **out, double factor, double degrees)
{
    const double x = factor * cos(degrees * G_PI / 180);
    const double y = factor * sin(degrees * G_PI / 180);
    const double matrix[] = {1, 0, 0, 0, x, -y, 0, y, x};
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 3);
    int result;

    t[0] = vips_image_new_matrix_from_array(3, 3, matrix, 9);
    if (t[0] == NULL)
        result = -1;
    else if (in->Bands < 3)
        result = vips_copy(in, out, NULL);
    else
        result = vips_colourspace(in, &t[1], VIPS_INTERPRETATION_LAB, NULL) ||
                 vips_recomb(t[1], &t[2], t[0], NULL) ||
                 vips_colourspace(t[2], out, in->Type, NULL);
    g_object_unref(scope);
    return result;
}

int tone_luma(VipsImage *in, VipsImage **out)
{
    const double weights[] = {0.2126, 0.7152, 0.0722};

    if (in->Bands < 3)
        return vips_copy(in, out, NULL);
    VipsImage *row = vips_image_new_matrix_from_array(3, 1, weights, 3);
    const int result = row ? vips_recomb(in, out, row, NULL) : -1;

    g_clear_object(&row);
    return result;
}

/* The largest odd number that neither passes. */
static int window(int size, int side)
{
    return size <= side ? size : side - (side % 2 == 0);
}

int tone_median(VipsImage *in, VipsImage **out, int size)
{
    const int width = window(size, in->Xsize);
    const int height = window(size, in->Ysize);

    return vips_rank(in, out, width, height, width * height / 2, NULL);
}
