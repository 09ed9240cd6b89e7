/* Telling an SVG by its first bytes. */
#include "image/svg.h"

#include "image/format.h"
#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

enum { SECONDS = 10 };

static const struct {
    const char *text;
    bool is;
} texts[] = {
    {"<svg>", true},
    {"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", true},
    {"<svg/>", true},
    {"\xEF\xBB\xBF \n<svg\twidth='1'>", true},
    {"<?xml version=\"1.0\"?>\n<!-- <svg> --><svg >", true},
    {"<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/x.dtd\"><svg>", true},
    {"<!DOCTYPE svg [<!ENTITY a \"b\">]><svg>&a;</svg>", false},
    {"<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><svg>&a;</svg>", false},
    {"<!DOCTYPE html><svg>", false},
    {"<svgx>", false},
    {"<svg", false},
    {"<html><svg></svg></html>", false},
    {"<?xml version=\"1.0\"?>", false},
    {"<?xml <svg>", false},
    {"<!-- <svg> ", false},
    {"text <svg>", false},
    {"", false},
};

static bool starts(const char *text, size_t len)
{
    unsigned char *copy = malloc(len > 0 ? len : 1); /* of exactly its size */

    memcpy(copy, text, len);
    const bool is = svg_starts(span_of(copy, len));

    ck_assert_int_eq(format_sniff(span_of(copy, len)) == FORMAT_SVG, is);
    free(copy);
    return is;
}

START_TEST(root_element_tells)
{
    ck_assert_msg(starts(texts[_i].text, strlen(texts[_i].text)) == texts[_i].is, "%s",
                  texts[_i].text);
}
END_TEST

START_TEST(every_beginning_is_looked_at)
{
    bool before = false;

    for (size_t len = 0; len <= strlen(texts[_i].text); len++) {
        const bool is = starts(texts[_i].text, len);

        ck_assert(is || !before); /* what was one stays one */
        before = is;
    }
}
END_TEST

START_TEST(root_that_is_far_away_is_not_found)
{
    char *text = calloc(2, SVG_SNIFF_BYTES);

    memset(text, ' ', SVG_SNIFF_BYTES);
    memcpy(text + SVG_SNIFF_BYTES - 5, "<svg>", 6);
    ck_assert(svg_starts(span_text(text)));
    text[SVG_SNIFF_BYTES - 5] = ' ';
    memcpy(text + SVG_SNIFF_BYTES - 4, "<svg>", 6);
    ck_assert(!svg_starts(span_text(text)));
    free(text);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {root_element_tells, ARRAY_LEN(texts)},
        {every_beginning_is_looked_at, ARRAY_LEN(texts)},
        {root_that_is_far_away_is_not_found, 0},
    };

    return suite_run("image/svg", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
