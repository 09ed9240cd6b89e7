#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void check_failed(const char *truth, const char *file, int line)
{
    (void)fprintf(stderr, "mezzotint: broken promise at %s:%d: %s\n", file, line, truth);
    abort();
}
