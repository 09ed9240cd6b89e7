/* What an SVG may ask of the renderer: what would cost a worker is refused, what drawings do ask
 * for is drawn. */
#include "tests/support/suite.h"
#include "tests/support/trial.h"

enum { SECONDS = 60 };

#define SVG "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "

#define TEN(text) text text text text text text text text text text
#define DRAWING SVG "width='80' height='60'>"
#define LETTERS "<text y='30'>a</text>"

/* Ten of each in the one before, six times. */
#define USES(id, next) "<g id='" id "'>" TEN("<use href='#" next "'/>") "</g>"
#define LINK(open, close, name, id, next)                                                          \
    open " id='" id "'>" TEN("<use href='#r' " name "='url(#" next ")'/>") close
#define CHAIN(open, close, name)                                                                   \
    DRAWING "<rect id='r'/>" LINK(open, close, name, "a", "b") LINK(open, close, name, "b", "c")   \
        LINK(open, close, name, "c", "d") LINK(open, close, name, "d", "e")                        \
            LINK(open, close, name, "e", "f")                                                      \
                LINK(open, close, name, "f", "g") "<g " name "='url(#a)'/></svg>"

/* What librsvg and Pango would abort at, or work on for minutes. */
static const char *const excessive[] = {
    DRAWING "<text y='30' font-size='1e9'>a</text></svg>",
    DRAWING "<text y='30' font-size='&#49;e9'>a</text></svg>",
    DRAWING "<text y='30' style='fill:red;font-size:3000000'>a</text></svg>",
    DRAWING "<text y='30' style='font : 1e9px serif'>a</text></svg>",
    DRAWING "<text y='30' font-size='30000in'>a</text></svg>",
    DRAWING "<g font-size='400000'>" TEN("<g style='font-size: larger'>")
        TEN("<g style='font-size: larger'>") LETTERS TEN("</g>") TEN("</g>") "</g></svg>",
    DRAWING "<g font-size='400000'>" TEN("<g font-size=' larger'>") TEN("<g font-size=' larger'>")
        LETTERS TEN("</g>") TEN("</g>") "</g></svg>",
    DRAWING "<g font-size='400000'>" TEN("<g style='font:italic larger serif'>")
        TEN("<g style='font:italic larger serif'>") LETTERS TEN("</g>") TEN("</g>") "</g></svg>",
    DRAWING "<style>rect{fill:red} text{FONT-SIZE:1e9px}</style>" LETTERS "</svg>",
    DRAWING "<style>*{font-size:900%}</style><g><g><g><g><g>" LETTERS "</g></g></g></g></g></svg>",
    DRAWING "<g font-size='100em'><g font-size='100em'><g font-size='100em'>" LETTERS
            "</g></g></g></svg>",
    DRAWING "<g transform='translate(3) scale(1e3)'><g transform='matrix(1e3 0 0 1e3 0 0)'>" LETTERS
            "</g></g></svg>",
    DRAWING "<g transform='" TEN("matrix(3 3 -3 3 0 0)") "'>" LETTERS "</g></svg>",
    DRAWING "<g transform='skewX(89.9)skewY(-89.9)'>" LETTERS "</g></svg>",
    DRAWING "<pattern id='a' patternUnits='userSpaceOnUse' width='80' height='60' "
            "patternTransform='" TEN("matrix(1 1 -1 1 0 0)") "'/><rect fill='url(#a)'/></svg>",
    SVG "width='80' height='60' viewBox='0 0 1e-5 1e-5'>" LETTERS "</svg>",
    DRAWING "<text y='30' style='font-size/*x*/:1e9px'>a</text></svg>",
    DRAWING "<style>text{font-size/*x*/:1e9px}</style>" LETTERS "</svg>",
    DRAWING "<style>text{font-family:\"/*\";font-size/*x*/:1e9px}</style>" LETTERS "</svg>",
    DRAWING "<style>text{font-<![CDATA[size:1000000000px]]>}</style>" LETTERS "</svg>",
    DRAWING "<style>text{font-<!-- -->size:1000000000px}</style>" LETTERS "</svg>",
    DRAWING "<g style='transform:scale(1000000)'>" LETTERS "</g></svg>",
    DRAWING "<defs><g id='a' font-size='999em'>" LETTERS "</g></defs>"
            "<g font-size='999em'><use href='#a'/></g></svg>",
    DRAWING TEN("<g opacity='.5'>") TEN("<g style='opacity:.5'>") TEN("</g>") TEN("</g>") "</svg>",
    DRAWING "<style>g{mix-blend-mode:multiply}</style>" TEN("<g>") TEN("<g>") TEN("</g>")
        TEN("</g>") "</svg>",
    /* More elements by references than librsvg is asked to draw: 10^6 of them. */
    DRAWING USES("a", "b") USES("b", "c") USES("c", "d") USES("d", "e")
        USES("e", "f") "<g id='f'>" TEN("<rect/>") "</g><use href='#a'/></svg>",
    CHAIN("<mask", "</mask>", "mask"),
    CHAIN("<pattern width='9' height='9' patternUnits='userSpaceOnUse'", "</pattern>", "fill"),
    CHAIN("<clipPath", "</clipPath>", "clip-path"),
    CHAIN("<marker", "</marker>", "marker-start"),
    DRAWING "<marker id='a'><path d='" TEN(
        TEN("M0 0")) "' marker-mid='url(#b)'/></marker>"
                     "<marker id='b'><path d='" TEN(
                         TEN("h1v1")) "' marker-mid='url(#c)'/></marker>"
                                      "<marker id='c'>" TEN(
                                          "<rect/>") "</marker>"
                                                     "<g marker-mid='url(#a)'><path d='" TEN(
                                                         TEN("h1v1")) "'/></g></svg>",
    /* In a circle. */
    DRAWING "<mask id='a'><g mask='url(#b)'/></mask><mask id='b'><g mask='url(#a)'/></mask>"
            "<g mask='url(#a)'/></svg>",
    DRAWING "<g id='a'><rect/><use href='#a'/></g></svg>",
    /* A picture more for each result with a name, and for all of a tile that does not show. */
    DRAWING "<filter id='a'>" TEN(TEN("<feFlood result='r'/>")) "</filter>"
                                                                "<rect filter='url(#a)'/></svg>",
    DRAWING "<pattern id='a' patternUnits='userSpaceOnUse' width='30000' height='30000'><rect/>"
            "</pattern><rect fill='url(#a)'/></svg>",
    DRAWING "<pattern id='a' width='1' height='1'><rect/></pattern>"
            "<rect fill='url(#a)' width='30000' height='30000'/></svg>",
    DRAWING "<pattern id='a' width='1' height='1'><rect/></pattern>"
            "<path style='fill:url( \"#a\")' d='m0 0" TEN(TEN("h300")) "v30000z'/></svg>",
    DRAWING "<style>.b{fill:url(#a)}</style><pattern id='a' patternUnits='userSpaceOnUse' "
            "width='.5in' height='9cm' patternTransform='scale(99)'/><g class='b'/></svg>",
    SVG "width='90000' height='60' viewBox='0 0 90 90' preserveAspectRatio='none'>"
        "<pattern id='a' patternUnits='userSpaceOnUse' width='90' height='90'/>"
        "<rect fill='url(#a)' width='90' height='90'/></svg>",
    DRAWING "<style>rect{width:30000px;height:9in}</style><pattern id='a' width='1' height='1'/>"
            "<rect fill='url(#a)'/></svg>",
    /* Attributes that could hide another. */
    SVG "xmlns:x='x' width='80' height='60' viewBox='0 0 8 6' VIEWBOX='0 0 1e9 1e9' "
        "x:viewBox='0 0 1e9 1e9'><pattern id='a' x:id='b' patternUnits='userSpaceOnUse' "
        "width='3000' height='3000'/><rect fill='url(#a)'/></svg>",
    DRAWING "<pattern id='a' xml:id='b' patternUnits='userSpaceOnUse' width='3000' height='3000'/>"
            "<rect fill='url(#a)'/></svg>",
    DRAWING USES("a", "b") USES("b", "c") USES("c", "d") USES("d", "e")
        USES("e", "f") "<g id='f'>" TEN("<rect/>") "</g><use href='#a' xlink:href='#none'/></svg>",
    DRAWING "<pattern id='a)b' patternUnits='userSpaceOnUse' width='30000' height='30000'/>"
            "<rect fill='url(\"#a)b\")'/></svg>",
    SVG "width='80' height='60' viewBox='0 0 1e155 1e155'><pattern id='a' "
        "patternUnits='userSpaceOnUse' width='4e157' height='4e157'/><rect fill='url(#a)'/></svg>",
    /* Ids that XML makes equal: one blank is as good as another. */
    DRAWING USES("a a", "b\tb") USES("b b", "c\nc") USES("c c", "d\rd") USES("d d", "e\te")
        USES("e e", "f\r\nf") "<g id='f f'>" TEN("<rect/>") "</g><use href='#a\ta'/></svg>",
    /* What is drawn where nothing leads to: 10^6 clips, and letters that are no text. */
    DRAWING "<mask id='a'>" TEN(TEN("<rect/>")) "</mask><g mask='url(#a)'>" TEN(
        TEN("<g style='mask : INHERIT'/>")) "</g></svg>",
    DRAWING "<style>g{clip-path:inherit}</style><clipPath id='a'><rect/></clipPath>"
            "<g clip-path='url(#a)'><g/></g></svg>",
    DRAWING
    "<text y='30'><tref xlink:href='#a'/></text><desc id='a'>" TEN("letters") "</desc></svg>",
    /* A leaf is as deep as what ends later. */
    DRAWING "<style>*{font-size:200em}</style><text y='9'>a<tspan/></text></svg>",
    /* Letters that grow by what stands before their size, and behind it. */
    DRAWING "<text y='30' style='transform:scale(10000);font-size:999em'>a</text></svg>",
    DRAWING "<text y='30' style='font-size:999em;transform:scale(10000)'>a</text></svg>",
    DRAWING "<style>*{transform:scale(2000);font-size:2000em}</style>" LETTERS "</svg>",
    /* Letters that grow by the sides of what is inside. */
    DRAWING "<svg width='1e6' height='1e6' viewBox='0 0 9 9'>" LETTERS "</svg></svg>",
    DRAWING "<svg width='100' height='100' viewBox='0 0 .0001 .0001'>" LETTERS "</svg></svg>",
    DRAWING "<symbol id='a' viewBox='0 0 9 9'>" LETTERS "</symbol>"
            "<use href='#a' width='1e6' height='1e6'/></svg>",
    DRAWING "<marker id='a' markerWidth='1e6' markerHeight='1e6' viewBox='0 0 9 9'>" LETTERS
            "</marker><path d='M0 0' marker-start='url(#a)'/></svg>",
    DRAWING "<marker id='a'>" LETTERS "</marker>"
            "<path d='M0 0' stroke-width='100000' marker-start='url(#a)'/></svg>",
    DRAWING "<style>path{stroke-width:99999px;marker:url(#a)}</style>"
            "<marker id='a'>" LETTERS "</marker><path d='M0 0'/></svg>",
};

