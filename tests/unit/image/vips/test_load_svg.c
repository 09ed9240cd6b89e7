/* SVG is rendered at the size that is asked for, and opens nothing. Pictures that it might want to
 * see are planted beside: red where the drawing itself is green. */
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <stdio.h>
#include <unistd.h>

enum { SECONDS = 60 };

#define SVG "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
#define GREEN "<rect width='100%' height='100%' fill='#0f0'/>"
#define DEEP "<g><g><g><g><g><g><g><g><g><g><g><g><g>"
#define PLANTED "/tmp/mezzotint-planted.png"

static const double green[] = {0, 255, 0, 255};

/* Black to the left, white to the right: sharp at any size, if it is drawn at that size. */
static const char half[] = SVG "width='100' height='50'><rect width='50' height='50' "
                               "fill='#000'/><rect x='50' width='50' height='50' fill='#fff'/>"
                               "</svg>";

static const struct {
    const char *plan;
    uint32_t width, height;
} sizes[] = {
    {"convert?format=png", 100, 50},
    {"resize?width=40&format=png", 40, 20},
    {"resize?width=1000&format=png", 100, 50},
    {"resize?width=1000&enlarge=true&format=png", 1000, 500},
    {"thumbnail?width=600&height=600&format=png", 600, 600},
    {"resize?width=300&height=300&fit=contain&enlarge=true&format=png", 300, 300},
    {"crop?width=60&height=50&format=png", 60, 50},
};

START_TEST(drawing_has_the_size_that_is_asked_for)
{
    struct trial trial;

    if (!trial_init_svg(&trial, half))
        return;
    trial_run(&trial, sizes[_i].plan);
    trial_assert_size(&trial, sizes[_i].width, sizes[_i].height);
    trial_fini(&trial);
}
END_TEST

/* An edge that was rendered small and then enlarged would be grey over several pixels. */
START_TEST(enlarged_drawing_is_sharp)
{
    struct trial trial;

    if (!trial_init_svg(&trial, half))
        return;
    trial_run(&trial, "resize?width=1000&enlarge=true&format=png");
    trial_assert_pixel(&trial, 498, 250, 3, (const double[]){0, 0, 0}, 2);
    trial_assert_pixel(&trial, 501, 250, 3, (const double[]){255, 255, 255}, 2);
    trial_fini(&trial);
}
END_TEST

static const char *const thieves[] = {
    SVG "width='40' height='40'>" GREEN "<image href='file://" PLANTED "' width='40' height='40'/>"
        "</svg>",
    SVG "width='40' height='40'>" GREEN "<image xlink:href='" PLANTED "' width='40' height='40'/>"
        "</svg>",
    SVG "width='40' height='40'>" GREEN
        "<image href='mezzotint-planted.png' width='40' height='40'/></svg>",
    SVG "width='40' height='40'>" GREEN
        "<image href='http://127.0.0.1:9/red.png' width='40' height='40'/></svg>",
    SVG "width='40' height='40' xmlns:xi='http://www.w3.org/2001/XInclude'>" GREEN
        "<xi:include href='file:///tmp/mezzotint-planted.svg'/></svg>",
    SVG "width='40' height='40'><style>@import url('file:///tmp/mezzotint-planted.css');</style>"
        "<rect width='100%' height='100%' fill='#0f0'/></svg>",
    SVG "width='40' height='40'>" GREEN "<use href='file:///tmp/mezzotint-planted.svg#a'/></svg>",
};

static void plant(void)
{
    static const char svg[] = SVG "width='40' height='40'><rect id='a' width='40' height='40' "
                                  "fill='#f00'/></svg>";
    VipsImage *red = trial_flat(40, 40, 3, (const double[]){255, 0, 0});

    ck_assert_int_eq(vips_image_write_to_file(red, PLANTED, NULL), 0);
    g_object_unref(red);
    ck_assert(g_file_set_contents("/tmp/mezzotint-planted.svg", svg, -1, NULL));
    ck_assert(
        g_file_set_contents("/tmp/mezzotint-planted.css", "rect{fill:#f00 !important}", -1, NULL));
    ck_assert_int_eq(chdir("/tmp"), 0);
}

START_TEST(drawing_sees_no_other_file)
{
    struct trial trial;

    if (!trial_init_svg(&trial, thieves[_i]))
        return;
    plant();
    trial_run(&trial, "convert?format=png");
    for (int at = 5; trial.code == ERR_OK && at < 40; at += 10)
        trial_assert_pixel(&trial, at, at, 3, green, 0);
    ck_assert(trial.code == ERR_OK || trial.code == ERR_UNDECODABLE);
    trial_fini(&trial);
}
END_TEST

