/* What is looked for in an SVG before it is rendered: nothing is read past the end, the verdict is
 * the same each time, blanks at the end change nothing, and what passes is left some pixels. */
#include "base/check.h"
#include "image/svg.h"
#include "image/vips/svg_check.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct svg_cost cost = {0};
    struct svg_cost again = {0};
    struct err err = {0};
    unsigned char *longer = malloc(size + 1);
    unsigned char *copy = malloc(size > 0 ? size : 1); /* of its size: a read past it is seen */

    CHECK(longer && copy);
    if (size > 0) {
        memcpy(copy, data, size);
        memcpy(longer, data, size);
    }
    longer[size] = '\n';
    const enum err_code code = svg_check(span_of(copy, size), &cost, &err);

    if (code == ERR_OK) {
        CHECK(svg_check(span_of(longer, size + 1), &again, &err) == ERR_OK);
        CHECK(again.pictures == cost.pictures && again.passes == cost.passes);
        CHECK(again.bytes >= cost.bytes);
        CHECK(svg_pixels(&cost) >= 1 && svg_pixels(&cost) <= SVG_PIXELS_MAX);
        CHECK(cost.pictures >= 0 && cost.bytes >= (double)size);
    }
    free(copy);
    free(longer);
    return 0;
}
