/* image/original.h - if_larger=original: what came in instead of a result that is larger.
 *
 * The file stands for the result only where it is what was asked for: the same format; no step that
 * changes a pixel; nothing asked of the encoding (interlace, chroma, bit depth, palette) that it
 * does not have; its pixels in the profile asked for; and no metadata that must go, or
 * metadata=none and a format whose metadata can be left out without decoding.
 */
#ifndef IMAGE_ORIGINAL_H
#define IMAGE_ORIGINAL_H

#include "image/run.h"

/* Whether the original may stand for the result of this plan, by plan and header alone. */
bool original_stands(const struct plan *plan, const struct image_info *info);

/* After a run: if the original, or what is left of it without metadata, is smaller than the result,
 * put it into out_fd in its place, and say so in *facts. It has been decoded by then. */
enum err_code original_hand_back(const struct plan *plan, struct span input, int out_fd,
                                 struct run_facts *facts, struct err *err) MUST_CHECK;

#endif
