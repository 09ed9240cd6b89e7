#include "image/planar/frame.h"

#include <string.h>

struct frame_side frame_side(uint32_t frame, uint32_t at, uint32_t part, uint32_t sub,
                             bool mirrored)
{
    const uint32_t early = mirrored ? (sub - frame % sub) % sub : 0;
    const uint32_t from = early + at;

    return (struct frame_side){
        .early = early,
        .lead = from % sub,
        .at = from / sub,
        .size = (early + frame + sub - 1) / sub,
        .trail = (from + part) % sub != 0 && at + part < frame,
    };
}

static unsigned char mean(unsigned char a, unsigned char b)
{
    return (unsigned char)((a + b + 1) / 2);
}

/* Only a part that begins inside the frame has ground before it. */
static bool leads(const struct frame_side *side)
{
    return side->lead > side->early || (side->lead > 0 && side->at > 0);
}

static void blend_row(unsigned char *row, uint32_t width, unsigned char ground)
{
    for (uint32_t x = 0; x < width; x++)
        row[x] = mean(row[x], ground);
}

static void blend_column(struct plane *part, uint32_t x, unsigned char ground)
{
    for (uint32_t y = 0; y < part->height; y++) {
        unsigned char *sample = part->data + y * part->stride + x;

        *sample = mean(*sample, ground);
    }
}

static void blend_edges(struct plane *part, const struct frame_side *x, const struct frame_side *y,
                        unsigned char ground)
{
    if (leads(x))
        blend_column(part, 0, ground);
    if (x->trail)
        blend_column(part, part->width - 1, ground);
    if (leads(y))
        blend_row(part->data, part->width, ground);
    if (y->trail)
        blend_row(part->data + (part->height - 1) * part->stride, part->width, ground);
}

bool frame_lay(struct plane *part, const struct frame_side *x, const struct frame_side *y,
               unsigned char ground)
{
    struct plane frame;

    if (part->width == x->size && part->height == y->size)
        return true;
    if (!plane_init(&frame, x->size, y->size, 1))
        return false;
    blend_edges(part, x, y, ground);
    memset(frame.data, ground, frame.stride * frame.height);
    for (uint32_t row = 0; row < part->height; row++)
        memcpy(frame.data + (y->at + row) * frame.stride + x->at, part->data + row * part->stride,
               part->width);
    plane_fini(part);
    *part = frame;
    return true;
}
