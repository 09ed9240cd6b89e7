/* image/values.h - what a parameter can be besides a number or a word. Plain values. */
#ifndef IMAGE_VALUES_H
#define IMAGE_VALUES_H

#include <stdbool.h>
#include <stdint.h>

struct color {
    uint8_t r, g, b, a; /* sRGB, not premultiplied */
};

struct length {
    double value; /* pixels, or percent of the side it is measured along */
    bool percent;
    bool given;
};

enum gravity_kind {
    GRAVITY_CENTER,
    GRAVITY_NORTH,
    GRAVITY_NORTHEAST,
    GRAVITY_EAST,
    GRAVITY_SOUTHEAST,
    GRAVITY_SOUTH,
    GRAVITY_SOUTHWEST,
    GRAVITY_WEST,
    GRAVITY_NORTHWEST,
    GRAVITY_ATTENTION,
    GRAVITY_ENTROPY,
    GRAVITY_FOCAL
};

struct gravity {
    int32_t kind; /* enum gravity_kind */
    double x, y;  /* GRAVITY_FOCAL: 0..1 from the left and from the top */
};

extern const char *const gravity_names[]; /* by enum gravity_kind without FOCAL, NULL-ended */

/* A kernel of 5x5 has 25 numbers; more boxes than 8 are a mask's work. */
enum { NUMBERS_MAX = 25, REGIONS_MAX = 8, REGION_SIDES = 4 };

/* Of a part or an asset. */
enum { NAME_LEN_MAX = 64 };

struct ratio {
    double width, height; /* both 0: not given */
};

struct numbers {
    int32_t n; /* 0: not given */
    double at[NUMBERS_MAX];
};

/* Sides in the order x, y, width, height: pixels, or percent of the picture's width and height. */
struct region {
    double side[REGION_SIDES];
    uint8_t percent; /* bit i: side[i] is percent */
};

struct regions {
    int32_t n; /* 0: none given */
    struct region at[REGIONS_MAX];
};

/* Four points: x and y of each in turn, in pixels or percent of the picture's width and height. */
enum { CORNERS = 4, CORNERS_NUMBERS = 2 * CORNERS };
struct corners {
    double at[CORNERS_NUMBERS];
    uint8_t percent; /* bit i: at[i] is percent */
    bool given;
};

/* Where a second picture comes from; both "": the part that is called like the operation. */
struct source {
    char part[NAME_LEN_MAX + 1];
    char asset[NAME_LEN_MAX + 1];
};

#endif
