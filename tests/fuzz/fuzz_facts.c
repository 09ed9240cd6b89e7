/* EXIF, XMP, IPTC and ICC blocks as JSON: whatever they hold, the answer is of bounded length and
 * nothing is read past the end; and what is looked for in an SVG before it is rendered. The first
 * byte chooses the reader, the rest is the block. */
#include "base/check.h"
#include "image/facts/writers.h"
#include "image/svg.h"
#include "image/vips/svg_check.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A block ends after FACT_BLOCK_MAX and one entry more: name and text, six bytes a byte; EXIF has
 * three of them. */
enum { JSON_MAX = 3 * (FACT_BLOCK_MAX + 12 * FACT_TEXT_MAX) };

static void (*reader_of(uint8_t c))(struct span, struct emit *, const char *)
{
    switch (c & 7) {
    case 'e' & 7:
        return exif_write;
    case 'x' & 7:
        return xmp_write;
    case 'c' & 7:
        return icc_write_name;
    default:
        return iptc_write;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = {0};
    struct emit json;
    struct buf text;

    if (size < 1)
        return 0;
    unsigned char *copy = malloc(size); /* of exactly its size: a read past the end is seen */

    memcpy(copy, data + 1, size - 1);
    copy = realloc(copy, size - 1 > 0 ? size - 1 : 1);
    buf_init(&text, JSON_MAX);
    emit_init(&json, &text);
    emit_object(&json, NULL);
    reader_of(data[0])(span_of(copy, size - 1), &json, "block");
    emit_object_end(&json);
    (void)svg_check(span_of(copy, size - 1), NULL, &err);
    CHECK(svg_starts(span_of(copy, size - 1)) <= (size > 5));
    CHECK(!text.failed && json.depth == 0);
    buf_fini(&text);
    free(copy);
    return 0;
}
