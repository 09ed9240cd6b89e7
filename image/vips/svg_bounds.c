#include "image/vips/svg_bounds.h"

#include "image/svg.h"
#include "image/vips/svg_filter.h"
#include "image/vips/svg_survey.h"

#include <math.h>

enum { LAYERS_MAX = 12, PICTURES_MAX = 64 };
enum { DRAWN_MAX = 200000, USES_MAX = 4096 };

/* Passes of filters, and those that a picture of the most pixels may have: half a minute of a core,
 * what a job has by default. */
enum { PASSES_MAX = 2048, PASSES_FULL = 32 };

/* Numbers that librsvg 2.54 reads of a matrix; at a larger one it aborts. */
enum { CELLS_MAX = 400 };

/* Half of what Pango can count, in pixels. */
#define FONT_MAX 1e6

/* Bytes that librsvg 2.54 takes, measured: for an element, for a letter with its glyph, for one
 * more of the document, and for one of a style sheet; and pictures that it and libvips hold for the
 * plainest drawing, and a filter more. */
enum { ELEMENT_BYTES = 1250, LETTER_BYTES = 7000, TEXT_BYTES = 16, SHEET_BYTES = 60 };
/* Of a dash with round ends in a stroke of 1000 pixels; 35 for a plain one. */
enum { DASH_BYTES = 250 };
enum { PLAIN_PICTURES = 3, FILTER_PICTURES = 6, PIXEL_BYTES = 4 };

/* What image/plan_memory.c reckons with for a picture that it knows no sides of: three copies of 8
 * bytes a pixel. */
#define ROOM (24.0 * SVG_PIXELS_MAX)
#define PARTS_ROOM (0.75 * ROOM)

/* A style sheet may mean any element: all of them, then. */
static double whole_growth(const struct svg_survey *survey, const struct svg_sum *sum)
{
    return sum->growth * pow(survey->sheet, survey->deepest * sum->nodes);
}

static double pictures_of(const struct svg_survey *survey, const struct svg_sum *sum)
{
    double pictures = sum->layers + (survey->filters_itself ? FILTER_PICTURES : 0);

    if (survey->sheet_layers)
        pictures += survey->deepest * sum->nodes;
    if (sum->patterns > 0)
        pictures += sum->patterns * svg_tile_pictures(&survey->tile, whole_growth(survey, sum));
    return pictures;
}

static double bytes_of(const struct svg_survey *survey, size_t len)
{
    return (double)ELEMENT_BYTES * survey->elements + LETTER_BYTES * survey->letters +
           TEXT_BYTES * (double)len + SHEET_BYTES * survey->styles +
           DASH_BYTES * svg_dash_count(&survey->dash, survey->letters, survey->em);
}

/* A style sheet gives a filter to one element of 16: it may mean all, but names few. */
static double passes_of(const struct svg_survey *survey, const struct svg_sum *sum)
{
    const double once = sum->anywhere + SVG_FUNCTION_PASSES * survey->functions;

    return sum->passes + once * ceil(survey->elements / 16.0);
}

static const char *judge(const struct svg_survey *survey, size_t len, struct svg_cost *cost)
{
    const int layers = survey->sheet_layers ? survey->deepest : survey->layers;
    struct svg_sum sum;

    if (survey->uses > USES_MAX)
        return "too many uses of uses";
    if (survey->tref)
        return "letters that stand elsewhere";
    if (survey->inherits & SVG_INHERITS)
        return "masks, clips or filters that are inherited";
    if (!svg_refs_sum(survey->refs, survey->stroke, survey->points, &sum))
        return "references in a circle, or too many";
    if (survey->inherits & SVG_INHERITS_CONTEXT && sum.patterns > 0)
        return "markers with the patterns of what they mark";
    *cost = (struct svg_cost){bytes_of(survey, len), pictures_of(survey, &sum),
                              passes_of(survey, &sum)};
    const double letter = survey->font * survey->root * whole_growth(survey, &sum);

    if (survey->text && !(letter <= FONT_MAX))
        return "letters too large";
    if (survey->hidden)
        return "comments that could hide its size";
    if (layers > LAYERS_MAX || !(cost->pictures <= PICTURES_MAX))
        return "too many layers inside each other";
    if (!(cost->passes <= PASSES_MAX) || survey->cells > CELLS_MAX)
        return "too many filters, or too large ones";
    if (cost->bytes > PARTS_ROOM)
        return "too many parts";
    return sum.drawn <= DRAWN_MAX ? NULL : "references that draw too much";
}

const char *svg_excess(struct span svg, struct svg_cost *cost)
{
    if ((double)svg.len * TEXT_BYTES > PARTS_ROOM)
        return "too many parts";
    struct svg_survey *survey = svg_survey_new();
    const char *excess = "no memory to be looked at";

    if (survey && svg_survey_read(survey, svg))
        excess = judge(survey, svg.len, cost);
    svg_survey_free(survey);
    return excess;
}

double svg_pixels(const struct svg_cost *cost)
{
    const double pictures = PLAIN_PICTURES + cost->pictures;

    const double room = (ROOM - cost->bytes) / (PIXEL_BYTES * pictures);
    const double time = PASSES_FULL / fmax(cost->passes, PASSES_FULL) * SVG_PIXELS_MAX;

    return fmin(room, time);
}
