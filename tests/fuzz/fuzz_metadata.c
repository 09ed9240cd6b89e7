/* Metadata of a hostile file on its way into a result: what is taken out of bytes that look like a
 * file, and what libvips makes of an EXIF block, are whole segments, of which nothing more is read
 * than there is. */
#include "base/check.h"
#include "base/macros.h"
#include "image/codec/exif_size.h"
#include "image/codec/extras.h"
#include "image/run.h"
#include "image/vips/carry.h"

#include "tests/support/sampled.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LIMIT = 4 << 20, SEGMENT_MAX = 65533 };

static const struct size sides = {30, 45};

/* Taking them out of themselves again, with a tail as a JPEG has it, gives the same. */
static void check_again(const struct buf *extras, struct size size)
{
    struct buf file;
    struct buf again;

    buf_init(&file, LIMIT);
    buf_init(&again, LIMIT);
    buf_add(&file, "\xFF\xD8", 2);
    buf_add(&file, extras->data, extras->len);
    buf_add(&file, "\xFF\xDB\0\x04xx\xFF\xD9", 8);
    CHECK(extras_take(FORMAT_JPEG, buf_span(&file), size, &again));
    CHECK(span_equal(buf_span(&again), buf_span(extras)));
    buf_fini(&file);
    buf_fini(&again);
}

static void take(const unsigned char *copy, size_t size)
{
    const enum format_id formats[] = {FORMAT_JPEG, FORMAT_WEBP};

    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        struct buf out;

        buf_init(&out, LIMIT);
        if (extras_take(formats[i], span_of(copy, size), sides, &out)) {
            CHECK(out.len < size);
            if (formats[i] == FORMAT_JPEG)
                check_again(&out, sides);
        }
        buf_fini(&out);
    }
}

/* The bytes as the EXIF of a small picture, under every policy. */
static void carry(const struct buf *plain, const unsigned char *data, size_t size)
{
    const unsigned char head[] = {
        0xFF, 0xE1, (unsigned char)((size + 8) >> 8), (unsigned char)(size + 8), 'E', 'x', 'i', 'f',
        0,    0};
    const struct limits limits = limits_default();
    struct image_info info;
    struct buf file;

    buf_init(&file, LIMIT);
    buf_add(&file, plain->data, 2);
    buf_add(&file, head, sizeof(head));
    buf_add(&file, data, size);
    buf_add(&file, plain->data + 2, plain->len - 2);
    CHECK(!file.failed && probe_header(buf_span(&file), true, &info) == PROBE_DONE);
    for (int policy = METADATA_COPYRIGHT; policy <= METADATA_ALL; policy++) {
        struct plan plan;
        struct buf extras;

        plan_init(&plan);
        output_set_format(&plan.output, FORMAT_JPEG);
        plan.output.metadata = policy;
        buf_init(&extras, CARRY_MAX);
        if (carry_make(&plan, &limits, buf_span(&file), &info, &extras, NULL) == ERR_OK)
            check_again(&extras, (struct size){info.width, info.height});
        buf_fini(&extras);
    }
    buf_fini(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct buf plain;
    unsigned char *copy = malloc(size); /* of exactly its size: a read past the end is seen */

    if (plain.len == 0) {
        CHECK(image_open());
        buf_init(&plain, LIMIT);
        CHECK(sampled_make(&(struct sampled){.width = 8, .height = 8, .h = 1, .v = 1}, &plain));
    }
    if (copy && size > 0) {
        memcpy(copy, data, size);
        take(copy, size);
        if (size < SEGMENT_MAX - 8)
            carry(&plain, copy, size);
        exif_set_size(copy, size, sides);
    }
    free(copy);
    return 0;
}
