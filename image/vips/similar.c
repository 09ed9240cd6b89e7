#include "image/vips/similar.h"

#include "image/vips/encode.h"
#include "image/vips/env.h"
#include "image/vips/frames.h"
#include "image/vips/load.h"
#include "image/vips/savers.h"

enum { TILE = 64, GRID = 4, SNAP = 16, WINDOW = 8, STEP = 4, PIXELS = WINDOW * WINDOW };
enum { CHOICES = 8, APART = 6, LOWEST = 46, LOWEST_AVIF = 28 };

bool similar_wanted(const struct output *output)
{
    return output->quality == QUALITY_AUTO && output_quality(output) > 0 &&
           format_row(output_format(output))->reads && !output_wants_lossless(output);
}

/* K1 and K2 of the paper, for a range of 255. */
static double window_ssim(const unsigned char *a, const unsigned char *b, ptrdiff_t stride)
{
    const double c1 = 0.01 * 255 * 0.01 * 255, c2 = 0.03 * 255 * 0.03 * 255;
    int sum_a = 0, sum_b = 0, aa = 0, bb = 0, ab = 0;

    for (int y = 0; y < WINDOW; y++)
        for (int x = 0; x < WINDOW; x++) {
            const int p = a[y * stride + x], q = b[y * stride + x];

            sum_a += p;
            sum_b += q;
            aa += p * p;
            bb += q * q;
            ab += p * q;
        }
    const double mean_a = (double)sum_a / PIXELS, mean_b = (double)sum_b / PIXELS;
    const double var_a = (double)aa / PIXELS - mean_a * mean_a;
    const double var_b = (double)bb / PIXELS - mean_b * mean_b;
    const double both = (double)ab / PIXELS - mean_a * mean_b;

    return (2 * mean_a * mean_b + c1) * (2 * both + c2) /
           ((mean_a * mean_a + mean_b * mean_b + c1) * (var_a + var_b + c2));
}

static bool crosses(int at)
{
    return at % TILE > TILE - WINDOW;
}

double similar_ssim(const unsigned char *a, const unsigned char *b, int width, int height)
{
    double sum = 0;
    int count = 0;

    for (int y = 0; y + WINDOW <= height; y += STEP)
        for (int x = 0; x + WINDOW <= width; x += STEP)
            if (!crosses(x) && !crosses(y)) {
                sum +=
                    window_ssim(a + (ptrdiff_t)y * width + x, b + (ptrdiff_t)y * width + x, width);
                count++;
            }
    return count > 0 ? sum / count : 1;
}

/* How the tiles lie along a side. */
struct row {
    int count, size;
};

static struct row row_of(int side)
{
    const int count = side / TILE < 1 ? 1 : side / TILE > GRID ? GRID : side / TILE;

    return (struct row){count, side < TILE ? side : TILE};
}

/* The first from the edge, the last to the other one. */
static int place(const struct row *row, int side, int index)
{
    return row->count < 2 ? (side - row->size) / 2 / SNAP * SNAP
                          : (side - row->size) * index / (row->count - 1) / SNAP * SNAP;
}

static int take_tiles(VipsImage *in, VipsImage **out)
{
    const struct row x = row_of(in->Xsize), y = row_of(in->Ysize);
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, GRID * GRID);
    int result = 0;

    for (int i = 0; result == 0 && i < x.count * y.count; i++)
        result = vips_extract_area(in, &t[i], place(&x, in->Xsize, i % x.count),
                                   place(&y, in->Ysize, i / x.count), x.size, y.size, NULL);
    if (result == 0)
        result = vips_arrayjoin(t, out, x.count * y.count, "across", x.count, NULL);
    g_object_unref(scope);
    return result;
}

/* Y of ITU-R BT.601 of `len` bytes of RGB, over them. */
static void luma_over(unsigned char *rgb, size_t len)
{
    for (size_t i = 0; 3 * i + 2 < len; i++)
        rgb[i] = (unsigned char)(0.299 * rgb[3 * i] + 0.587 * rgb[3 * i + 1] +
                                 0.114 * rgb[3 * i + 2] + 0.5);
}

