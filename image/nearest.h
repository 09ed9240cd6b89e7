/* image/nearest.h - "did you mean": the known word nearest to one that is not known. Pure. */
#ifndef IMAGE_NEAREST_H
#define IMAGE_NEAREST_H

#include "base/span.h"

/* The nearest of several words by edit distance, NULL when none is within 2 (or 1 for words under 4
 * letters) or all its letters would change. Call once per candidate: keeps the best in *best and
 * its distance in *distance, which starts as NEAREST_NONE. */
enum { NEAREST_NONE = 1000 };
void nearest_try(struct span word, const char *candidate, const char **best, int *distance);

#endif
