#include "image/facts/xml.h"

#include <stdlib.h>
#include <string.h>

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct span trim(struct span text)
{
    while (text.len > 0 && is_blank(text.data[0]))
        text = span_cut(text, 1, text.len);
    while (text.len > 0 && is_blank(text.data[text.len - 1]))
        text.len--;
    return text;
}

static struct span take_name(struct span *text)
{
    size_t len = 0;

    while (len < text->len && !is_blank(text->data[len]) && !strchr("=/<>\"'", text->data[len]))
        len++;
    const struct span name = span_cut(*text, 0, len);

    *text = span_cut(*text, len, text->len);
    return name;
}

/* Cut off everything up to the end of `end`; false: it is not there. */
static bool skip_past(struct span *rest, const char *end)
{
    const size_t len = strlen(end);
    const unsigned char *at = rest->len ? memmem(rest->data, rest->len, end, len) : NULL;

    if (at == NULL)
        return false;
    *rest = span_cut(*rest, (size_t)(at - rest->data) + len, rest->len);
    return true;
}

/* What begins with <! or <?: passed over. A document type that declares something ends all. */
static bool skip_other(struct span *rest)
{
    if (span_starts(*rest, "<?"))
        return skip_past(rest, "?>");
    if (span_starts(*rest, "<!--"))
        return skip_past(rest, "-->");
    const struct span before = *rest;

    return span_starts(*rest, "<!DOCTYPE") && skip_past(rest, ">") &&
           memchr(before.data, '[', before.len - rest->len) == NULL;
}

static bool take_text(struct xml *xml)
{
    const unsigned char *end = memchr(xml->rest.data, '<', xml->rest.len);
    const size_t len = end ? (size_t)(end - xml->rest.data) : xml->rest.len;

    xml->text = trim(span_cut(xml->rest, 0, len));
    xml->rest = span_cut(xml->rest, len, xml->rest.len);
    xml->kind = XML_TEXT;
    return xml->text.len > 0;
}

/* <![CDATA[text]]> */
static bool take_cdata(struct xml *xml)
{
    struct span rest = span_cut(xml->rest, strlen("<![CDATA["), xml->rest.len);
    const unsigned char *from = rest.data;

    if (!skip_past(&rest, "]]>"))
        return false;
    xml->text = trim(span_of(from, xml->rest.len - strlen("<![CDATA[") - strlen("]]>") - rest.len));
    xml->rest = rest;
    xml->kind = XML_TEXT;
    return true;
}

static bool take_tag(struct xml *xml)
{
    struct span tag = span_cut(xml->rest, 1, xml->rest.len);
    const bool close = tag.len > 0 && tag.data[0] == '/';

    if (close)
        tag = span_cut(tag, 1, tag.len);
    xml->name = take_name(&tag);
    const unsigned char *from = tag.data;

    while (tag.len > 0 && tag.data[0] != '>') {
        const unsigned char quote = tag.data[0];

        tag = span_cut(tag, 1, tag.len);
        if ((quote == '"' || quote == '\'') && !skip_past(&tag, quote == '"' ? "\"" : "'"))
            return false;
    }
    if (tag.len == 0 || xml->name.len == 0)
        return false;
    xml->attributes = span_of(from, (size_t)(tag.data - from));
    xml->closed = xml->attributes.len > 0 && xml->attributes.data[xml->attributes.len - 1] == '/';
    xml->kind = close ? XML_CLOSE : XML_OPEN;
    xml->rest = span_cut(tag, 1, tag.len);
    return true;
}

bool xml_next(struct xml *xml)
{
    while (xml->rest.len > 0) {
        if (xml->rest.data[0] != '<') {
            if (take_text(xml))
                return true;
        } else if (span_starts(xml->rest, "<![CDATA[")) {
            if (take_cdata(xml))
                return true;
            break;
        } else if (span_starts(xml->rest, "<!") || span_starts(xml->rest, "<?")) {
            if (!skip_other(&xml->rest))
                break;
        } else {
            if (take_tag(xml))
                return true;
            break;
        }
    }
    xml->broken = xml->rest.len > 0;
    xml->rest.len = 0;
    xml->kind = XML_END;
    return false;
}

bool xml_attribute(struct span *attributes, struct span *name, struct span *value)
{
    *attributes = trim(*attributes);
    *name = take_name(attributes);
    *attributes = trim(*attributes);
    if (name->len == 0 || attributes->len == 0 || attributes->data[0] != '=')
        return false;
    *attributes = trim(span_cut(*attributes, 1, attributes->len));
    if (attributes->len == 0 || (attributes->data[0] != '"' && attributes->data[0] != '\''))
        return false;
    struct span rest = span_cut(*attributes, 1, attributes->len);
    const unsigned char *end =
        rest.len > 0 ? memchr(rest.data, attributes->data[0], rest.len) : NULL;

    if (end == NULL)
        return false;
    *value = span_cut(rest, 0, (size_t)(end - rest.data));
    *attributes = span_cut(rest, value->len + 1, rest.len);
    return true;
}

static void add_character(struct buf *out, unsigned long c)
{
    if (c < 0x80) {
        buf_char(out, (char)c);
    } else if (c < 0x800) {
        buf_printf(out, "%c%c", (int)(0xC0 | c >> 6), (int)(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        buf_printf(out, "%c%c%c", (int)(0xE0 | c >> 12), (int)(0x80 | (c >> 6 & 0x3F)),
                   (int)(0x80 | (c & 0x3F)));
    } else {
        buf_printf(out, "%c%c%c%c", (int)(0xF0 | c >> 18), (int)(0x80 | (c >> 12 & 0x3F)),
                   (int)(0x80 | (c >> 6 & 0x3F)), (int)(0x80 | (c & 0x3F)));
    }
}

/* XML 1.0, 4.1 and 4.6: &#10; &#xA; and five names. False: none of them. */
static bool add_entity(struct span name, struct buf *out)
{
    static const char *const names[] = {"lt", "gt", "amp", "quot", "apos"};
    static const char values[] = "<>&\"'";
    char text[12];
    char *end;

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (span_is(name, names[i])) {
            buf_char(out, values[i]);
            return true;
        }
    if (!span_copy(name, text, sizeof(text)) || text[0] != '#')
        return false;
    const bool hex = text[1] == 'x';
    const unsigned long c = strtoul(text + 1 + hex, &end, hex ? 16 : 10);

    if (*end != '\0' || c == 0 || c > 0x10FFFF)
        return false;
    add_character(out, c);
    return true;
}

void xml_decode(struct span text, struct buf *out)
{
    enum { ENTITY_MAX = 12 };

    for (size_t i = 0; i < text.len; i++) {
        struct span name = span_cut(text, i + 1, ENTITY_MAX);
        const unsigned char *end =
            text.data[i] == '&' && name.len > 0 ? memchr(name.data, ';', name.len) : NULL;

        name.len = end ? (size_t)(end - name.data) : 0;
        if (end && add_entity(name, out))
            i += name.len + 1;
        else
            buf_char(out, (char)text.data[i]);
    }
}
