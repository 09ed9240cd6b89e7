#include "image/vips/heif_check.h"

#include "image/boxes.h"

/* A photograph has one; each is looked for in all of iloc. */
enum { COMPRESSED_ITEMS_MAX = 16 };

/* The sizes of numbers in iloc (ISO/IEC 14496-12, 8.11.3), in bytes. */
struct sizes {
    uint64_t version, id, offset, length, base, index;
};

/* Add the bytes of an item's extents to *total; `mine`: it is the one they are asked of. */
static bool add_extents(struct span *iloc, const struct sizes *sizes, bool mine, uint64_t *total)
{
    const uint64_t before = (sizes->version > 0 ? 2u : 0u) + 2 + sizes->base;
    uint64_t unused;
    uint64_t extents;

    for (uint64_t i = 0; i < before; i++) /* construction method, data reference, base offset */
        if (!box_number(iloc, 1, &unused))
            return false;
    if (!box_number(iloc, 2, &extents))
        return false;
    for (uint64_t i = 0; i < extents; i++) {
        uint64_t length;

        if (!box_number(iloc, sizes->index, &unused) || !box_number(iloc, sizes->offset, &unused) ||
            !box_number(iloc, sizes->length, &length))
            return false;
        if (mine)
            *total = length > UINT32_MAX ? UINT32_MAX : *total + length;
    }
    return true;
}

/* False: the item is in doubt. One that iloc does not name has no bytes. */
static bool add_item(struct span meta, uint64_t item, uint64_t *total)
{
    struct box iloc;
    struct sizes sizes;
    uint64_t head;
    uint64_t packed;
    uint64_t items;

    if (!box_find(meta, "iloc", &iloc))
        return true;
    if (!box_number(&iloc.content, BOX_FULL, &head) || !box_number(&iloc.content, 2, &packed))
        return false;
    sizes = (struct sizes){.version = head >> 24,
                           .id = head >> 24 < 2 ? 2 : 4,
                           .offset = packed >> 12,
                           .length = packed >> 8 & 0xF,
                           .base = packed >> 4 & 0xF,
                           .index = head >> 24 > 0 ? packed & 0xF : 0};
    if (sizes.offset > 8 || sizes.length > 8 || sizes.index > 8 ||
        !box_number(&iloc.content, sizes.id, &items))
        return false;
    for (uint64_t i = 0; i < items; i++) {
        uint64_t id;

        if (!box_number(&iloc.content, sizes.id, &id) ||
            !add_extents(&iloc.content, &sizes, id == item, total))
            return false;
    }
    return true;
}

static bool skip_text(struct span *rest)
{
    struct span piece;

    return span_next(rest, '\0', &piece);
}

/* ISO/IEC 14496-12, 8.11.6: an id, a protection index, from version 2 on a type, a name, and of a
 * mime item the type of its content and how that is encoded. */
static bool is_compressed(struct span infe, uint64_t *item, struct span *encoding)
{
    uint64_t head;
    uint64_t unused;
    uint64_t type = 0;

    if (!box_number(&infe, BOX_FULL, &head) || !box_number(&infe, head >> 24 < 3 ? 2 : 4, item) ||
        !box_number(&infe, 2, &unused))
        return false;
    if (head >> 24 >= 2 && !box_number(&infe, 4, &type))
        return false;
    if (head >> 24 >= 2 && type != 0x6D696D65) /* "mime" */
        return false;
    return skip_text(&infe) && skip_text(&infe) && span_next(&infe, '\0', encoding) &&
           encoding->len > 0;
}

/* What a reader inflates that Brotli or generic compression (ISO/IEC 23001-17) has packed is
 * bounded by nothing in the file; no camera writes either, and libheif 1.15 reads neither. */
static bool is_packed(struct span meta)
{
    struct box box;

    return box_find(meta, "iprp", &box) && box_find(box.content, "ipco", &box) &&
           box_find(box.content, "cmpC", &box);
}

static bool is_bounded(struct span meta)
{
    struct box iinf;
    struct box infe;
    uint64_t head;
    uint64_t entries;
    uint64_t total = 0;
    int found = 0;

    if (!box_find(meta, "iinf", &iinf) || !box_number(&iinf.content, BOX_FULL, &head) ||
        !box_number(&iinf.content, head >> 24 == 0 ? 2 : 4, &entries))
        return true;
    while (box_next(&iinf.content, &infe)) {
        struct span encoding;
        uint64_t item;

        if (!box_is(&infe, "infe") || !is_compressed(infe.content, &item, &encoding))
            continue;
        if (++found > COMPRESSED_ITEMS_MAX || span_is(encoding, "br") ||
            !add_item(meta, item, &total) || total > HEIF_COMPRESSED_MAX)
            return false;
    }
    return true;
}

enum err_code heif_check(struct span heif, struct err *err)
{
    struct box box;
    int metas = 0;

    while (box_next(&heif, &box)) {
        if (!box_is(&box, "meta"))
            continue;
        if (++metas > 1)
            return err_set(err, ERR_UNDECODABLE, "The file has two \"meta\" boxes.");
        const struct span meta = span_cut(box.content, BOX_FULL, box.content.len);

        if (is_packed(meta) || !is_bounded(meta))
            return err_set(err, ERR_UNDECODABLE,
                           "The file has items that are compressed once more, or over %d bytes of "
                           "compressed metadata.",
                           HEIF_COMPRESSED_MAX);
    }
    return ERR_OK;
}
