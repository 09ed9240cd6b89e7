#include "image/vips/svg_element.h"

#include "image/facts/xml.h"
#include "image/vips/svg_css.h"
#include "image/vips/svg_refs.h"
#include "image/vips/svg_transform.h"
#include "image/vips/svg_values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { VALUE_MAX = 4 << 20 };

struct span svg_local_name(struct span name)
{
    const unsigned char *colon = name.len > 0 ? memchr(name.data, ':', name.len) : NULL;

    return colon ? span_cut(name, (size_t)(colon - name.data) + 1, name.len) : name;
}

static void forget(struct svg_element *element)
{
    *element = (struct svg_element){
        .relative = 1, .scale = 1, .basis = element->basis, .urls = element->urls};
    buf_clear(&element->urls);
}

void svg_element_init(struct svg_element *element)
{
    *element = (struct svg_element){.relative = 1, .scale = 1};
    buf_init(&element->urls, VALUE_MAX);
}

void svg_element_fini(struct svg_element *element)
{
    buf_fini(&element->urls);
}

static bool is_one_of(const char *name, const char *const *words)
{
    for (; *words; words++)
        if (strcasecmp(name, *words) == 0)
            return true;
    return false;
}

/* A part or no em of something without end is nothing all the same. */
static double times(double factor, double whole)
{
    return factor > 0 ? factor * whole : 0;
}

static double pixels_of(const struct svg_basis *basis, const struct svg_length *length)
{
    return fmax(length->pixels,
                fmax(times(length->part, basis->whole), times(length->ems, basis->em)));
}

static double pixels(const struct svg_element *element, const char *value, const char *end)
{
    const struct svg_length length = svg_length(value, end);

    return pixels_of(&element->basis, &length);
}

static void take_side(struct svg_element *element, struct svg_side *side, const char *value,
                      const char *end)
{
    const struct svg_length length = svg_length(value, end);
    const double ems = times(length.ems, element->basis.em);

    side->user = fmax(side->user, pixels_of(&element->basis, &length));
    side->object = fmax(side->object, fmax(length.pixels, fmax(length.part, ems)));
    side->part = fmax(side->part, length.part);
    side->ems = fmax(side->ems, length.ems);
    side->told = true;
    side->least = side->least > 0 ? fmin(side->least, length.pixels) : length.pixels;
    side->least = side->part > 0 || side->ems > 0 ? 0 : side->least;
}

static void take_urls(struct svg_element *element, const char *value)
{
    struct span id;

    while (svg_url(&value, &id)) {
        const uint32_t hash = svg_refs_hash((const char *)id.data, id.len);

        buf_add(&element->urls, &hash, sizeof(hash));
    }
}

/* Filter functions that are called in a text (Filter Effects, section 6), whatever for: what a
 * value is depends on quotes and brackets. */
static double calls(const char *text)
{
    static const char *const names[] = {"blur",      "brightness", "contrast", "drop-shadow",
                                        "grayscale", "hue-rotate", "invert",   "opacity",
                                        "saturate",  "sepia",      NULL};
    double n = 0;

    for (const char *at = strchr(text, '('); at; at = strchr(at + 1, '('))
        for (const char *const *name = names; *name; name++) {
            const size_t len = strlen(*name);

            n += (size_t)(at - text) >= len && strncasecmp(at - len, *name, len) == 0;
        }
    return n;
}

/* What of a number a shape may be wide: of a radius twice as much, and between two ends of a line.
 * 0: it is none of these. */
static double extent_of(const char *name)
{
    static const char *const once[] = {"x", "y", "width", "height", "cx", "cy", NULL};
    static const char *const twice[] = {"r", "rx", "ry", "x1", "y1", "x2", "y2", NULL};

    return is_one_of(name, twice) ? 2 : is_one_of(name, once);
}

/* Sides may be told in CSS too (SVG 2, geometry properties). */
static void take_size(struct svg_element *element, const char *name, const char *value,
                      const char *end)
{
    static const char *const widths[] = {"width", "markerWidth", NULL};
    static const char *const heights[] = {"height", "markerHeight", NULL};
    static const char *const advances[] = {"dx", "dy", "letter-spacing", "word-spacing", NULL};
    const double times = extent_of(name);

    if (is_one_of(name, widths))
        take_side(element, &element->width, value, end);
    if (is_one_of(name, heights))
        take_side(element, &element->height, value, end);
    if (times > 0)
        element->extent = fmax(element->extent, times * pixels(element, value, end));
    if (is_one_of(name, advances))
        element->advance = fmax(element->advance, pixels(element, value, end));
}

/* A property that is handed down where its value says so alone; librsvg knows no other such word.
 */
