/* image/facts/boxes.h - shrinking by the mean of boxes, rows given one by one.
 *
 * Every source pixel counts once, so means of the result are those of the picture, and a single
 * pixel that is not opaque is noticed. Colours are weighted by alpha. One thread.
 */
#ifndef IMAGE_FACTS_BOXES_H
#define IMAGE_FACTS_BOXES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct boxes {
    uint32_t from_width, from_height, width, height; /* width and height at most the source's */
    uint32_t bands;                                  /* alpha included */
    bool alpha, deep;                                /* deep: 16 bits a band, native order */
    bool opaque;                                     /* of what was given so far */
    uint32_t y;                                      /* rows given */
    uint64_t *sums; /* a row of the result: sum of each colour by weight, and of the weights */
    void *pixels;   /* the result, width * bands samples a row; the owner's to free() */
};

/* The sizes, bands, alpha and deep are filled in. False: no memory, or no size. */
bool boxes_start(struct boxes *boxes);

/* The next row of the source. Rows beyond from_height are not looked at. */
void boxes_add(struct boxes *boxes, const void *row);

void boxes_end(struct boxes *boxes); /* frees the sums; the pixels stay */

/* The longer side becomes `side` at most; no side grows or vanishes. */
void boxes_fit(struct boxes *boxes, uint32_t side);

#endif
