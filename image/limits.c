#include "image/limits.h"

#include "image/format.h"

struct limits limits_default(void)
{
    return (struct limits){
        .body_bytes = 40000000,
        .input_pixels = 100000000,
        .output_pixels = 50000000,
        .steps = 16,
        .frames = 512,
        .scans = 100,
        .formats_in = FORMAT_MASK_ALL,
        .formats_out = FORMAT_MASK_ALL,
    };
}
