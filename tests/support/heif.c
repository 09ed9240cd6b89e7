#include "tests/support/heif.h"

#include "tests/support/headers.h"

#include <stdlib.h>
#include <string.h>

enum { BOXES_MAX = 1 << 16, HEAD = 8, FULL = 4, ITEM = 7, ESSENTIAL = 0x80 };

static void add_box(struct buf *out, const char *type, struct span content)
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
        add_box(ipco, type, buf_span(&content));
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
    add_box(&iprp, "ipco", buf_span(&ipco));
    begin_ipma(&ipma, layout, layout->others + (layout->apart ? 0 : 1));
    add_others(&ipma, layout);
    if (layout->apart) {
        add_box(&iprp, "ipma", buf_span(&ipma));
        buf_clear(&ipma);
        begin_ipma(&ipma, layout, 1);
    }
    header_number(&ipma, ORDER_BIG, layout->large_ids ? 4 : 2, ITEM);
    header_number(&ipma, ORDER_BIG, 1, n);
    add_entries(&ipma, owned, n, layout->wide);
    add_box(&iprp, "ipma", buf_span(&ipma));
    add_box(meta, "iprp", buf_span(&iprp));
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
    add_box(&iref, layout->reference, buf_span(&one));
    add_box(meta, "iref", buf_span(&iref));
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
    add_box(&meta, "pitm", buf_span(&pitm));
    add_iprp_of(&meta, properties, layout);
    if (layout->reference)
        add_iref(&meta, layout);
    header_ftyp(out, "heicmif1heic");
    add_box(out, "meta", buf_span(&meta));
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
        add_box(&iprp, "ipco", buf_span(&made));
        buf_clear(&made);
        done = extend(ipma, item, owned, n, &made);
        add_box(&iprp, "ipma", buf_span(&made));
    }
    add_box(meta, "iprp", buf_span(&iprp));
    buf_fini(&iprp);
    buf_fini(&made);
    return done;
}

/* Its meta box becomes a free one, so that all stays where iloc says, and the new one comes last.
 */
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
    const size_t name = (size_t)(old.data - file.data) - 4;

    header_number(&meta, ORDER_BIG, FULL, 0);
    while (done && next_box(&rest, &type, &content)) {
        if (span_is(type, "iprp"))
            done = add_iprp(content, read_be16(pitm.data + FULL), properties, &meta);
        else
            buf_add(&meta, type.data - 4, content.len + HEAD);
    }
    buf_add(out, file.data, name);
    buf_text(out, "free");
    buf_add(out, old.data, file.len - name - 4);
    add_box(out, "meta", buf_span(&meta));
    buf_fini(&meta);
    return done && !out->failed;
}
