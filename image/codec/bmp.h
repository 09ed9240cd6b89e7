/* image/codec/bmp.h - the reader of BMP (device-independent bitmap) files.
 *
 *   file header (14) | info header (12 to 124) | masks | palette | ... | rows, each of 4n bytes
 *
 * Rows of what is not compressed are read from the file as they are asked for, in any order and by
 * any thread; run lengths are first unpacked into a byte a pixel. The file must outlive the struct.
 * Nothing is believed: every offset is checked against the span, every product against overflow.
 */
#ifndef IMAGE_CODEC_BMP_H
#define IMAGE_CODEC_BMP_H

#include "base/span.h"

enum bmp_state { BMP_FINE, BMP_MORE, BMP_BROKEN };
enum { BMP_SIDE_MAX = 1 << 20, BMP_CHANNELS = 4 };

/* Where a colour stands in a pixel of 16 or 32 bits; no bits: it is not there. */
struct bmp_channel {
    uint32_t mask;
    int shift, bits;
};

struct bmp {
    uint32_t width, height; /* at most BMP_SIDE_MAX each */
    bool top_down;
    int bits;                                  /* a pixel: 1, 2, 4, 8, 16, 24, 32 */
    uint32_t run_length;                       /* 0, or bits of a pixel in the runs: 4 or 8 */
    uint32_t bands;                            /* of the rows given: 3, or 4 with alpha */
    struct bmp_channel channels[BMP_CHANNELS]; /* red, green, blue, alpha; of 16 and 32 bits */
    struct span palette;                       /* blue, green, red and a byte more but for 12 */
    size_t palette_step;                       /* 3 or 4 */
    struct span rows;                          /* from the first row on to the file's end */
    struct span profile;                       /* ICC, or the empty span */
    int32_t x_ppm, y_ppm;                      /* pixels a metre; 0: not told */
};

/* Read the headers. BMP_MORE: the span ends inside them. */
enum bmp_state bmp_open(struct span file, struct bmp *bmp);

/* Unpack the runs into width * height bytes, rows as they are shown. False: they are damaged or
 * end before the picture does. */
bool bmp_unpack(const struct bmp *bmp, unsigned char *pixels);

/* Row y, as it is shown, in width * bands bytes. `unpacked`: of bmp_unpack(), or NULL where there
 * are no runs. False: the file ends before. */
bool bmp_row(const struct bmp *bmp, const unsigned char *unpacked, uint32_t y, unsigned char *to);

#endif
