#include "image/vips/load_png.h"

#include "image/codec/png_read.h"
#include "image/raster/raster.h"
#include "image/vips/canvas_image.h"

#include <stdlib.h>

static bool fits(const struct png_file *file, const VipsImage *image)
{
    return (uint64_t)file->width * file->height <= RASTER_PIXELS_MAX &&
           file->width == (uint32_t)image->Xsize && file->height == (uint32_t)image->Ysize &&
           file->bands == image->Bands && image->BandFmt == VIPS_FORMAT_UCHAR;
}

bool load_png_pixels(struct span input, VipsImage **image)
{
    struct png_file file;
    VipsImage *pixels = NULL;
    struct canvas *canvas = calloc(1, sizeof(*canvas));

    if (canvas == NULL)
        return false;
    if (png_file_open(input, &file) && fits(&file, *image) && png_read(&file, canvas))
        pixels = canvas_image(canvas, *image);
    else
        free(canvas);
    if (pixels == NULL)
        return false;
    g_object_unref(*image);
    *image = pixels;
    return true;
}
