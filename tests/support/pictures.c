#include "tests/support/pictures.h"

#include "tests/support/bmps.h"

#include <stdio.h>
#include <string.h>
#include <vips/vips.h>

enum { FRAMES = 3, FRAME_MS = 100, ROTATED = 6, KINDS_MAX = 32, PICTURE_MAX = 1 << 20 };

/* What is saved: how the colours are stored, and with which suffix of libvips' savers. */
struct kind {
    const char *suffix;
    VipsInterpretation space;
    bool alpha;
    int frames;
    int orientation;
};

/* The HEVC encoder keeps a block of memory for good; only the tests encode HEIF, never the service.
 * The sanitizer calls this by its name. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libx265\n";
}

const char *const picture_kinds[] = {
    "jpeg",        "jpeg-progressive", "jpeg-grey",    "jpeg-cmyk", "jpeg-exif-6", "png",
    "png-rgba",    "png-16",           "png-palette",  "webp",      "webp-alpha",  "webp-animated",
    "gif",         "gif-animated",     "tiff",         "avif",      "heif",        "png-grey-alpha",
    "png-16-rgba", "tiff-cmyk",        "tiff-16-grey", "bmp",       "bmp-alpha",   "bmp-runs",
    NULL,
};

static const struct kind kinds[] = {
    {".jpg", VIPS_INTERPRETATION_sRGB, false, 1, 0},
    {".jpg[interlace]", VIPS_INTERPRETATION_sRGB, false, 1, 0},
    {".jpg", VIPS_INTERPRETATION_B_W, false, 1, 0},
    {".jpg", VIPS_INTERPRETATION_CMYK, false, 1, 0},
    {".jpg", VIPS_INTERPRETATION_sRGB, false, 1, ROTATED},
    {".png", VIPS_INTERPRETATION_sRGB, false, 1, 0},
    {".png", VIPS_INTERPRETATION_sRGB, true, 1, 0},
    {".png", VIPS_INTERPRETATION_RGB16, false, 1, 0},
    {".png[palette]", VIPS_INTERPRETATION_sRGB, false, 1, 0},
    {".webp", VIPS_INTERPRETATION_sRGB, false, 1, 0},
    {".webp", VIPS_INTERPRETATION_sRGB, true, 1, 0},
    {".webp", VIPS_INTERPRETATION_sRGB, true, FRAMES, 0},
    {".gif", VIPS_INTERPRETATION_sRGB, true, 1, 0},
    {".gif", VIPS_INTERPRETATION_sRGB, true, FRAMES, 0},
    {".tif", VIPS_INTERPRETATION_sRGB, false, 1, 0},
    {".avif[effort=0]", VIPS_INTERPRETATION_sRGB, false, 1, 0},
    {".heif[compression=hevc]", VIPS_INTERPRETATION_sRGB, false, 1, 0},
    {".png", VIPS_INTERPRETATION_B_W, true, 1, 0},
    {".png", VIPS_INTERPRETATION_RGB16, true, 1, 0},
    {".tif[strip]", VIPS_INTERPRETATION_CMYK, false, 1, 0},
    {".tif", VIPS_INTERPRETATION_GREY16, false, 1, 0},
};

/* x to the right in red, y downwards in green, half blue; all frames on top of each other. */
static VipsImage *draw(VipsObject *owner, const struct kind *kind)
{
    VipsImage **t = (VipsImage **)vips_object_local_array(owner, 6);
    const int height = PICTURE_HEIGHT * kind->frames;
    const double scale[] = {255.0 / PICTURE_WIDTH, 255.0 / height};
    const double none[] = {0, 0};
    double constant[] = {128};
    double opaque[] = {200};

    if (vips_xyz(&t[0], PICTURE_WIDTH, height, NULL) ||
        vips_linear(t[0], &t[1], scale, none, 2, NULL) ||
        vips_bandjoin_const(t[1], &t[2], constant, 1, NULL) ||
        vips_cast(t[2], &t[3], VIPS_FORMAT_UCHAR, NULL))
        return NULL;
    if (vips_copy(t[3], &t[4], "interpretation", VIPS_INTERPRETATION_sRGB, NULL) ||
        vips_colourspace(t[4], &t[5], kind->space, NULL))
        return NULL;
    if (!kind->alpha)
        return t[5];
    VipsImage **with = (VipsImage **)vips_object_local_array(owner, 1);

    if (t[5]->BandFmt == VIPS_FORMAT_USHORT)
        opaque[0] *= 257;
    return vips_bandjoin_const(t[5], &with[0], opaque, 1, NULL) ? NULL : with[0];
}

static bool save_in(VipsObject *owner, const struct kind *kind, struct buf *out)
{
    VipsImage **copy = (VipsImage **)vips_object_local_array(owner, 1);
    VipsImage *drawn = draw(owner, kind);
    int delays[FRAMES] = {FRAME_MS, FRAME_MS, FRAME_MS};
    void *bytes = NULL;
    size_t len = 0;

    if (drawn == NULL || vips_copy(drawn, &copy[0], NULL))
        return false;
    if (kind->orientation)
        vips_image_set_int(copy[0], VIPS_META_ORIENTATION, kind->orientation);
    if (kind->frames > 1) {
        vips_image_set_int(copy[0], VIPS_META_PAGE_HEIGHT, PICTURE_HEIGHT);
        vips_image_set_array_int(copy[0], "delay", delays, FRAMES);
    }
    if (vips_image_write_to_buffer(copy[0], kind->suffix, &bytes, &len, NULL))
        return false;
    buf_add(out, bytes, len);
    g_free(bytes);
    return !out->failed;
}

static bool save(const struct kind *kind, struct buf *out)
{
    VipsObject *owner = VIPS_OBJECT(vips_image_new());
    const bool saved = save_in(owner, kind, out);

    g_object_unref(owner);
    return saved;
}

static bool make_bmp(const char *kind, struct buf *out)
{
    const char *name = strcmp(kind, "bmp") == 0         ? "info-24"
                       : strcmp(kind, "bmp-alpha") == 0 ? "v4-alpha"
                                                        : "rle-8";

    bmps_make(bmps_kind(name), PICTURE_WIDTH, PICTURE_HEIGHT, out);
    return !out->failed;
}

/* Each is made once in a process: an AVIF takes longer than most of what is done with it. */
bool picture_make(const char *kind, struct buf *out)
{
    static struct buf kept[KINDS_MAX];
    size_t i = 0;

    while (picture_kinds[i] && strcmp(picture_kinds[i], kind) != 0)
        i++;
    if (picture_kinds[i] == NULL || VIPS_INIT("pictures"))
        return false;
    if (kept[i].len == 0) {
        buf_init(&kept[i], PICTURE_MAX);
        if (i < ARRAY_LEN(kinds) ? !save(&kinds[i], &kept[i]) : !make_bmp(kind, &kept[i])) {
            (void)fprintf(stderr, "picture %s: %s\n", kind, vips_error_buffer());
            return false;
        }
    }
    buf_add(out, kept[i].data, kept[i].len);
    return !out->failed;
}
