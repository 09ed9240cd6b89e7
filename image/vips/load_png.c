#include "image/vips/load_png.h"

#include "image/codec/png_read.h"
#include "image/raster/raster.h"

#include <stdlib.h>
#include <string.h>

static void on_close(VipsObject *object, void *cls)
{
    (void)object;
    canvas_fini(cls);
    free(cls);
}

static int give_rows(VipsRegion *out, void *seq, void *a, void *b, gboolean *stop)
{
    const struct canvas *canvas = a;
    const VipsRect *area = &out->valid;
    VipsPel *to = VIPS_REGION_ADDR_TOPLEFT(out);

    (void)seq;
    (void)b;
    (void)stop;
    for (int y = area->top; y < area->top + area->height; y++, to += VIPS_REGION_LSKIP(out))
        memcpy(to, canvas_row(canvas, (uint32_t)y) + (size_t)area->left * canvas->bands,
               (size_t)area->width * canvas->bands);
    return 0;
}

/* A picture with the header of `like` over the canvas, which it owns from now on. */
static VipsImage *over(struct canvas *canvas, VipsImage *like)
{
    VipsImage *image = vips_image_new();

    g_signal_connect(image, "postclose", G_CALLBACK(on_close), canvas);
    if (vips_image_pipelinev(image, VIPS_DEMAND_STYLE_THINSTRIP, like, NULL) != 0 ||
        vips_image_generate(image, NULL, give_rows, NULL, canvas, NULL) != 0) {
        vips_error_clear();
        g_object_unref(image);
        return NULL;
    }
    (void)vips_image_remove(image, VIPS_META_SEQUENTIAL);
    return image;
}

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
        pixels = over(canvas, *image);
    else
        free(canvas);
    if (pixels == NULL)
        return false;
    g_object_unref(*image);
    *image = pixels;
    return true;
}
