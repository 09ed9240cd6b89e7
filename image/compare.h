/* image/compare.h - how alike two pictures are. Runs where image_run() does. */
#ifndef IMAGE_COMPARE_H
#define IMAGE_COMPARE_H

#include "image/run.h"

/* Write a JSON object about inputs->at[0] and [1] to out_fd: width, height, identical, psnr (dB,
 * null where they are identical), ssim (null below 8 pixels a side), mean_difference and
 * max_difference (0 to 255), phash_distance (bits of 64). Upright, sRGB, 8 bits, on white, first
 * frames. Of unlike sizes: ERR_SIZES; else the errors of decoding, of the second picture as
 * ERR_PART_*. */
enum err_code image_compare(const struct limits *limits, const struct inputs *inputs, int out_fd,
                            struct run_facts *facts, struct err *err) MUST_CHECK;

#endif
