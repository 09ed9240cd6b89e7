/* image/param_parts.h - what the readers of one parameter share. Private to image/param*.c. */
#ifndef IMAGE_PARAM_PARTS_H
#define IMAGE_PARAM_PARTS_H

#include "image/param.h"

/* ERR_PARAM_INVALID: "<name> must be <wanted>." */
enum err_code param_invalid(const struct param *row, const char *wanted, struct err *err);

/* ERR_PARAM_RANGE, with limit and actual, unless min <= number <= max. */
enum err_code param_check_range(const struct param *row, double number, double min, double max,
                                struct err *err);

/* Digits with an optional sign, fraction and exponent, nothing else. */
bool param_read_number(struct span text, double *number);

/* 0xRRGGBBAA. */
struct color param_color_of(uint32_t rgba);
enum err_code param_parse_color(const struct param *row, struct span text, struct color *color,
                                struct err *err);

/* Readers and writers of the types that hold several numbers; `text` of a written value is read
 * back as the same value. A value that is not given writes nothing. */
enum err_code param_parse_ratio(const struct param *row, struct span text, struct ratio *ratio,
                                struct err *err);
enum err_code param_parse_numbers(const struct param *row, struct span text,
                                  struct numbers *numbers, struct err *err);
enum err_code param_parse_regions(const struct param *row, struct span text,
                                  struct regions *regions, struct err *err);
enum err_code param_parse_corners(const struct param *row, struct span text,
                                  struct corners *corners, struct err *err);

/* `to` has room for row->max bytes and a NUL. */
enum err_code param_parse_text(const struct param *row, struct span text, char *to,
                               struct err *err);
enum err_code param_parse_name(const struct param *row, struct span text, char *to,
                               struct err *err);

void param_ratio_text(const struct ratio *ratio, struct buf *out);
void param_numbers_text(const struct numbers *numbers, struct buf *out);
void param_regions_text(const struct regions *regions, struct buf *out);
void param_corners_text(const struct corners *corners, struct buf *out);

/* The fewest digits that read back as the same number. */
void param_add_number(double number, struct buf *out);

#endif
