/* image/planar/branch.h - one result of a decoded picture: its scalers, frame, turn, encoder.
 *
 *   strips of the reader --> branch 0: scalers --> frame, turn --> encode
 *                       \--> branch 1: scalers --> frame, turn --> encode
 *
 * Branches share nothing but the strips, which they only read. One thread.
 */
#ifndef IMAGE_PLANAR_BRANCH_H
#define IMAGE_PLANAR_BRANCH_H

#include "image/codec/extras.h"
#include "image/planar/frame.h"
#include "image/planar/levels.h"
#include "image/planar/scaler.h"
#include "image/run.h"

struct branch {
    const struct plan *plan; /* borrowed */
    struct course course;
    int sub;      /* of the result's chroma */
    bool limited; /* WebP's range of values */
    int level;    /* whose strips are pushed */
    struct frame_side x[PLANES_MAX], y[PLANES_MAX];
    struct scaler scaler[PLANES_MAX];
    struct planes planes;
};

/* What a plan makes of this picture; false: nothing that this engine does. End it with branch_fini
 * in any case. */
bool branch_init(struct branch *branch, const struct plan *plan, const struct image_info *info,
                 bool grey) MUST_CHECK;
void branch_fini(struct branch *branch);

/* The levels' strips are there, the reader will give `depth` rows of MCUs, `units` of them a strip;
 * the branch takes the level that is `level` times halved. */
enum err_code branch_start(struct branch *branch, const struct levels *levels, int level,
                           uint32_t depth, uint32_t units, struct err *err) MUST_CHECK;

/* The strips hold the index-th rows of the picture. */
enum err_code branch_push(struct branch *branch, const struct levels *levels, uint32_t index,
                          struct err *err) MUST_CHECK;

/* All strips were pushed: make the result's planes, upright. Only once. */
enum err_code branch_finish(struct branch *branch, struct err *err) MUST_CHECK;

/* The same, and write it to dest->fd from its offset 0. Only once. Fills
 * all of *facts that is about the result. */
enum err_code branch_encode(struct branch *branch, const struct dest *dest, struct run_facts *facts,
                            struct err *err) MUST_CHECK;

#endif
