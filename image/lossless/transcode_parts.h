/* image/lossless/transcode_parts.h - what transcode_read makes and transcode_write goes by. */
#ifndef IMAGE_LOSSLESS_TRANSCODE_PARTS_H
#define IMAGE_LOSSLESS_TRANSCODE_PARTS_H

#include "image/jpeg/scan.h"
#include "image/lossless/blocks.h"
#include "image/lossless/coder.h"
#include "image/lossless/transcode.h"

/* A block of the result. */
struct coded {
    uint32_t at;   /* its AC coefficients' first byte; they end where another block's begin */
    uint16_t bits; /* how many; 0: nothing but filling, which has the last block's DC */
    int16_t mean;  /* the DC coefficient */
};

/* Bytes that one block takes at most and a little more: 63 coefficients with a code of 16 and, of
 * what the tables have no codes for, a value of 15 bits (then the block is the last); a word. */
enum { CODED_MOST = 256 };

struct transcode_part {
    uint32_t first;        /* place in an MCU of the result */
    uint32_t across, down; /* blocks of an MCU */
    struct coder dc, ac;
    struct coder_near near; /* of ac */
};

struct transcode {
    int parts;
    struct transcode_part part[LAYOUT_PARTS]; /* in the frame's order */
    struct size units;                        /* MCUs of the result */
    uint32_t unit;                            /* blocks of an MCU */
    struct coded *blocks;                     /* MCU after MCU */
    unsigned char *bytes;
};

/* What is needed while the scan is read. */
struct reading {
    struct scan scan;
    const struct layout *layout;
    unsigned char at[BLOCK_PLACES];   /* a coefficient's place in the result's zigzag order */
    int16_t sign[BLOCK_COEFFICIENTS]; /* by that place: 0, or -1 where it changes */
    uint32_t *columns[SCAN_PARTS];    /* by the scan's part and the stored column, as place_of */
    struct transcode *to;
    unsigned char *next, *end; /* of to->bytes */
};

/* Make what reading needs, and the room for the result. False: a file of another kind, no table, or
 * no memory. */
bool transcode_set_up(struct reading *reading, const struct jpeg_decompress_struct *in,
                      const struct jpeg_compress_struct *out);

/* What the stored row y of a component adds to its blocks' places; a column's is in `columns`. */
#define TRANSCODE_NOWHERE UINT32_MAX /* it does not count */
uint32_t transcode_row(const struct reading *reading, int component, uint32_t y);

#endif