START_TEST(drawing_that_asks_too_much_is_refused)
{
    struct trial trial;

    if (!trial_init_svg(&trial, excessive[_i]))
        return;
    trial_run(&trial, "convert?format=png");
    ck_assert_int_eq(trial.code, ERR_UNDECODABLE);
    ck_assert_msg(strstr(trial.err.detail, "The SVG has ") != NULL, "%s: %s", excessive[_i],
                  trial.err.detail);
    trial_fini(&trial);
}
END_TEST

/* Values that a reader looking ahead or back from each colon or bracket would never be done with.
 */
START_TEST(long_values_are_looked_at_once)
{
    static const struct {
        const char *before, *again;
    } rows[] = {{"style='", "::::::::"},          {"style='", "a:a:a:a:"},
                {"style='", "font: :: "},         {"style='", "font:1 x"},
                {"transform='", "(((((((("},      {"transform='", "scale(1 "},
                {"style='", "transform:scale(1;"}};
    struct trial trial;

    if (!trial_init_svg(&trial, DRAWING "<g "))
        return;
    buf_text(&trial.input, rows[_i].before);
    for (int i = 0; i < 400000; i++)
        buf_text(&trial.input, rows[_i].again);
    buf_text(&trial.input, "'/></svg>");
    trial_run(&trial, "convert?format=png");
    ck_assert(trial.code == ERR_OK || trial.code == ERR_UNDECODABLE);
    trial_fini(&trial);
}
END_TEST

