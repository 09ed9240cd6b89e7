#include "image/vips/svg_check.h"

#include "image/facts/xml.h"
#include "image/vips/svg_element.h"
#include "image/vips/svg_values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A side in whatever unit: the largest, an inch, has 96 pixels, and libvips counts to 10^7. */
enum { SIDE_MAX = 100000, DEPTH_MAX = 64, VALUE_MAX = 4 << 20 };

/* Every url( is followed by a '#'. */
static bool names_itself(const char *text)
{
    while ((text = svg_after_url(text)) != NULL) {
        text += strspn(text, " \t\r\n'\"");
        if (*text != '#')
            return false;
    }
    return true;
}

/* CSS, or an attribute that is read like CSS. A backslash could spell any of these words. */
static bool is_tame(const char *text)
{
    return strchr(text, '\\') == NULL && strcasestr(text, "@import") == NULL && names_itself(text);
}

/* A character with more leading zeros than xml_decode() takes could spell any word. */
static bool is_padded(struct span text)
{
    return text.len > 0 && (memmem(text.data, text.len, "&#000", 5) != NULL ||
                            memmem(text.data, text.len, "&#x000", 6) != NULL);
}

/* Text of the document with its entities replaced; not tame where it is too long or holds a NUL. */
static bool is_tame_span(struct span text, bool is_href)
{
    struct buf plain;

    buf_init(&plain, VALUE_MAX);
    xml_decode(text, &plain);
    const char *string = buf_string(&plain);
    const bool fine = !plain.failed && !is_padded(text) && strlen(string) == plain.len &&
                      is_tame(string) && (!is_href || plain.len == 0 || string[0] == '#');

    buf_fini(&plain);
    return fine;
}

static bool tag_is_tame(const struct xml *xml)
{
    const bool is_link = span_is(svg_local_name(xml->name), "a");
    struct span attributes = xml->attributes;
    struct span name;
    struct span value;

    while (xml_attribute(&attributes, &name, &value)) {
        const bool is_href = !is_link && span_is_nocase(svg_local_name(name), "href");

        if (!is_tame_span(value, is_href))
            return false;
    }
    return true;
}

static bool is_ascii(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] > 127)
            return false;
    return true;
}

/* Bytes mean here what they mean to librsvg: where they do not, an id could be spelled in two ways.
 */
static bool known_encoding(struct span svg)
{
    static const char *const known[] = {"us-ascii", "ascii", "iso-8859-1"};
    const unsigned char *end = memmem(svg.data, svg.len, "?>", 2);
    const size_t len = end ? (size_t)(end - svg.data) : 0;
    const unsigned char *at = len > 0 ? memmem(svg.data, len, "encoding", 8) : NULL;
    struct span rest = at ? span_cut(svg, (size_t)(at - svg.data), len) : span_of(NULL, 0);
    struct span name;
    struct span value = {0};

    if (at == NULL)
        return true;
    (void)xml_attribute(&rest, &name, &value);
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (span_is_nocase(value, known[i]))
            return is_ascii(svg);
    return span_is_nocase(value, "utf-8");
}

static bool document_is_tame(struct span svg)
{
    struct xml xml = {.rest = svg};
    bool styled = false; /* from then on any text may be CSS */
    int depth = 0;

    if (!known_encoding(svg) || memmem(svg.data, svg.len, "<?xml-", 6) != NULL)
        return false;
    while (xml_next(&xml)) {
        if (xml.kind == XML_OPEN) {
            depth += !xml.closed;
            styled = styled || span_is_nocase(svg_local_name(xml.name), "style");
        }
        if (xml.kind == XML_CLOSE)
            depth--;
        if (depth > DEPTH_MAX || (xml.kind == XML_OPEN && !tag_is_tame(&xml)) ||
            (xml.kind == XML_TEXT && styled && !is_tame_span(xml.text, false)))
            return false;
    }
    return !xml.broken;
}

/* The largest of the numbers in a value such as "12cm" or "0 0 300 200". */
static double largest(struct span value)
{
    char text[128];
    char *at = text;
    double most = 0;

    if (!span_copy(value, text, sizeof(text)))
        return INFINITY; /* no honest number is so long */
    while (*at) {
        char *end;
        const double number = strtod(at, &end);

        most = end > at ? fmax(most, number) : most;
        at = end > at ? end : at + 1;
    }
    return most;
}

static double largest_side(struct span svg)
{
    struct xml xml = {.rest = svg};
    struct span name;
    struct span value;
    double side = 0;
    double box = 0;
    int sides = 0;

    while (xml_next(&xml) && xml.kind != XML_OPEN)
        continue;
    while (xml_attribute(&xml.attributes, &name, &value)) {
        const bool is_side = span_is(name, "width") || span_is(name, "height");

        if (is_side && value.len > 0 && memchr(value.data, '%', value.len) == NULL) {
            side = fmax(side, largest(value));
            sides++;
        }
        box = span_is(name, "viewBox") ? largest(value) : box;
    }
    return sides < 2 ? fmax(side, box) : side; /* what is not told is taken from the box */
}

enum err_code svg_check(struct span svg, struct svg_cost *cost, struct err *err)
{
    struct svg_cost known;

    if (!document_is_tame(svg))
        return err_set(err, ERR_UNDECODABLE,
                       "The SVG is damaged, nested too deep, or refers to something outside it.");
    const char *excess = svg_excess(svg, cost ? cost : &known);

    if (excess)
        return err_set(err, ERR_UNDECODABLE, "The SVG has %s.", excess);
    const double side = largest_side(svg);

    if (side <= SIDE_MAX)
        return ERR_OK;
    return err_limit(err, ERR_IMAGE_TOO_LARGE, SIDE_MAX, side,
                     "The SVG says it is %g wide or high.", side);
}
