/* tests/support/sample.h - an operation on pictures of one colour: what goes in, what comes out.
 *
 * Uses libvips: only inside a test's body.
 */
#ifndef TESTS_SUPPORT_SAMPLE_H
#define TESTS_SUPPORT_SAMPLE_H

#include "tests/support/trial.h"

/* The middle pixel of a flat 64x48 picture; n bands in, n_out bands out, each to `distance`. A
 * value over 255 in `in` makes a picture of 16 bits. */
struct sample {
    const char *plan;
    int n;
    double in[4];
    int n_out;
    double out[4];
    double distance;
};

/* Run the plan and compare; number of bands and depth are compared too. */
void sample_check(const struct sample *row);

/* Run the plan on the pattern of trial_pattern(), 192x128, and compare with the golden. */
void sample_golden(const char *plan, const char *name, double mean, double max);

/* The plan makes of a pattern of 96x64 just what the other one makes of it. */
void sample_same(const char *plan, const char *same);

/* The plan makes a picture of one colour of 800x600 pixels in columns of 0 and 255: none was left
 * out. */
void sample_mixed(const char *plan);

/* Run the plan on three frames of grey: left half frames[i], right half 128; the top left pixel of
 * each must be want[i] afterwards. What is measured must be measured on the first frame. */
void sample_frames(const char *plan, const double frames[3], const double want[3], double distance);

/* The plan is refused when its parameters are checked, with this code and parameter. */
void sample_refused(const char *plan, enum err_code code, const char *param);

#endif
