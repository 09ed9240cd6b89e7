#include "image/param_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { NUMBER_TEXT_MAX = 32 };

static const char RATIO_WANTED[] = "two numbers like 16:9, or one like 1.5";
static const char NUMBERS_WANTED[] = "numbers separated by commas, at most 25";
static const char REGIONS_WANTED[] =
    "boxes x,y,width,height in whole pixels or percent, separated by ;, at most 8";

enum err_code param_parse_ratio(const struct param *row, struct span text, struct ratio *ratio,
                                struct err *err)
{
    struct ratio read = {1, 1};
    struct span rest = text;
    struct span width;

    if (!span_next(&rest, ':', &width) || !param_read_number(width, &read.width) ||
        (width.len < text.len && !param_read_number(rest, &read.height)) || read.width <= 0 ||
        read.height <= 0)
        return param_invalid(row, RATIO_WANTED, err);
    const enum err_code code =
        param_check_range(row, read.width / read.height, row->min, row->max, err);

    if (code == ERR_OK)
        *ratio = read;
    return code;
}

enum err_code param_parse_numbers(const struct param *row, struct span text,
                                  struct numbers *numbers, struct err *err)
{
    struct numbers read = {0};
    struct span rest = text;
    struct span piece;

    if (text.len == 0 || text.data[text.len - 1] == ',')
        return param_invalid(row, NUMBERS_WANTED, err);
    while (span_next(&rest, ',', &piece)) {
        double number;

        if (read.n == NUMBERS_MAX || !param_read_number(piece, &number))
            return param_invalid(row, NUMBERS_WANTED, err);
        const enum err_code code = param_check_range(row, number, row->min, row->max, err);

        if (code != ERR_OK)
            return code;
        read.at[read.n++] = number;
    }
    *numbers = read;
    return ERR_OK;
}

/* One side of a box; row->max bounds pixels, and a box is at least one pixel wide and high. */
static enum err_code parse_side(const struct param *row, struct span text, int side,
                                struct region *region, struct err *err)
{
    const bool percent = text.len > 0 && text.data[text.len - 1] == '%';
    const double least = percent || side < 2 ? 0 : 1;
    double *number = &region->side[side];

    if (!param_read_number(span_cut(text, 0, text.len - percent), number) ||
        (!percent && *number != floor(*number)))
        return param_invalid(row, REGIONS_WANTED, err);
    if (percent)
        region->percent |= (uint8_t)(1u << side);
    return param_check_range(row, *number, least, percent ? 100 : row->max, err);
}

static enum err_code parse_box(const struct param *row, struct span text, struct region *region,
                               struct err *err)
{
    struct span rest = text;
    struct span piece;
    int sides = 0;

    if (text.len == 0 || text.data[text.len - 1] == ',')
        return param_invalid(row, REGIONS_WANTED, err);
    while (span_next(&rest, ',', &piece)) {
        if (sides == REGION_SIDES)
            return param_invalid(row, REGIONS_WANTED, err);
        const enum err_code code = parse_side(row, piece, sides++, region, err);

        if (code != ERR_OK)
            return code;
    }
    return sides == REGION_SIDES ? ERR_OK : param_invalid(row, REGIONS_WANTED, err);
}

enum err_code param_parse_regions(const struct param *row, struct span text,
                                  struct regions *regions, struct err *err)
{
    struct regions read = {0};
    struct span rest = text;
    struct span piece;

    if (text.len == 0 || text.data[text.len - 1] == ';')
        return param_invalid(row, REGIONS_WANTED, err);
    while (span_next(&rest, ';', &piece)) {
        if (read.n == REGIONS_MAX)
            return param_invalid(row, REGIONS_WANTED, err);
        const enum err_code code = parse_box(row, piece, &read.at[read.n++], err);

        if (code != ERR_OK)
            return code;
    }
    *regions = read;
    return ERR_OK;
}

void param_add_number(double number, struct buf *out)
{
    char text[NUMBER_TEXT_MAX];

    for (int digits = 6; digits <= 17; digits++) {
        (void)snprintf(text, sizeof(text), "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    buf_text(out, text);
}

void param_ratio_text(const struct ratio *ratio, struct buf *out)
{
    if (ratio->width <= 0)
        return;
    param_add_number(ratio->width, out);
    buf_char(out, ':');
    param_add_number(ratio->height, out);
}

void param_numbers_text(const struct numbers *numbers, struct buf *out)
{
    for (int i = 0; i < numbers->n; i++) {
        if (i > 0)
            buf_char(out, ',');
        param_add_number(numbers->at[i], out);
    }
}

static void add_region(const struct region *region, struct buf *out)
{
    for (int i = 0; i < REGION_SIDES; i++) {
        if (i > 0)
            buf_char(out, ',');
        param_add_number(region->side[i], out);
        if (region->percent & 1u << i)
            buf_char(out, '%');
    }
}

void param_regions_text(const struct regions *regions, struct buf *out)
{
    for (int i = 0; i < regions->n; i++) {
        if (i > 0)
            buf_char(out, ';');
        add_region(&regions->at[i], out);
    }
}
