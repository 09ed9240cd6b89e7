#include "image/vips/profile.h"

#include "base/span.h"

#include <string.h>

/* ICC.1:2022, 7.2 and 7.3: bytes. */
enum { SPACE_AT = 16, COUNT_AT = 128, TABLE_AT = 132, ENTRY = 12, OFFSET_AT = 4, SIGNATURE = 4 };

VipsBlob *profile_of(VipsImage *image)
{
    GValue value = G_VALUE_INIT;

    if (vips_image_get_typeof(image, VIPS_META_ICC_NAME) != VIPS_TYPE_BLOB ||
        vips_image_get(image, VIPS_META_ICC_NAME, &value) != 0)
        return NULL;
    VipsBlob *blob = g_value_dup_boxed(&value);

    g_value_unset(&value);
    return blob;
}

static bool has_elements(struct span profile)
{
    const uint32_t count = read_be32(profile.data + COUNT_AT);

    for (uint32_t i = 0; i < count; i++) {
        const size_t entry = TABLE_AT + (size_t)i * ENTRY;

        if (entry + ENTRY > profile.len)
            return false;
        const size_t at = read_be32(profile.data + entry + OFFSET_AT);

        if (at + SIGNATURE <= profile.len && memcmp(profile.data + at, "mpet", SIGNATURE) == 0)
            return true;
    }
    return false;
}

static bool has_space(struct span profile, const char *space)
{
    return memcmp(profile.data + SPACE_AT, space, SIGNATURE) == 0;
}

/* A grey picture's may be of RGB: it is not used as long as the picture is grey. */
static bool fits(struct span profile, const VipsImage *image)
{
    if (profile.len < TABLE_AT || has_elements(profile))
        return false;
    if (image->Type == VIPS_INTERPRETATION_CMYK)
        return has_space(profile, "CMYK");
    if (image->Type == VIPS_INTERPRETATION_LAB || image->Type == VIPS_INTERPRETATION_LABS)
        return has_space(profile, "Lab ") || has_space(profile, "RGB ");
    return has_space(profile, "RGB ") || (image->Bands <= 2 && has_space(profile, "GRAY"));
}

void profile_drop_odd(VipsImage *image)
{
    VipsBlob *profile = profile_of(image);
    size_t len;

    if (profile == NULL)
        return;
    const void *bytes = vips_blob_get(profile, &len);

    if (!fits(span_of(bytes, len), image))
        (void)vips_image_remove(image, VIPS_META_ICC_NAME);
    vips_area_unref(VIPS_AREA(profile));
}

int profile_export(VipsImage *srgb, VipsImage *like, VipsImage **out)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    const void *profile;
    size_t len;
    int result = vips_icc_import(srgb, &t[0], "input_profile", "srgb", NULL) ||
                 vips_copy(t[0], &t[1], NULL) ||
                 vips_image_get_blob(like, VIPS_META_ICC_NAME, &profile, &len);

    if (result == 0) {
        vips_image_set_blob_copy(t[1], VIPS_META_ICC_NAME, profile, len);
        result =
            vips_icc_export(t[1], out, "depth", like->BandFmt == VIPS_FORMAT_USHORT ? 16 : 8, NULL);
    }
    g_object_unref(scope);
    return result;
}
