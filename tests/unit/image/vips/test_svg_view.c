/* Sides that are relative to something: to a viewport, to the letters, to what a pattern fills.
 * What passed with them before took up to 3.5 GB. */
#include "tests/support/suite.h"
#include "tests/support/trial.h"

enum { SECONDS = 60 };

#define SVG "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
#define DRAWING SVG "width='80' height='60'>"
#define LETTERS "<text y='30'>a</text>"
#define TILE(sides) "<pattern id='a' patternUnits='userSpaceOnUse' " sides "/>"
#define OBJECT "<pattern id='a' width='1' height='1'/>"
#define FILLED "<rect width='80' height='60' fill='url(#a)'/></svg>"
#define MARKER "<marker id='a'>" LETTERS "</marker>"

static const char *const excessive[] = {
    /* Percent, of the drawing, of a view box, and of something larger. */
    DRAWING TILE("width='100%' height='100%' patternTransform='scale(300)'") FILLED,
    DRAWING TILE("width='30000%' height='30000%'") FILLED,
    DRAWING OBJECT "<g transform='scale(300)'><rect width='100%' height='100%' fill='url(#a)'/></g>"
                   "</svg>",
    DRAWING OBJECT "<svg width='9000' height='9000'><rect width='100%' height='100%' "
                   "fill='url(#a)'/></svg></svg>",
    DRAWING OBJECT "<svg width='300%' height='300%'><svg width='400%' height='400%'><svg "
                   "width='500%' height='500%'><circle r='50%' fill='url(#a)'/></svg></svg></svg>"
                   "</svg>",
    DRAWING OBJECT "<style>rect{width:5000%;height:5000%}</style><rect fill='url(#a)'/></svg>",
    SVG "width='80' height='60' viewBox='0 0 1e6 1e6'>" MARKER
        "<g transform='scale(10)'><path d='M0 0' stroke-width='100%' marker-start='url(#a)'/></g>"
        "</svg>",
    SVG "width='80' height='60' viewBox='0 0 1e6 1e6'><svg viewBox='0 0 9 9'>" LETTERS
        "</svg></svg>",
    DRAWING
    "<svg width='9e5' height='9e5'><svg id='b' width='9' height='9' viewBox='0 0 9 9'>" LETTERS
    "</svg></svg></svg>",
    /* Ems: of letters that are told anywhere. */
    DRAWING OBJECT "<g font-size='20000'><rect width='1em' height='1em' fill='url(#a)'/></g></svg>",
    DRAWING OBJECT "<rect width='1em' height='1ex' fill='url(#a)'/>"
                   "<style>rect{font-size:9000px}</style></svg>",
    DRAWING OBJECT "<defs><rect id='b' width='9em' height='9em' fill='url(#a)'/></defs>"
                   "<g font-size='30em'><use href='#b'/></g></svg>",
    DRAWING MARKER
    "<path d='M0 0' font-size='9e5' stroke-width='1em' marker-start='url(#a)'/></svg>",
    DRAWING "<g font-size='9e5'><svg width='1em' height='1em' viewBox='0 0 9 9'>" LETTERS
            "</svg></g></svg>",
    /* A drawing that is smaller than it seems. */
    SVG "width='100em' height='100em'>" TILE("width='1500' height='1500'") FILLED,
    SVG "width='100%' height='100%'>" TILE("width='1500' height='1500'") FILLED,
    SVG "width='900' height='900' style='width:9px;height:9px'>" TILE("width='900' height='900'")
        FILLED,
    SVG "width='900' height='900'><style>svg{width:9px;height:9px}</style>" TILE(
        "width='900' height='900'") FILLED,
    /* A circle is as wide as two radii, a line of letters as long as what is between them. */
    DRAWING OBJECT "<circle r='320' fill='url(#a)'/></svg>",
    DRAWING OBJECT "<line x1='-9000' x2='9000' y2='9' fill='url(#a)'/></svg>",
    DRAWING OBJECT "<text y='9' letter-spacing='20000' fill='url(#a)'>ab</text></svg>",
    DRAWING OBJECT
    "<text y='9' fill='url(#a)'>a<tspan dx='30000' dy='20000'>b</tspan></text></svg>",
    /* Dashes, each of which is kept: 10^8 of them took 1.7 GB. */
    DRAWING "<path d='M0 30H1e6' stroke='red' stroke-dasharray='.01'/></svg>",
    DRAWING "<circle r='5000' style='stroke:red;stroke-dasharray:.01 .02'/></svg>",
    /* The pattern begins anew with each part of a path. */
    DRAWING "<path d='M0 30H90000' stroke='red' stroke-dasharray='.001 .001 1e5 1e5'/></svg>",
    DRAWING "<path d='M0 30H90000' stroke='red' stroke-dasharray='.001 1e5 .001'/></svg>",
    DRAWING "<g stroke-dasharray='.1'><rect width='90000' height='9' stroke='red'/></g></svg>",
    DRAWING "<style>*{stroke-dasharray:.01px}</style><path d='M0 30H90000' stroke='red'/></svg>",
    DRAWING "<defs><path id='a' d='M0 30H90000' stroke='red'/></defs>"
            "<use href='#a' stroke-dasharray='.01'/></svg>",
    DRAWING "<path d='M0 30H10' stroke='red' stroke-dasharray='.001em'/></svg>",
    DRAWING "<text font-size='90000' stroke='red' stroke-dasharray='.1'>abc</text></svg>",
    /* A pattern whose sides are another's: of two, in units of a third. */
    DRAWING TILE("width='9000' href='#b'") "<pattern id='b' height='9000'/>" FILLED,
    DRAWING TILE("href='#b'") "<pattern id='b' width='9000' height='9000'/>" FILLED,
    DRAWING "<pattern id='a' width='1' height='1' viewBox='0 0 .001 .001'>" LETTERS "</pattern>"
            "<rect width='9e4' height='9e4' fill='url(#a)'/></svg>",
    DRAWING "<pattern id='a' width='1' height='1' viewBox='0 0 .001 .001'>" LETTERS "</pattern>"
            "<rect width='90000%' height='90000%' fill='url(#a)'/></svg>",
};

