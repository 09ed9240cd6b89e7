#include "tests/support/tagged.h"

#include "base/check.h"
#include "base/macros.h"

#include <string.h>

enum { BYTE = 1, ASCII, SHORT, LONG, RATIONAL, UNDEFINED = 7 };
enum { HEAD = 8, ENTRY = 12, INSIDE = 4, FIELDS_MAX = 16, SEGMENT_MAX = 65533 };

static const char xmp[] = "http://ns.adobe.com/xap/1.0/\0"
                          "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
                          "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
                          "<rdf:Description rdf:about='' "
                          "xmlns:exif='http://ns.adobe.com/exif/1.0/' "
                          "exif:GPSLatitude='" TAGGED_PLACE "'/></rdf:RDF></x:xmpmeta>";

/* A value as it is in the file: numbers are given with all their bytes in place. */
struct field {
    uint16_t tag, type;
    uint32_t count;
    const char *text; /* NULL: `numbers` */
    uint32_t numbers[6];
};

struct writer {
    struct buf *out;
    size_t start; /* of the block */
    bool big;
};

static void put(struct writer *to, uint32_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        buf_char(to->out, (char)(value >> 8 * (to->big ? bytes - 1 - i : i)));
}

static uint32_t here(const struct writer *to)
{
    return (uint32_t)(to->out->len - to->start);
}

static size_t size_of(const struct field *field)
{
    static const size_t sizes[] = {0, 1, 1, 2, 4, 8, 0, 1};

    return field->count * sizes[field->type];
}

static void put_value(struct writer *to, const struct field *field)
{
    const size_t numbers = field->type == RATIONAL ? 2 * (size_t)field->count : field->count;

    if (field->text)
        buf_add(to->out, field->text, field->count);
    for (size_t i = 0; i < numbers && field->text == NULL; i++)
        put(to, field->numbers[i], field->type == SHORT ? 2 : field->type == BYTE ? 1 : 4);
}

/* A directory, then the values that do not fit into it; where it begins. */
static uint32_t put_directory(struct writer *to, const struct field *fields, size_t n,
                              uint32_t next)
{
    const uint32_t start = here(to);
    uint32_t at = start + 2 + (uint32_t)n * ENTRY + 4;

    put(to, (uint32_t)n, 2);
    for (size_t i = 0; i < n; i++) {
        const size_t size = size_of(&fields[i]);
        const size_t before = to->out->len;

        put(to, fields[i].tag, 2);
        put(to, fields[i].type, 2);
        put(to, fields[i].count, 4);
        if (size <= INSIDE)
            put_value(to, &fields[i]);
        else
            put(to, at, 4);
        at += size > INSIDE ? (uint32_t)size : 0;
        while (to->out->len - before < ENTRY)
            buf_char(to->out, 0);
    }
    put(to, next, 4);
    for (size_t i = 0; i < n; i++)
        if (size_of(&fields[i]) > INSIDE)
            put_value(to, &fields[i]);
    return start;
}

static struct field text(uint16_t tag, uint16_t type, const char *value)
{
    return (struct field){tag, type, (uint32_t)strlen(value) + (type == ASCII), value, {0}};
}

static uint32_t put_gps(struct writer *to)
{
    const struct field fields[] = {
        {0, BYTE, 4, NULL, {2, 3, 0, 0}},
        text(1, ASCII, "N"),
        {2, RATIONAL, 3, NULL, {52, 1, 30, 1, 30, 1}},
        text(3, ASCII, "E"),
        {4, RATIONAL, 3, NULL, {13, 1, 22, 1, 40, 1}},
    };

    return put_directory(to, fields, ARRAY_LEN(fields), 0);
}

static uint32_t put_photo(struct writer *to)
{
    const struct field fields[] = {
        {0x829A, RATIONAL, 1, NULL, {1, 250}},
        text(0x9000, UNDEFINED, "0230"),
        text(0x9003, ASCII, "2026:11:28 21:00:00"),
        text(0x927C, UNDEFINED, TAGGED_NOTE),
        text(0x9286, UNDEFINED, "ASCII\1\1\1a comment"),
        {0xA001, SHORT, 1, NULL, {1}},
        {0xA002, LONG, 1, NULL, {4000}},
        {0xA003, SHORT, 1, NULL, {3000}},
    };

    return put_directory(to, fields, ARRAY_LEN(fields), 0);
}

