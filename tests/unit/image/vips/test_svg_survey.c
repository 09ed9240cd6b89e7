/* What many elements inherit is drawn for each of them: a pattern of 100 elements, filling 100
 * elements of another, which fills 100 again, and so on. */
#include "tests/support/suite.h"
#include "tests/support/trial.h"

#include <string.h>

enum { SECONDS = 60 };

#define DRAWING "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='60'>"
#define TEN(text) text text text text text text text text text text
#define RECTS TEN("<rect width='9' height='9'/>")
#define OPEN "<pattern width='9' height='9' patternUnits='userSpaceOnUse' "
#define LEAF(id) OPEN "id='" id "'>" RECTS "</pattern>"
#define INHERITED(id, next) OPEN "id='" id "'><g fill='url(#" next ")'>" RECTS "</g></pattern>"

static const char *const excessive[] = {
    DRAWING LEAF("e") INHERITED("d", "e") INHERITED("c", "d") INHERITED("b", "c")
        INHERITED("a", "b") "<g stroke='url(#a)'>" RECTS "</g></svg>",
    /* Through <use>, which has nothing inside. */
    DRAWING LEAF(
        "e") "<g id='r'>" RECTS
             "</g><g id='s'>" TEN("<use href='#r'/>") "</g>" OPEN "id='d'><g fill='url(#e)'>" TEN(
                 "<use href='#s'/>") "</g></pattern>"
                                     "<g fill='url(#d)'>" TEN("<use href='#s'/>") "</g></svg>",
    DRAWING LEAF("e") "<g id='r'>" RECTS "</g><g id='s'>" TEN(
        "<use href='#r'/>") "</g>" OPEN
                            "id='d'><use fill='url(#e)' href='#s'/></pattern><g id='t'>" TEN(
                                "<use href='#s'/>") "</g><use fill='url(#d)' href='#t'/><use "
                                                    "fill='url(#d)' href='#t'/></svg>",
    /* What stands inside what inherits, and is drawn elsewhere. */
    DRAWING LEAF("e") "<g fill='url(#e)'><defs>" OPEN "id='d'>" RECTS RECTS
                      "</pattern></defs></g>" INHERITED("c", "d")
                          INHERITED("b", "c") "<g fill='url(#b)'>" RECTS "</g></svg>",
    DRAWING
    "<marker id='m'>" RECTS
    "</marker><g id='r'>" TEN("<path d='M0 0h9v9h9v9h9v9h9'/>") "</g><g id='s'>" TEN(
        "<use href='#r'/>") "</g><g id='t'>" TEN("<use href='#s'/>") "</g><g marker='url(#m)'><use "
                                                                     "href='#t'/></g></svg>",
};

START_TEST(what_many_inherit_is_counted_for_each)
{
    struct trial trial;

    if (!trial_init_svg(&trial, excessive[_i]))
        return;
    trial_run(&trial, "convert?format=png");
    ck_assert_int_eq(trial.code, ERR_UNDECODABLE);
    ck_assert_str_eq(trial.err.detail, "The SVG has references that draw too much.");
    trial_fini(&trial);
}
END_TEST

static const char *const generous[] = {
    DRAWING LEAF("e") "<g fill='url(#e)'>" TEN(RECTS) "</g></svg>",
    DRAWING LEAF("e") INHERITED("d", "e") "<g fill='url(#d)'>" RECTS "</g></svg>",
    DRAWING LEAF("e") "<g fill='url(#e)'><g id='r'>" RECTS
                      "</g>" TEN("<use href='#r'/>") "</g></svg>",
    /* Defined inside what it fills, or masks. */
    DRAWING "<g fill='url(#e)'><defs>" LEAF("e") "</defs><rect width='9' height='9'/></g></svg>",
    DRAWING "<g mask='url(#m)'><defs><rect id='r' width='9' height='9'/><mask id='m'>"
            "<use href='#r'/></mask></defs>" RECTS "</g></svg>",
    DRAWING "<linearGradient id='e'/><g id='r' fill='url(#e)'>" TEN(RECTS) "</g>" TEN(
        "<use href='#r'/>") "</svg>",
};

START_TEST(what_some_inherit_is_drawn)
{
    struct trial trial;

    if (!trial_init_svg(&trial, generous[_i]))
        return;
    trial_run(&trial, "convert?format=png");
    ck_assert_msg(trial.code == ERR_OK, "%s: %s", generous[_i], trial.err.detail);
    trial_fini(&trial);
}
END_TEST

/* 300 KB of each, a minute and more if its rest were looked through again at every word. */
static const char *const words[] = {"url(#", "mask:", "blur(", ":", "(", "filter:url('"};

START_TEST(long_values_are_looked_through_once)
{
    struct trial trial;

    if (!trial_init_svg(&trial, DRAWING "<rect style=\""))
        return;
    for (size_t len = 0; len < 300000; len += strlen(words[_i]))
        buf_text(&trial.input, words[_i]);
    buf_text(&trial.input, "\"/></svg>");
    trial_run(&trial, "convert?format=png");
    ck_assert(trial.code == ERR_OK || trial.code == ERR_UNDECODABLE);
    trial_fini(&trial);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {what_many_inherit_is_counted_for_each, ARRAY_LEN(excessive)},
        {what_some_inherit_is_drawn, ARRAY_LEN(generous)},
        {long_values_are_looked_through_once, ARRAY_LEN(words)},
    };

    return suite_run_apart("image/vips/svg_survey", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