START_TEST(relative_sides_that_are_too_large_are_refused)
{
    struct trial trial;

    if (!trial_init_svg(&trial, excessive[_i]))
        return;
    trial_run(&trial, "convert?format=png");
    ck_assert_msg(trial.code == ERR_UNDECODABLE, "%s: %d", excessive[_i], trial.code);
    ck_assert_msg(strstr(trial.err.detail, "The SVG has ") != NULL, "%s: %s", excessive[_i],
                  trial.err.detail);
    trial_fini(&trial);
}
END_TEST

static const char *const generous[] = {
    DRAWING "<pattern id='a' width='100%' height='100%'><rect width='9' height='9'/></pattern>"
            "<g transform='scale(4)'><rect width='100%' height='100%' fill='url(#a)'/></g></svg>",
    DRAWING "<pattern id='a' width='10%' height='10%' patternUnits='objectBoundingBox'/>"
            "<g font-size='40'><circle r='1em' fill='url(#a)'/></g></svg>",
    DRAWING TILE("width='100%' height='100%'") FILLED,
    DRAWING TILE("width='9' height='9' viewBox='0 0 3 3'") FILLED,
    DRAWING "<pattern id='b' width='100%' height='100%'/>" TILE(
        "width='9' height='9'") "<g transform='scale(4)'><rect width='9' height='9' "
                                "fill='url(#b)'/></g>" FILLED,
    SVG "width='1em' height='1em' viewBox='0 0 24 24'><symbol id='b' viewBox='0 0 24 24'>" LETTERS
        "</symbol><use href='#b' width='100%' height='100%'/></svg>",
    SVG "width='100%' height='100%' viewBox='0 0 3000 2000'><svg viewBox='0 0 900 900'>" LETTERS
        "</svg></svg>",
    DRAWING "<g font-size='1.2em'><text dy='.35em' font-size='120%'>a<tspan x='0' dy='1.2em'>b"
            "</tspan></text></g></svg>",
    DRAWING "<style>.d{stroke-dasharray:none}</style><g stroke='red' stroke-dasharray='1, 2'>"
            "<path d='M0 0 L80 60 90 90 100 100 1000 1000'/>" LETTERS "</g></svg>",
    DRAWING "<path d='M0 30H900' stroke='red' stroke-dasharray='8 2 1 2'/></svg>",
    SVG "width='100mm' height='100mm'>" TILE("width='90' height='90'") FILLED,
};

START_TEST(relative_sides_as_they_are_used_are_drawn)
{
    struct trial trial;

    if (!trial_init_svg(&trial, generous[_i]))
        return;
    trial_run(&trial, "convert?format=png");
    ck_assert_msg(trial.code == ERR_OK, "%s: %s", generous[_i], trial.err.detail);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {relative_sides_that_are_too_large_are_refused, ARRAY_LEN(excessive)},
        {relative_sides_as_they_are_used_are_drawn, ARRAY_LEN(generous)},
    };

    return suite_run_apart("image/vips/svg_view", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
