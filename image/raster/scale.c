#include "image/raster/scale.h"

#include "image/raster/resampler.h"
#include "image/raster/rows.h"

#include <stdlib.h>
#include <zimg.h>

/* A side of the resampler: rows of planes in a ring, as many as the resampler asks for. */
struct ring {
    uint16_t *plane[ROWS_PLANES];
    size_t stride; /* samples */
    unsigned mask;
};

struct run {
    const struct canvas *from;
    struct canvas *to;
    struct ring in, out;
    void *scratch;
};

static unsigned planes_of(uint32_t bands)
{
    return bands == 1 ? 1 : ROWS_PLANES; /* the fourth is alpha, and 2 and 3 bands leave gaps */
}

/* An odd number of cache lines: rows a power of two apart would fight for the same places of the
 * cache, and the resampler reads a column of them at a time. */
static size_t ring_stride(uint32_t width)
{
    const size_t align = RESAMPLER_ALIGN / sizeof(uint16_t);

    return ((width + align - 1) / align | 1) * align;
}

static bool ring_init(struct ring *ring, uint32_t width, uint32_t height, uint32_t bands,
                      unsigned lines)
{
    const size_t stride = ring_stride(width);
    const unsigned mask = zimg_select_buffer_mask(lines);
    const size_t rows = mask == ZIMG_BUFFER_MAX ? height : (size_t)mask + 1;
    const size_t plane = rows * stride;
    uint16_t *memory = aligned_alloc(RESAMPLER_ALIGN, plane * planes_of(bands) * sizeof(*memory));

    if (memory == NULL)
        return false;
    *ring = (struct ring){.stride = stride, .mask = mask};
    for (unsigned i = 0; i < planes_of(bands); i++)
        ring->plane[i] = memory + plane * i;
    return true;
}

static void ring_row(const struct ring *ring, unsigned y, uint16_t *planes[ROWS_PLANES])
{
    for (int i = 0; i < ROWS_PLANES; i++)
        planes[i] = ring->plane[i] ? ring->plane[i] + (y & ring->mask) * ring->stride : NULL;
}

static int unpack(void *cls, unsigned y, unsigned left, unsigned right)
{
    const struct run *run = cls;
    uint16_t *planes[ROWS_PLANES];

    ring_row(&run->in, y, planes);
    rows_unpack(canvas_row(run->from, y), run->from->bands, left, right, planes);
    return 0;
}

static int pack(void *cls, unsigned y, unsigned left, unsigned right)
{
    const struct run *run = cls;
    uint16_t *planes[ROWS_PLANES];

    ring_row(&run->out, y, planes);
    rows_pack((const uint16_t *const *)planes, run->to->bands, left, right, canvas_row(run->to, y));
    return 0;
}

static bool run_init(struct run *run, const struct resampler *resampler)
{
    const struct canvas *from = run->from;
    const struct canvas *to = run->to;

    if (!ring_init(&run->in, from->width, from->height, from->bands,
                   resampler_lines_in(resampler)) ||
        !ring_init(&run->out, to->width, to->height, to->bands, resampler_lines_out(resampler)))
        return false;
    const size_t size = resampler_scratch(resampler);

    run->scratch = aligned_alloc(RESAMPLER_ALIGN, (size / RESAMPLER_ALIGN + 1) * RESAMPLER_ALIGN);
    return run->scratch != NULL;
}

static bool run_resampler(struct run *run, const struct resampler *resampler)
{
    zimg_image_buffer_const in = {.version = ZIMG_API_VERSION};
    zimg_image_buffer out = {.version = ZIMG_API_VERSION};

    for (int i = 0; i < ROWS_PLANES; i++) {
        in.plane[i].data = run->in.plane[i];
        in.plane[i].stride = (ptrdiff_t)(run->in.stride * sizeof(uint16_t));
        in.plane[i].mask = run->in.mask;
        out.plane[i].data = run->out.plane[i];
        out.plane[i].stride = (ptrdiff_t)(run->out.stride * sizeof(uint16_t));
        out.plane[i].mask = run->out.mask;
    }
    return zimg_filter_graph_process(resampler_zimg(resampler), &in, &out, run->scratch, unpack,
                                     run, pack, run) == ZIMG_ERROR_SUCCESS;
}

bool raster_scale(const struct canvas *from, enum move_kernel kernel, struct canvas *to)
{
    const struct resampler_key key = {from->width, from->height, to->width,
                                      to->height,  from->bands,  (uint32_t)kernel};
    struct run run = {.from = from, .to = to};
    struct resampler *resampler = resampler_get(&key);
    const bool fine = resampler && run_init(&run, resampler) && run_resampler(&run, resampler);

    resampler_put(resampler);
    free(run.in.plane[0]);
    free(run.out.plane[0]);
    free(run.scratch);
    return fine;
}
