#include "image/raster/resampler.h"

#include "base/check.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT = 8 };

struct resampler {
    struct resampler_key key;
    zimg_filter_graph *zimg;
    unsigned lines_in, lines_out;
    size_t scratch;
    int users;
    uint64_t used_at; /* the keeper's count of gets, to drop the oldest */
};

static struct {
    pthread_mutex_t lock;
    struct resampler *resampler[KEPT];
    uint64_t count;
} keeper = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void set_kernel(zimg_graph_builder_params *params, enum move_kernel kernel)
{
    static const struct {
        zimg_resample_filter_e filter;
        double a, b; /* taps; B and C (Mitchell and Netravali 1988) */
    } kernels[] = {
        [MOVE_LINEAR] = {ZIMG_RESIZE_BILINEAR, 0, 0},
        [MOVE_CUBIC] = {ZIMG_RESIZE_BICUBIC, 0, 0.5},
        [MOVE_MITCHELL] = {ZIMG_RESIZE_BICUBIC, 1.0 / 3, 1.0 / 3},
        [MOVE_LANCZOS2] = {ZIMG_RESIZE_LANCZOS, 2, 0},
        [MOVE_LANCZOS3] = {ZIMG_RESIZE_LANCZOS, 3, 0},
    };

    params->resample_filter = kernels[kernel].filter;
    params->filter_param_a = kernels[kernel].a;
    params->filter_param_b = kernels[kernel].b;
    params->cpu_type = ZIMG_CPU_AUTO_64B;
}

static void set_format(zimg_image_format *format, const struct resampler_key *key, uint32_t width,
                       uint32_t height)
{
    zimg_image_format_default(format, ZIMG_API_VERSION);
    format->width = width;
    format->height = height;
    format->pixel_type = ZIMG_PIXEL_WORD;
    format->depth = 16;
    format->pixel_range = ZIMG_RANGE_FULL;
    format->color_family = key->bands >= 3 ? ZIMG_COLOR_RGB : ZIMG_COLOR_GREY;
    format->matrix_coefficients = key->bands >= 3 ? ZIMG_MATRIX_RGB : ZIMG_MATRIX_UNSPECIFIED;
    format->alpha = key->bands % 2 == 0 ? ZIMG_ALPHA_PREMULTIPLIED : ZIMG_ALPHA_NONE;
}

static zimg_filter_graph *build(const struct resampler_key *key)
{
    zimg_graph_builder_params params;
    zimg_image_format from, to;

    zimg_graph_builder_params_default(&params, ZIMG_API_VERSION);
    set_kernel(&params, (enum move_kernel)key->kernel);
    set_format(&from, key, key->from_width, key->from_height);
    set_format(&to, key, key->to_width, key->to_height);
    return zimg_filter_graph_build(&from, &to, &params);
}

static struct resampler *resampler_new(const struct resampler_key *key)
{
    struct resampler *resampler = calloc(1, sizeof(*resampler));

    if (resampler == NULL)
        return NULL;
    resampler->key = *key;
    resampler->users = 1;
    resampler->zimg = build(key);
    if (resampler->zimg &&
        zimg_filter_graph_get_input_buffering(resampler->zimg, &resampler->lines_in) == 0 &&
        zimg_filter_graph_get_output_buffering(resampler->zimg, &resampler->lines_out) == 0 &&
        zimg_filter_graph_get_tmp_size(resampler->zimg, &resampler->scratch) == 0)
        return resampler;
    zimg_filter_graph_free(resampler->zimg);
    free(resampler);
    return NULL;
}

static void resampler_free(struct resampler *resampler)
{
    if (resampler)
        zimg_filter_graph_free(resampler->zimg);
    free(resampler);
}

static struct resampler *find(const struct resampler_key *key)
{
    for (int i = 0; i < KEPT; i++)
        if (keeper.resampler[i] && memcmp(&keeper.resampler[i]->key, key, sizeof(*key)) == 0)
            return keeper.resampler[i];
    return NULL;
}

/* The place of the resampler that was asked for longest ago and is not at work; NULL: all are. */
static struct resampler **oldest(void)
{
    struct resampler **place = NULL;

    for (int i = 0; i < KEPT; i++) {
        struct resampler **at = &keeper.resampler[i];

        if (*at == NULL)
            return at;
        if ((*at)->users == 0 && (place == NULL || (*at)->used_at < (*place)->used_at))
            place = at;
    }
    return place;
}

struct resampler *resampler_get(const struct resampler_key *key)
{
    (void)pthread_mutex_lock(&keeper.lock);
    struct resampler *resampler = find(key);

    if (resampler) {
        resampler->users++;
        resampler->used_at = ++keeper.count;
    }
    (void)pthread_mutex_unlock(&keeper.lock);
    return resampler ? resampler : resampler_new(key);
}

/* The last user of a resampler that is not kept gives it to the keeper, unless one like it is
 * there. */
static struct resampler *give_back(struct resampler *resampler)
{
    struct resampler *same = find(&resampler->key);
    struct resampler **place = same ? NULL : oldest();

    CHECK(resampler->users > 0);
    resampler->users--;
    if (same == resampler)
        return NULL;
    if (place == NULL)
        return resampler;
    struct resampler *dropped = *place;

    resampler->used_at = ++keeper.count;
    *place = resampler;
    return dropped;
}

void resampler_put(struct resampler *resampler)
{
    if (resampler == NULL)
        return;
    (void)pthread_mutex_lock(&keeper.lock);
    struct resampler *dropped = give_back(resampler);

    (void)pthread_mutex_unlock(&keeper.lock);
    resampler_free(dropped);
}

void resampler_clear(void)
{
    (void)pthread_mutex_lock(&keeper.lock);
    for (int i = 0; i < KEPT; i++)
        if (keeper.resampler[i] && keeper.resampler[i]->users == 0) {
            resampler_free(keeper.resampler[i]);
            keeper.resampler[i] = NULL;
        }
    (void)pthread_mutex_unlock(&keeper.lock);
}

const zimg_filter_graph *resampler_zimg(const struct resampler *resampler)
{
    return resampler->zimg;
}

unsigned resampler_lines_in(const struct resampler *resampler)
{
    return resampler->lines_in;
}

unsigned resampler_lines_out(const struct resampler *resampler)
{
    return resampler->lines_out;
}

size_t resampler_scratch(const struct resampler *resampler)
{
    return resampler->scratch;
}
