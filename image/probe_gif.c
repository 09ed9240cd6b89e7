#include "image/probe_parts.h"

enum { ENOUGH = 13 };

/* GIF89a specification, 18: logical screen width and height after the six signature bytes. Frames
 * and transparency are told only further on: both may be there. */
enum probe_state probe_gif(struct span head, struct image_info *info)
{
    if (head.len < ENOUGH)
        return PROBE_MORE;
    info->width = read_le16(head.data + 6);
    info->height = read_le16(head.data + 8);
    info->bits = 8;
    info->bands = 4;
    info->alpha = true;
    info->animated = true;
    info->progressive = true;
    return info->width && info->height ? PROBE_DONE : PROBE_BROKEN;
}
