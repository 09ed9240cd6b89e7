#include "image/vips/svg_bounds.h"

#include "base/macros.h"
#include "image/facts/xml.h"
#include "image/vips/svg_values.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DEPTH_MAX = 64, VALUE_MAX = 4 << 20, SET_BITS = 1 << 16 };
enum { LAYERS_MAX = 12, FILTERS_MAX = 64, OCTAVES_MAX = 16, USES_MAX = 4096, NESTED_MAX = 16 };

/* Half of what Pango can count, in pixels, and what a size without a name is (CSS "medium"). */
#define FONT_MAX 1e6
#define FONT_MEDIUM 16.0

/* Sides, in pixels, that a view box may be drawn over: of the whole drawing, and inside it. */
#define ROOT_SIDE 1e4
#define INNER_SIDE 1e3

struct level {
    double growth; /* of letters, from the root to here */
    int layers;
    bool used; /* in something that a <use> names */
};

struct survey {
    unsigned char named[SET_BITS / 8]; /* what uses name, by hash: some more may count as named */
    struct level at[DEPTH_MAX + 1];
    int depth, deepest, layers;
    double font, root, growth; /* the largest; of the root's view box; the largest of a level */
    double sheet;              /* the largest relative size in a style sheet */
    bool text, styled, sheet_layers, sheet_filters;
    bool hidden;      /* a comment may hide what CSS says */
    int style;        /* depth inside the style sheet that is read; 0: in none */
    struct buf words; /* of that sheet, in one piece */
    double octaves;
    uint32_t elements, uses, nested, filters;
};

static struct span local_name(struct span name)
{
    const unsigned char *colon = name.len > 0 ? memchr(name.data, ':', name.len) : NULL;

    return colon ? span_cut(name, (size_t)(colon - name.data) + 1, name.len) : name;
}

/* Fowler, Noll and Vo, FNV-1a. */
static uint32_t hash_of(const char *text)
{
    uint32_t hash = 2166136261u;

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return (hash ^ hash >> 16) % SET_BITS;
}

static bool makes_layer(const char *name)
{
    static const char *const words[] = {"opacity", "filter", "mask", "mix-blend-mode", "isolation"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcasecmp(name, words[i]) == 0)
            return true;
    return false;
}

struct found {
    double relative;
    bool layer, filter;
};

static void take_property(struct survey *survey, const char *name, const char *value,
                          const char *end, struct found *found)
{
    if (strcasecmp(name, "font-size") == 0 || strcasecmp(name, "font") == 0)
        svg_size(value, end, &survey->font, &found->relative);
    if (strcasecmp(name, "transform") == 0 || strcasecmp(name, "scale") == 0)
        found->relative *= svg_scale(value, end);
    found->layer = found->layer || makes_layer(name);
    found->filter = found->filter || strcasecmp(name, "filter") == 0;
}

/* Each word before a colon, with what follows up to a semicolon, a brace or another colon. No byte
 * is looked at more than a few times. */
static void read_css(struct survey *survey, const char *text, struct found *found)
{
    for (const char *colon = strchr(text, ':'); colon; colon = strchr(colon + 1, ':')) {
        const char *last = colon;
        char name[20] = "";

        while (last > text && !isalnum((unsigned char)last[-1]) && !strchr(";{}", last[-1]))
            last--;
        const char *first = last;

        while (first > text && (isalnum((unsigned char)first[-1]) || first[-1] == '-'))
            first--;
        if (last > first && span_copy(span_of(first, (size_t)(last - first)), name, sizeof(name)))
            take_property(survey, name, colon + 1, colon + 1 + strcspn(colon + 1, ":;}"), found);
        text = colon + 1;
    }
}

static void read_attribute(struct survey *survey, struct span name, const char *value,
                           struct level *level, struct found *found)
{
    char word[20] = "";

    (void)span_copy(name, word, sizeof(word));
    if (strcasecmp(word, "style") == 0)
        read_css(survey, value, found);
    else if (strcasecmp(word, "transform") == 0 || strcasecmp(word, "patternTransform") == 0)
        level->growth *= svg_scale(value, value + strlen(value));
    else if (strcasecmp(word, "viewBox") == 0 && survey->depth == 0)
        survey->root = svg_box(value, ROOT_SIDE);
    else if (strcasecmp(word, "viewBox") == 0)
        level->growth *= svg_box(value, INNER_SIDE);
    else if (strcasecmp(word, "id") == 0)
        level->used = level->used || survey->named[hash_of(value) / 8] & 1u << hash_of(value) % 8;
    else if (strcasecmp(word, "numOctaves") == 0)
        survey->octaves = fmax(survey->octaves, strtod(value, NULL));
    else
        take_property(survey, word, value, value + strlen(value), found);
}

typedef void on_attribute(void *cls, struct span name, const char *value);

static void each_attribute(struct span attributes, on_attribute *take, void *cls)
{
    struct span name;
    struct span value;
    struct buf plain;

    buf_init(&plain, VALUE_MAX);
    while (xml_attribute(&attributes, &name, &value)) {
        buf_clear(&plain);
        xml_decode(value, &plain);
        take(cls, local_name(name), buf_string(&plain));
    }
    buf_fini(&plain);
}

