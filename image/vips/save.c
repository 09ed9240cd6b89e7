#include "image/vips/save.h"

#include "image/vips/encode.h"
#include "image/vips/env.h"
#include "image/vips/fit.h"
#include "image/vips/similar.h"

static enum err_code save_once(VipsImage *in, const struct output *output, int fd,
                               struct saved *saved, struct err *err)
{
    VipsImage *ready = NULL;
    enum err_code code = encode_ready(in, output, &ready, err);

    if (code == ERR_OK)
        code = encode_once(ready, output, fd, (int)saved->quality, &saved->bytes, err);
    g_clear_object(&ready);
    return code;
}

/* What is encoded more than once is evaluated only once. */
static enum err_code save_again_and_again(VipsImage *in, const struct output *output, int fd,
                                          struct saved *saved, struct err *err)
{
    VipsImage *pixels = vips_image_copy_memory(in);
    enum err_code code = vipsenv_done(pixels ? 0 : -1, err);

    if (code == ERR_OK && similar_wanted(output))
        code = similar_quality(pixels, output, &saved->quality, err);
    if (code == ERR_OK)
        code = output->max_bytes > 0 ? fit_save(pixels, output, fd, saved, err)
                                     : save_once(pixels, output, fd, saved, err);
    g_clear_object(&pixels);
    return code;
}

enum err_code save_image(VipsImage *in, const struct output *output, int fd, struct saved *saved,
                         struct err *err)
{
    *saved = (struct saved){.quality = (uint32_t)output_quality(output),
                            .width = (uint32_t)in->Xsize,
                            .height = (uint32_t)vips_image_get_page_height(in)};
    if (output->max_bytes == 0 && !similar_wanted(output))
        return save_once(in, output, fd, saved, err);
    return save_again_and_again(in, output, fd, saved, err);
}
