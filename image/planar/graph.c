#include "image/planar/graph.h"

#include "base/check.h"
#include "base/macros.h"

#include <pthread.h>
#include <stdlib.h>

#include <zimg.h>

/* A job takes two graphs for luma and two for chroma: eight sizes are remembered. */
enum { KEPT = 32 };

struct graph {
    struct graph_key key;
    zimg_filter_graph *filter;
    size_t scratch;
    uint32_t users;
    uint64_t used; /* when it was last given out, in graphs given out */
    bool kept;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct graph *kept[KEPT];
static uint64_t given;

static zimg_image_format format_of(uint32_t width, uint32_t height, bool deep)
{
    zimg_image_format format;

    zimg_image_format_default(&format, ZIMG_API_VERSION);
    format.width = width;
    format.height = height;
    format.pixel_type = deep ? ZIMG_PIXEL_WORD : ZIMG_PIXEL_BYTE;
    format.depth = deep ? 16 : 8;
    format.color_family = ZIMG_COLOR_GREY;
    format.pixel_range = ZIMG_RANGE_FULL;
    return format;
}

/* Cubic is Catmull-Rom, and mitchell B = C = 1/3 (Mitchell and Netravali, 1988), as in libvips. */
static void set_kernel(zimg_graph_builder_params *params, enum move_kernel kernel)
{
    static const struct {
        zimg_resample_filter_e filter;
        double a, b;
    } kernels[] = {[MOVE_LINEAR] = {ZIMG_RESIZE_BILINEAR, 0, 0},
                   [MOVE_CUBIC] = {ZIMG_RESIZE_BICUBIC, 0, 0.5},
                   [MOVE_MITCHELL] = {ZIMG_RESIZE_BICUBIC, 1.0 / 3, 1.0 / 3},
                   [MOVE_LANCZOS2] = {ZIMG_RESIZE_LANCZOS, 2, 0},
                   [MOVE_LANCZOS3] = {ZIMG_RESIZE_LANCZOS, 3, 0}};

    params->resample_filter = kernels[kernel].filter;
    params->filter_param_a = kernels[kernel].a;
    params->filter_param_b = kernels[kernel].b;
}

static zimg_filter_graph *build(const struct graph_key *key)
{
    zimg_image_format src = format_of(key->src_width, key->src_height, key->src_deep);
    zimg_image_format dst = format_of(key->dst_width, key->dst_height, key->dst_deep);
    zimg_graph_builder_params params;

    src.active_region.left = key->left;
    src.active_region.top = key->top;
    src.active_region.width = key->width;
    src.active_region.height = key->height;
    dst.pixel_range = key->limited ? ZIMG_RANGE_LIMITED : ZIMG_RANGE_FULL;
    zimg_graph_builder_params_default(&params, ZIMG_API_VERSION);
    set_kernel(&params, (enum move_kernel)key->kernel);
    params.cpu_type = ZIMG_CPU_AUTO_64B;
    return zimg_filter_graph_build(&src, &dst, &params);
}

static struct graph *graph_new(const struct graph_key *key)
{
    struct graph *graph = calloc(1, sizeof(*graph));

    if (graph == NULL)
        return NULL;
    graph->key = *key;
    graph->filter = build(key);
    graph->users = 1;
    if (graph->filter == NULL || zimg_filter_graph_get_tmp_size(graph->filter, &graph->scratch)) {
        zimg_filter_graph_free(graph->filter);
        zimg_clear_last_error();
        free(graph);
        return NULL;
    }
    return graph;
}

static void graph_free(struct graph *graph)
{
    if (graph)
        zimg_filter_graph_free(graph->filter);
    free(graph);
}

static bool same(const struct graph_key *a, const struct graph_key *b)
{
    const bool sizes = a->src_width == b->src_width && a->src_height == b->src_height &&
                       a->dst_width == b->dst_width && a->dst_height == b->dst_height;
    const bool parts =
        a->left == b->left && a->top == b->top && a->width == b->width && a->height == b->height;

    return sizes && parts && a->kernel == b->kernel && a->src_deep == b->src_deep &&
           a->dst_deep == b->dst_deep && a->limited == b->limited;
}

/* With the lock held. */
static struct graph *find(const struct graph_key *key)
{
    for (size_t i = 0; i < KEPT; i++)
        if (kept[i] && same(&kept[i]->key, key)) {
            kept[i]->users++;
            kept[i]->used = ++given;
            return kept[i];
        }
    return NULL;
}

/* With the lock held: keep it in place of the one unused longest; returns what is to be freed. */
static struct graph *keep(struct graph *graph)
{
    size_t oldest = KEPT;

    for (size_t i = 0; i < KEPT; i++) {
        if (kept[i] == NULL) {
            oldest = i;
            break;
        }
        if (kept[i]->users == 0 && (oldest == KEPT || kept[i]->used < kept[oldest]->used))
            oldest = i;
    }
    if (oldest == KEPT)
        return NULL;
    struct graph *gone = kept[oldest];

    kept[oldest] = graph;
    graph->kept = true;
    graph->used = ++given;
    return gone;
}

struct graph *graph_get(const struct graph_key *key)
{
    CHECK(pthread_mutex_lock(&lock) == 0);
    struct graph *graph = find(key);

    CHECK(pthread_mutex_unlock(&lock) == 0);
    if (graph)
        return graph;
    graph = graph_new(key);
    if (graph == NULL)
        return NULL;
    CHECK(pthread_mutex_lock(&lock) == 0);
    struct graph *gone = keep(graph);

    CHECK(pthread_mutex_unlock(&lock) == 0);
    graph_free(gone);
    return graph;
}

void graph_put(struct graph *graph)
{
    if (graph == NULL)
        return;
    CHECK(pthread_mutex_lock(&lock) == 0);
    const bool last = --graph->users == 0 && !graph->kept;

    CHECK(pthread_mutex_unlock(&lock) == 0);
    if (last)
        graph_free(graph);
}

size_t graph_scratch(const struct graph *graph)
{
    return graph->scratch;
}

bool graph_run(const struct graph *graph, struct graph_rows src, struct graph_rows dst,
               void *scratch)
{
    zimg_image_buffer_const from = {.version = ZIMG_API_VERSION};
    zimg_image_buffer to = {.version = ZIMG_API_VERSION};

    from.plane[0].data = src.data;
    from.plane[0].stride = (ptrdiff_t)src.stride;
    from.plane[0].mask = ZIMG_BUFFER_MAX;
    to.plane[0].data = dst.data;
    to.plane[0].stride = (ptrdiff_t)dst.stride;
    to.plane[0].mask = ZIMG_BUFFER_MAX;
    if (zimg_filter_graph_process(graph->filter, &from, &to, scratch, NULL, NULL, NULL, NULL) == 0)
        return true;
    zimg_clear_last_error();
    return false;
}

void graph_clear(void)
{
    CHECK(pthread_mutex_lock(&lock) == 0);
    for (size_t i = 0; i < KEPT; i++)
        if (kept[i] && kept[i]->users == 0) {
            graph_free(kept[i]);
            kept[i] = NULL;
        }
    CHECK(pthread_mutex_unlock(&lock) == 0);
}
