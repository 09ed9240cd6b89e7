/* What filters may ask of the renderer: as many passes over all pixels as a job has time for. */
#include "tests/support/suite.h"
#include "tests/support/trial.h"

enum { SECONDS = 60 };

#define SVG "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
#define TEN(text) text text text text text text text text text text
#define DRAWING SVG "width='80' height='60'>"
#define BLUR "<feGaussianBlur stdDeviation='1'/>"
#define FILTERED "<rect width='10' height='10' filter='url(#f)'/></svg>"

/* What is in a filter or beside it, so many times: twenty seconds for 400x400 pixels, or what
 * librsvg aborts at. */
static const struct {
    const char *before, *again;
    int times;
    const char *after;
} excessive[] = {
    {"<filter id='f'>", "<feTurbulence numOctaves='1000000000'/>", 1, "</filter>"},
    {"<filter id='f'>", "<feTurbulence numOctaves='16'/>", 100, "</filter>"},
    {"<filter id='f'>", BLUR, 3000, "</filter>"},
    {"<filter id='f'>", "<feMorphology radius='50'/>", 100, "</filter>"},
    {"<filter id='f'>", "<feDisplacementMap/>", 300, "</filter>"},
    {"<filter id='f'>", "<feConvolveMatrix order='19'/>", 50, "</filter>"},
    {"<filter id='f'>", "<feConvolveMatrix order='24'/>", 1, "</filter>"},
    {"<filter id='f'>", "<feConvolveMatrix order='20,21'/>", 1, "</filter>"},
    /* One that is drawn again and again. */
    {"<filter id='f'>" BLUR "</filter>", "<g filter='url(#f)'/>", 1100, ""},
    {"<filter id='f'>" TEN(BLUR) "</filter><g id='a'><rect filter='url(#f)'/></g>",
     "<use href='#a'/>", 200, ""},
    {"<rect style='filter:", "blur(3px)", 1000, "'/>"},
    {"<style>rect{filter:", "blur(3px)", 1000, "}</style>"},
    {"<filter id='f:g'>" BLUR "</filter><rect style='filter:url(#f:g) ", "blur(3px) ", 1000, "'/>"},
    {"<filter id='f;g'>" BLUR "</filter><rect style='filter:url(\"#f;g\") ", "sepia(1) ", 1000,
     "'/>"},
    {"<style>rect{filter:url(#f)}</style><filter id='f'>" TEN(TEN(BLUR)) "</filter>", "<rect/>",
     300, ""},
};

START_TEST(too_much_work_is_refused)
{
    struct trial trial;

    if (!trial_init_svg(&trial, DRAWING))
        return;
    buf_text(&trial.input, excessive[_i].before);
    for (int i = 0; i < excessive[_i].times; i++)
        buf_text(&trial.input, excessive[_i].again);
    buf_text(&trial.input, excessive[_i].after);
    buf_text(&trial.input, FILTERED);
    trial_run(&trial, "convert?format=png");
    ck_assert_int_eq(trial.code, ERR_UNDECODABLE);
    ck_assert_msg(strstr(trial.err.detail, "The SVG has too many filters") != NULL, "%d: %s", _i,
                  trial.err.detail);
    trial_fini(&trial);
}
END_TEST

/* As large as the work that is asked for leaves time. */
static const struct {
    const char *inside;
    uint32_t side;
    enum err_code code;
} sides[] = {
    {"<filter id='f'>" TEN(BLUR) "</filter><g filter='url(#f)'/>", 2000, ERR_OK},
    {"<filter id='f'>" TEN(BLUR) "</filter>" TEN("<g filter='url(#f)'/>"), 1500, ERR_OK},
    {"<filter id='f'>" TEN(BLUR) "</filter>" TEN("<g filter='url(#f)'/>"), 1600,
     ERR_IMAGE_TOO_LARGE},
    {"<filter id='f'><feMorphology radius='2'/></filter><g filter='url(#f)'/>", 2000, ERR_OK},
    {"<filter id='f'>" TEN("<feMorphology radius='2'/>") "</filter><g filter='url(#f)'/>", 700,
     ERR_IMAGE_TOO_LARGE},
    {"<filter id='f'><feConvolveMatrix order='3'/></filter><g filter='url(#f)'/>", 2000, ERR_OK},
};

START_TEST(work_leaves_less_room_for_pixels)
{
    struct trial trial;

    if (!trial_init_svg(&trial, ""))
        return;
    buf_printf(&trial.input, SVG "width='%u' height='%u'>%s</svg>", sides[_i].side, sides[_i].side,
               sides[_i].inside);
    trial_run(&trial, "crop?width=9&height=9&format=png");
    ck_assert_msg(trial.code == sides[_i].code, "%s: %d %s", sides[_i].inside, trial.code,
                  trial.err.detail);
    trial_fini(&trial);
}
END_TEST

/* A hundred shadows, and noise as it is used. */
static const char *const generous[] = {
    DRAWING "<filter id='f'><feOffset/>" BLUR "<feMerge><feMergeNode/><feMergeNode/></feMerge>"
            "</filter>" TEN(TEN("<rect filter='url(#f)'/>")) "</svg>",
    DRAWING "<filter id='f'><feTurbulence baseFrequency='.1' numOctaves='5'/>"
            "<feDisplacementMap in2='SourceGraphic'/></filter>" FILTERED,
    DRAWING "<filter id='f'><feConvolveMatrix order='3' kernelMatrix='0 1 0 1 1 1 0 1 0'/>"
            "</filter>" FILTERED,
    DRAWING "<rect style='filter:drop-shadow(1px 1px 2px)'/></svg>",
    DRAWING "<style>.f{filter:url(#f)}</style><filter id='f'>" BLUR
            "</filter>" TEN(TEN("<rect class='f'/>")) "</svg>",
};

START_TEST(usual_filters_are_drawn)
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
        {too_much_work_is_refused, ARRAY_LEN(excessive)},
        {work_leaves_less_room_for_pixels, ARRAY_LEN(sides)},
        {usual_filters_are_drawn, ARRAY_LEN(generous)},
    };

    return suite_run_apart("image/vips/svg_filter", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
