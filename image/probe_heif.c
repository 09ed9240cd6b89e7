#include "image/boxes.h"
#include "image/probe_parts.h"

/* Items of a HEIF file have properties (ISO/IEC 23008-12, 6.5 and 9.3): meta/iprp/ipco lists them,
 * iprp/ipma says which item has which, meta/pitm which item is the picture. ispe is a size, pixi a
 * depth; clap cuts and irot turns what was decoded, in the order in which the item has them. */

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

enum { ISPE_LEN = 12, CLAP_LEN = 32, FRACTION_MAX = 1 << 16 };

/* The largest size is that of the whole picture: its tiles and thumbnails are smaller. */
static void take_area(struct span ispe, struct image_info *info)
{
    const uint64_t width = read_be32(ispe.data + BOX_FULL);
    const uint64_t height = read_be32(ispe.data + BOX_FULL + 4);

    if (width > 0 && height > 0 && width * height > info->area)
        info->area = width * height;
}

static void take_depth(struct span pixi, struct image_info *info)
{
    const size_t channels = pixi.data[BOX_FULL];

    for (size_t i = 0; i < channels && BOX_FULL + 1 + i < pixi.len; i++)
        if (pixi.data[BOX_FULL + 1 + i] > info->bits)
            info->bits = pixi.data[BOX_FULL + 1 + i];
}

static bool is_shape(const struct box *box)
{
    return (box_is(box, "ispe") && box->content.len >= ISPE_LEN) ||
           (box_is(box, "clap") && box->content.len >= CLAP_LEN) ||
           (box_is(box, "irot") && box->content.len >= 1);
}

/* False: there are more shapes than anybody asked for. */
static bool take_properties(struct span ipco, struct image_info *info, struct shapes *shapes)
{
    struct box box;

    shapes->n = 0;
    for (uint32_t index = 1; box_next(&ipco, &box); index++) {
        if (box_is(&box, "ispe") && box.content.len >= ISPE_LEN)
            take_area(box.content, info);
        if (box_is(&box, "pixi") && box.content.len > BOX_FULL)
            take_depth(box.content, info);
        if (is_shape(&box) && shapes->n++ < SHAPES_MAX)
            shapes->at[shapes->n - 1] = (struct shape){index, box};
    }
    return shapes->n <= SHAPES_MAX;
}

static bool read_primary(struct span meta, uint64_t *item)
{
    struct box pitm;
    uint64_t head;

    return box_find(meta, "pitm", &pitm) && box_number(&pitm.content, BOX_FULL, &head) &&
           box_number(&pitm.content, head >> 24 == 0 ? 2 : 4, item);
}

/* The first entry of the item; false: there is none, or the box ends before it. */
static bool find_owned(struct span ipma, uint64_t item, struct owned *owned)
{
    uint64_t head;
    uint64_t entries;

    if (!box_number(&ipma, BOX_FULL, &head) || !box_number(&ipma, 4, &entries))
        return false;
    const size_t id_size = head >> 24 == 0 ? 2 : 4;

    owned->wide = head & 1;
    for (uint64_t i = 0; i < entries; i++) {
        uint64_t id;
        uint64_t n;

        if (!box_number(&ipma, id_size, &id) || !box_number(&ipma, 1, &n))
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

    if (box_is(box, "ispe")) {
        if (*width > 0)
            return false;
        *width = read_be32(data + BOX_FULL);
        *height = read_be32(data + BOX_FULL + 4);
        return *width > 0 && *width <= INT32_MAX && *height > 0 && *height <= INT32_MAX;
    }
    if (*width == 0)
        return false;
    if (box_is(box, "clap"))
        return cut_side(data, width) && cut_side(data + 8, height);
    if (data[0] & 1) { /* irot: quarter turns */
        const uint32_t turned = *width;

        *width = *height;
        *height = turned;
    }
    return true;
}

static const struct box *find_shape(const struct shapes *shapes, uint64_t index)
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
    uint64_t entry;

    while (box_number(&owned.entries, owned.wide ? 2 : 1, &entry)) {
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
static bool belongs_to_another(struct span meta, uint64_t item)
{
    struct box iref;
    struct box box;
    uint64_t head;
    uint64_t from;

    if (!box_find(meta, "iref", &iref) || !box_number(&iref.content, BOX_FULL, &head))
        return false;
    while (box_next(&iref.content, &box))
        if ((box_is(&box, "thmb") || box_is(&box, "auxl")) &&
            box_number(&box.content, head >> 24 == 0 ? 2 : 4, &from) && from == item)
            return true;
    return false;
}

static void take_picture(struct span meta, struct span iprp, const struct shapes *shapes,
                         struct image_info *info)
{
    struct owned owned;
    struct box box;
    uint64_t item;

    if (!read_primary(meta, &item) || belongs_to_another(meta, item))
        return;
    while (box_next(&iprp, &box))
        if (box_is(&box, "ipma") && find_owned(box.content, item, &owned)) {
            take_size(owned, shapes, info);
            return;
        }
}

enum probe_state probe_heif(struct span head, struct image_info *info)
{
    struct shapes shapes;
    struct box meta;
    struct box iprp;
    struct box ipco;

    if (!box_find(head, "meta", &meta))
        return PROBE_MORE;
    const struct span inside = span_cut(meta.content, BOX_FULL, meta.content.len);

    if (box_find(inside, "iprp", &iprp) && box_find(iprp.content, "ipco", &ipco) &&
        take_properties(ipco.content, info, &shapes))
        take_picture(inside, iprp.content, &shapes, info);
    return meta.open ? PROBE_MORE : PROBE_DONE;
}
