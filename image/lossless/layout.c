#include "image/lossless/layout.h"

static uint32_t divided(uint32_t a, uint32_t b)
{
    return (a + b - 1) / b;
}

static struct layout_range range_of(uint32_t at, uint32_t len, int factor, int most)
{
    const uint32_t unit = DCTSIZE * (uint32_t)most;

    return (struct layout_range){at * (uint32_t)factor / unit,
                                 divided((at + len) * (uint32_t)factor, unit)};
}

static void set_part(struct layout_part *part, const struct layout *layout, const struct box *cut,
                     const jpeg_component_info *c, struct size most)
{
    const uint32_t h = (uint32_t)c->h_samp_factor;
    const uint32_t v = (uint32_t)c->v_samp_factor;

    part->x = range_of(cut->x, cut->width, c->h_samp_factor, (int)most.width);
    part->y = range_of(cut->y, cut->height, c->v_samp_factor, (int)most.height);
    part->across = layout->transposed ? v : h;
    part->down = layout->transposed ? h : v;
}

struct size layout_blocks(const struct layout *layout, int i)
{
    const struct layout_part *part = &layout->part[i];
    const uint32_t x = part->x.end - part->x.first;
    const uint32_t y = part->y.end - part->y.first;

    return layout->transposed ? (struct size){y, x} : (struct size){x, y};
}

/* All that counts is in the picture and in the result's MCUs. */
static bool is_inside(const struct layout *layout, int i, const jpeg_component_info *c)
{
    const struct layout_part *part = &layout->part[i];
    const struct size blocks = layout_blocks(layout, i);

    return part->x.first < part->x.end && part->x.end <= c->width_in_blocks &&
           part->y.first < part->y.end && part->y.end <= c->height_in_blocks &&
           blocks.width <= layout->units.width * part->across &&
           blocks.height <= layout->units.height * part->down;
}

bool layout_init(struct layout *layout, const struct course *course,
                 const struct jpeg_decompress_struct *in)
{
    const struct size most = {(uint32_t)in->max_h_samp_factor, (uint32_t)in->max_v_samp_factor};
    const struct size size = course_size(course);

    *layout = (struct layout){.mirror_x = course_mirrors(course, false),
                              .mirror_y = course_mirrors(course, true),
                              .transposed = course->quarters % 2 == 1,
                              .size = size,
                              .parts = in->num_components};
    const bool turned = layout->transposed;

    layout->units =
        (struct size){divided(size.width, DCTSIZE * (turned ? most.height : most.width)),
                      divided(size.height, DCTSIZE * (turned ? most.width : most.height))};
    if (in->num_components > LAYOUT_PARTS)
        return false;
    for (int i = 0; i < in->num_components; i++) {
        set_part(&layout->part[i], layout, &course->cut, &in->comp_info[i], most);
        if (!is_inside(layout, i, &in->comp_info[i]))
            return false;
    }
    return true;
}