START_TEST(drawing_of_thousands_of_uses_is_refused)
{
    struct trial trial;

    if (!trial_init_svg(&trial, DRAWING))
        return;
    for (int i = 0; i < 5000; i++)
        buf_text(&trial.input, "<use href='#a'/>");
    buf_text(&trial.input, "</svg>");
    trial_run(&trial, "convert?format=png");
    ck_assert_int_eq(trial.code, ERR_UNDECODABLE);
    ck_assert_str_eq(trial.err.detail, "The SVG has too many uses of uses.");
    trial_fini(&trial);
}
END_TEST

/* As much as drawings do ask for. */
static const char *const generous[] = {
    DRAWING "<g font-size='1.2em'><g transform='translate(500,300) scale(2)'>" LETTERS
            "</g></g></svg>",
    DRAWING "<style>text{font:italic 700 30px/1.5 serif;fill-opacity:.5}</style>" LETTERS "</svg>",
    SVG "width='80' height='60' viewBox='0 0 24 24'><defs><g id='a'><path d='M0 "
        "0H9'/></g></defs>" LETTERS TEN("<use href='#a' x='1'/>") "</svg>",
    DRAWING TEN("<g>") "<g opacity='.5'><g opacity='.5'><rect/></g></g>" TEN("</g>") "</svg>",
    DRAWING "<g fill='inherit' opacity='.5'><g style='fill:inherit;stroke:inherit'>" LETTERS
            "</g></g></svg>",
    DRAWING "<g transform='" TEN("matrix(.8 .6 -.6 .8 9 9) rotate(30)") "'>" LETTERS "</g></svg>",
    DRAWING "<g transform='skewX(-20) skewY(10)'>" LETTERS "</g></svg>",
    DRAWING "<g transform='matrix(1 0 0 1 5000 90000)'>" LETTERS "</g></svg>",
    DRAWING "<rect x='1e9' width='1e9' height='1e9'/></svg>",
    DRAWING "<mask id='a'><g mask='url(#b)'><rect/></g></mask><mask id='b'><rect/></mask>"
            "<filter id='f'><feOffset result='a'/><feGaussianBlur result='b'/></filter>"
            "<g mask='url(#a)' filter='url(#f)'>" LETTERS "</g></svg>",
    DRAWING "<pattern id='a' width='.1' height='.1'><rect/></pattern><pattern id='b' href='#a'/>"
            "<rect fill='url(#b)' width='80' height='60'/></svg>",
    DRAWING "<linearGradient id='a' href='#b'/><linearGradient id='b' href='#a'/>"
            "<rect id='r' fill='url(#a)'><animate href='#r'/></rect>" LETTERS "</svg>",
    DRAWING "<style>.a{clip-path:url(#a)}.b{marker-end:url(#b);stroke-width:2}</style>"
            "<clipPath id='a'><rect width='9' height='9'/></clipPath><marker id='b' "
            "viewBox='0 0 10 10' markerWidth='6' markerHeight='6'><path d='M0 0L9 9z'/></marker>"
            "<g class='a'>" LETTERS "<path class='b' d='M0 0L9 9'/></g></svg>",
    DRAWING "<symbol id='a' viewBox='0 0 24 24'>" LETTERS "</symbol>"
            "<use href='#a' width='24' height='24'/></svg>",
};

