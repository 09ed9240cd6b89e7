/* image/limits.h - what one request may ask for. Plain values: crosses processes. */
#ifndef IMAGE_LIMITS_H
#define IMAGE_LIMITS_H

#include <stdint.h>

struct limits {
    uint64_t body_bytes;    /* whole request body */
    uint64_t input_pixels;  /* width * height * frames */
    uint64_t output_pixels; /* width * height * frames, after every step; of all outputs together */
    uint32_t outputs;
    uint32_t steps; /* of one output */
    uint32_t frames;
    uint32_t scans;      /* of a progressive JPEG */
    uint32_t formats_in; /* bit 1 << enum format_id */
    uint32_t formats_out;
};

/* No honest result has more bytes: eight a pixel (four bands of 16 bits, not compressed), and what
 * metadata of the input it may carry along. */
uint64_t limits_result_bytes(const struct limits *limits);

/* The defaults of the settings table, for tools and tests. */
struct limits limits_default(void);

#endif
