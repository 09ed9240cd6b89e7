/* tests/support/ways.h - one plan on one JPEG by the lossless engine's two ways: the coefficients
 * moved as bits, and by libjpeg. Uses no libvips.
 */
#ifndef TESTS_SUPPORT_WAYS_H
#define TESTS_SUPPORT_WAYS_H

#include "base/buf.h"
#include "image/lossless/lossless_by.h"

struct way {
    enum err_code code;
    bool mine; /* as lossless_run(); false as well where the engine does not know plan or file */
    struct run_facts facts;
    struct buf bytes; /* the result */
};

/* As trial_plan(), to JPEG; outside of tests too. The text must be right. */
void way_plan(const char *text, struct plan *plan);

/* Run it; ended with way_fini. */
void way_take(struct way *way, enum lossless_by by, const struct plan *plan, struct span input);
void way_fini(struct way *way);

#endif
