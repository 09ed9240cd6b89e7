#include "tests/support/images.h"

#include "image/run.h"

#include <check.h>
#include <stdbool.h>
#include <stdlib.h>

void images_open(void)
{
    static bool open;

    if (open)
        return;
    ck_assert(image_open());
    ck_assert_int_eq(atexit(image_stop), 0);
    open = true;
}
