#include "image/vips/svg_survey.h"

#include "image/facts/xml.h"
#include "image/vips/svg_css.h"
#include "image/vips/svg_filter.h"
#include "image/vips/svg_name.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_MAX = 4 << 20 };

/* What a size of letters without a name is (CSS "medium"). */
#define FONT_MEDIUM 16.0

/* The side, in pixels, that the view box of the whole drawing may be drawn over. */
#define ROOT_SIDE 1e4

static void note(struct svg_survey *survey, uint32_t id)
{
    survey->named[id % SVG_SURVEY_BITS / 8] |= (unsigned char)(1u << id % 8);
}

static bool is_named(const struct svg_survey *survey, uint32_t id)
{
    return survey->named[id % SVG_SURVEY_BITS / 8] & 1u << id % 8;
}

static void note_targets(struct svg_survey *survey, bool href)
{
    uint32_t id;

    for (size_t i = 0; svg_element_url(&survey->element, i, &id); i++)
        note(survey, id);
    if (href)
        note(survey, survey->element.href);
}

/* Letters in it are so much larger. */
static double growth_of(struct svg_survey *survey, struct span name)
{
    const struct svg_element *element = &survey->element;
    const double unit = fmin(element->box[0], element->box[1]);
    const double growth = element->relative * element->scale;

    if (survey->depth > 0)
        return growth * svg_view_growth(name, element);
    survey->root = unit > 0 ? fmax(ROOT_SIDE / unit, 1) : 1;
    return growth;
}

