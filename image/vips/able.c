#include "image/run.h"

#include <vips/vips.h>

/* What only some builds of libvips have. */
static const struct {
    enum format_id format;
    const char *loader, *saver; /* nicknames of libvips' operations; NULL: none is needed */
} optional[] = {
    {FORMAT_SVG, "svgload_buffer", NULL},
    {FORMAT_JXL, NULL, "jxlsave_target"},
};

static bool has(const char *operation)
{
    return operation == NULL || vips_type_find("VipsOperation", operation) != 0;
}

uint32_t image_reads(void)
{
    uint32_t formats = FORMAT_MASK_ALL;

    for (size_t i = 0; i < G_N_ELEMENTS(optional); i++)
        if (!has(optional[i].loader))
            formats &= ~(1u << optional[i].format);
    return formats;
}

uint32_t image_writes(void)
{
    uint32_t formats = FORMAT_MASK_ALL;

    for (size_t i = 0; i < G_N_ELEMENTS(optional); i++)
        if (!has(optional[i].saver))
            formats &= ~(1u << optional[i].format);
    return formats;
}
