/* image/lossless/lossless.h - the lossless engine: JPEG to JPEG by moving coefficients.
 *
 * Quarter turns, flips and cuts whose new top left corner lies on an MCU edge; what was lost when
 * the file was made stays lost, and nothing more is. Threads: any number of runs at once.
 */
#ifndef IMAGE_LOSSLESS_LOSSLESS_H
#define IMAGE_LOSSLESS_LOSSLESS_H

#include "image/codec/extras.h"
#include "image/run.h"

/* Whether the plan is done on this picture without loss, and the output's `lossless` lets it. With
 * auto a plan that may resample, or that asks for a quality, is encoded anew. */
bool lossless_knows(const struct plan *plan, const struct image_info *info);

/* Why a plan with lossless=require is not, as ERR_LOSSLESS; where a cut is to blame, the nearest
 * exact one is told. ERR_OK where nothing is required, or all is well. */
enum err_code lossless_refuse(const struct plan *plan, const struct image_info *info,
                              struct err *err) MUST_CHECK;

/* Bytes of picture data it holds at most. */
uint64_t lossless_memory(const struct image_info *info);

/* As image_run(), with the extras of dest; facts->input is known. *mine is false, and nothing that
 * counts was written, where a damaged file holds what only a decoder can make sense of. */
enum err_code lossless_run(const struct plan *plan, const struct limits *limits, struct span input,
                           const struct dest *dest, struct run_facts *facts, bool *mine,
                           struct err *err) MUST_CHECK;

#endif