/* To be freed by g_free(). What is transparent is seen by its colour. */
static enum err_code luma_of(VipsImage *in, unsigned char **luma, struct err *err)
{
    VipsImage *rgb = NULL;
    VipsImage *bands = NULL;
    unsigned char *bytes = NULL;
    size_t len = 0;

    if (vips_colourspace(in, &rgb, VIPS_INTERPRETATION_sRGB, NULL) == 0 &&
        vips_extract_band(rgb, &bands, 0, "n", 3, NULL) == 0)
        bytes = vips_image_write_to_memory(bands, &len);
    g_clear_object(&rgb);
    g_clear_object(&bands);
    if (bytes == NULL)
        return vipsenv_done(-1, err);
    luma_over(bytes, len);
    *luma = bytes;
    return ERR_OK;
}

struct sample {
    VipsImage *ready;
    const struct output *output;
    unsigned char *luma;
};

static enum err_code decode(const struct sample *sample, struct span bytes, unsigned char **luma,
                            struct err *err)
{
    const struct load load = {.format = output_format(sample->output), .shrink = 1};
    VipsImage *image = NULL;
    enum err_code code = load_open(bytes, &load, &image, err);

    if (code == ERR_OK)
        code = luma_of(image, luma, err);
    g_clear_object(&image);
    return code;
}

static enum err_code try(const struct sample *sample, int quality, bool *similar, struct err *err)
{
    VipsTarget *target = vips_target_new_to_memory();
    unsigned char *luma = NULL;
    size_t len = 0;
    enum err_code code =
        vipsenv_done(savers_write(sample->ready, target, sample->output, quality), err);

    if (code == ERR_OK) {
        const unsigned char *bytes = vips_blob_get(target->blob, &len);

        code = decode(sample, span_of(bytes, len), &luma, err);
    }
    if (code == ERR_OK && luma)
        *similar = similar_ssim(sample->luma, luma, sample->ready->Xsize, sample->ready->Ysize) >=
                   SIMILAR_SSIM;
    g_free(luma);
    g_object_unref(target);
    return code;
}

/* Binary search for the first choice that is similar; the last one is taken to be. */
static enum err_code search(const struct sample *sample, uint32_t *quality, struct err *err)
{
    const int lowest = output_format(sample->output) == FORMAT_AVIF ? LOWEST_AVIF : LOWEST;
    int low = 0, high = CHOICES - 1;
    enum err_code code = ERR_OK;

    while (code == ERR_OK && low < high) {
        const int middle = (low + high) / 2;
        bool similar = false;

        code = try(sample, lowest + APART * middle, &similar, err);
        if (similar)
            high = middle;
        else
            low = middle + 1;
    }
    *quality = (uint32_t)(lowest + APART * high);
    return code;
}

static enum err_code take_sample(VipsImage *pixels, const struct output *output, VipsImage **ready,
                                 struct err *err)
{
    VipsImage *first = NULL;
    VipsImage *tiles = NULL;
    enum err_code code = frames_first(pixels, &first, err);

    if (code == ERR_OK)
        code = vipsenv_done(take_tiles(first, &tiles), err);
    if (code == ERR_OK)
        code = encode_ready(tiles, output, ready, err);
    g_clear_object(&first);
    g_clear_object(&tiles);
    return code;
}

enum err_code similar_quality(VipsImage *pixels, const struct output *output, uint32_t *quality,
                              struct err *err)
{
    struct sample sample = {.output = output};
    enum err_code code = take_sample(pixels, output, &sample.ready, err);

    if (code == ERR_OK)
        code = luma_of(sample.ready, &sample.luma, err);
    if (code == ERR_OK)
        code = search(&sample, quality, err);
    g_free(sample.luma);
    g_clear_object(&sample.ready);
    return code;
}
