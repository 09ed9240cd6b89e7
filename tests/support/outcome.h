/* tests/support/outcome.h - one plan on one PNG by an engine of choice, and comparing two outcomes.
 *
 * Uses libvips behind image_start(): only inside a test's body.
 */
#ifndef TESTS_SUPPORT_OUTCOME_H
#define TESTS_SUPPORT_OUTCOME_H

#include "image/run_on.h"
#include "tests/support/pngs.h"

struct outcome {
    enum err_code code;
    struct run_facts facts;
    struct buf out;
    struct png_pixels pixels; /* of the PNG that came out; empty after a failure */
};

/* The plan as trial_plan() reads it. */
void outcome_run(enum engine engine, const char *text, struct span input, struct outcome *is);
void outcome_fini(struct outcome *is);

/* What libvips' own loader and saver make of it, without a plan: the reference where the engine on
 * libvips uses our codec too. Only code, out and pixels are filled. */
void outcome_libvips(struct span input, struct outcome *is);

/* Both succeeded, and say the same of sizes, bands and format. */
void outcome_assert_facts(const struct outcome *a, const struct outcome *b);

/* The same chunks in the same order but for what is in IDAT; densities as near as rounding lets. */
void outcome_assert_chunks(const struct outcome *a, const struct outcome *b);

/* Kinds of PNG that the engine takes: grey, grey+alpha, RGB, RGBA, then palettes and few greys. */
enum { OUTCOME_KINDS = 9 };
void outcome_picture(int kind, uint32_t width, uint32_t height, struct buf *file);

#endif
