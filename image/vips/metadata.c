#include "image/vips/metadata.h"

#include "image/vips/env.h"

#include <string.h>

/* The small picture inside EXIF: it shows what this result may have cut away. */
static const char THUMBNAIL[] = "jpeg-thumbnail-data";

static bool starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Fields libvips makes of EXIF tags are called exif-ifd<n>-<tag>; IFD 3 is GPS (libexif). */
static bool is_metadata(const char *field)
{
    return starts(field, "exif-") || strcmp(field, VIPS_META_XMP_NAME) == 0 ||
           strcmp(field, VIPS_META_IPTC_NAME) == 0 ||
           strcmp(field, VIPS_META_PHOTOSHOP_NAME) == 0 || starts(field, "png-comment-") ||
           strcmp(field, VIPS_META_IMAGEDESCRIPTION) == 0 || strcmp(field, THUMBNAIL) == 0;
}

static bool is_copyright(const char *field)
{
    return strcmp(field, "exif-ifd0-Copyright") == 0 || strcmp(field, "exif-ifd0-Artist") == 0 ||
           strcmp(field, VIPS_META_EXIF_NAME) == 0;
}

static bool keeps(const char *field, int policy)
{
    if (policy == METADATA_ALL || !is_metadata(field))
        return true;
    if (policy == METADATA_COPYRIGHT)
        return is_copyright(field);
    return policy == METADATA_NOGPS && !starts(field, "exif-ifd3-") &&
           strcmp(field, VIPS_META_XMP_NAME) != 0 && strcmp(field, THUMBNAIL) != 0;
}

gboolean metadata_strips_all(VipsImage *image, const struct output *output)
{
    return output->metadata == METADATA_NONE &&
           vips_image_get_typeof(image, VIPS_META_ICC_NAME) == 0;
}

enum err_code metadata_apply(VipsImage *in, const struct output *output, VipsImage **out,
                             struct err *err)
{
    VipsImage *copy = NULL;
    const enum err_code code = vipsenv_done(vips_copy(in, &copy, NULL), err);

    if (code != ERR_OK)
        return code;
    gchar **fields = vips_image_get_fields(copy);

    for (int i = 0; fields[i]; i++)
        if (!keeps(fields[i], output->metadata))
            (void)vips_image_remove(copy, fields[i]);
    g_strfreev(fields);
    if (output->profile == PROFILE_SRGB)
        (void)vips_image_remove(copy, VIPS_META_ICC_NAME);
    *out = copy;
    return ERR_OK;
}
