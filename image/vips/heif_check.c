#include "image/vips/heif_check.h"

#include "image/boxes.h"

/* Of a file so far. */
struct census {
    struct span file;
    uint64_t extents, bytes, tiles;
    struct ids {
        size_t n;
        uint64_t at[HEIF_MADE_MAX];
    } made, exif; /* items that are made of others, and EXIF */
};

/* The sizes of numbers in iloc (ISO/IEC 14496-12, 8.11.3), in bytes. */
struct sizes {
    uint64_t version, id, offset, length, base, index;
};

/* Others than these the standard does not have, and libheif reads as 0. */
static bool is_size(uint64_t bytes)
{
    return bytes == 0 || bytes == 4 || bytes == 8;
}

/* In version 1 libheif passes over an index that the standard has there. */
static bool read_sizes(struct span *iloc, struct sizes *sizes)
{
    uint64_t head;
    uint64_t packed;

    if (!box_number(iloc, BOX_FULL, &head) || !box_number(iloc, 2, &packed))
        return false;
    *sizes = (struct sizes){.version = head >> 24,
                            .id = head >> 24 < 2 ? 2 : 4,
                            .offset = packed >> 12,
                            .length = packed >> 8 & 0xF,
                            .base = packed >> 4 & 0xF,
                            .index = head >> 24 > 0 ? packed & 0xF : 0};
    return sizes->version <= 2 && is_size(sizes->offset) && is_size(sizes->length) &&
           is_size(sizes->base) && is_size(sizes->index) &&
           (sizes->version != 1 || sizes->index == 0);
}

static bool skip(struct span *rest, uint64_t bytes)
{
    if (rest->len < bytes)
        return false;
    *rest = span_cut(*rest, bytes, rest->len);
    return true;
}

static bool has_id(const struct ids *ids, uint64_t id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (ids->at[i] == id)
            return true;
    return false;
}

static bool add_id(struct ids *ids, uint64_t id)
{
    if (ids->n == HEIF_MADE_MAX)
        return false;
    ids->at[ids->n++] = id;
    return true;
}

/* EXIF in pieces would be looked for in vain (image/vips/exif_check.h). */
static bool count_extents(struct span *iloc, const struct sizes *sizes, struct census *census)
{
    uint64_t id;
    uint64_t n;

    /* construction method, data reference, base offset */
    if (!box_number(iloc, sizes->id, &id) ||
        !skip(iloc, (sizes->version > 0 ? 2u : 0u) + 2 + sizes->base) || !box_number(iloc, 2, &n) ||
        n > HEIF_ITEM_EXTENTS_MAX || (n > 1 && has_id(&census->exif, id)))
        return false;
    census->extents += n;
    for (uint64_t i = 0; i < n; i++) {
        uint64_t length;

        if (!skip(iloc, sizes->index + sizes->offset) || !box_number(iloc, sizes->length, &length))
            return false;
        census->bytes += length < census->file.len ? length : census->file.len;
    }
    return census->extents <= HEIF_EXTENTS_MAX && census->bytes <= 2 * census->file.len;
}

static bool count_places(struct span iloc, struct census *census)
{
    struct sizes sizes;
    uint64_t items;

    if (!read_sizes(&iloc, &sizes) || !box_number(&iloc, sizes.id, &items) ||
        items > HEIF_ITEMS_MAX)
        return false;
    for (uint64_t i = 0; i < items; i++)
        if (!count_extents(&iloc, &sizes, census))
            return false;
    return true;
}

static bool skip_text(struct span *rest)
{
    struct span piece;

    return span_next(rest, '\0', &piece);
}

/* Before version 2 there is no type, and an encoding is that of any item. */
static bool is_encoded(struct span names)
{
    struct span encoding = {NULL, 0};

    return skip_text(&names) && skip_text(&names) && span_next(&names, '\0', &encoding) &&
           encoding.len > 0;
}

/* ISO/IEC 14496-12, 8.11.6: an id, a protection index, from version 2 on a type, a name, and of a
 * mime item the type of its content and how that is encoded. False: not to be let in. */
