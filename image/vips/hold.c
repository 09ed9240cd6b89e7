#include "image/vips/hold.h"

#include "image/vips/env.h"

#include <math.h>

/* Scaling asks for lines in thin strips that overlap, and a filter before it computes the lines
 * around each of them too: in all, blur and resize took three times what each of them takes. So
 * what is scaled is made in taller pieces, once. More than 32 lines win nothing and hold more. */
enum { PIECE_BYTES = 2 << 20, PIECE_LINES = 32 };

static enum err_code replace(VipsImage **image, VipsImage *next, int result, struct err *err)
{
    if (result == 0) {
        g_object_unref(*image);
        *image = next;
    }
    return vipsenv_done(result, err);
}

bool hold_needs_whole(const struct step *step)
{
    const struct op *op = op_at(step->op);

    return op->streams && !op->streams(step->params);
}

bool hold_suits_pieces(const struct step *step)
{
    return op_at(step->op)->shrink != NULL && !hold_needs_whole(step);
}

enum err_code hold_whole(VipsImage **image, struct err *err)
{
    VipsImage *memory = vips_image_copy_memory(*image);

    return replace(image, memory, memory ? 0 : -1, err);
}

void hold_to_sequence(VipsImage *image)
{
    vips_image_set_int(image, VIPS_META_SEQUENTIAL, 1);
}

enum err_code hold_pieces(VipsImage **image, struct err *err)
{
    const double line =
        (double)(*image)->Xsize * (*image)->Bands * (double)vips_format_sizeof((*image)->BandFmt);
    const int lines = (int)fmin(PIECE_LINES, fmax(1, PIECE_BYTES / line));
    VipsImage *pieces = NULL;
    const int result = vips_linecache(*image, &pieces, "tile_height", lines, "access",
                                      VIPS_ACCESS_SEQUENTIAL, NULL);

    return replace(image, pieces, result, err);
}
