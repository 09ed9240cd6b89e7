#include "image/probe_parts.h"

#include "image/codec/bmp.h"

enum probe_state probe_bmp(struct span head, struct image_info *info)
{
    struct bmp bmp;
    const enum bmp_state state = bmp_open(head, &bmp);

    if (state != BMP_FINE)
        return state == BMP_MORE ? PROBE_MORE : PROBE_BROKEN;
    info->width = bmp.width;
    info->height = bmp.height;
    info->bits = 8;
    info->bands = (uint8_t)bmp.bands;
    info->alpha = bmp.bands == 4;
    info->progressive = bmp.run_length > 0; /* unpacked before a row is read */
    return PROBE_DONE;
}
