#include "tests/support/heif.h"

#include "tests/support/headers.h"

#include <stdlib.h>
#include <string.h>

enum { BOXES_MAX = 1 << 16, HEAD = 8, FULL = 4, ITEM = 7, ESSENTIAL = 0x80, XMP_ITEM = 999 };

void heif_box(struct buf *out, const char *type, struct span content)
{
    header_number(out, ORDER_BIG, 4, HEAD + content.len);
    buf_text(out, type);
    buf_add(out, content.data, content.len);
}

static struct buf room(void)
{
    struct buf made;

    buf_init(&made, BOXES_MAX);
    return made;
}

static bool is_number(struct span word)
{
    return word.len > 0 && word.data[0] >= '0' && word.data[0] <= '9';
}

/* The boxes of the text into *ipco, and the numbers of those that are the picture's. `first`: what
 * the first of them is counted as. */
static uint32_t add_properties(struct buf *ipco, const char *text, uint32_t first, uint32_t owned[],
                               uint32_t *n)
{
    struct span rest = span_text(text);
    struct span word;
    bool more = span_next(&rest, ' ', &word);

    for (*n = 0; more; first++) {
        const bool nobodys = word.data[0] == '-';
        struct buf content = room();
        char type[5];

        (void)span_copy(span_cut(word, nobodys, word.len), type, sizeof(type));
        if (strcmp(type, "ispe") == 0)
            header_number(&content, ORDER_BIG, FULL, 0);
        while ((more = span_next(&rest, ' ', &word)) && is_number(word)) {
            const int bytes = type[0] == 'i' && type[1] != 's' ? 1 : 4;
            char number[16];

            (void)span_copy(word, number, sizeof(number));
            header_number(&content, ORDER_BIG, bytes, strtoul(number, NULL, 10));
        }
        heif_box(ipco, type, buf_span(&content));
        buf_fini(&content);
        if (!nobodys)
            owned[(*n)++] = first;
    }
    return first;
}

static void add_entries(struct buf *ipma, const uint32_t owned[], uint32_t n, bool wide)
{
    for (uint32_t i = 0; i < n; i++)
        header_number(ipma, ORDER_BIG, wide ? 2 : 1,
                      owned[i] | (uint32_t)(wide ? ESSENTIAL << 8 : ESSENTIAL));
}

static void begin_ipma(struct buf *ipma, const struct heif_layout *layout, uint32_t entries)
{
    header_number(ipma, ORDER_BIG, FULL, (uint64_t)layout->large_ids << 24 | layout->wide);
    header_number(ipma, ORDER_BIG, 4, entries);
}

/* Each has the first property. */
static void add_others(struct buf *ipma, const struct heif_layout *layout)
{
    for (uint32_t i = 0; i < layout->others; i++) {
        header_number(ipma, ORDER_BIG, layout->large_ids ? 4 : 2, ITEM + 1 + i);
        header_number(ipma, ORDER_BIG, 1, 1);
        add_entries(ipma, (const uint32_t[]){1}, 1, layout->wide);
    }
}

static void add_iprp_of(struct buf *meta, const char *properties, const struct heif_layout *layout)
{
    struct buf iprp = room();
    struct buf ipco = room();
    struct buf ipma = room();
    uint32_t owned[256];
    uint32_t n;

    (void)add_properties(&ipco, properties, 1, owned, &n);
    heif_box(&iprp, "ipco", buf_span(&ipco));
    begin_ipma(&ipma, layout, layout->others + (layout->apart ? 0 : 1));
    add_others(&ipma, layout);
    if (layout->apart) {
        heif_box(&iprp, "ipma", buf_span(&ipma));
        buf_clear(&ipma);
        begin_ipma(&ipma, layout, 1);
    }
    header_number(&ipma, ORDER_BIG, layout->large_ids ? 4 : 2, ITEM);
    header_number(&ipma, ORDER_BIG, 1, n);
    add_entries(&ipma, owned, n, layout->wide);
    heif_box(&iprp, "ipma", buf_span(&ipma));
    heif_box(meta, "iprp", buf_span(&iprp));
    buf_fini(&iprp);
    buf_fini(&ipco);
    buf_fini(&ipma);
}

/* A reference from the picture to another item. */
static void add_iref(struct buf *meta, const struct heif_layout *layout)
{
    const int id = layout->large_ids ? 4 : 2;
    struct buf one = room();
    struct buf iref = room();

    header_number(&one, ORDER_BIG, id, ITEM);
    header_number(&one, ORDER_BIG, 2, 1);
    header_number(&one, ORDER_BIG, id, ITEM + 1);
    header_number(&iref, ORDER_BIG, FULL, (uint64_t)layout->large_ids << 24);
    heif_box(&iref, layout->reference, buf_span(&one));
    heif_box(meta, "iref", buf_span(&iref));
    buf_fini(&one);
    buf_fini(&iref);
}

