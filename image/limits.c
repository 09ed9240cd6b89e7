#include "image/limits.h"

#include "image/format.h"

struct limits limits_default(void)
{
    return (struct limits){
        .body_bytes = 40000000,
        .input_pixels = 100000000,
        .output_pixels = 50000000,
        .outputs = 8,
        .steps = 16,
        .frames = 512,
        .scans = 100,
        .formats_in = FORMAT_MASK_ALL & ~(1u << FORMAT_SVG),
        .formats_out = FORMAT_MASK_ALL,
    };
}

uint64_t limits_result_bytes(const struct limits *limits)
{
    enum { PIXEL_MAX = 8, OVERHEAD = 1 << 20 };

    return limits->output_pixels * PIXEL_MAX + limits->body_bytes + OVERHEAD;
}
