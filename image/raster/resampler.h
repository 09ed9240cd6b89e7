/* image/raster/resampler.h - zimg's filter graphs for 16-bit planes with alpha, kept for the next
 * job.
 *
 * The keeper is one for the process and guarded by a lock; a resampler itself is only read while it
 * runs, so several threads may share it.
 */
#ifndef IMAGE_RASTER_RESAMPLER_H
#define IMAGE_RASTER_RESAMPLER_H

#include "image/moves.h"

#include <zimg.h>

enum { RESAMPLER_ALIGN = 64 }; /* bytes: the widest vectors zimg uses */

/* Compared as bytes: no gaps. */
struct resampler_key {
    uint32_t from_width, from_height, to_width, to_height;
    uint32_t bands;  /* 1 grey, 2 grey+alpha, 3 RGB, 4 RGBA */
    uint32_t kernel; /* enum move_kernel */
};

struct resampler;

/* A resampler for this key, kept or new; NULL: no memory, or a size that zimg cannot do. */
struct resampler *resampler_get(const struct resampler_key *key);
void resampler_put(struct resampler *resampler); /* NULL is fine */

const zimg_filter_graph *resampler_zimg(const struct resampler *resampler);
unsigned resampler_lines_in(const struct resampler *resampler);
unsigned resampler_lines_out(const struct resampler *resampler);
size_t resampler_scratch(const struct resampler *resampler);

/* Forget the graphs that nobody uses. */
void resampler_clear(void);

#endif
