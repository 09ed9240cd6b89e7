/* The header reader, on the whole input and on its prefixes: never outside, never in two minds. And
 * what looks over a file before libheif and libpng do. */
#include "base/check.h"
#include "image/probe.h"
#include "image/vips/exif_check.h"
#include "image/vips/heif_check.h"
#include "image/vips/png_check.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In memory of exactly its size, so that a read past the end is seen. */
static enum probe_state probe_exact(const uint8_t *data, size_t size, bool whole,
                                    struct image_info *info)
{
    unsigned char *copy = malloc(size);

    if (copy && size > 0)
        memcpy(copy, data, size);
    const struct span bytes = span_of(copy, copy ? size : 0);
    const enum probe_state state = probe_header(bytes, whole, info);
    struct image_info page;
    uint32_t entries = 0;

    if (whole) {
        (void)probe_page(bytes, 3, &page);
        (void)heif_check(bytes, NULL);
        (void)exif_is_bounded(bytes, &entries);
        (void)exif_check(format_sniff(bytes), bytes, NULL);
        (void)png_check(bytes, NULL);
    }

    free(copy);
    return state;
}

static void check_info(const struct image_info *info)
{
    const bool sized = info->format <= FORMAT_GIF;

    CHECK(info->format < FORMAT_COUNT);
    CHECK(info->orientation >= 1 && info->orientation <= 8);
    CHECK(info->frames >= 1);
    CHECK(!sized || (info->width > 0 && info->height > 0 && info->bits > 0));
    CHECK(!sized || (info->bands >= 1 && info->bands <= 4));
    CHECK(info->width <= INT32_MAX && info->height <= INT32_MAX);
    CHECK((info->width > 0) == (info->height > 0));
    CHECK(!info->cmyk || info->format == FORMAT_JPEG);
}

static void check_same(const struct image_info *a, const struct image_info *b)
{
    CHECK(a->format == b->format && a->width == b->width && a->height == b->height);
    CHECK(a->orientation == b->orientation && a->bands == b->bands && a->bits == b->bits);
    CHECK(a->alpha == b->alpha && a->animated == b->animated && a->icc == b->icc);
    CHECK(a->progressive == b->progressive && a->cmyk == b->cmyk && a->area == b->area);
}

/* Bytes that follow do not change an answer; when nothing follows, there is an answer. */
static enum probe_state check_prefix(const uint8_t *data, size_t size, struct image_info *info)
{
    struct image_info whole;
    const enum probe_state early = probe_exact(data, size, false, info);
    const enum probe_state late = probe_exact(data, size, true, &whole);

    CHECK(late != PROBE_MORE);
    CHECK(early == PROBE_MORE || early == late);
    /* The last three formats may keep their numbers at the end, and are then let through. */
    CHECK(early != PROBE_MORE || late != PROBE_DONE || size < FORMAT_SNIFF_BYTES ||
          whole.format >= FORMAT_TIFF);
    if (late == PROBE_DONE)
        check_info(&whole);
    if (early == PROBE_DONE)
        check_same(info, &whole);
    return early;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t cuts[] = {0, 1, 3, 4, 11, 12, 13, 24, 29, 32, 63, 64, 100, 200, 1000};
    struct image_info before = {0};
    enum probe_state answer = PROBE_MORE;

    for (size_t i = 0; i <= sizeof(cuts) / sizeof(cuts[0]); i++) {
        const size_t cut = i < sizeof(cuts) / sizeof(cuts[0]) ? cuts[i] : size;
        struct image_info info = {0};

        if (cut > size)
            continue;
        const enum probe_state state = check_prefix(data, cut, &info);

        CHECK(answer == PROBE_MORE || state == answer);
        if (answer == PROBE_DONE)
            check_same(&before, &info);
        answer = state;
        before = info;
    }
    return 0;
}
