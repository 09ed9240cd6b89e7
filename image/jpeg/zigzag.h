/* image/jpeg/zigzag.h - the order in which a block's coefficients are coded. */
#ifndef IMAGE_JPEG_ZIGZAG_H
#define IMAGE_JPEG_ZIGZAG_H

enum { ZIGZAG_PLACES = 64 };

/* The frequencies of each coefficient: along x, and along y. */
struct zigzag {
    unsigned char across[ZIGZAG_PLACES];
    unsigned char down[ZIGZAG_PLACES];
};
struct zigzag zigzag(void);

#endif
