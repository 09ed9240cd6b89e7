/* image/planar/scaler.h - one plane from strips of source rows to its result.
 *
 * Each strip is scaled across as it comes, so that only the narrow rows are kept; the last step
 * scales them down. Kept are 2 bytes for each sample of (result width) x (source height), which is
 * small where the IDCT has done most of the scaling. One thread.
 */
#ifndef IMAGE_PLANAR_SCALER_H
#define IMAGE_PLANAR_SCALER_H

#include "image/planar/axis.h"
#include "image/planar/planes.h"

struct scaler {
    struct axis x, y;
    enum move_kernel kernel;
    struct plane strip;  /* the source's part of the decoder's rows; none where it is all of them */
    struct plane middle; /* rows scaled across, from source row `base` on */
    uint32_t base;
    bool deep; /* 16 bits a sample in the middle */
    struct graph *across;
    void *scratch;
};

/* `strip_rows`: how many source rows come at once. ERR_INTERNAL: no memory. End it with scaler_fini
 * in any case. */
enum err_code scaler_init(struct scaler *scaler, uint32_t strip_rows, struct err *err) MUST_CHECK;
void scaler_fini(struct scaler *scaler);

/* The strip, borrowed and only read, holds the source's rows from `row` on, as they are decoded. */
enum err_code scaler_push(struct scaler *scaler, const struct plane *strip, uint32_t row,
                          struct err *err) MUST_CHECK;

/* Make the result: x.dst by y.dst samples of full range, or 16..235 with `limited`. */
enum err_code scaler_finish(struct scaler *scaler, bool limited, struct plane *result,
                            struct err *err) MUST_CHECK;

#endif