/* A new node begins where something may refer to it. */
static void enter(struct svg_survey *survey, struct svg_place *place, struct span name)
{
    const struct svg_element *element = &survey->element;
    const struct svg_place around = {place->node, place->layers, 1};

    if (svg_name_hides(name))
        place->node = SVG_NOWHERE;
    if (element->has_id && is_named(survey, element->id) && !svg_name_is_gradient(name)) {
        const bool shows = place->node != SVG_NOWHERE;

        place->node = svg_refs_node(survey->refs, element->id, svg_name_kind(name));
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

static struct svg_edges add_references(struct svg_survey *survey, const struct svg_place *place)
{
    const uint32_t first = svg_refs_edges(survey->refs);
    uint32_t id;

    for (size_t i = 0; svg_element_url(&survey->element, i, &id); i++)
        svg_refs_add(survey->refs, place, id, survey->element.points);
    return (struct svg_edges){first, svg_refs_edges(survey->refs)};
}

/* What counts wherever it stands. */
static void take_numbers(struct svg_survey *survey, struct span name)
{
    const struct svg_element *element = &survey->element;

    survey->font = fmax(survey->font, element->font);
    survey->stroke = fmax(survey->stroke, element->stroke);
    survey->cells = fmax(survey->cells, element->cells);
    survey->points += element->points;
    survey->advance = fmax(survey->advance, element->advance);
    svg_views_take(&survey->views, name, element, survey->depth == 0);
    survey->hidden = survey->hidden || element->hidden;
    survey->inherits |= element->inherits;
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

/* A node of its own does not stand where it is drawn, but inherits from what is around it. */
static void hand_down(struct svg_survey *survey, const struct svg_place *place)
{
    for (int depth = 0; depth < survey->depth; depth++)
        svg_refs_hand_down(survey->refs, survey->at[depth].edges, place);
}

/* What an element has inside inherits its references; what a <use> draws is not inside. */
static void share(struct svg_survey *survey, const struct svg_level *level)
{
    const bool told = survey->uses == level->uses;

    svg_refs_share(survey->refs, level->edges, told ? survey->elements - level->elements : 0);
}

static void take_element(struct svg_survey *survey, const struct xml *xml)
{
    const struct span name = svg_local_name(xml->name);
    struct svg_level level = survey->depth > 0
                                 ? survey->at[survey->depth - 1]
                                 : (struct svg_level){.place = {SVG_DOCUMENT, 0, 1}, .relative = 1};
    const uint32_t around = level.place.node;

    level.elements = survey->elements;
    level.uses = survey->uses;
    svg_element_read(&survey->element, xml->attributes);
    const bool href = survey->element.href && svg_name_draws_href(name);

    take_numbers(survey, name);
    note_targets(survey, href);
    level.place.growth *= growth_of(survey, name);
    level.dashes = svg_dash_take(&survey->dash, level.dashes, name, &survey->element);
    level.relative *= survey->element.relative;
    survey->relative = fmax(survey->relative, level.relative);
    level.layers += survey->element.layer;
    survey->layers = level.layers > survey->layers ? level.layers : survey->layers;
    level.text = level.text || span_is_nocase(name, "text");
    add_alias(survey);
    enter(survey, &level.place, name);
    svg_refs_draw(survey->refs, &level.place);
    svg_refs_filter(survey->refs, level.place.node, svg_filter_passes(name, &survey->element));
    level.edges = add_references(survey, &level.place);
    if (href)
        svg_refs_add(survey->refs, &level.place, survey->element.href, 1);
    if (level.place.node != around && level.place.node != SVG_NOWHERE)
        hand_down(survey, &level.place);
    if (xml->closed)
        share(survey, &level);
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
    (void)add_references(survey, &anywhere);
    survey->font = fmax(survey->font, sheet->font);
    survey->stroke = fmax(survey->stroke, sheet->stroke);
    survey->sheet = fmax(survey->sheet, sheet->relative * sheet->scale);
    survey->sheet_relative = fmax(survey->sheet_relative, sheet->relative);
    survey->advance = fmax(survey->advance, sheet->advance);
    svg_views_take_sheet(&survey->views, sheet, SVG_SURVEY_DEPTH);
    svg_tile_sheet(&survey->tile, sheet);
    svg_dash_spread(&survey->dash, sheet->dashes);
    survey->inherits |= sheet->inherits;
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
            share(survey, &survey->at[--survey->depth]);
        else if (xml.kind == XML_TEXT)
            take_text(survey, xml.text);
        if (survey->depth >= survey->style && survey->style > 0)
            continue;
        survey->style = 0; /* once there was a style sheet, any text may be one */
        if (survey->words.len > 0)
            take_sheet(survey);
    }
}

/* What letters may inherit is multiplied by each <use> on the way to them once more. */
static double em_of(const struct svg_survey *survey)
{
    const double uses = 1 + fmin(survey->uses, SVG_CHAIN_MAX);

    return survey->font *
           pow(survey->relative * pow(survey->sheet_relative, survey->deepest), uses);
}

/* All anew, but for what the first pass has found. */
static bool pass(struct svg_survey *survey, struct span svg, const struct svg_basis *basis)
{
    unsigned char named[sizeof(survey->named)];

    memcpy(named, survey->named, sizeof(named));
    svg_refs_free(survey->refs);
    *survey = (struct svg_survey){.font = FONT_MEDIUM, .root = 1, .sheet = 1};
    survey->relative = survey->sheet_relative = 1;
    survey->views = SVG_VIEWS_NONE;
    memcpy(survey->named, named, sizeof(named));
    survey->refs = svg_refs_new();
    if (survey->refs == NULL)
        return false;
    svg_element_init(&survey->element);
    survey->element.basis = *basis;
    survey->em = basis->em;
    buf_init(&survey->words, VALUE_MAX);
    walk(survey, svg);
    svg_tile_letters(&survey->tile, survey->letters, survey->font, survey->advance);
    svg_element_fini(&survey->element);
    buf_fini(&survey->words);
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

/* The first pass finds what is referred to, and what lengths are relative to. A third one is for
 * patterns in units of shapes whose lengths were relative. */
bool svg_survey_read(struct svg_survey *survey, struct span svg)
{
    struct svg_basis basis = {0};
    bool whole = pass(survey, svg, &basis);

    for (int i = 0; i < 2 && whole; i++) {
        basis = svg_views_basis(&survey->views, em_of(survey), &survey->tile);
        whole = pass(survey, svg, &basis);
        if (svg_tile_object_side(&survey->tile) <= basis.tile)
            break;
    }
    return whole;
}
