#include "image/vips/save_png.h"

#include "image/codec/png_write.h"
#include "image/vips/env.h"
#include "image/vips/metadata.h"

#include <math.h>
#include <string.h>

bool save_png_takes(VipsImage *in, const struct output *output)
{
    const VipsInterpretation space =
        in->Bands <= 2 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;

    return output_format(output) == FORMAT_PNG && output_colors(output) == 0 &&
           !output_interlaces(output) && (output_bits(output) == 0 || output_bits(output) == 8) &&
           in->BandFmt == VIPS_FORMAT_UCHAR && in->Coding == VIPS_CODING_NONE && in->Bands >= 1 &&
           in->Bands <= 4 && in->Type == space && metadata_strips_all(in, output) &&
           png_write_takes((uint32_t)in->Xsize, (uint32_t)in->Ysize, (uint32_t)in->Bands);
}

static int take_rows(VipsRegion *region, VipsRect *area, void *cls)
{
    const struct canvas *canvas = cls;
    const size_t skip = VIPS_REGION_LSKIP(region);
    const VipsPel *from = VIPS_REGION_ADDR_TOPLEFT(region) +
                          skip * (size_t)(area->top - region->valid.top) +
                          (size_t)(area->left - region->valid.left) * canvas->bands;

    for (int y = area->top; y < area->top + area->height; y++, from += skip)
        memcpy(canvas_row(canvas, (uint32_t)y) + (size_t)area->left * canvas->bands, from,
               (size_t)area->width * canvas->bands);
    return 0;
}

/* libvips counts pixels a millimetre. */
static uint32_t density(double resolution)
{
    return (uint32_t)fmin(fmax(rint(resolution * 1000), 0), INT32_MAX);
}

enum err_code save_png_write(VipsImage *in, const struct output *output, int fd, uint64_t *bytes,
                             struct err *err)
{
    const struct png_style style = {output->effort, density(in->Xres), density(in->Yres)};
    struct canvas canvas;

    if (!canvas_init(&canvas, (uint32_t)in->Xsize, (uint32_t)in->Ysize, (uint32_t)in->Bands))
        return err_set(err, ERR_INTERNAL, "There is no memory left to write the result.");
    enum err_code code = vipsenv_done(vips_sink_disc(in, take_rows, &canvas), err);

    if (code == ERR_OK)
        code = png_write(&canvas, &style, fd, bytes, err);
    canvas_fini(&canvas);
    return code;
}
