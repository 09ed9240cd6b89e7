#include "image/vips/svg_survey.h"

#include "image/facts/xml.h"
#include "image/vips/svg_css.h"
#include "image/vips/svg_filter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_MAX = 4 << 20 };

/* What a size of letters without a name is (CSS "medium"). */
#define FONT_MEDIUM 16.0

/* Sides, in pixels, that a view box may be drawn over: of the whole drawing, and inside it. */
#define ROOT_SIDE 1e4
#define INNER_SIDE 1e3

static void note(struct svg_survey *survey, uint32_t id)
{
    survey->named[id % SVG_SURVEY_BITS / 8] |= (unsigned char)(1u << id % 8);
}

static bool is_named(const struct svg_survey *survey, uint32_t id)
{
    return survey->named[id % SVG_SURVEY_BITS / 8] & 1u << id % 8;
}

/* Only what draws it: a link does not, and an animation is not played. */
static bool draws_href(struct span name)
{
    static const char *const names[] = {"use", "pattern", "feImage"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (span_is_nocase(name, names[i]))
            return true;
    return false;
}

static void note_targets(struct svg_survey *survey, bool href)
{
    uint32_t id;

    for (size_t i = 0; svg_element_url(&survey->element, i, &id); i++)
        note(survey, id);
    if (href)
        note(survey, survey->element.href);
}

static enum svg_kind kind_of(struct span name)
{
    static const char *const names[] = {"", "mask", "pattern", "filter", "marker"};

    for (int kind = SVG_MASK; kind <= SVG_MARKER; kind++)
        if (span_is(name, names[kind]))
            return (enum svg_kind)kind;
    return SVG_OTHER;
}

/* What stands in it is drawn where it is referred to, if at all. */
static bool draws_nothing(struct span name)
{
    return kind_of(name) != SVG_OTHER || span_is(name, "defs") || span_is(name, "symbol") ||
           span_is(name, "clipPath");
}

static bool is_gradient(struct span name)
{
    return span_is(name, "linearGradient") || span_is(name, "radialGradient");
}

/* Letters in it are so much larger. <use> may give other sides to what it draws, but to no pattern
 * or marker. */
static double growth_of(struct svg_survey *survey, struct span name)
{
    const struct svg_element *element = &survey->element;
    const bool keeps = kind_of(name) != SVG_OTHER && element->width > 0 && element->height > 0;
    const double side = fmax(fmax(element->width, element->height), keeps ? 0 : INNER_SIDE);
    const double unit = fmin(element->box[0], element->box[1]);
    double growth = element->relative * element->scale;

    if (survey->depth == 0)
        survey->root = unit > 0 ? fmax(ROOT_SIDE / unit, 1) : 1;
    else if (unit > 0)
        growth *= fmax(side / unit, 1);
    else if (span_is_nocase(name, "use"))
        growth *= side / INNER_SIDE;
    return growth;
}

/* A new node begins where something may refer to it. */
static void enter(struct svg_survey *survey, struct svg_place *place, struct span name)
{
    const struct svg_element *element = &survey->element;
    const struct svg_place around = {place->node, place->layers, 1};

    if (draws_nothing(name))
        place->node = SVG_NOWHERE;
    if (element->has_id && is_named(survey, element->id) && !is_gradient(name)) {
        const bool shows = place->node != SVG_NOWHERE;

        place->node = svg_refs_node(survey->refs, element->id, kind_of(name));
        place->layers = 0;
        if (shows)
            svg_refs_add(survey->refs, &around, element->id, 1);
    }
    place->layers += element->layer;
}

/* Where an element has two ids, either draws it: one by way of the other. */
static void add_alias(struct svg_survey *survey)
{
    const struct svg_element *element = &survey->element;

    if (element->other_id == 0 || !is_named(survey, element->other_id))
        return;
    const uint32_t node = svg_refs_node(survey->refs, element->other_id, SVG_OTHER);
    const struct svg_place place = {node, 0, 1};

    note(survey, element->id);
    svg_refs_add(survey->refs, &place, element->id, 0);
}

static void add_references(struct svg_survey *survey, const struct svg_place *place, bool href)
{
    const double points = survey->element.points;
    uint32_t id;

    for (size_t i = 0; svg_element_url(&survey->element, i, &id); i++)
        svg_refs_add(survey->refs, place, id, points);
    if (href)
        svg_refs_add(survey->refs, place, survey->element.href, 1);
}

/* What counts wherever it stands. */
static void take_numbers(struct svg_survey *survey, struct span name)
{
    const struct svg_element *element = &survey->element;

    survey->font = fmax(survey->font, element->font);
    survey->stroke = fmax(survey->stroke, element->stroke);
    survey->cells = fmax(survey->cells, element->cells);
    survey->points += element->points;
    survey->hidden = survey->hidden || element->hidden;
    survey->inherits = survey->inherits || element->inherits;
    survey->tref = survey->tref || span_is_nocase(name, "tref");
    survey->filters_itself = survey->filters_itself || element->functions > 0;
    survey->text = survey->text || span_is_nocase(name, "text");
    survey->styled = survey->styled || span_is_nocase(name, "style");
    survey->elements++;
    survey->uses += span_is_nocase(name, "use");
    if (survey->depth == 0)
        svg_tile_root(&survey->tile, element);
    else if (span_is(name, "pattern"))
        svg_tile_pattern(&survey->tile, element);
    else
        svg_tile_shape(&survey->tile, element);
}

static void take_element(struct svg_survey *survey, const struct xml *xml)
{
    const struct span name = svg_local_name(xml->name);
    struct svg_level level = survey->depth > 0 ? survey->at[survey->depth - 1]
                                               : (struct svg_level){{SVG_DOCUMENT, 0, 1}, 0, false};

    svg_element_read(&survey->element, xml->attributes);
    const bool href = survey->element.href && draws_href(name);

    take_numbers(survey, name);
    note_targets(survey, href);
    level.place.growth *= growth_of(survey, name);
    level.layers += survey->element.layer;
    survey->layers = level.layers > survey->layers ? level.layers : survey->layers;
    level.text = level.text || span_is_nocase(name, "text");
    add_alias(survey);
    enter(survey, &level.place, name);
    svg_refs_draw(survey->refs, &level.place);
    svg_refs_filter(survey->refs, level.place.node, svg_filter_passes(name, &survey->element));
    add_references(survey, &level.place, href);
    if (survey->element.has_result)
        svg_refs_hold(survey->refs, level.place.node);
    if (!xml->closed && survey->depth < SVG_SURVEY_DEPTH)
        survey->at[survey->depth++] = level;
    if (!xml->closed && survey->style == 0 && span_is_nocase(name, "style"))
        survey->style = survey->depth;
    const int deep = survey->depth + xml->closed;

    survey->deepest = deep > survey->deepest ? deep : survey->deepest;
}

/* The words gathered so far are a sheet. */
static void take_sheet(struct svg_survey *survey)
{
    static const struct svg_place anywhere = {SVG_SHEET, 0, 1};
    const struct svg_element *sheet = &survey->element;
    char *css = strdup(buf_string(&survey->words));

    survey->hidden = survey->hidden || !css || survey->words.failed || svg_css_hides(css);
    survey->styles += (double)survey->words.len;
    buf_clear(&survey->words);
    if (css == NULL)
        return;
    svg_css_blank(css);
    svg_element_read_css(&survey->element, css);
    free(css);
    note_targets(survey, false);
    add_references(survey, &anywhere, false);
    survey->font = fmax(survey->font, sheet->font);
    survey->stroke = fmax(survey->stroke, sheet->stroke);
    survey->sheet = fmax(survey->sheet, sheet->relative * sheet->scale);
    svg_tile_shape(&survey->tile, sheet);
    survey->inherits = survey->inherits || sheet->inherits;
    survey->sheet_layers = survey->sheet_layers || sheet->layer;
    survey->functions += sheet->functions;
    survey->filters_itself = survey->filters_itself || sheet->functions > 0;
}

static void take_text(struct svg_survey *survey, struct span text)
{
    if (survey->styled)
        xml_decode(text, &survey->words);
    if (survey->depth > 0 && survey->at[survey->depth - 1].text)
        survey->letters += (double)text.len;
}

static void walk(struct svg_survey *survey, struct span svg)
{
    struct xml xml = {.rest = svg};

    while (xml_next(&xml)) {
        if (xml.kind == XML_OPEN)
            take_element(survey, &xml);
        else if (xml.kind == XML_CLOSE && survey->depth > 0)
            survey->depth--;
        else if (xml.kind == XML_TEXT)
            take_text(survey, xml.text);
        if (survey->depth >= survey->style && survey->style > 0)
            continue;
        survey->style = 0; /* once there was a style sheet, any text may be one */
        if (survey->words.len > 0)
            take_sheet(survey);
    }
}

/* All but what is known to be referred to. */
static bool begin(struct svg_survey *survey)
{
    unsigned char named[sizeof(survey->named)];

    memcpy(named, survey->named, sizeof(named));
    svg_refs_free(survey->refs);
    *survey = (struct svg_survey){.font = FONT_MEDIUM, .root = 1, .sheet = 1};
    memcpy(survey->named, named, sizeof(named));
    survey->refs = svg_refs_new();
    return survey->refs != NULL;
}

static void end(struct svg_survey *survey)
{
    svg_element_fini(&survey->element);
    buf_fini(&survey->words);
}

static bool pass(struct svg_survey *survey, struct span svg)
{
    if (!begin(survey))
        return false;
    svg_element_init(&survey->element);
    buf_init(&survey->words, VALUE_MAX);
    walk(survey, svg);
    end(survey);
    return true;
}

struct svg_survey *svg_survey_new(void)
{
    return calloc(1, sizeof(struct svg_survey));
}

void svg_survey_free(struct svg_survey *survey)
{
    if (survey)
        svg_refs_free(survey->refs);
    free(survey);
}

/* The first pass finds what is referred to. */
bool svg_survey_read(struct svg_survey *survey, struct span svg)
{
    return pass(survey, svg) && pass(survey, svg);
}
