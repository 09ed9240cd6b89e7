#include "image/probe_parts.h"

#include <string.h>

/* ISO/IEC 14496-12, 4.2: a box is its size, its type and its content. Items of a HEIF file have
 * properties in meta/iprp/ipco (ISO/IEC 23008-12, 9.3): ispe says a size, pixi the depth. */
struct box {
    const unsigned char *type;
    struct span content;
};

enum { BOX_HEAD = 8, BOX_LARGE = 16, FULL = 4, ISPE_LEN = 12 };

/* Take the next box off *rest. False: none, or it is not whole. */
static bool next_box(struct span *rest, struct box *box)
{
    if (rest->len < BOX_HEAD)
        return false;
    uint64_t size = read_be32(rest->data);
    size_t head = BOX_HEAD;

    if (size == 1 && rest->len >= BOX_LARGE) {
        size = (uint64_t)read_be32(rest->data + 8) << 32 | read_be32(rest->data + 12);
        head = BOX_LARGE;
    } else if (size == 0) { /* to the end of the file */
        size = rest->len;
    }
    if (size < head || size > rest->len)
        return false;
    *box = (struct box){rest->data + 4, span_cut(*rest, head, (size_t)size - head)};
    *rest = span_cut(*rest, (size_t)size, rest->len);
    return true;
}

static bool find_box(struct span from, const char *type, struct span *content)
{
    struct box box;

    while (next_box(&from, &box))
        if (memcmp(box.type, type, 4) == 0) {
            *content = box.content;
            return true;
        }
    return false;
}

/* The largest size is that of the whole picture: its tiles and thumbnails are smaller. */
static void take_size(struct span ispe, struct image_info *info)
{
    const uint64_t width = read_be32(ispe.data + FULL);
    const uint64_t height = read_be32(ispe.data + FULL + 4);

    if (width > 0 && height > 0 && width * height > info->area)
        info->area = width * height;
}

static void take_depth(struct span pixi, struct image_info *info)
{
    const size_t channels = pixi.data[FULL];

    for (size_t i = 0; i < channels && FULL + 1 + i < pixi.len; i++)
        if (pixi.data[FULL + 1 + i] > info->bits)
            info->bits = pixi.data[FULL + 1 + i];
}

static void take_properties(struct span ipco, struct image_info *info)
{
    struct box box;

    while (next_box(&ipco, &box)) {
        if (memcmp(box.type, "ispe", 4) == 0 && box.content.len >= ISPE_LEN)
            take_size(box.content, info);
        if (memcmp(box.type, "pixi", 4) == 0 && box.content.len > FULL)
            take_depth(box.content, info);
    }
}

enum probe_state probe_heif(struct span head, struct image_info *info)
{
    struct span meta;
    struct span iprp;
    struct span ipco;

    if (!find_box(head, "meta", &meta))
        return PROBE_MORE;
    if (find_box(span_cut(meta, FULL, meta.len), "iprp", &iprp) && find_box(iprp, "ipco", &ipco))
        take_properties(ipco, info);
    return PROBE_DONE;
}
