/* image/jpeg/baseline_parts.h - what baseline_new sets up and baseline_read goes by. */
#ifndef IMAGE_JPEG_BASELINE_PARTS_H
#define IMAGE_JPEG_BASELINE_PARTS_H

#include "image/jpeg/idct.h"
#include "image/jpeg/scan.h"

struct baseline_component {
    int size;  /* samples along a block's side, as idct_knows */
    int plane; /* -1: not wanted */
    struct idct idct;
    unsigned char at[BLOCK_PLACES];
};

struct baseline {
    struct baseline_component component[SCAN_PARTS]; /* in the scan's order */
    uint32_t row;                                    /* of MCUs */
    uint32_t bands;                                  /* rows of MCUs that are read at once */
    int size; /* of all components that are wanted; 0: they differ */
    struct scan scan;
};

#endif
