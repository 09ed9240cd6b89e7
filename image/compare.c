#include "image/compare.h"

#include "base/clock.h"
#include "base/emit.h"
#include "image/facts/phash.h"
#include "image/vips/env.h"
#include "image/vips/further.h"
#include "image/vips/similar.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

enum { TEXT_MAX = 4096, WINDOW = 8 };

struct measures {
    double mse, mean, max;
    double ssim; /* negative: too small for it */
    int hash_bits;
};

/* Three bands over white, which is what is seen on most pages. */
static int seen(VipsImage *in, VipsImage **out)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    VipsArrayDouble *white = vips_array_double_newv(1, 255.0);
    int result = vips_colourspace(in, &t[0], VIPS_INTERPRETATION_sRGB, NULL);

    if (result == 0)
        result = vips_image_hasalpha(t[0]) ? vips_flatten(t[0], &t[1], "background", white, NULL)
                                           : vips_copy(t[0], &t[1], NULL);
    if (result == 0)
        *out = vips_image_copy_memory(t[1]);
    vips_area_unref(VIPS_AREA(white));
    g_object_unref(scope);
    return result == 0 && *out ? 0 : -1;
}

static int measure_pixels(VipsImage *a, VipsImage *b, struct measures *is)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 3);
    const int result = vips_subtract(a, b, &t[0], NULL) || vips_abs(t[0], &t[1], NULL) ||
                       vips_multiply(t[0], t[0], &t[2], NULL) || vips_avg(t[1], &is->mean, NULL) ||
                       vips_max(t[1], &is->max, NULL) || vips_avg(t[2], &is->mse, NULL);

    g_object_unref(scope);
    return result;
}

static unsigned char *luma_of(VipsImage *image)
{
    VipsImage *grey = NULL;
    size_t len;
    unsigned char *luma = NULL;

    if (vips_colourspace(image, &grey, VIPS_INTERPRETATION_B_W, NULL) == 0)
        luma = vips_image_write_to_memory(grey, &len);
    g_clear_object(&grey);
    return luma;
}

static int measure_structure(VipsImage *a, VipsImage *b, struct measures *is)
{
    is->ssim = -1;
    if (a->Xsize < WINDOW || a->Ysize < WINDOW)
        return 0;
    unsigned char *one = luma_of(a);
    unsigned char *other = luma_of(b);

    if (one && other)
        is->ssim = fmax(0, similar_ssim(one, other, a->Xsize, a->Ysize));
    const int result = one && other ? 0 : -1;

    g_free(one);
    g_free(other);
    return result;
}

static enum err_code measure_hashes(const struct limits *limits, const struct inputs *inputs,
                                    struct measures *is, struct err *err)
{
    uint64_t hash[2];

    for (int i = 0; i < 2; i++) {
        struct small small = {0};
        const enum err_code code = small_make(inputs->at[i], limits, &small, err);

        if (code != ERR_OK)
            return code;
        hash[i] = phash_of(&small);
        small_fini(&small);
    }
    is->hash_bits = __builtin_popcountll(hash[0] ^ hash[1]);
    return ERR_OK;
}

static void write_measures(struct buf *text, const struct run_facts *facts,
                           const struct measures *is)
{
    struct emit json;

    emit_init(&json, text);
    emit_object(&json, NULL);
    emit_int(&json, "width", facts->width);
    emit_int(&json, "height", facts->height);
    emit_bool(&json, "identical", is->max <= 0);
    emit_real(&json, "psnr", is->mse > 0 ? 10 * log10(255 * 255 / is->mse) : INFINITY);
    emit_real(&json, "ssim", is->ssim < 0 ? INFINITY : is->ssim);
    emit_real(&json, "mean_difference", is->mean);
    emit_real(&json, "max_difference", is->max);
    emit_int(&json, "phash_distance", is->hash_bits);
    emit_object_end(&json);
    buf_char(text, '\n');
}

static enum err_code compare(VipsImage *a, VipsImage *b, struct measures *is, struct err *err)
{
    VipsImage *one = NULL;
    VipsImage *other = NULL;
    const int result = seen(a, &one) || seen(b, &other) || measure_pixels(one, other, is) ||
                       measure_structure(one, other, is);

    g_clear_object(&one);
    g_clear_object(&other);
    return vipsenv_done(result, err);
}

static enum err_code check_sizes(const VipsImage *a, const VipsImage *b, struct err *err)
{
    if (a->Xsize == b->Xsize && a->Ysize == b->Ysize)
        return ERR_OK;
    return err_set(err, ERR_SIZES, "The first image has %dx%d pixels, the second %dx%d.", a->Xsize,
                   a->Ysize, b->Xsize, b->Ysize);
}

static enum err_code put(const struct run_facts *facts, const struct measures *is, int out_fd,
                         uint64_t *bytes, struct err *err)
{
    struct buf text;

    buf_init(&text, TEXT_MAX);
    write_measures(&text, facts, is);
    const bool fine = !text.failed && write(out_fd, text.data, text.len) == (ssize_t)text.len;

    *bytes = text.len;
    buf_fini(&text);
    return fine ? ERR_OK : err_set(err, ERR_INTERNAL, "The comparison cannot be written.");
}

enum err_code image_compare(const struct limits *limits, const struct inputs *inputs, int out_fd,
                            struct run_facts *facts, struct err *err)
{
    struct image_info info = {.format = FORMAT_NONE};
    const int64_t start_ns = clock_now_ns();
    VipsImage *a = NULL;
    VipsImage *b = NULL;
    struct measures is = {0};

    *facts = (struct run_facts){.format = FORMAT_NONE};
    facts->input.format = FORMAT_NONE;
    if (inputs->n < 2)
        return err_set(err, ERR_INTERNAL, "A second image did not reach the worker.");
    enum err_code code = further_decode(inputs->at[0], limits, &facts->input, &a, err);

    if (code == ERR_OK) {
        code = further_decode(inputs->at[1], limits, &info, &b, err);
        code = code == ERR_OK ? code : further_error(code, "other", err);
    }
    facts->decode_ns = clock_now_ns() - start_ns;
    if (code == ERR_OK)
        code = check_sizes(a, b, err);
    if (code == ERR_OK)
        code = compare(a, b, &is, err);
    if (code == ERR_OK)
        code = measure_hashes(limits, inputs, &is, err);
    if (code == ERR_OK) {
        facts->width = (uint32_t)a->Xsize;
        facts->height = (uint32_t)a->Ysize;
        code = put(facts, &is, out_fd, &facts->bytes, err);
    }
    facts->process_ns = clock_now_ns() - start_ns - facts->decode_ns;
    g_clear_object(&a);
    g_clear_object(&b);
    return code;
}