static void take_target(void *cls, struct span name, const char *value)
{
    struct survey *survey = cls;
    const uint32_t hash = hash_of(value + (*value == '#'));

    if (span_is_nocase(name, "href"))
        survey->named[hash / 8] |= (unsigned char)(1u << hash % 8);
}

static void find_targets(struct survey *survey, struct span svg)
{
    struct xml xml = {.rest = svg};

    while (xml_next(&xml))
        if (xml.kind == XML_OPEN && span_is_nocase(local_name(xml.name), "use"))
            each_attribute(xml.attributes, take_target, survey);
}

struct reading {
    struct survey *survey;
    struct level *level;
    struct found found;
};

static void take_attribute(void *cls, struct span name, const char *value)
{
    struct reading *reading = cls;

    reading->survey->hidden = reading->survey->hidden || strstr(value, "/*") != NULL;
    read_attribute(reading->survey, name, value, reading->level, &reading->found);
}

static void take_element(struct survey *survey, const struct xml *xml)
{
    const struct span name = local_name(xml->name);
    const bool use = span_is_nocase(name, "use");
    struct level level =
        survey->depth > 0 ? survey->at[survey->depth - 1] : (struct level){1, 0, 0};
    struct reading reading = {survey, &level, {1, false, false}};

    each_attribute(xml->attributes, take_attribute, &reading);
    level.growth *= reading.found.relative;
    level.layers += reading.found.layer;
    survey->text = survey->text || span_is_nocase(name, "text");
    survey->styled = survey->styled || span_is_nocase(name, "style");
    survey->growth = fmax(survey->growth, level.growth);
    survey->layers = level.layers > survey->layers ? level.layers : survey->layers;
    survey->filters += reading.found.filter;
    survey->uses += use;
    survey->nested += level.used && (use || reading.found.filter);
    survey->elements++;
    if (!xml->closed && survey->depth < DEPTH_MAX)
        survey->at[survey->depth++] = level;
    if (!xml->closed && survey->style == 0 && span_is_nocase(name, "style"))
        survey->style = survey->depth;
    survey->deepest = survey->depth > survey->deepest ? survey->depth : survey->deepest;
}

/* A comment beside a quote may be part of a text, or not. */
static bool is_hiding(const char *css)
{
    return strstr(css, "/*") != NULL && strpbrk(css, "'\"") != NULL;
}

static void blank_comments(char *css)
{
    while ((css = strstr(css, "/*")) != NULL) {
        const char *end = strstr(css + 2, "*/");
        const size_t len = end ? (size_t)(end + 2 - css) : strlen(css);

        memset(css, ' ', len);
        css += len;
    }
}

/* The words gathered so far are a sheet. */
static void take_sheet(struct survey *survey)
{
    struct found found = {1, false, false};
    char *css = strdup(buf_string(&survey->words));

    survey->hidden = survey->hidden || !css || survey->words.failed || is_hiding(css);
    if (css) {
        blank_comments(css);
        read_css(survey, css, &found);
    }
    free(css);
    buf_clear(&survey->words);
    survey->sheet = fmax(survey->sheet, found.relative);
    survey->sheet_layers = survey->sheet_layers || found.layer;
    survey->sheet_filters = survey->sheet_filters || found.filter;
}

static void walk(struct survey *survey, struct span svg)
{
    struct xml xml = {.rest = svg};

    while (xml_next(&xml)) {
        if (xml.kind == XML_OPEN)
            take_element(survey, &xml);
        else if (xml.kind == XML_CLOSE && survey->depth > 0)
            survey->depth--;
        else if (xml.kind == XML_TEXT && survey->styled)
            xml_decode(xml.text, &survey->words);
        if (survey->depth >= survey->style && survey->style > 0)
            continue;
        survey->style = 0; /* once there was a style sheet, any text may be one */
        if (survey->words.len > 0)
            take_sheet(survey);
    }
}

/* A style sheet may mean any element: all of them, then. */
static double largest_letter(const struct survey *survey)
{
    const double growth = survey->growth * pow(survey->sheet, survey->deepest);
    const double times = survey->uses == 0 ? 1 : 2.0 + survey->nested;

    return survey->text ? survey->font * survey->root * pow(growth, times) : 0;
}

static const char *judge(const struct survey *survey)
{
    const int layers = survey->sheet_layers ? survey->deepest : survey->layers;
    const uint32_t filters = survey->sheet_filters ? survey->elements / 16 : 0;

    if (!(largest_letter(survey) <= FONT_MAX))
        return "letters too large";
    if (survey->hidden)
        return "comments that could hide its size";
    if (layers > LAYERS_MAX)
        return "too many layers inside each other";
    if (survey->filters + filters > FILTERS_MAX || survey->octaves > OCTAVES_MAX)
        return "too many filters";
    if (survey->uses > USES_MAX || survey->nested > NESTED_MAX)
        return "too many uses of uses";
    return NULL;
}

const char *svg_excess(struct span svg)
{
    struct survey *survey = calloc(1, sizeof(*survey));

    if (survey == NULL)
        return "no memory to be looked at";
    buf_init(&survey->words, VALUE_MAX);
    survey->font = FONT_MEDIUM, survey->root = survey->growth = survey->sheet = 1;
    find_targets(survey, svg);
    walk(survey, svg);
    const char *excess = judge(survey);

    buf_fini(&survey->words);
    free(survey);
    return excess;
}