/* The small picture is no more than its first and last bytes, which nobody decodes. */
static uint32_t put_thumbnail(struct writer *to)
{
    static const char thumbnail[] = "\xFF\xD8\xFF\xFE\0\x11small picture!\xFF\xD9";
    const uint32_t at = here(to);
    const struct field fields[] = {
        {0x0103, SHORT, 1, NULL, {6}},
        {0x0201, LONG, 1, NULL, {at}},
        {0x0202, LONG, 1, NULL, {sizeof(thumbnail) - 1}},
    };

    buf_add(to->out, thumbnail, sizeof(thumbnail) - 1);
    return put_directory(to, fields, ARRAY_LEN(fields), 0);
}

static void patch(struct writer *to, size_t at, uint32_t value)
{
    for (size_t i = 0; i < 4; i++)
        to->out->data[to->start + at + i] = (char)(value >> 8 * (to->big ? 3 - i : i));
}

void tagged_exif(const struct tagged *want, struct buf *out)
{
    struct writer to = {out, out->len, want->big};

    buf_text(out, want->big ? "MM" : "II");
    put(&to, 42, 2);
    put(&to, 0, 4);
    const uint32_t gps = put_gps(&to);
    const uint32_t photo = put_photo(&to);
    const uint32_t second = put_thumbnail(&to);
    const struct field fields[FIELDS_MAX] = {
        text(0x010E, ASCII, "a description"),
        text(0x010F, ASCII, TAGGED_CAMERA),
        {0x0112, SHORT, 1, NULL, {(uint32_t)want->orientation}},
        {0x011A, RATIONAL, 1, NULL, {300, 1}},
        {0x011B, RATIONAL, 1, NULL, {300, 1}},
        {0x0128, SHORT, 1, NULL, {2}},
        text(0x013B, ASCII, TAGGED_ARTIST),
        text(0x8298, ASCII, TAGGED_COPYRIGHT),
        {0x8769, LONG, 1, NULL, {photo}},
        {0x8825, LONG, 1, NULL, {gps}},
    };
    const uint32_t first = put_directory(&to, fields, 10, second);

    CHECK(!out->failed);
    patch(&to, 4, first);
    if (want->loops)
        patch(&to, second + 2 + 3 * ENTRY, first);
    if (want->claims) {
        patch(&to, first + 2 + ENTRY + 4, UINT32_MAX);
        patch(&to, first + 2 + 9 * ENTRY + 8, 0x7FFFFFF0);
    }
}

/* T.81, B.2.4.6. */
static void put_segment(struct buf *out, int marker, struct span head, struct span body)
{
    const size_t len = 2 + head.len + body.len;

    CHECK(len <= SEGMENT_MAX + 2);
    buf_char(out, (char)0xFF);
    buf_char(out, (char)marker);
    buf_char(out, (char)(len >> 8));
    buf_char(out, (char)len);
    buf_add(out, head.data, head.len);
    buf_add(out, body.data, body.len);
}

/* Photoshop's image resource 0x0404 holds an IPTC-IIM record: 2:80 is the by-line. */
static void put_iptc(struct buf *out)
{
    static const char head[] = "Photoshop 3.0\0"
                               "8BIM\x04\x04\0\0\0\0\0\x10";
    static const char record[] = "\x1C\x02\x50\0\x0B" TAGGED_BYLINE;

    put_segment(out, 0xED, span_of(head, sizeof(head) - 1), span_of(record, sizeof(record) - 1));
}

/* ICC.1:2022, B.4. */
static void put_icc(struct buf *out, struct span profile)
{
    enum { PIECE = 60000 };
    char head[] = "ICC_PROFILE\0\1\1";
    const size_t n = (profile.len + PIECE - 1) / PIECE;

    head[13] = (char)n;
    for (size_t i = 0; i < n; i++, head[12]++)
        put_segment(out, 0xE2, span_of(head, sizeof(head) - 1),
                    span_cut(profile, i * PIECE, PIECE));
}

void tagged_jpeg(const struct tagged *want, struct span jpeg, struct buf *out)
{
    enum { SOI_SIZE = 2 };
    struct buf exif;

    buf_init(&exif, SEGMENT_MAX);
    buf_add(out, jpeg.data, SOI_SIZE);
    if (want->orientation) {
        tagged_exif(want, &exif);
        put_segment(out, 0xE1, span_of("Exif\0", 6), buf_span(&exif));
    }
    if (want->xmp)
        put_segment(out, 0xE1, span_of(xmp, sizeof(xmp) - 1), span_of("", 0));
    if (want->iptc)
        put_iptc(out);
    if (want->icc.len > 0)
        put_icc(out, want->icc);
    buf_add(out, jpeg.data + SOI_SIZE, jpeg.len - SOI_SIZE);
    buf_fini(&exif);
    CHECK(!out->failed);
}
