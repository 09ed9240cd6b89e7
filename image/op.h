/* image/op.h - an operation as a row. One file in image/ops/ ends in one row; the roster
 * (image/ops/roster.def) names it once; routes, checks, docs and tests follow from the row.
 *
 * Rows are const. `check`, `shape` and `moves` are pure and run in the front; `settle` and `apply`
 * run in a worker. Parameters are a flat struct of at most OP_PARAMS_MAX bytes without pointers.
 */
#ifndef IMAGE_OP_H
#define IMAGE_OP_H

#include "image/moves.h"
#include "image/param.h"

struct _VipsImage; /* libvips' own tag; only files under image/ look inside */

enum { OP_PARAMS_MAX = 512 };

enum op_stage {
    STAGE_GEOMETRY, /* moves or resamples pixels */
    STAGE_AREA,     /* a pixel depends on its neighbours */
    STAGE_COLOUR,   /* a pixel depends on itself */
    STAGE_NONE,     /* changes nothing by itself (convert) */
};

struct op {
    const char *name;
    const char *summary; /* one sentence for the docs */
    const char *example; /* query text, nothing to decode; runs on 64x64 and more */
    enum op_stage stage;
    const struct param *params;
    size_t params_size;
    bool size_depends; /* on the pixels (trim): the worker checks the rest of the plan again */

    /* Parameters against each other; NULL: nothing to check. */
    enum err_code (*check)(const void *params, struct err *err);

    /* *size: in, the frame's size; out, its size afterwards. NULL: stays. ERR_OUT_OF_PICTURE. With
     * size_depends it is the most that may come out, and neither side may grow. */
    enum err_code (*shape)(const void *params, struct size *size, struct err *err);

    /* The one frame or page, from 0, that the plan is about: the others are never decoded. At most
     * one step of a plan has this. NULL: all frames. */
    int32_t (*frame)(const void *params);

    /* Append what the step does to a picture of size `in`, of which `apply` must give the same: how
     * engines other than libvips run it. False, or NULL: it is more than moves. Pure; any thread.
     */
    bool (*moves)(const void *params, struct size in, struct moves *out);

    /* Whether the result has no EXIF orientation left, whatever the picture says. */
    bool uprights;

    /* Whether the picture may be read top to bottom only once (sequential access); NULL: it may. */
    bool (*streams)(const void *params);

    /* The picture of this size may be decoded smaller by up to the factor returned (at least 1);
     * remember the size for apply. Asked of a first step only; NULL: never. */
    double (*shrink)(void *params, const struct size *original);

    /* Bytes that the step holds besides, for a picture of this size, at most. NULL: none. */
    uint64_t (*memory)(const void *params, struct size picture);

    /* Replace what depends on the picture (gravity=attention) by what does not, looking at the
     * first frame, so that all frames of an animation are treated alike. NULL: nothing to settle.
     */
    enum err_code (*settle)(struct _VipsImage *first, void *params, struct err *err);

    /* Where the second picture comes from that the step needs. NULL: it needs none. */
    const struct source *(*source)(const void *params);

    /* The step takes the pictures that come after the first, n of them. NULL: it does not. */
    void (*gather)(void *params, uint32_t n);

    /* One frame in, one frame out; borrows `in`, gives the caller a new reference in *out. Steps
     * with `source` or `gather` have `combine`, which borrows n further pictures: in memory, 8
     * bits, sRGB or grey. */
    enum err_code (*combine)(struct _VipsImage *in, struct _VipsImage *const *more, uint32_t n,
                             struct _VipsImage **out, const void *params, struct err *err);
    enum err_code (*apply)(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                           struct err *err);
};

/* The roster. Index and count are stable within one build only. */
int op_count(void);
const struct op *op_at(int index);
int op_index(struct span name); /* -1: none */

/* The nearest known name for a message, NULL where nothing is near. */
const char *op_nearest(struct span name);

#endif
