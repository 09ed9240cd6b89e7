#include "image/probe_parts.h"

#include <string.h>

/* ISO/IEC 14496-12, 4.2: a box is its size, its type and its content. Items of a HEIF file have
 * properties (ISO/IEC 23008-12, 6.5 and 9.3): meta/iprp/ipco lists them, iprp/ipma says which item
 * has which, meta/pitm which item is the picture. ispe is a size, pixi a depth; clap cuts and irot
 * turns what was decoded, in the order in which the item has them. */
struct box {
    const unsigned char *type;
    struct span content;
    bool open; /* to the end of the file, wherever that is */
};

/* Sizes, cuts and turns: what the place of a property in ipco, from 1, is to ipma. A photograph has
 * some five, and one with more than these is left to its decoder. */
enum { SHAPES_MAX = 128 };

struct shapes {
    size_t n;
    struct shape {
        uint32_t index;
        struct box box;
    } at[SHAPES_MAX];
};

/* The properties of one item in ipma: n of them in entries of 1 or 2 bytes. */
struct owned {
    struct span entries;
    bool wide;
};

enum {
    BOX_HEAD = 8,
    BOX_LARGE = 16,
    FULL = 4,
    ISPE_LEN = 12,
    CLAP_LEN = 32,
    FRACTION_MAX = 1 << 16
};

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
    }
    const bool open = size == 0;

    if (open)
        size = rest->len;
    if (size < head || size > rest->len)
        return false;
    *box = (struct box){rest->data + 4, span_cut(*rest, head, (size_t)size - head), open};
    *rest = span_cut(*rest, (size_t)size, rest->len);
    return true;
}

static bool is_box(const struct box *box, const char *type)
{
    return memcmp(box->type, type, 4) == 0;
}

static bool find_box(struct span from, const char *type, struct box *found)
{
    while (next_box(&from, found))
        if (is_box(found, type))
            return true;
    return false;
}

/* The largest size is that of the whole picture: its tiles and thumbnails are smaller. */
static void take_area(struct span ispe, struct image_info *info)
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

static bool is_shape(const struct box *box)
{
    return (is_box(box, "ispe") && box->content.len >= ISPE_LEN) ||
           (is_box(box, "clap") && box->content.len >= CLAP_LEN) ||
           (is_box(box, "irot") && box->content.len >= 1);
}

/* False: there are more shapes than anybody asked for. */
static bool take_properties(struct span ipco, struct image_info *info, struct shapes *shapes)
{
    struct box box;

    shapes->n = 0;
    for (uint32_t index = 1; next_box(&ipco, &box); index++) {
        if (is_box(&box, "ispe") && box.content.len >= ISPE_LEN)
            take_area(box.content, info);
        if (is_box(&box, "pixi") && box.content.len > FULL)
            take_depth(box.content, info);
        if (is_shape(&box) && shapes->n++ < SHAPES_MAX)
            shapes->at[shapes->n - 1] = (struct shape){index, box};
    }
    return shapes->n <= SHAPES_MAX;
}

/* Take a big-endian number off *rest. */
static bool take_number(struct span *rest, size_t bytes, uint32_t *number)
{
    if (rest->len < bytes)
        return false;
    *number = 0;
    for (size_t i = 0; i < bytes; i++)
        *number = *number << 8 | rest->data[i];
    *rest = span_cut(*rest, bytes, rest->len);
    return true;
}

static bool read_primary(struct span meta, uint32_t *item)
{
    struct box pitm;
    uint32_t head;

    return find_box(meta, "pitm", &pitm) && take_number(&pitm.content, FULL, &head) &&
           take_number(&pitm.content, head >> 24 == 0 ? 2 : 4, item);
}

/* The first entry of the item; false: there is none, or the box ends before it. */
static bool find_owned(struct span ipma, uint32_t item, struct owned *owned)
{
    uint32_t head;
    uint32_t entries;

    if (!take_number(&ipma, FULL, &head) || !take_number(&ipma, 4, &entries))
        return false;
    const size_t id_size = head >> 24 == 0 ? 2 : 4;

    owned->wide = head & 1;
    for (uint32_t i = 0; i < entries; i++) {
        uint32_t id;
        uint32_t n;

        if (!take_number(&ipma, id_size, &id) || !take_number(&ipma, 1, &n))
            return false;
        const size_t len = (size_t)n * (owned->wide ? 2 : 1);

        if (ipma.len < len)
            return false;
        owned->entries = span_cut(ipma, 0, len);
        if (id == item)
            return true;
        ipma = span_cut(ipma, len, ipma.len);
    }
    return false;
}

