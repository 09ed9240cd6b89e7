#include "base/span.h"

#include <string.h>
#include <strings.h>

struct span span_text(const char *text)
{
    return text ? span_of(text, strlen(text)) : span_of(NULL, 0);
}

struct span span_cut(struct span from, size_t at, size_t len)
{
    if (at >= from.len)
        return span_of(NULL, 0);
    return span_of(from.data + at, len < from.len - at ? len : from.len - at);
}

bool span_equal(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

bool span_is(struct span span, const char *text)
{
    return span_equal(span, span_text(text));
}

bool span_is_nocase(struct span span, const char *text)
{
    const size_t len = strlen(text);

    return span.len == len && (len == 0 || strncasecmp((const char *)span.data, text, len) == 0);
}

bool span_starts(struct span span, const char *prefix)
{
    const size_t len = strlen(prefix);

    return span.len >= len && (len == 0 || memcmp(span.data, prefix, len) == 0);
}

static bool blank(unsigned char c)
{
    return c == ' ' || c == '\t';
}

struct span span_trim(struct span span)
{
    while (span.len > 0 && blank(span.data[0]))
        span = span_of(span.data + 1, span.len - 1);
    while (span.len > 0 && blank(span.data[span.len - 1]))
        span.len--;
    return span;
}

bool span_next(struct span *rest, char stop, struct span *piece)
{
    if (rest->len == 0)
        return false;

    const unsigned char *at = memchr(rest->data, stop, rest->len);
    const size_t len = at ? (size_t)(at - rest->data) : rest->len;

    *piece = span_of(rest->data, len);
    *rest = span_cut(*rest, len + 1, rest->len);
    return true;
}

/* Unicode 15, table 3-7. */
size_t span_utf8(struct span span, size_t at)
{
    const unsigned char *p = span.data + at;
    const size_t left = span.len - at;

    if (p[0] < 0x80)
        return 1;
    const size_t len = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;

    if (p[0] < 0xC2 || p[0] > 0xF4 || len > left)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ||
        (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
        return 0;
    return len;
}

bool span_copy(struct span span, char *text, size_t size)
{
    text[0] = '\0';
    if (span.len >= size || (span.len > 0 && memchr(span.data, '\0', span.len)))
        return false;
    if (span.len > 0)
        memcpy(text, span.data, span.len);
    text[span.len] = '\0';
    return true;
}

uint16_t read_be16(const unsigned char *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

uint32_t read_be32(const unsigned char *p)
{
    return (uint32_t)read_be16(p) << 16 | read_be16(p + 2);
}

uint16_t read_le16(const unsigned char *p)
{
    return (uint16_t)(p[0] | p[1] << 8);
}

uint32_t read_le24(const unsigned char *p)
{
    return (uint32_t)read_le16(p) | (uint32_t)p[2] << 16;
}

uint32_t read_le32(const unsigned char *p)
{
    return (uint32_t)read_le16(p) | (uint32_t)read_le16(p + 2) << 16;
}