void heif_header(struct buf *out, const char *properties, const struct heif_layout *layout)
{
    struct buf pitm = room();
    struct buf meta = room();

    header_number(&pitm, ORDER_BIG, FULL, (uint64_t)layout->large_ids << 24);
    header_number(&pitm, ORDER_BIG, layout->large_ids ? 4 : 2, ITEM);
    header_number(&meta, ORDER_BIG, FULL, 0);
    heif_box(&meta, "pitm", buf_span(&pitm));
    add_iprp_of(&meta, properties, layout);
    if (layout->reference)
        add_iref(&meta, layout);
    header_ftyp(out, "heicmif1heic");
    heif_box(out, "meta", buf_span(&meta));
    buf_fini(&pitm);
    buf_fini(&meta);
}

/* Take a box off *rest. */
static bool next_box(struct span *rest, struct span *type, struct span *content)
{
    if (rest->len < HEAD || read_be32(rest->data) < HEAD || read_be32(rest->data) > rest->len)
        return false;
    const size_t size = read_be32(rest->data);

    *type = span_cut(*rest, 4, 4);
    *content = span_cut(*rest, HEAD, size - HEAD);
    *rest = span_cut(*rest, size, rest->len);
    return true;
}

static bool find_box(struct span in, const char *name, struct span *content)
{
    struct span type;

    while (next_box(&in, &type, content))
        if (span_is(type, name))
            return true;
    return false;
}

/* ipma again, with further properties of the item: ids of 16 bits, one byte a property. */
static bool extend(struct span old, uint32_t item, const uint32_t owned[], uint32_t n,
                   struct buf *ipma)
{
    size_t at = FULL + 4;

    if (old.len < at || read_be32(old.data) != 0)
        return false;
    buf_add(ipma, old.data, at);
    for (uint32_t left = read_be32(old.data + FULL); left > 0; left--) {
        if (at + 3 > old.len || at + 3 + old.data[at + 2] > old.len)
            return false;
        const uint32_t had = old.data[at + 2];
        const bool mine = read_be16(old.data + at) == item;

        buf_add(ipma, old.data + at, 2);
        header_number(ipma, ORDER_BIG, 1, had + (mine ? n : 0));
        buf_add(ipma, old.data + at + 3, had);
        if (mine)
            add_entries(ipma, owned, n, false);
        at += 3 + had;
    }
    return true;
}

static bool add_iprp(struct span old, uint32_t item, const char *properties, struct buf *meta)
{
    struct buf iprp = room();
    struct buf made = room();
    uint32_t owned[256];
    uint32_t n = 0;
    uint32_t count = 1;
    struct span ipco;
    struct span ipma;
    struct span type;
    struct span content;
    bool done = find_box(old, "ipco", &ipco) && find_box(old, "ipma", &ipma);

    for (struct span rest = ipco; done && next_box(&rest, &type, &content);)
        count++;
    if (done) {
        buf_add(&made, ipco.data, ipco.len);
        (void)add_properties(&made, properties, count, owned, &n);
        heif_box(&iprp, "ipco", buf_span(&made));
        buf_clear(&made);
        done = extend(ipma, item, owned, n, &made);
        heif_box(&iprp, "ipma", buf_span(&made));
    }
    heif_box(meta, "iprp", buf_span(&iprp));
    buf_fini(&iprp);
    buf_fini(&made);
    return done;
}

/* The file with its meta box made a free one, so that all stays where iloc says; the new one comes
 * last. */
static void add_freed(struct buf *out, struct span file, struct span meta)
{
    const size_t name = (size_t)(meta.data - file.data) - 4;

    buf_add(out, file.data, name);
    buf_text(out, "free");
    buf_add(out, meta.data, file.len - name - 4);
}

bool heif_with(struct span file, const char *properties, struct buf *out)
{
    struct buf meta = room();
    struct span old;
    struct span pitm;
    struct span type;
    struct span content;

    if (!find_box(file, "meta", &old) || old.len < FULL)
        return false;
    struct span rest = span_cut(old, FULL, old.len);
    bool done = find_box(rest, "pitm", &pitm) && pitm.len == FULL + 2;

    header_number(&meta, ORDER_BIG, FULL, 0);
    while (done && next_box(&rest, &type, &content)) {
        if (span_is(type, "iprp"))
            done = add_iprp(content, read_be16(pitm.data + FULL), properties, &meta);
        else
            buf_add(&meta, type.data - 4, content.len + HEAD);
    }
    add_freed(out, file, old);
    heif_box(out, "meta", buf_span(&meta));
    buf_fini(&meta);
    return done && !out->failed;
}

