#include "bench/measure.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

bool measure_file(const char *path, struct buf *out)
{
    FILE *file = fopen(path, "rbe");
    char piece[65536];
    size_t len;

    buf_init(out, MEASURE_FILE_MAX);
    if (file == NULL)
        return false;
    while ((len = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(out, piece, len);
    (void)fclose(file);
    return out->len > 0 && !out->failed;
}

int64_t measure_cpu_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

double measure_median(double *values, int n)
{
    qsort(values, (size_t)n, sizeof(values[0]), by_size);
    return values[n / 2];
}
