/* image/jpeg/baseline_parts.h - what baseline_new sets up and baseline_read goes by. */
#ifndef IMAGE_JPEG_BASELINE_PARTS_H
#define IMAGE_JPEG_BASELINE_PARTS_H

#include "image/jpeg/block.h"
#include "image/jpeg/feed.h"
#include "image/jpeg/idct.h"

/* T.81, table B.5: a baseline JPEG has no more tables of a kind than two. */
enum { BASELINE_TABLES = 2, BASELINE_COMPONENTS = 3 };

struct baseline_component {
    const struct huff *dc;
    const struct huff_ac *ac;
    int size;              /* samples along a block's side, as idct_knows */
    int plane;             /* -1: not wanted */
    uint32_t across, down; /* blocks of an MCU */
    uint32_t width;        /* blocks of a row */
    uint32_t height;       /* rows of blocks */
    int mean;              /* the DC coefficient of the last block */
    struct idct idct;
    unsigned char at[BLOCK_PLACES];
};

struct baseline {
    int components;
    struct baseline_component component[BASELINE_COMPONENTS]; /* in the scan's order */
    uint32_t units;                                           /* MCUs of a row */
    uint32_t row, rows;                                       /* of MCUs */
    uint32_t bands;           /* rows of MCUs that are read at once */
    uint32_t interval, since; /* MCUs between restarts, and since the last */
    unsigned restart;         /* number of the next marker */
    int size;                 /* of all components that are wanted; 0: they differ */
    struct bits in;
    struct huff dc[BASELINE_TABLES];
    struct huff_ac ac[BASELINE_TABLES];
    struct feed feed;
};

#endif
