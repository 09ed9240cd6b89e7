#include "image/vips/cmyk.h"

#include "image/vips/link.h"
#include "image/vips/profile.h"

bool cmyk_fits(const VipsImage *image)
{
    return image->Type == VIPS_INTERPRETATION_CMYK && image->Bands == 4 &&
           image->BandFmt == VIPS_FORMAT_UCHAR && image->Coding == VIPS_CODING_NONE;
}

/* The bytes are shared: hostile pictures bring 40 MB of them, and every step passes them on. */
static void set_profile(VipsImage *image, VipsBlob *profile)
{
    GValue value = G_VALUE_INIT;

    g_value_init(&value, VIPS_TYPE_BLOB);
    g_value_set_boxed(&value, profile);
    vips_image_set(image, VIPS_META_ICC_NAME, &value);
    g_value_unset(&value);
}

static struct link *take(VipsBlob *profile, const char *rgb, enum link_way way)
{
    struct link_key key = {.rgb = rgb, .way = way};

    key.inks = vips_blob_get(profile, &key.len);
    return link_take(&key);
}

static void forget(VipsBlob *profile)
{
    if (profile)
        vips_area_unref(VIPS_AREA(profile));
}

/* By the profile of `like`, or libvips' own; *inks is the one that served, a new reference. */
static struct link *link_for(VipsImage *like, const char *rgb, enum link_way way, VipsBlob **inks)
{
    *inks = like ? profile_of(like) : NULL;
    struct link *link = *inks ? take(*inks, rgb, way) : NULL;

    if (link)
        return link;
    forget(*inks);
    *inks = NULL;
    return vips_profile_load("cmyk", inks, NULL) == 0 ? take(*inks, rgb, way) : NULL;
}

static void on_close(VipsObject *object, void *link)
{
    (void)object;
    link_give(link);
}

/* libvips' own macro for it mixes signs. */
static VipsPel *pixel_at(VipsRegion *region, int x, int y)
{
    return region->data + (size_t)(y - region->valid.top) * VIPS_REGION_LSKIP(region) +
           (size_t)(x - region->valid.left) * (size_t)region->im->Bands;
}

static int give_rows(VipsRegion *out, void *seq, void *a, void *b, gboolean *stop)
{
    VipsRegion *in = seq;
    const VipsRect *area = &out->valid;
    const struct link *link = b;

    (void)a;
    (void)stop;
    if (vips_region_prepare(in, area) != 0)
        return -1;
    for (int y = area->top; y < area->top + area->height; y++)
        link_run(link, pixel_at(in, area->left, y), pixel_at(out, area->left, y), area->width);
    return 0;
}

/* Takes the link over. */
static int through(VipsImage *in, struct link *link, enum link_way way, VipsImage **out)
{
    const bool rgb = way == LINK_INTO_RGB;
    VipsImage *image = vips_image_new();

    g_signal_connect(image, "postclose", G_CALLBACK(on_close), link);
    g_object_ref(in);
    vips_object_local(image, in);
    if (vips_image_pipelinev(image, VIPS_DEMAND_STYLE_THINSTRIP, in, NULL) == 0) {
        image->Bands = rgb ? 3 : 4;
        image->Type = rgb ? VIPS_INTERPRETATION_sRGB : VIPS_INTERPRETATION_CMYK;
        if (vips_image_generate(image, vips_start_one, give_rows, vips_stop_one, in, link) == 0) {
            *out = image;
            return 0;
        }
    }
    g_object_unref(image);
    return -1;
}

static int refused(VipsBlob *inks)
{
    forget(inks);
    vips_error("cmyk", "no transform");
    return -1;
}

int cmyk_to_rgb(VipsImage *in, const char *rgb, VipsImage **out)
{
    VipsBlob *inks;
    VipsBlob *profile = NULL;
    struct link *link = link_for(in, rgb, LINK_INTO_RGB, &inks);

    if (link == NULL)
        return refused(inks);
    forget(inks);
    if (through(in, link, LINK_INTO_RGB, out) != 0)
        return -1;
    if (vips_profile_load(rgb, &profile, NULL) == 0) {
        set_profile(*out, profile);
        forget(profile);
    }
    return 0;
}

int cmyk_from_srgb(VipsImage *in, VipsImage *like, VipsImage **out)
{
    const bool fits = in->Bands == 3 && in->BandFmt == VIPS_FORMAT_UCHAR;
    VipsBlob *inks = NULL;
    struct link *link = fits ? link_for(like, "srgb", LINK_INTO_INKS, &inks) : NULL;

    if (link == NULL)
        return refused(inks);
    const int result = through(in, link, LINK_INTO_INKS, out);

    if (result == 0)
        set_profile(*out, inks);
    forget(inks);
    return result;
}

int cmyk_named(VipsImage *in, VipsImage **out)
{
    VipsBlob *profile = NULL;

    if (vips_image_get_typeof(in, VIPS_META_ICC_NAME) != 0)
        return vips_copy(in, out, NULL);
    if (vips_profile_load("cmyk", &profile, NULL) != 0)
        return -1;
    const int result = vips_copy(in, out, NULL);

    if (result == 0)
        set_profile(*out, profile);
    forget(profile);
    return result;
}