static bool cut_side(const unsigned char *fraction, uint32_t *side)
{
    const uint32_t number = read_be32(fraction);
    const uint32_t parts = read_be32(fraction + 4);

    /* how decoders round is their own affair, and libheif halves what is larger until it fits */
    if (number > FRACTION_MAX || parts == 0 || parts > FRACTION_MAX || number % parts != 0)
        return false;
    if (number == 0 || number / parts > *side)
        return false;
    *side = number / parts;
    return true;
}

/* What one property makes of the size so far. False: nothing that could be foretold. */
static bool apply(const struct box *box, uint32_t *width, uint32_t *height)
{
    const unsigned char *data = box->content.data;

    if (is_box(box, "ispe")) {
        if (*width > 0)
            return false;
        *width = read_be32(data + FULL);
        *height = read_be32(data + FULL + 4);
        return *width > 0 && *width <= INT32_MAX && *height > 0 && *height <= INT32_MAX;
    }
    if (*width == 0)
        return false;
    if (is_box(box, "clap"))
        return cut_side(data, width) && cut_side(data + 8, height);
    if (data[0] & 1) { /* irot: quarter turns */
        const uint32_t turned = *width;

        *width = *height;
        *height = turned;
    }
    return true;
}

static const struct box *find_shape(const struct shapes *shapes, uint32_t index)
{
    for (size_t i = 0; i < shapes->n; i++)
        if (shapes->at[i].index == index)
            return &shapes->at[i].box;
    return NULL;
}

/* The item's size as it is shown; left as it is where a property is in doubt. */
static void take_size(struct owned owned, const struct shapes *shapes, struct image_info *info)
{
    uint32_t width = 0;
    uint32_t height = 0;
    uint32_t entry;

    while (take_number(&owned.entries, owned.wide ? 2 : 1, &entry)) {
        /* the uppermost bit says whether a reader has to know the property */
        const struct box *box = find_shape(shapes, entry & (owned.wide ? 0x7FFF : 0x7F));

        if (box && !apply(box, &width, &height))
            return;
    }
    info->width = width;
    info->height = height;
}

/* Whether the item is a thumbnail or a part of another one (its alpha): decoders show the first
 * that is a picture of its own then. */
static bool belongs_to_another(struct span meta, uint32_t item)
{
    struct box iref;
    struct box box;
    uint32_t head;
    uint32_t from;

    if (!find_box(meta, "iref", &iref) || !take_number(&iref.content, FULL, &head))
        return false;
    while (next_box(&iref.content, &box))
        if ((is_box(&box, "thmb") || is_box(&box, "auxl")) &&
            take_number(&box.content, head >> 24 == 0 ? 2 : 4, &from) && from == item)
            return true;
    return false;
}

static void take_picture(struct span meta, struct span iprp, const struct shapes *shapes,
                         struct image_info *info)
{
    struct owned owned;
    struct box box;
    uint32_t item;

    if (!read_primary(meta, &item) || belongs_to_another(meta, item))
        return;
    while (next_box(&iprp, &box))
        if (is_box(&box, "ipma") && find_owned(box.content, item, &owned)) {
            take_size(owned, shapes, info);
            return;
        }
}

bool probe_heif_single(struct span file)
{
    struct box box;
    int found = 0;

    while (next_box(&file, &box))
        found += is_box(&box, "meta");
    return found <= 1;
}

enum probe_state probe_heif(struct span head, struct image_info *info)
{
    struct shapes shapes;
    struct box meta;
    struct box iprp;
    struct box ipco;

    if (!find_box(head, "meta", &meta))
        return PROBE_MORE;
    const struct span inside = span_cut(meta.content, FULL, meta.content.len);

    if (find_box(inside, "iprp", &iprp) && find_box(iprp.content, "ipco", &ipco) &&
        take_properties(ipco.content, info, &shapes))
        take_picture(inside, iprp.content, &shapes, info);
    return meta.open ? PROBE_MORE : PROBE_DONE;
}
