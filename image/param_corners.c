#include "image/param_parts.h"

static const char CORNERS_WANTED[] = "four corners x,y;x,y;x,y;x,y in pixels or percent";

static enum err_code parse_number(const struct param *row, struct span text, int index,
                                  struct corners *corners, struct err *err)
{
    const bool percent = text.len > 0 && text.data[text.len - 1] == '%';
    double *number = &corners->at[index];

    if (!param_read_number(span_cut(text, 0, text.len - percent), number))
        return param_invalid(row, CORNERS_WANTED, err);
    if (percent)
        corners->percent |= (uint8_t)(1u << index);
    return param_check_range(row, *number, 0, percent ? 100 : row->max, err);
}

static enum err_code parse_corner(const struct param *row, struct span text, int corner,
                                  struct corners *corners, struct err *err)
{
    struct span y = text;
    struct span x;

    if (!span_next(&y, ',', &x))
        return param_invalid(row, CORNERS_WANTED, err);
    const enum err_code code = parse_number(row, x, 2 * corner, corners, err);

    return code == ERR_OK ? parse_number(row, y, 2 * corner + 1, corners, err) : code;
}

enum err_code param_parse_corners(const struct param *row, struct span text,
                                  struct corners *corners, struct err *err)
{
    struct corners read = {.given = true};
    struct span rest = text;
    struct span piece;
    int n = 0;

    if (text.len == 0 || text.data[text.len - 1] == ';')
        return param_invalid(row, CORNERS_WANTED, err);
    while (span_next(&rest, ';', &piece)) {
        if (n == CORNERS)
            return param_invalid(row, CORNERS_WANTED, err);
        const enum err_code code = parse_corner(row, piece, n++, &read, err);

        if (code != ERR_OK)
            return code;
    }
    if (n < CORNERS)
        return param_invalid(row, CORNERS_WANTED, err);
    *corners = read;
    return ERR_OK;
}

void param_corners_text(const struct corners *corners, struct buf *out)
{
    for (int i = 0; corners->given && i < CORNERS_NUMBERS; i++) {
        if (i > 0)
            buf_char(out, i % 2 ? ',' : ';');
        param_add_number(corners->at[i], out);
        if (corners->percent & 1u << i)
            buf_char(out, '%');
    }
}