static bool is_handed_down(const char *name, const char *value, const char *end)
{
    static const char *const once[] = {"clip-path", "mask", "filter", NULL};

    return is_one_of(name, once) && svg_word(value, end, "inherit");
}

static void take_property(void *cls, const char *name, const char *value, const char *end)
{
    static const char *const layers[] = {"opacity",        "filter",    "mask",
                                         "mix-blend-mode", "isolation", NULL};
    struct svg_element *element = cls;

    if (strcasecmp(name, "font-size") == 0 || strcasecmp(name, "font") == 0)
        svg_size(value, end, &element->font, &element->relative);
    if (strcasecmp(name, "transform") == 0)
        element->scale *= svg_transform_growth(value, end);
    if (strcasecmp(name, "stroke-width") == 0)
        element->stroke = fmax(element->stroke, pixels(element, value, end));
    if (strcasecmp(name, "stroke-dasharray") == 0)
        element->dashes = fmax(element->dashes, svg_dashes(value, end));
    element->layer = element->layer || is_one_of(name, layers);
    element->inherits |= is_handed_down(name, value, end) ? SVG_INHERITS : 0;
    if (strcasecmp(name, "fill") == 0 || strcasecmp(name, "stroke") == 0)
        element->inherits |= svg_word(value, end, "context-") ? SVG_INHERITS_CONTEXT : 0;
    take_size(element, name, value, end);
}

static void take_href(struct svg_element *element, const char *value)
{
    if (element->href) /* with a prefix and without: either may count */
        buf_add(&element->urls, &element->href, sizeof(element->href));
    element->href = svg_refs_hash(value + (*value == '#'), strlen(value + (*value == '#')));
}

/* What is taken once is taken in its true spelling alone: another could hide it. */
static void take_attribute(struct svg_element *element, const char *word, const char *value)
{
    element->hidden = element->hidden || strstr(value, "/*") != NULL;
    take_urls(element, value);
    if (strcasecmp(word, "style") == 0 || strcasecmp(word, "filter") == 0)
        element->functions += calls(value);
    if (strcmp(word, "d") == 0 || strcmp(word, "points") == 0)
        element->points += svg_points(value, &element->extent);
    else if (strcasecmp(word, "style") == 0)
        svg_css_each(value, take_property, element);
    else if (strcasecmp(word, "transform") == 0 || strcasecmp(word, "patternTransform") == 0)
        element->scale *= svg_transform_growth(value, value + strlen(value));
    else if (strcmp(word, "viewBox") == 0)
        (void)svg_box(value, element->box);
    else if (strcmp(word, "preserveAspectRatio") == 0)
        element->skewed = strcasestr(value, "none") || strcasestr(value, "slice");
    else if (strcmp(word, "patternUnits") == 0)
        element->units = strstr(value, "userSpaceOnUse") ? SVG_UNITS_USER : SVG_UNITS_OBJECT;
    else if (strcmp(word, "result") == 0)
        element->has_result = true;
    else if (strcmp(word, "numOctaves") == 0)
        element->octaves = fmax(element->octaves, strtod(value, NULL));
    else if (strcmp(word, "order") == 0)
        element->cells = fmax(element->cells, svg_cells(value));
    else
        take_property(element, word, value, value + strlen(value));
}

static void take_id(struct svg_element *element, const char *value)
{
    element->other_id = element->has_id ? element->id : 0;
    element->has_id = true;
    element->id = svg_refs_hash(value, strlen(value));
}

/* Of attributes with a prefix only xlink:href and xml:id mean anything. */
static void take_named(struct svg_element *element, struct span name, const char *value)
{
    const struct span local = svg_local_name(name);
    char word[20] = "";

    (void)span_copy(name, word, sizeof(word));
    if (span_is(local, "href"))
        take_href(element, value);
    else if (span_is(name, "id") || span_is(name, "xml:id"))
        take_id(element, value);
    else if (local.len == name.len)
        take_attribute(element, word, value);
}

void svg_element_read(struct svg_element *element, struct span attributes)
{
    struct span name;
    struct span value;
    struct buf plain;

    forget(element);
    buf_init(&plain, VALUE_MAX);
    while (xml_attribute(&attributes, &name, &value)) {
        buf_clear(&plain);
        xml_decode(value, &plain);
        take_named(element, name, buf_string(&plain));
    }
    buf_fini(&plain);
}

void svg_element_read_css(struct svg_element *element, const char *css)
{
    forget(element);
    take_urls(element, css);
    element->functions += calls(css);
    svg_css_each(css, take_property, element);
}

bool svg_element_url(const struct svg_element *element, size_t i, uint32_t *id)
{
    if ((i + 1) * sizeof(*id) > element->urls.len)
        return false;
    memcpy(id, element->urls.data + i * sizeof(*id), sizeof(*id));
    return true;
}