void heif_mime(struct buf *out, int version, uint32_t item, const char *encoding)
{
    struct buf infe = room();

    header_number(&infe, ORDER_BIG, FULL, (uint64_t)version << 24 | 1); /* hidden */
    header_number(&infe, ORDER_BIG, version < 3 ? 2 : 4, item);
    header_number(&infe, ORDER_BIG, 2, 0);
    buf_text(&infe, "mime");
    buf_char(&infe, '\0'); /* no name */
    buf_text(&infe, "application/rdf+xml");
    buf_char(&infe, '\0');
    buf_text(&infe, encoding);
    buf_char(&infe, '\0');
    heif_box(out, "infe", buf_span(&infe));
    buf_fini(&infe);
}

/* One entry more, with one extent: numbers of 4 bytes, as libheif writes them. */
static bool add_iloc(struct span old, uint64_t offset, uint64_t length, struct buf *meta)
{
    struct buf iloc = room();
    const bool known = old.len >= FULL + 4 && read_be16(old.data + FULL) >> 8 == 0x44;
    const int base = known ? read_be16(old.data + FULL) >> 4 & 0xF : 0;

    if (known && old.data[0] < 2) {
        buf_add(&iloc, old.data, FULL + 2);
        header_number(&iloc, ORDER_BIG, 2, read_be16(old.data + FULL + 2) + 1u);
        buf_add(&iloc, old.data + FULL + 4, old.len - FULL - 4);
        header_number(&iloc, ORDER_BIG, 2, XMP_ITEM);
        header_number(&iloc, ORDER_BIG, old.data[0] == 1 ? 4 : 2, 0);
        header_number(&iloc, ORDER_BIG, base, 0);
        header_number(&iloc, ORDER_BIG, 2, 1);
        header_number(&iloc, ORDER_BIG, 4, offset);
        header_number(&iloc, ORDER_BIG, 4, length);
    }
    heif_box(meta, "iloc", buf_span(&iloc));
    buf_fini(&iloc);
    return known && old.data[0] < 2;
}

static void add_iinf(struct span old, const char *encoding, struct buf *meta)
{
    struct buf iinf = room();

    buf_add(&iinf, old.data, FULL);
    header_number(&iinf, ORDER_BIG, 2, read_be16(old.data + FULL) + 1u);
    buf_add(&iinf, old.data + FULL + 2, old.len - FULL - 2);
    heif_mime(&iinf, 2, XMP_ITEM, encoding);
    heif_box(meta, "iinf", buf_span(&iinf));
    buf_fini(&iinf);
}

/* All references, and that the XMP is about the picture. */
static void add_references(struct span old, uint32_t picture, struct buf *meta)
{
    struct buf cdsc = room();
    struct buf iref = room();

    header_number(&cdsc, ORDER_BIG, 2, XMP_ITEM);
    header_number(&cdsc, ORDER_BIG, 2, 1);
    header_number(&cdsc, ORDER_BIG, 2, picture);
    if (old.len > 0)
        buf_add(&iref, old.data, old.len);
    else
        header_number(&iref, ORDER_BIG, FULL, 0);
    heif_box(&iref, "cdsc", buf_span(&cdsc));
    heif_box(meta, "iref", buf_span(&iref));
    buf_fini(&cdsc);
    buf_fini(&iref);
}

bool heif_with_xmp(struct span file, const char *encoding, struct span xmp, struct buf *out)
{
    struct buf meta = room();
    struct span old;
    struct span pitm;
    struct span iref;
    struct span type;
    struct span content;

    if (!find_box(file, "meta", &old) || old.len < FULL)
        return false;
    struct span rest = span_cut(old, FULL, old.len);
    bool done = find_box(rest, "pitm", &pitm) && pitm.len == FULL + 2;

    if (!find_box(rest, "iref", &iref))
        iref = span_of(NULL, 0);

    header_number(&meta, ORDER_BIG, FULL, 0);
    while (done && next_box(&rest, &type, &content)) {
        if (span_is(type, "iloc"))
            done = add_iloc(content, file.len + HEAD, xmp.len, &meta);
        else if (span_is(type, "iinf"))
            add_iinf(content, encoding, &meta);
        else if (!span_is(type, "iref"))
            buf_add(&meta, type.data - 4, content.len + HEAD);
    }
    if (done)
        add_references(iref, read_be16(pitm.data + FULL), &meta);
    add_freed(out, file, old);
    heif_box(out, "mdat", xmp);
    heif_box(out, "meta", buf_span(&meta));
    buf_fini(&meta);
    return done && !out->failed;
}
