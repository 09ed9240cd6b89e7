#include "image/vips/frames.h"

#include "image/vips/env.h"

static enum err_code frame_at(VipsImage *image, int index, VipsImage **frame, struct err *err)
{
    const int height = vips_image_get_page_height(image);
    VipsImage *cut = NULL;
    enum err_code code = vipsenv_done(
        vips_extract_area(image, &cut, 0, index * height, image->Xsize, height, NULL), err);

    if (code != ERR_OK)
        return code;
    code = vipsenv_done(vips_copy(cut, frame, NULL), err);
    g_object_unref(cut);
    if (code == ERR_OK)
        (void)vips_image_remove(*frame, VIPS_META_PAGE_HEIGHT);
    return code;
}

enum err_code frames_first(VipsImage *image, VipsImage **first, struct err *err)
{
    return frame_at(image, 0, first, err);
}

static enum err_code stack(VipsImage **frames, int n, VipsImage **out, struct err *err)
{
    VipsImage *joined = NULL;
    enum err_code code = vipsenv_done(vips_arrayjoin(frames, &joined, n, "across", 1, NULL), err);

    if (code != ERR_OK)
        return code;
    code = vipsenv_done(vips_copy(joined, out, NULL), err);
    g_object_unref(joined);
    if (code == ERR_OK)
        vips_image_set_int(*out, VIPS_META_PAGE_HEIGHT, frames[0]->Ysize);
    return code;
}

enum err_code frames_each(VipsImage **image,
                          enum err_code (*step)(VipsImage **frame, const void *cls,
                                                struct err *err),
                          const void *cls, struct err *err)
{
    const int n = (*image)->Ysize / vips_image_get_page_height(*image);
    VipsImage **frames = g_new0(VipsImage *, (gsize)n);
    VipsImage *out = NULL;
    enum err_code code = ERR_OK;

    for (int i = 0; code == ERR_OK && i < n; i++) {
        code = frame_at(*image, i, &frames[i], err);
        if (code == ERR_OK)
            code = step(&frames[i], cls, err);
    }
    if (code == ERR_OK)
        code = stack(frames, n, &out, err);
    for (int i = 0; i < n; i++)
        g_clear_object(&frames[i]);
    g_free(frames);
    if (code != ERR_OK)
        return code;
    g_object_unref(*image);
    *image = out;
    return ERR_OK;
}
