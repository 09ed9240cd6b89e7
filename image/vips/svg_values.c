#include "image/vips/svg_values.h"

#include "base/macros.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_relative(const char *unit)
{
    return strncasecmp(unit, "em", 2) == 0 || strncasecmp(unit, "ex", 2) == 0 ||
           strncasecmp(unit, "rem", 3) == 0 || strncasecmp(unit, "ch", 2) == 0;
}

/* Pixels of CSS in a unit, rounded upwards. */
static double pixels_of(const char *unit)
{
    static const struct {
        char name[3];
        double pixels;
    } units[] = {{"in", 96}, {"cm", 37.8}, {"pc", 16}, {"mm", 3.78}, {"pt", 1.334}};

    for (size_t i = 0; i < ARRAY_LEN(units); i++)
        if (strncasecmp(unit, units[i].name, 2) == 0)
            return units[i].pixels;
    return 1;
}

static bool starts_number(const char *at)
{
    return isdigit((unsigned char)*at) || (*at == '.' && isdigit((unsigned char)at[1]));
}

bool svg_number(const char **at, const char *end, double *number)
{
    while (*at < end && !starts_number(*at + (**at == '-')))
        (*at)++;
    if (*at >= end)
        return false;
    char *behind;

    *number = strtod(*at, &behind);
    *at = behind;
    return true;
}

/* Likewise, without its sign. */
static bool next_number(const char **at, const char *end, double *number)
{
    const bool found = svg_number(at, end, number);

    *number = found ? fabs(*number) : *number;
    return found;
}

bool svg_word(const char *text, const char *end, const char *word)
{
    const size_t len = strlen(word);

    for (const char *at = text; (size_t)(end - at) >= len; at++)
        if (strncasecmp(at, word, len) == 0)
            return true;
    return false;
}

struct svg_length svg_length(const char *text, const char *end)
{
    struct svg_length most = {0};
    double number;

    for (const char *at = text; next_number(&at, end, &number);) {
        if (*at == '%')
            most.part = fmax(most.part, number / 100);
        else if (is_relative(at))
            most.ems = fmax(most.ems, number);
        else
            most.pixels = fmax(most.pixels, number * pixels_of(at));
    }
    return most;
}

void svg_size(const char *text, const char *end, double *font, double *relative)
{
    const struct svg_length size = svg_length(text, end);
    const double larger = svg_word(text, end, "larger") ? 1.2 : 1; /* CSS Fonts 3, 3.5 */

    *font = fmax(*font, size.pixels);
    *relative = fmax(fmax(*relative, larger), fmax(size.part, size.ems));
}

bool svg_box(const char *text, double sides[2])
{
    const char *at = text;
    const char *end = text + strlen(text);
    double numbers[4] = {0};
    int n = 0;

    while (n < 4 && next_number(&at, end, &numbers[n]))
        n++;
    if (n < 4)
        return false;
    sides[0] = fmax(numbers[2], 1e-9);
    sides[1] = fmax(numbers[3], 1e-9);
    return true;
}

/* A pattern begins anew with each part of a path, which may be so short that only its densest dash
 * shows: that one counts for all. */
double svg_dashes(const char *text, const char *end)
{
    double first = -1;
    double last = -1;
    double pair = INFINITY;
    double whole = 0;
    double number;

    for (const char *at = text; next_number(&at, end, &number);) {
        if (*at == '%' || is_relative(at))
            return INFINITY;
        pair = last >= 0 ? fmin(pair, last + number) : pair;
        first = first >= 0 ? first : number;
        last = number;
        whole += number;
    }
    return whole > 0 ? 2 / fmin(pair, last + first) : 0;
}

double svg_cells(const char *text)
{
    const char *end = text + strlen(text);
    double width = 0;
    double height = 0;

    (void)next_number(&text, end, &width);
    return width * (next_number(&text, end, &height) ? height : width);
}

/* A number of a path, rounded up, and what follows it. strtod() would take most of the time that a
 * drawing is looked at. */
static double quick_number(const char **at)
{
    const char *from = *at;
    double number = 0;

    for (; isdigit((unsigned char)**at); (*at)++)
        number = number * 10 + (**at - '0');
    if (**at == '.') {
        number++;
        *at += 1 + strspn(*at + 1, "0123456789");
    }
    if (**at == 'e' || **at == 'E') {
        char *behind;

        number = fmax(number, strtod(from, &behind));
        *at = behind > *at ? behind : *at + 1;
    }
    return number;
}

/* "h1" is a point, and "v.1". */
double svg_points(const char *text, double *largest)
{
    double n = 0;

    while (*text) {
        if (starts_number(text)) {
            *largest = fmax(*largest, quick_number(&text));
            n++;
        } else {
            text++;
        }
    }
    return n;
}

const char *svg_after_url(const char *text)
{
    static const char url[] = "url(";
    const size_t len = sizeof(url) - 1;

    while ((text = strpbrk(text, "uU")) != NULL && strncasecmp(text, url, len) != 0)
        text++;
    return text ? text + len : NULL;
}

bool svg_url(const char **text, struct span *id)
{
    const char *at = svg_after_url(*text);

    if (at == NULL)
        return false;
    at += strspn(at, " \t\r\n");
    const bool quoted = *at == '"' || *at == '\'';
    const char stops[] = {quoted ? *at : ')', '\n', '\r', '\f', '\0'};

    at += strspn(at, " \t\r\n'\"#");
    *id = span_of(at, quoted ? strcspn(at, stops) : strcspn(at, " \t\r\n'\"()"));
    *text = at + id->len;
    return true;
}
