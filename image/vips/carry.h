/* image/vips/carry.h - the metadata of a result whose pixels another engine makes.
 *
 * libvips opens the input, which decodes no pixel, and saves one black pixel under the same plan;
 * what that file carries beside the pixel is what libvips' own result would carry, whatever the
 * policy, the library's version or the damage.
 */
#ifndef IMAGE_VIPS_CARRY_H
#define IMAGE_VIPS_CARRY_H

#include "base/buf.h"
#include "image/plan.h"

/* Most bytes of extras: the header that is looked at has a megabyte, and a profile may be inflated
 * from less. */
enum { CARRY_MAX = 64 << 20 };

/* Whether the result carries anything beside its pixels. */
bool carry_wanted(const struct plan *plan, const struct image_info *info);

/* Bytes held for that at most, beside the input. */
uint64_t carry_memory(const struct plan *plan, const struct image_info *info, uint64_t input_bytes);

/* Append the extras (image/codec/extras.h) of the plan's result on this input to `out`; nothing
 * where none are wanted. The plan's steps are moves. Errors are those that libvips' engine has
 * before it reads a pixel. */
enum err_code carry_make(const struct plan *plan, const struct limits *limits, struct span input,
                         const struct image_info *info, struct buf *out,
                         struct err *err) MUST_CHECK;

#endif
