/* image/planar/planar.h - the planar engine: JPEG to JPEG or WebP without leaving YCbCr.
 *
 * Decodes raw planes with the best scaled IDCT, resamples each plane by itself, and hands the
 * planes to the encoder. Threads: any number of runs at once.
 */
#ifndef IMAGE_PLANAR_PLANAR_H
#define IMAGE_PLANAR_PLANAR_H

#include "image/run.h"

/* Whether plan and header are of its kind: an 8-bit grey or YCbCr JPEG whose pixels need no colour
 * conversion, moves only, and JPEG or lossy WebP out. */
bool planar_knows(const struct plan *plan, const struct image_info *info);

/* Bytes of picture data it holds at most for this plan on this picture, which it knows. */
uint64_t planar_memory(const struct plan *plan, const struct image_info *info);

/* Samples of all its stored planes: 1.5 a pixel of 4:2:0, 3 of 4:4:4. */
double planar_samples(const struct image_info *info);

/* As image_run(). facts->input is known. *mine is false, and nothing was written, where the file
 * turns out to be of another kind than its header claimed. */
enum err_code planar_run(const struct plan *plan, const struct limits *limits, struct span input,
                         int out_fd, struct run_facts *facts, bool *mine,
                         struct err *err) MUST_CHECK;

/* Free what is kept between jobs. */
void planar_stop(void);

#endif
