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

/* The first steps, where there are any for the engine `png`, which does not run the whole plan. */
static bool lead(const struct plan *plan, const struct png_file *file, struct canvas *canvas,
                 uint32_t *steps)
{
    struct image_info info;

    if (plan == NULL || probe_header(file->file, true, &info) != PROBE_DONE ||
        (plan_engine(plan, &info) != ENGINE_VIPS && raster_takes_file(plan, file)))
        return true;
    *steps = raster_head(plan, &info);
    return raster_lead(plan, *steps, canvas);
}

static VipsImage *pixels_of(const struct plan *plan, struct span input, VipsImage *image,
                            uint32_t *steps)
{
    struct png_file file;
    struct canvas *canvas = calloc(1, sizeof(*canvas));

    if (canvas && png_file_open(input, &file) && fits(&file, image) && png_read(&file, canvas)) {
        if (lead(plan, &file, canvas, steps))
            return canvas_image(canvas, image);
        canvas_fini(canvas);
    }
    free(canvas);
    return NULL;
}

bool load_png_pixels(const struct plan *plan, struct span input, VipsImage **image, uint32_t *steps)
{
    uint32_t done = 0;
    VipsImage *pixels = pixels_of(plan, input, *image, &done);

    *steps = pixels ? done : 0;
    if (pixels == NULL)
        return false;
    g_object_unref(*image);
    *image = pixels;
    return true;
}
