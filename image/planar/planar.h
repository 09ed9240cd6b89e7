/* image/planar/planar.h - the planar engine: JPEG to JPEG or WebP without leaving YCbCr.
 *
 * Decodes raw planes with the best scaled IDCT, resamples each plane by itself, and hands the
 * planes to the encoder. Threads: any number of runs at once.
 */
#ifndef IMAGE_PLANAR_PLANAR_H
#define IMAGE_PLANAR_PLANAR_H

#include "image/codec/extras.h"
#include "image/run.h"

/* Whether plan and header are of its kind: an 8-bit grey or YCbCr JPEG whose pixels need no colour
 * conversion, moves only, and JPEG or lossy WebP out. Metadata is no hindrance. */
bool planar_knows(const struct plan *plan, const struct image_info *info);

/* Bytes of picture data it holds at most for these plans, all of which it knows, on one decode of
 * this picture. */
uint64_t planar_memory(const struct plan *const *plans, uint32_t n, const struct image_info *info);

/* Samples of all its stored planes: 1.5 a pixel of 4:2:0, 3 of 4:4:4. */
double planar_samples(const struct image_info *info);

/* How many steps, from the first on, the engine may do for libvips, which does the others: moves
 * that make an 8-bit grey or YCbCr JPEG smaller. 0: none. */
uint32_t planar_head(const struct plan *plan, const struct image_info *info);

/* Do them: all steps of `head`, and the orientation; its output is a PNG with chroma=444. The
 * picture is grey or RGB. *mine is false where the file turns out to be of another kind. */
struct canvas;
enum err_code planar_pixels(const struct plan *head, const struct limits *limits, struct span input,
                            const struct image_info *info, struct canvas *canvas, bool *mine,
                            struct err *err) MUST_CHECK;

/* As image_run_inputs(), with the extras of dest. facts->input is known. *mine is false, and
 * nothing was written, where the file turns out to be of another kind than its header claimed. */
enum err_code planar_run(const struct plan *plan, const struct limits *limits,
                         const struct inputs *inputs, const struct dest *dest,
                         struct run_facts *facts, bool *mine, struct err *err) MUST_CHECK;

/* Several plans on one decode. Open: n plans of which planar_knows() is true; all the decoding is
 * done here. *planar is NULL after an error, and where the file turns out to be of another kind.
 * The plans must outlive it. Encode: each index once, in any order, as image_run(); the time of the
 * decode is told with the first. */
struct planar;
enum err_code planar_open(const struct plan *const *plans, uint32_t n, const struct limits *limits,
                          const struct inputs *inputs, const struct image_info *info,
                          struct planar **planar, struct err *err) MUST_CHECK;
enum err_code planar_encode(struct planar *planar, uint32_t index, const struct dest *dest,
                            struct run_facts *facts, struct err *err) MUST_CHECK;
void planar_close(struct planar *planar); /* NULL is fine */

/* Free what is kept between jobs. */
void planar_stop(void);

#endif
