/* image/raster/raster.h - the engine `png`: a common PNG, primitive moves, a PNG, without libvips.
 *
 *   chunks checked -> inflated and unfiltered in memory -> moves (zimg, 16 bits, premultiplied)
 *   -> filtered in place -> deflated
 *
 * Pixels that are only moved are libvips' own; resampled ones are as near to the exact result or
 * nearer. Any thread.
 */
#ifndef IMAGE_RASTER_RASTER_H
#define IMAGE_RASTER_RASTER_H

#include "image/codec/canvas.h"
#include "image/plan.h"

/* Pictures above are left to libvips, which streams them: 2^25 pixels are 134 MB of RGBA. */
enum { RASTER_PIXELS_MAX = 1 << 25 };

/* Whether this engine can run the plan, from plan and header alone. Pure. */
bool raster_takes(const struct plan *plan, const struct image_info *info);

/* Bytes that decoding a PNG as a whole takes, where libvips' way does so too; 0 for pictures that
 * are not decoded so. */
uint64_t raster_decoded(const struct image_info *info, uint64_t input_bytes);

/* The most bytes it holds at once beside the input and the result, for a plan of moves. */
uint64_t raster_memory(const struct plan *plan, const struct image_info *info,
                       uint64_t input_bytes);

/* How many of the plan's first steps are moves that make the picture smaller, never larger than it
 * was, and come out the same before as after a conversion of colours, as libvips' way scales first:
 * raster_lead() does them for it. 0 for a picture that is not decoded whole, or must be turned
 * upright first. Pure. */
uint32_t raster_head(const struct plan *plan, const struct image_info *info);

struct png_file;

/* Whether what the file holds beside its pixels lets this engine run a plan that it takes: no
 * metadata to keep, no profile that changes colours. Pure. */
bool raster_takes_file(const struct plan *plan, const struct png_file *file);

/* Do the first `steps` steps on a canvas of the picture's size. False: out of memory, or sizes that
 * the resampler cannot do; the canvas is then that of some earlier move. */
bool raster_lead(const struct plan *plan, uint32_t steps, struct canvas *canvas) MUST_CHECK;

struct run_facts;

/* Run a plan on a PNG. False: the picture is none that this engine takes (damaged ones included),
 * or a limit or memory forbids it: nothing was written, *facts is as it was, and libvips will
 * answer. True: *code says how it went. */
bool raster_run(const struct plan *plan, const struct limits *limits, struct span input, int out_fd,
                struct run_facts *facts, enum err_code *code, struct err *err) MUST_CHECK;

#endif
