/* Leaving metadata out: reads inside the span only, and what it gives is no larger and has none. */
#include "base/check.h"
#include "image/codec/strip.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Doing it again changes nothing. */
static void check_again(enum format_id format, bool icc, const struct buf *once)
{
    struct buf twice;

    buf_init(&twice, once->len);
    CHECK(strip_metadata(format, buf_span(once), icc, &twice));
    CHECK(twice.len == once->len && memcmp(twice.data, once->data, once->len) == 0);
    buf_fini(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *copy = malloc(size); /* of exactly its size: a read past the end is seen */
    const struct span file = span_of(copy, copy ? size : 0);

    if (copy && size > 0)
        memcpy(copy, data, size);
    const enum format_id format = format_sniff(file);

    for (int icc = 0; icc < 2; icc++) {
        struct buf out;

        buf_init(&out, size);
        if (strip_metadata(format, file, icc, &out)) {
            CHECK(out.len > 0 && out.len <= size);
            check_again(format, icc, &out);
        }
        buf_fini(&out);
    }
    free(copy);
    return 0;
}
