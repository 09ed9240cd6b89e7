/* The lossless engine's two ways on the same file: what is moved as bits to the end, libjpeg moves
 * to the same bytes. The first byte chooses the plan, the rest is the file. */
#include "base/check.h"
#include "tests/fuzz/afresh.h"
#include "tests/support/noise.h"
#include "tests/support/sampled.h"
#include "tests/support/ways.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

enum { SIDE_MOST = 256 };

static const char *const plans[] = {
    "rotate?angle=90",
    "rotate?angle=270",
    "rotate?angle=180",
    "flip",
    "flip?direction=vertical",
    "rotate?angle=90 : flip",
    "convert",
    "crop?x=16&y=16&width=9&height=33 : rotate?angle=90",
    "crop?x=0&y=0&width=32&height=16 : rotate?angle=180",
};

static bool is_small(struct span input)
{
    struct image_info info;

    return probe_header(input, true, &info) == PROBE_DONE && info.width <= SIDE_MOST &&
           info.height <= SIDE_MOST;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct plan plan;
    struct way bits;
    struct way libjpeg;

    if (size < 2)
        return 0;
    const struct span input = span_of(data + 1, size - 1);

    if (!is_small(input))
        return 0;
    way_plan(plans[data[0] % ARRAY_LEN(plans)], &plan);
    way_take(&bits, LOSSLESS_BY_BITS, &plan, input);
    way_take(&libjpeg, LOSSLESS_BY_LIBJPEG, &plan, input);
    if (bits.code == ERR_OK && bits.mine) {
        CHECK(libjpeg.code == ERR_OK && libjpeg.mine);
        CHECK(span_equal(buf_span(&bits.bytes), buf_span(&libjpeg.bytes)));
    }
    way_fini(&bits);
    way_fini(&libjpeg);
    return 0;
}

static bool draw(struct buf *bytes, unsigned seed)
{
    const struct noise noise = {.width = 16 + (int)(seed >> 8) % 4 * 16,
                                .height = 16 + (int)(seed >> 10) % 4 * 16,
                                .h = 1 + (int)(seed >> 12) % 2,
                                .v = 1 + (int)(seed >> 13) % 2,
                                .grey = seed >> 14 & 1,
                                .restart = (int)(seed >> 15) % 4,
                                .fitted = seed >> 17 & 1,
                                .seed = seed};
    const struct sampled picture = {.width = noise.width + (int)(seed >> 18) % 16,
                                    .height = noise.height + (int)(seed >> 22) % 16,
                                    .h = noise.h,
                                    .v = noise.v,
                                    .grey = noise.grey,
                                    .restart = noise.restart,
                                    .quality = 30 + (int)(seed >> 26)};

    return seed >> 7 & 1 ? noise_make(&noise, bytes) : sampled_make(&picture, bytes);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    return afresh(data, size, max_size, seed, draw);
}
