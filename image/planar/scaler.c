#include "image/planar/scaler.h"

#include "image/planar/graph.h"

#include <stdlib.h>
#include <string.h>

static enum err_code no_memory(struct err *err)
{
    return err_set(err, ERR_INTERNAL, "The service ran out of memory on this image.");
}

static void *scratch_for(const struct graph *graph)
{
    const size_t size = (graph_scratch(graph) + GRAPH_ALIGN) & ~(size_t)(GRAPH_ALIGN - 1);

    return aligned_alloc(GRAPH_ALIGN, size);
}

static bool make_across(struct scaler *scaler, uint32_t strip_rows)
{
    const struct axis *x = &scaler->x;
    const struct graph_key key = {.src_width = x->src,
                                  .src_height = strip_rows,
                                  .dst_width = x->dst,
                                  .dst_height = strip_rows,
                                  .left = x->start,
                                  .width = x->span,
                                  .height = strip_rows,
                                  .kernel = (uint8_t)scaler->kernel,
                                  .dst_deep = true};

    if (x->plain)
        return true;
    /* The resampler wants aligned rows that begin with the source. */
    if (x->first > 0 && !plane_init(&scaler->strip, x->src, strip_rows, 1))
        return false;
    scaler->across = graph_get(&key);
    scaler->scratch = scaler->across ? scratch_for(scaler->across) : NULL;
    return scaler->scratch != NULL;
}

enum err_code scaler_init(struct scaler *scaler, uint32_t strip_rows, struct err *err)
{
    const struct axis *y = &scaler->y;
    const uint32_t end = (y->first + y->src + strip_rows - 1) / strip_rows * strip_rows;

    scaler->base = y->first / strip_rows * strip_rows;
    scaler->deep = !scaler->x.plain;
    if (!make_across(scaler, strip_rows) ||
        !plane_init(&scaler->middle, scaler->x.dst, end - scaler->base, scaler->deep ? 2 : 1))
        return no_memory(err);
    return ERR_OK;
}

void scaler_fini(struct scaler *scaler)
{
    plane_fini(&scaler->strip);
    plane_fini(&scaler->middle);
    graph_put(scaler->across);
    free(scaler->scratch);
    scaler->across = NULL;
    scaler->scratch = NULL;
}

static void copy_rows(const struct scaler *scaler, const struct plane *strip, unsigned char *to)
{
    const size_t from = scaler->x.first + (size_t)scaler->x.offset;

    for (uint32_t i = 0; i < strip->height; i++)
        memcpy(to + i * scaler->middle.stride, strip->data + i * strip->stride + from,
               scaler->x.dst);
}

/* The rows as the resampler wants them. */
static struct graph_rows aligned_rows(const struct scaler *scaler, const struct plane *strip)
{
    const struct plane *own = &scaler->strip;

    if (own->data == NULL)
        return (struct graph_rows){strip->data, strip->stride};
    for (uint32_t i = 0; i < own->height; i++)
        memcpy(own->data + i * own->stride, strip->data + i * strip->stride + scaler->x.first,
               scaler->x.src);
    return (struct graph_rows){own->data, own->stride};
}

enum err_code scaler_push(struct scaler *scaler, const struct plane *strip, uint32_t row,
                          struct err *err)
{
    if (row < scaler->base || row - scaler->base >= scaler->middle.height)
        return ERR_OK;
    unsigned char *to = scaler->middle.data + (row - scaler->base) * scaler->middle.stride;

    if (scaler->across == NULL) {
        copy_rows(scaler, strip, to);
        return ERR_OK;
    }
    if (!graph_run(scaler->across, aligned_rows(scaler, strip),
                   (struct graph_rows){to, scaler->middle.stride}, scaler->scratch))
        return err_set(err, ERR_INTERNAL, "The image could not be scaled.");
    return ERR_OK;
}

static struct graph *get_down(const struct scaler *scaler, bool limited)
{
    const struct axis *y = &scaler->y;
    const struct graph_key key = {.src_width = scaler->x.dst,
                                  .src_height = y->src,
                                  .dst_width = scaler->x.dst,
                                  .dst_height = y->dst,
                                  .top = y->start,
                                  .width = scaler->x.dst,
                                  .height = y->span,
                                  .kernel = (uint8_t)scaler->kernel,
                                  .src_deep = scaler->deep,
                                  .limited = limited};

    return graph_get(&key);
}

static enum err_code run_down(const struct scaler *scaler, unsigned char *rows, bool limited,
                              struct plane *result, struct err *err)
{
    struct graph *down = get_down(scaler, limited);
    void *scratch = down ? scratch_for(down) : NULL;
    const bool ready = scratch != NULL;
    const bool fine =
        ready && graph_run(down, (struct graph_rows){rows, scaler->middle.stride},
                           (struct graph_rows){result->data, result->stride}, scratch);

    free(scratch);
    graph_put(down);
    if (!ready)
        return no_memory(err);
    return fine ? ERR_OK : err_set(err, ERR_INTERNAL, "The image could not be scaled.");
}

enum err_code scaler_finish(struct scaler *scaler, bool limited, struct plane *result,
                            struct err *err)
{
    const struct axis *y = &scaler->y;
    unsigned char *rows = scaler->middle.data + (y->first - scaler->base) * scaler->middle.stride;

    if (!plane_init(result, scaler->x.dst, y->dst, 1))
        return no_memory(err);
    if (!y->plain || scaler->deep || limited)
        return run_down(scaler, rows, limited, result, err);
    rows += (size_t)y->offset * scaler->middle.stride;
    for (uint32_t i = 0; i < y->dst; i++)
        memcpy(result->data + i * result->stride, rows + i * scaler->middle.stride,
               y->dst ? result->width : 0);
    return ERR_OK;
}
