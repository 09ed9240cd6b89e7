/* tests/support/rivals.h - one plan on one picture by two engines, and a float reference.
 *
 * Uses libvips: only inside a test's body.
 */
#ifndef TESTS_SUPPORT_RIVALS_H
#define TESTS_SUPPORT_RIVALS_H

#include "tests/support/trial.h"

struct rival {
    enum err_code code;
    struct err err;
    struct run_facts facts;
    struct buf bytes;
    VipsImage *image; /* decoded again; NULL after a failure */
};

/* Run the plan of trial_plan() on trial->input; end it with rival_fini. */
void rival_run(struct rival *rival, struct trial *trial, const struct plan *plan,
               enum engine engine);
void rival_fini(struct rival *rival);

/* Both succeeded (each on its own engine) or failed alike, with results of one size, kind and
 * header: every segment but the Huffman tables is the same. */
void rivals_assert_alike(const struct rival *a, const struct rival *b);

/* Both results say the same beside their pixels: every field that libvips reads from them, and its
 * value. */
void rivals_assert_metadata(const struct rival *a, const struct rival *b, const char *plan);

/* PSNR in dB of Y, Cb and Cr between two pictures of one size. */
struct closeness {
    double db[3];
};
struct closeness rivals_closeness(VipsImage *a, VipsImage *b);

/* Move chroma of `b` by half a pixel each way along x (or y): where it fits `a` best, and luma does
 * not, is told in pixels, -0.5, 0 or 0.5. Where luma does too, the whole picture is moved: libvips
 * takes 629 lines that its loader halved for 630, so what is cut from their end is moved a bit. */
double rivals_chroma_shift(VipsImage *a, VipsImage *b, bool vertical);

#endif