static bool count_item(struct span infe, struct census *census)
{
    uint64_t head;
    uint64_t id;

    if (!box_number(&infe, BOX_FULL, &head) || !box_number(&infe, head >> 24 < 3 ? 2 : 4, &id) ||
        !skip(&infe, 2))
        return true; /* libheif gives it up */
    if (head >> 24 < 2)
        return !is_encoded(infe);
    const struct span type = span_cut(infe, 0, 4);

    if (!skip(&infe, 4))
        return true;
    if (span_is(type, "mime"))
        return !is_encoded(infe);
    if (span_is_nocase(type, "Exif"))
        return add_id(&census->exif, id);
    if (span_is(type, "grid") || span_is(type, "iovl") || span_is(type, "iden"))
        return add_id(&census->made, id);
    return true;
}

static bool count_items(struct span iinf, struct census *census)
{
    uint64_t head;
    size_t items = 0;
    struct box infe;

    if (!box_number(&iinf, BOX_FULL, &head) || !skip(&iinf, head >> 24 == 0 ? 2 : 4))
        return true;
    while (box_next(&iinf, &infe))
        if (++items > HEIF_ITEMS_MAX ||
            (box_is(&infe, "infe") && !count_item(infe.content, census)))
            return false;
    return true;
}

/* 8.11.12: from one item to several. */
static bool count_tiles(struct span reference, size_t id_size, struct census *census)
{
    uint64_t from;
    uint64_t n;
    uint64_t to;

    if (!box_number(&reference, id_size, &from) || !box_number(&reference, 2, &n))
        return true;
    census->tiles += n;
    if (census->tiles > HEIF_TILES_MAX)
        return false;
    for (uint64_t i = 0; i < n && box_number(&reference, id_size, &to); i++)
        if (has_id(&census->made, from) && has_id(&census->made, to))
            return false;
    return true;
}

static bool count_references(struct span iref, struct census *census)
{
    uint64_t head;
    struct box box;

    if (iref.len > HEIF_LIST_MAX)
        return false;
    if (!box_number(&iref, BOX_FULL, &head))
        return true;
    while (box_next(&iref, &box))
        if (box_is(&box, "dimg") && !count_tiles(box.content, head >> 24 == 0 ? 2 : 4, census))
            return false;
    return true;
}

/* Generic compression (ISO/IEC 23001-17): no camera writes it, and libheif 1.15 does not read it.
 */
static bool check_properties(struct span iprp)
{
    struct box box;
    struct box packed;

    while (box_next(&iprp, &box))
        if ((box_is(&box, "ipma") && box.content.len > HEIF_LIST_MAX) ||
            (box_is(&box, "ipco") && box_find(box.content, "cmpC", &packed)))
            return false;
    return true;
}

/* Items first, and then what is said of them. */
static bool check_meta(struct span meta, struct census *census)
{
    struct box box;

    for (struct span rest = meta; box_next(&rest, &box);)
        if (box_is(&box, "iinf") && !count_items(box.content, census))
            return false;
    for (struct span rest = meta; box_next(&rest, &box);)
        if ((box_is(&box, "iloc") && !count_places(box.content, census)) ||
            (box_is(&box, "iprp") && !check_properties(box.content)) ||
            (box_is(&box, "iref") && !count_references(box.content, census)))
            return false;
    return true;
}

enum err_code heif_check(struct span heif, struct err *err)
{
    struct census census = {.file = heif};
    struct span rest = heif;
    struct box box;
    int metas = 0;

    while (box_next(&rest, &box)) {
        if (!box_is(&box, "meta"))
            continue;
        if (++metas > 1)
            return err_set(err, ERR_UNDECODABLE, "The file has two \"meta\" boxes.");
        if (!check_meta(span_cut(box.content, BOX_FULL, box.content.len), &census))
            return err_set(err, ERR_UNDECODABLE,
                           "The file has more items, or others, than a picture has.");
    }
    return ERR_OK;
}
