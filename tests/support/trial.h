/* tests/support/trial.h - one picture through image_run(), and a look at what came out.
 *
 * Uses libvips: only inside a test's body. A trial that cannot be set up fails the test. Whatever
 * succeeds is held to the promise that plan_shape() predicts its size, and from the header alone.
 */
#ifndef TESTS_SUPPORT_TRIAL_H
#define TESTS_SUPPORT_TRIAL_H

#include "base/buf.h"
#include "image/run.h"

#include <check.h>
#include <vips/vips.h>

struct trial {
    struct limits limits; /* the defaults; change them before trial_run */
    struct buf input;
    struct buf second; /* for the steps that take one; png-rgba unless trial_second() was called */
    enum err_code code;
    struct err err;
    struct run_facts facts;
    struct buf output;
    VipsImage *image; /* the result decoded again, all frames; NULL after a failure */
};

/* Starts the image layer. */
void trial_init(struct trial *trial);

/* The same with this SVG as its input, and SVG allowed. False: this libvips has no librsvg. */
bool trial_init_svg(struct trial *trial, const char *text);
void trial_fini(struct trial *trial);

/* Replace the input by a picture of picture_make(). */
void trial_picture(struct trial *trial, const char *kind);

/* Replace the second picture by one of picture_make(). */
void trial_second(struct trial *trial, const char *kind);

/* Exchange the input and the second picture. */
void trial_swap(struct trial *trial);

/* Replace the input by what libvips saves under this suffix; borrows the image. */
void trial_save(struct trial *trial, VipsImage *image, const char *suffix);

/* Replace the input by a pattern that shows what a step does: rings in red, a ramp to the right in
 * green, squares of 16 pixels in blue; the top left corner is white. Saved under the suffix. */
void trial_pattern(struct trial *trial, int width, int height, const char *suffix);

/* A new picture of one colour: 1 to 4 bands of 8 bits, or of 16 where a value is over 255. */
VipsImage *trial_flat(int width, int height, int n, const double *values);

/* A plan from "resize?width=10 : crop?width=4&height=4&format=png"; the output may be set in any
 * step. */
void trial_plan(const char *text, struct plan *plan);

/* The same for one that may be refused. The operation must exist. */
enum err_code trial_plan_try(const char *text, struct plan *plan, struct err *err);

/* Run it on the input; the fields above tell. */
void trial_run(struct trial *trial, const char *text);

/* The run succeeded, and one frame of the result has this size. */
void trial_assert_size(const struct trial *trial, uint32_t width, uint32_t height);

/* The pixel at x,y is within `distance` of these values in each of the first n bands. */
void trial_assert_pixel(const struct trial *trial, int x, int y, int n, const double *want,
                        double distance);

/* Mean and largest absolute difference over all bands; the pictures must be of one size. */
struct difference {
    double mean, max;
};
struct difference trial_difference(VipsImage *a, VipsImage *b);

/* Compare the result with tests/golden/<name>.png, which somebody has looked at. With
 * GOLDEN_WRITE set in the environment the file is written instead. */
void trial_assert_golden(const struct trial *trial, const char *name, double mean, double max);

/* Decode bytes with our own loader, first frame or all of them; a new reference. */
VipsImage *trial_decode(struct span bytes);

#endif