/* Layers take pixels: with them a drawing may be as large as its layers leave room for. */
static const struct {
    const char *inside;
    uint32_t side;
    enum err_code code;
} layered[] = {
    {"<rect/>", 2896, ERR_OK},
    {"<rect/>", 2897, ERR_IMAGE_TOO_LARGE},
    {"<mask id='m'><rect/></mask><g mask='url(#m)'/>", 2800, ERR_OK},
    {"<filter id='f'><feOffset/></filter><g filter='url(#f)'/>", 2200, ERR_OK},
    {"<filter id='f'><feOffset/></filter><g filter='url(#f)'/>", 2800, ERR_IMAGE_TOO_LARGE},
    {"<g style='filter:blur(3px)'/>", 2800, ERR_IMAGE_TOO_LARGE},
    {TEN("<g opacity='.5'>") TEN("</g>"), 2800, ERR_IMAGE_TOO_LARGE},
    {TEN("<g opacity='.5'>") TEN("</g>"), 1900, ERR_OK},
};

START_TEST(layers_leave_less_room_for_pixels)
{
    struct trial trial;

    if (!trial_init_svg(&trial, ""))
        return;
    buf_printf(&trial.input, SVG "width='%u' height='%u'>%s</svg>", layered[_i].side,
               layered[_i].side, layered[_i].inside);
    trial_run(&trial, "crop?width=9&height=9&format=png");
    ck_assert_msg(trial.code == layered[_i].code, "%s: %d %s", layered[_i].inside, trial.code,
                  trial.err.detail);
    trial_fini(&trial);
}
END_TEST

