/* bench_moves: the lossless engine's two ways, moving coefficients as bits and by libjpeg, on every
 * move of every file: the bytes must be the same.
 *
 *   bench_moves ROUNDS FILE...
 *
 * CPU time of the process; both take turns. A line a move tells the sums of the medians over all
 * files in ms: "MOVE libjpeg MS bits MS ratio LIBJPEG/BITS files N". Fails where bytes differ.
 */
#include "base/clock.h"
#include "bench/measure.h"
#include "tests/support/ways.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

enum { ROUNDS_MAX = 1000 };

static const char *const moves[] = {
    "rotate?angle=90",
    "rotate?angle=180",
    "rotate?angle=270",
    "flip",
    "flip?direction=vertical",
    "rotate?angle=90 : flip",
    "rotate?angle=270 : flip",
    "convert",
    "crop?x=1600&y=800&width=1001&height=777",
    "crop?x=1600&y=800&width=1024&height=768 : rotate?angle=270",
};

static double timed(struct way *way, enum lossless_by by, const struct plan *plan, struct span file)
{
    const int64_t start_ns = measure_cpu_ns();

    way_take(way, by, plan, file);
    return clock_ms(start_ns, measure_cpu_ns());
}

struct sums {
    double ms[2]; /* libjpeg, bits */
    int files;
    bool same;
};

/* Files that the engine leaves to others at this move do not count. */
static void measure(const struct plan *plan, struct span file, int rounds, struct sums *sums)
{
    static double ms[2][ROUNDS_MAX];
    bool done = false;

    for (int i = 0; i < rounds; i++) {
        struct way libjpeg;
        struct way bits;

        ms[0][i] = timed(&libjpeg, LOSSLESS_BY_LIBJPEG, plan, file);
        ms[1][i] = timed(&bits, LOSSLESS_BY_BITS, plan, file);
        done = libjpeg.code == ERR_OK && libjpeg.mine;
        sums->same = sums->same && libjpeg.code == bits.code && libjpeg.mine == bits.mine &&
                     span_equal(buf_span(&libjpeg.bytes), buf_span(&bits.bytes));
        way_fini(&libjpeg);
        way_fini(&bits);
    }
    for (int i = 0; i < 2 && done; i++)
        sums->ms[i] += measure_median(ms[i], rounds);
    sums->files += done;
}

static bool measure_all(const char *move, int rounds, char **files, int n)
{
    struct sums sums = {.same = true};
    struct plan plan;

    way_plan(move, &plan);
    for (int i = 0; i < n; i++) {
        struct buf file;

        if (measure_file(files[i], &file))
            measure(&plan, buf_span(&file), rounds, &sums);
        buf_fini(&file);
    }
    (void)printf("%s libjpeg %.1f bits %.1f ratio %.2f files %d%s\n", move, sums.ms[0], sums.ms[1],
                 sums.ms[0] / sums.ms[1], sums.files, sums.same ? "" : " DIFFERENT BYTES");
    return sums.same;
}

int main(int argc, char **argv)
{
    const long rounds = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
    bool same = true;

    if (rounds < 1 || rounds > ROUNDS_MAX) {
        (void)fprintf(stderr, "usage: bench_moves ROUNDS FILE...\n");
        return EX_USAGE;
    }
    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        same = measure_all(moves[i], (int)rounds, argv + 2, argc - 2) && same;
    return same ? EX_OK : EX_SOFTWARE;
}