static const struct {
    const char *text;
    enum err_code code;
} refused[] = {
    {SVG "width='5000' height='5000'/>", ERR_IMAGE_TOO_LARGE},
    {SVG "width='1000000000' height='1000000000'/>", ERR_IMAGE_TOO_LARGE},
    {SVG "width='1e300' height='9'/>", ERR_IMAGE_TOO_LARGE},
    {SVG "height='9' viewBox='0 0 1e9 1e9'/>", ERR_IMAGE_TOO_LARGE},
    {SVG "width='0' height='0'/>", ERR_UNDECODABLE},
    {SVG "width='9' height='9'><image href='data:image/png;base64,AA'/></svg>", ERR_UNDECODABLE},
    {SVG "width='9' height='9'><svg:image xlink:href=' &#100;ata:image/png,AA'/></svg>",
     ERR_UNDECODABLE},
    {SVG "width='9' height='9'><use href='data:image/svg+xml,AA#a'/></svg>", ERR_UNDECODABLE},
    {SVG "width='9' height='9'><rect fill='URL( \"data:image/svg+xml,AA#a\")'/></svg>",
     ERR_UNDECODABLE},
    {SVG "width='9' height='9'><rect style='fill:\\75rl(data:AA#a)'/></svg>", ERR_UNDECODABLE},
    {SVG "width='9' height='9'><rect fill='u&#x0000000000072;l(data:AA#a)'/></svg>",
     ERR_UNDECODABLE},
    {SVG "width='9' height='9'><style>@&#000000000105;mport 'data:AA';</style></svg>",
     ERR_UNDECODABLE},
    {SVG "width='9' height='9'><style><![CDATA[@import 'data:text/css,AA';]]></style></svg>",
     ERR_UNDECODABLE},
    {SVG "width='9' height='9'><style/><g><a/>rect{fill:url(data:AA)}</g></svg>", ERR_UNDECODABLE},
    {"<?xml version='1.0'?><?xml-stylesheet href='data:text/css,AA'?>" SVG "width='9' height='9'/>",
     ERR_UNDECODABLE},
    {"<?xml version='1.0' encoding='UTF-7'?>" SVG "width='9' height='9'/>", ERR_UNDECODABLE},
    {"<?xml version='1.0' encoding='ISO-8859-1'?>" SVG "width='9' height='9'><g id='\xe9'/></svg>",
     ERR_UNDECODABLE},
    {SVG "width='9' height='9'><![CDATA[", ERR_UNDECODABLE},
    {SVG "width='9' height='9'>" DEEP DEEP DEEP DEEP DEEP "</svg>", ERR_UNDECODABLE},
    {SVG "width='10' height='10'><rect></svg>", ERR_UNDECODABLE},
    {SVG "width='10' height='10'>", ERR_UNDECODABLE},
    {"<!DOCTYPE svg [<!ENTITY a 'b'>]>" SVG "width='9' height='9'/>", ERR_FORMAT_UNKNOWN},
};

START_TEST(drawing_that_cannot_be_is_refused)
{
    struct trial trial;

    if (!trial_init_svg(&trial, refused[_i].text))
        return;
    trial_run(&trial, "convert?format=png");
    ck_assert_msg(trial.code == refused[_i].code, "%s: %d %s", refused[_i].text, trial.code,
                  trial.err.detail);
    trial_fini(&trial);
}
END_TEST

static const char *const tame[] = {
    "<?xml version='1.0' encoding='UTF-8'?>" SVG
    "width='9' height='9'><defs><linearGradient id='g'>"
    "<stop stop-color='#0f0'/></linearGradient></defs><style><![CDATA[rect{fill:url(#g)}]]></style>"
    "<a href='http://example.org/'><rect width='9' height='9'/></a></svg>",
    "<?xml version='1.0' encoding='iso-8859-1'?>" SVG
    "width='9' height='9'><rect width='9' height='9' fill='#0f0'/></svg>",
    "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/svg11.dtd'>" SVG
    "width='9' height='9'><rect id='r' width='9' height='9' fill='#0f0'/><use href='#r'/></svg>",
};

START_TEST(drawing_may_refer_to_itself)
{
    struct trial trial;

    if (!trial_init_svg(&trial, tame[_i]))
        return;
    trial_run(&trial, "convert?format=png");
    trial_assert_size(&trial, 9, 9);
    trial_assert_pixel(&trial, 4, 4, 3, green, 0);
    trial_fini(&trial);
}
END_TEST

START_TEST(drawing_is_refused_unless_switched_on)
{
    struct trial trial;

    (void)trial_init_svg(&trial, half);
    trial.limits = limits_default();
    trial_run(&trial, "convert?format=png");
    ck_assert_int_eq(trial.code, ERR_FORMAT_REFUSED);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {drawing_has_the_size_that_is_asked_for, ARRAY_LEN(sizes)},
        {enlarged_drawing_is_sharp, 0},
        {drawing_sees_no_other_file, ARRAY_LEN(thieves)},
        {drawing_that_cannot_be_is_refused, ARRAY_LEN(refused)},
        {drawing_may_refer_to_itself, ARRAY_LEN(tame)},
        {drawing_is_refused_unless_switched_on, 0},
    };

    return suite_run_apart("image/vips/load_svg", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