/* What librsvg would keep gigabytes of. */
static const struct {
    const char *before, *again, *after;
    int times;
} heavy[] = {
    {"", "<g/>", "", 150000},
    {"<text>", "letters that are not drawn ", "</text>", 2000},
    {"<style>", "a{}", "</style>", 1000000},
};

START_TEST(drawing_of_too_many_parts_is_refused)
{
    struct trial trial;

    if (!trial_init_svg(&trial, DRAWING))
        return;
    buf_text(&trial.input, heavy[_i].before);
    for (int i = 0; i < heavy[_i].times; i++)
        buf_text(&trial.input, heavy[_i].again);
    buf_text(&trial.input, heavy[_i].after);
    buf_text(&trial.input, "</svg>");
    trial_run(&trial, "convert?format=png");
    ck_assert_int_eq(trial.code, ERR_UNDECODABLE);
    ck_assert_str_eq(trial.err.detail, "The SVG has too many parts.");
    trial_fini(&trial);
}
END_TEST

START_TEST(drawing_may_ask_for_what_is_usual)
{
    struct trial trial;

    if (!trial_init_svg(&trial, generous[_i]))
        return;
    trial_run(&trial, "convert?format=png");
    ck_assert_msg(trial.code == ERR_OK, "%s", trial.err.detail);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {drawing_that_asks_too_much_is_refused, ARRAY_LEN(excessive)},
        {long_values_are_looked_at_once, 7},
        {drawing_of_thousands_of_uses_is_refused, 0},
        {layers_leave_less_room_for_pixels, ARRAY_LEN(layered)},
        {drawing_of_too_many_parts_is_refused, ARRAY_LEN(heavy)},
        {drawing_may_ask_for_what_is_usual, ARRAY_LEN(generous)},
    };

    return suite_run_apart("image/vips/svg_bounds", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
