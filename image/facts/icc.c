#include "image/facts/writers.h"

/* ICC.1:2022, 7.2 to 7.3 and 10: a header of 128 bytes, a count, and 12 bytes a tag. */
enum { HEADER = 128, ENTRY = 12, TAGS_MAX = 100, NAME_MAX_BYTES = 512 };

static struct span find_tag(struct span profile, uint32_t wanted)
{
    const uint32_t n = profile.len >= HEADER + 4 ? read_be32(profile.data + HEADER) : 0;

    for (size_t i = 0; i < n && i < TAGS_MAX; i++) {
        const size_t at = HEADER + 4 + i * ENTRY;

        if (at + ENTRY > profile.len)
            break;
        if (read_be32(profile.data + at) == wanted)
            return span_cut(profile, read_be32(profile.data + at + 4),
                            read_be32(profile.data + at + 8));
    }
    return span_of(NULL, 0);
}

static struct span until_nul(struct span text)
{
    struct span piece = text;

    (void)span_next(&text, '\0', &piece);
    return piece;
}

static void add_utf8(struct buf *out, uint32_t c)
{
    if (c < 0x80) {
        buf_char(out, (char)c);
    } else if (c < 0x800) {
        buf_char(out, (char)(0xC0 | c >> 6));
        buf_char(out, (char)(0x80 | (c & 0x3F)));
    } else {
        buf_char(out, (char)(0xE0 | c >> 12));
        buf_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
        buf_char(out, (char)(0x80 | (c & 0x3F)));
    }
}

/* multiLocalizedUnicodeType (10.15): the first of its UTF-16 texts. Surrogates, which no honest
 * description has, come out as U+FFFD. */
static void add_localized(struct span tag, struct buf *out)
{
    enum { OFFSET = 24, LENGTH = 20, RECORD_END = 28 };

    if (tag.len < RECORD_END)
        return;
    const struct span text =
        span_cut(tag, read_be32(tag.data + OFFSET), read_be32(tag.data + LENGTH));

    for (size_t i = 0; i + 2 <= text.len; i += 2) {
        const uint32_t c = read_be16(text.data + i);

        if (c == 0)
            break;
        add_utf8(out, c);
    }
}

/* textDescriptionType of version 2 profiles (ICC.1:2001-04, 6.5.17): a count and ASCII. */
static void add_ascii(struct span tag, struct buf *out)
{
    enum { COUNT = 8, TEXT = 12 };

    if (tag.len < TEXT)
        return;
    const struct span text = until_nul(span_cut(tag, TEXT, read_be32(tag.data + COUNT)));

    buf_add(out, text.data, text.len);
}

void icc_write_name(struct span profile, struct emit *json, const char *key)
{
    const struct span tag = find_tag(profile, 0x64657363); /* desc */
    struct buf name;

    buf_init(&name, NAME_MAX_BYTES);
    if (span_starts(tag, "mluc"))
        add_localized(tag, &name);
    else if (span_starts(tag, "desc"))
        add_ascii(tag, &name);
    if (name.len > 0)
        emit_span(json, key, buf_span(&name));
    else
        emit_text(json, key, NULL);
    buf_fini(&name);
}

struct span source_blob(const struct fact_source *source, const char *name)
{
    const void *data;
    size_t len;

    if (vips_image_get_typeof(source->header, name) == 0 ||
        vips_image_get_blob(source->header, name, &data, &len) != 0)
        return span_of(NULL, 0);
    return span_of(data, len);
}

void fact_icc_name(const struct fact_source *source, struct emit *json, const char *key)
{
    icc_write_name(source_blob(source, VIPS_META_ICC_NAME), json, key);
}
