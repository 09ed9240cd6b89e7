#include "image/vips/canvas_image.h"

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

static VipsInterpretation space_of(const struct canvas *canvas)
{
    return canvas->bands < 3 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;
}

static void set_size(VipsImage *image, const struct canvas *canvas)
{
    if (image->Bands != (int)canvas->bands)
        image->Type = space_of(canvas);
    image->Xsize = (int)canvas->width;
    image->Ysize = (int)canvas->height;
    image->Bands = (int)canvas->bands;
}

VipsImage *canvas_image(struct canvas *canvas, VipsImage *like)
{
    VipsImage *image = vips_image_new();

    g_signal_connect(image, "postclose", G_CALLBACK(on_close), canvas);
    if (vips_image_pipelinev(image, VIPS_DEMAND_STYLE_THINSTRIP, like, NULL) == 0)
        set_size(image, canvas);
    if (image->Xsize != (int)canvas->width ||
        vips_image_generate(image, NULL, give_rows, NULL, canvas, NULL) != 0) {
        vips_error_clear();
        g_object_unref(image);
        return NULL;
    }
    (void)vips_image_remove(image, VIPS_META_SEQUENTIAL);
    return image;
}
