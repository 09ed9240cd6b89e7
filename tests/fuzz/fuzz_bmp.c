/* The BMP reader on any bytes: every row it gives is of its size, the same from a file in memory of
 * exactly its length, and what the front's probe says of the file. */
#include "base/check.h"
#include "image/codec/bmp.h"
#include "image/probe.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PIXELS_MAX = 1 << 18 };

static void read_rows(const struct bmp *bmp)
{
    const size_t row_bytes = (size_t)bmp->width * bmp->bands;
    unsigned char *unpacked = bmp->run_length ? malloc((size_t)bmp->width * bmp->height) : NULL;
    unsigned char *row = malloc(row_bytes);
    bool fine = row && (bmp->run_length == 0 || (unpacked && bmp_unpack(bmp, unpacked)));

    for (uint32_t y = bmp->height; fine && y > 0; y--)
        fine = bmp_row(bmp, unpacked, y - 1, row);
    CHECK(row == NULL || !bmp_row(bmp, unpacked, bmp->height, row));
    free(row);
    free(unpacked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct image_info info = {0};
    struct bmp bmp;
    unsigned char *copy = malloc(size > 0 ? size : 1);

    if (size > 0)
        memcpy(copy, data, size);
    const struct span file = span_of(copy, size);
    const enum bmp_state state = bmp_open(file, &bmp);

    if (format_sniff(file) == FORMAT_BMP)
        CHECK((probe_header(file, true, &info) == PROBE_DONE) == (state == BMP_FINE));
    if (state == BMP_FINE) {
        CHECK(bmp.width > 0 && bmp.height > 0 && (bmp.bands == 3 || bmp.bands == 4));
        CHECK(info.format != FORMAT_BMP || info.width == bmp.width);
        if ((uint64_t)bmp.width * bmp.height <= PIXELS_MAX)
            read_rows(&bmp);
    }
    free(copy);
    return 0;
}
