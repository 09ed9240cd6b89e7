/* Our decoder of baseline JPEGs beside libjpeg: the same judgement of every file, and where ours
 * reads to the end, no warning of libjpeg's and the samples that the coefficients mean. The first
 * byte chooses the scale, the rest is the file. */
#include "base/check.h"
#include "tests/fuzz/afresh.h"
#include "tests/support/noise.h"
#include "tests/support/sampled.h"
#include "tests/support/shot.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

enum { SAMPLES_MOST = 200 * 200 };

/* Rounding, and what float loses of sums that no picture has. */
static const double NEAR = 0.75;

static bool is_small(struct span input)
{
    struct reader reader;
    struct err err;
    const bool small = reader_init(&reader, window_of(input), &err) == ERR_OK &&
                       (uint64_t)reader.jpeg.image_width * reader.jpeg.image_height <= SAMPLES_MOST;

    reader_fini(&reader);
    return small;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct shot ours;
    struct shot theirs;

    if (size < 2)
        return 0;
    const bool grey = data[0] / 8 % 4 == 0;
    const bool large = data[0] / 32 % 2 == 0; /* chroma; libjpeg has scales of its own then */
    const struct reader_want want = {.shrink = 1 << data[0] % 4,
                                     .eighths = large ? 0 : 1 + data[0] % 8,
                                     .grey = grey,
                                     .small_chroma = !large};
    const struct span input = span_of(data + 1, size - 1);

    if (!is_small(input))
        return 0;
    shot_take(&ours, input, &want, SHOT_BOTH);
    shot_take(&theirs, input, &want, SHOT_LIBJPEG);
    CHECK(ours.code == theirs.code);
    CHECK(ours.warnings == theirs.warnings);
    if (ours.ours && ours.code == ERR_OK)
        CHECK(shot_error(&ours, input) <= NEAR);
    shot_fini(&ours);
    shot_fini(&theirs);
    return 0;
}

static bool draw(struct buf *bytes, unsigned seed)
{
    const struct sampled picture = {.width = 16 + (int)(seed >> 8) % 60,
                                    .height = 16 + (int)(seed >> 14) % 60,
                                    .h = 1 + (int)(seed >> 20) % 2,
                                    .v = 1 + (int)(seed >> 21) % 2,
                                    .grey = seed >> 22 & 1,
                                    .restart = (int)(seed >> 24) % 4,
                                    .quality = 30 + (int)(seed >> 26)};
    const struct noise noise = {.width = picture.width / 2,
                                .height = picture.height / 2,
                                .h = picture.h,
                                .v = picture.v,
                                .grey = picture.grey,
                                .restart = picture.restart,
                                .fitted = seed >> 23 & 1,
                                .seed = seed};

    return seed >> 7 & 1 ? noise_make(&noise, bytes) : sampled_make(&picture, bytes);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    return afresh(data, size, max_size, seed, draw);
}
