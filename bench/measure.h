/* bench/measure.h - what the tools in C share: a file in memory, CPU time, a median. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include "base/buf.h"

enum { MEASURE_FILE_MAX = 256 << 20 };

/* Initialises `out`, which the caller finishes. False: the file is empty or cannot be read. */
bool measure_file(const char *path, struct buf *out);

/* CPU time of the process so far, all threads: libvips works on its own. */
int64_t measure_cpu_ns(void);

/* Sorts the values; n > 0. */
double measure_median(double *values, int n);

#endif
