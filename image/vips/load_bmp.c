#include "image/vips/load_bmp.h"

#include "image/codec/bmp.h"

#include <stdlib.h>
#include <string.h>

/* Of one picture. Runs are unpacked by the first thread that needs a row. */
struct source {
    struct bmp bmp;
    GMutex lock;
    unsigned char *unpacked;
    bool damaged;
};

static void on_close(VipsObject *object, void *cls)
{
    struct source *source = cls;

    (void)object;
    g_mutex_clear(&source->lock);
    free(source->unpacked);
    free(source);
}

static bool unpack(struct source *source)
{
    const size_t pixels = (size_t)source->bmp.width * source->bmp.height;

    g_mutex_lock(&source->lock);
    if (source->unpacked == NULL && !source->damaged) {
        source->unpacked = malloc(pixels);
        source->damaged = source->unpacked == NULL || !bmp_unpack(&source->bmp, source->unpacked);
    }
    const bool fine = !source->damaged;

    g_mutex_unlock(&source->lock);
    return fine;
}

/* A row as a whole: regions that are narrower take their part of it. */
static void *start(VipsImage *image, void *a, void *b)
{
    const struct bmp *bmp = &((const struct source *)a)->bmp;

    (void)image;
    (void)b;
    return malloc((size_t)bmp->width * bmp->bands);
}

static int stop(void *row, void *a, void *b)
{
    (void)a;
    (void)b;
    free(row);
    return 0;
}

static int give_rows(VipsRegion *out, void *row, void *a, void *b, gboolean *done)
{
    struct source *source = a;
    const VipsRect *area = &out->valid;
    const size_t bands = source->bmp.bands;
    VipsPel *to = VIPS_REGION_ADDR_TOPLEFT(out);
    bool fine = row != NULL && (source->bmp.run_length == 0 || unpack(source));

    (void)b;
    (void)done;
    for (int y = area->top; fine && y < area->top + area->height; y++) {
        fine = bmp_row(&source->bmp, source->unpacked, (uint32_t)y, row);
        if (fine)
            memcpy(to, (const unsigned char *)row + (size_t)area->left * bands,
                   (size_t)area->width * bands);
        to += VIPS_REGION_LSKIP(out);
    }
    if (!fine)
        vips_error("bmp", "damaged or incomplete");
    return fine ? 0 : -1;
}

/* libvips counts pixels a millimetre; one is what it says where nothing is known. */
static double density(int32_t ppm)
{
    return ppm > 0 ? ppm / 1000.0 : 1.0;
}

static int describe(struct source *source, VipsImage *image)
{
    const struct bmp *bmp = &source->bmp;

    vips_image_init_fields(image, (int)bmp->width, (int)bmp->height, (int)bmp->bands,
                           VIPS_FORMAT_UCHAR, VIPS_CODING_NONE, VIPS_INTERPRETATION_sRGB,
                           density(bmp->x_ppm), density(bmp->y_ppm));
    if (bmp->profile.len > 0)
        vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, bmp->profile.data, bmp->profile.len);
    return vips_image_pipelinev(image, VIPS_DEMAND_STYLE_THINSTRIP, NULL) ||
           vips_image_generate(image, start, give_rows, stop, source, NULL);
}

int load_bmp(struct span file, VipsImage **out)
{
    struct source *source = calloc(1, sizeof(*source));

    if (source == NULL || bmp_open(file, &source->bmp) != BMP_FINE) {
        free(source);
        vips_error("bmp", "not a bitmap that is known here");
        return -1;
    }
    VipsImage *image = vips_image_new();

    g_mutex_init(&source->lock);
    g_signal_connect(image, "postclose", G_CALLBACK(on_close), source);
    if (describe(source, image) != 0) {
        g_object_unref(image);
        return -1;
    }
    *out = image;
    return 0;
}
