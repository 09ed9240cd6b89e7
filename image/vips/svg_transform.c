#include "image/vips/svg_transform.h"

#include "base/macros.h"
#include "image/vips/svg_values.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

enum kind { MATRIX, SCALE, SCALE_X, SCALE_Y, SKEW, SKEW_X, SKEW_Y, NONE };

static const char *const names[] = {"matrix", "scale", "scalex", "scaley",
                                    "skew",   "skewx", "skewy"};

/* The function whose name stands before `open`, whatever stands before that. */
static enum kind kind_of(const char *text, const char *open)
{
    while (open > text && isspace((unsigned char)open[-1]))
        open--;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const size_t len = strlen(names[i]);

        if ((size_t)(open - text) >= len && strncasecmp(open - len, names[i], len) == 0)
            return (enum kind)i;
    }
    return NONE;
}

/* Of an angle, in degrees unless a unit follows it. */
static double tangent(double angle, const char *unit)
{
    const double degree = M_PI / 180;

    if (strncasecmp(unit, "rad", 3) == 0)
        return tan(angle);
    if (strncasecmp(unit, "grad", 4) == 0)
        return tan(angle * 0.9 * degree);
    return tan(angle * degree * (strncasecmp(unit, "turn", 4) == 0 ? 360 : 1));
}

/* The largest singular value of (a c; b d). */
static double norm(double a, double b, double c, double d)
{
    return hypot((a + d) / 2, (b - c) / 2) + hypot((a - d) / 2, (b + c) / 2);
}

static double growth_of(enum kind kind, const char *from, const char *end)
{
    double at[4] = {0};
    int n = 0;

    while (n < 4 && svg_number(&from, end, &at[n])) {
        at[n] = kind >= SKEW ? tangent(at[n], from) : at[n];
        n++;
    }
    if (kind == MATRIX)
        return norm(at[0], at[1], at[2], at[3]);
    if (kind < SKEW) /* scale(2) is scale(2 2), and no other is larger */
        return fmax(fabs(at[0]), fabs(at[1]));
    return norm(1, kind == SKEW_Y ? at[0] : at[1], kind == SKEW_Y ? 0 : at[0], 1);
}

double svg_transform_growth(const char *text, const char *end)
{
    double whole = 1;

    for (const char *open = text; open < end; open++) {
        const enum kind kind = *open == '(' ? kind_of(text, open) : NONE;

        if (kind == NONE)
            continue;
        const char *close = memchr(open, ')', (size_t)(end - open));
        const double growth = growth_of(kind, open, close ? close : end);

        whole *= growth < INFINITY ? fmax(growth, 1) : INFINITY; /* NaN: a difference of such */
        open = close ? close : end - 1;
    }
    return whole;
}
