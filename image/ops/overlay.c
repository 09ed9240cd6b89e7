#include "image/ops/overlay.h"

#include "image/ops/tone.h"

/* Without clear, source, in, out, dest-in and dest-atop, which clear what the overlay does not
 * touch, and dest, which does nothing. */
const char *const overlay_mode_names[] = {
    "over",       "dest-over", "dest-out", "xor",         "add",        "multiply",   "screen",
    "overlay",    "darken",    "lighten",  "color-dodge", "color-burn", "hard-light", "soft-light",
    "difference", "exclusion", "atop",     "saturate",    NULL};

static const VipsBlendMode modes[] = {
    VIPS_BLEND_MODE_OVER,       VIPS_BLEND_MODE_DEST_OVER,    VIPS_BLEND_MODE_DEST_OUT,
    VIPS_BLEND_MODE_XOR,        VIPS_BLEND_MODE_ADD,          VIPS_BLEND_MODE_MULTIPLY,
    VIPS_BLEND_MODE_SCREEN,     VIPS_BLEND_MODE_OVERLAY,      VIPS_BLEND_MODE_DARKEN,
    VIPS_BLEND_MODE_LIGHTEN,    VIPS_BLEND_MODE_COLOUR_DODGE, VIPS_BLEND_MODE_COLOUR_BURN,
    VIPS_BLEND_MODE_HARD_LIGHT, VIPS_BLEND_MODE_SOFT_LIGHT,   VIPS_BLEND_MODE_DIFFERENCE,
    VIPS_BLEND_MODE_EXCLUSION,  VIPS_BLEND_MODE_ATOP,         VIPS_BLEND_MODE_SATURATE};

VipsBlendMode overlay_mode(int32_t word)
{
    return modes[word];
}

/* Pixels that a length of this side means. */
static int32_t pixels(const struct length *length, uint32_t side)
{
    const double value = length->percent ? length->value * side / 100 : length->value;

    return length->given ? (int32_t)VIPS_FLOOR(value + 0.5) : 0;
}

struct place overlay_place(const struct gravity *gravity, const struct length *x,
                           const struct length *y, struct size outer, struct size inner)
{
    struct place place = geometry_place(gravity, outer, inner);
    const int kind = gravity->kind;
    const bool right =
        kind == GRAVITY_NORTHEAST || kind == GRAVITY_EAST || kind == GRAVITY_SOUTHEAST;
    const bool bottom =
        kind == GRAVITY_SOUTHWEST || kind == GRAVITY_SOUTH || kind == GRAVITY_SOUTHEAST;

    place.left += right ? -pixels(x, outer.width) : pixels(x, outer.width);
    place.top += bottom ? -pixels(y, outer.height) : pixels(y, outer.height);
    return place;
}

static bool makes_holes(VipsBlendMode mode)
{
    return mode == VIPS_BLEND_MODE_DEST_OUT || mode == VIPS_BLEND_MODE_XOR;
}

/* The overlay in the space and depth of the patch. */
static int like_patch(VipsImage *overlay, VipsImage *patch, VipsImage **out)
{
    const bool grey = patch->Bands < 3;
    const bool deep = patch->BandFmt == VIPS_FORMAT_USHORT;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 6);
    int result =
        vips_extract_band(overlay, &t[0], 0, "n", overlay->Bands - 1, NULL) ||
        vips_colourspace(t[0], &t[1], grey ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB,
                         NULL) ||
        (grey ? vips_linear1(t[1], &t[2], deep ? 257 : 1, 0, NULL)
              : color_like(t[1], patch, &t[2])) ||
        vips_extract_band(overlay, &t[3], overlay->Bands - 1, NULL) ||
        vips_linear1(t[3], &t[4], deep ? 257 : 1, 0, NULL) ||
        vips_bandjoin2(t[2], t[4], &t[5], NULL) || vips_cast(t[5], out, patch->BandFmt, NULL);

    g_object_unref(scope);
    return result;
}

/* libvips composes in grey and RGB alone; ink under ink is mixed band by band. */
static int mix_cmyk(VipsImage *patch, VipsImage *overlay, VipsImage **out)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 4);
    const int result = vips_extract_band(overlay, &t[0], 0, "n", overlay->Bands - 1, NULL) ||
                       color_like(t[0], patch, &t[1]) ||
                       vips_extract_band(overlay, &t[2], overlay->Bands - 1, NULL) ||
                       vips_cast(t[1], &t[3], patch->BandFmt, NULL) ||
                       vips_ifthenelse(t[2], t[3], patch, out, "blend", TRUE, NULL);

    g_object_unref(scope);
    return result;
}

/* Both as large; the result has the bands and the format of the patch. */
static int compose(VipsImage *patch, VipsImage *overlay, VipsImage **out, VipsBlendMode mode)
{
    const bool deep = patch->BandFmt == VIPS_FORMAT_USHORT;
    const VipsInterpretation space =
        patch->Bands < 3 ? (deep ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W)
                         : (deep ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB);
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 6);
    const int result = like_patch(overlay, patch, &t[0]) ||
                       vips_copy(t[0], &t[1], "interpretation", space, NULL) ||
                       vips_copy(patch, &t[2], "interpretation", space, NULL) ||
                       vips_composite2(t[2], t[1], &t[3], mode, "compositing_space", space, NULL) ||
                       vips_extract_band(t[3], &t[4], 0, "n", patch->Bands, NULL) ||
                       vips_rint(t[4], &t[5], NULL) || vips_cast(t[5], out, patch->BandFmt, NULL);

    g_object_unref(scope);
    return result;
}

/* Over, within the patch's own alpha; libvips 8.14 gets the colours of what is half transparent
 * wrong. Porter and Duff: co = cs as + cb (1 - as), ao = ab, which is "over" on opaque colours. */
static int atop(VipsImage *patch, VipsImage *overlay, VipsImage **out)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 3);
    const int last = patch->Bands - 1;
    const int result = vips_image_hasalpha(patch)
                           ? vips_extract_band(patch, &t[0], 0, "n", last, NULL) ||
                                 compose(t[0], overlay, &t[1], VIPS_BLEND_MODE_OVER) ||
                                 vips_extract_band(patch, &t[2], last, NULL) ||
                                 vips_bandjoin2(t[1], t[2], out, NULL)
                           : compose(patch, overlay, out, VIPS_BLEND_MODE_OVER);

    g_object_unref(scope);
    return result;
}

/* Added where there is room: with no more of the overlay's alpha than the patch's leaves free
 * (Cairo, CAIRO_OPERATOR_SATURATE); libvips 8.14 gets these colours wrong as well. */
static int saturate(VipsImage *patch, VipsImage *overlay, VipsImage **out)
{
    const double scale = patch->BandFmt == VIPS_FORMAT_USHORT ? 1 / 257.0 : 1;
    const int last = overlay->Bands - 1;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 8);
    const int result = !vips_image_hasalpha(patch)
                           ? vips_copy(patch, out, NULL) /* it is full */
                           : vips_extract_band(patch, &t[0], patch->Bands - 1, NULL) ||
                                 vips_linear1(t[0], &t[1], -scale, 255, NULL) ||
                                 vips_extract_band(overlay, &t[2], last, NULL) ||
                                 vips_less(t[1], t[2], &t[3], NULL) ||
                                 vips_ifthenelse(t[3], t[1], t[2], &t[4], NULL) ||
                                 vips_cast_uchar(t[4], &t[5], NULL) ||
                                 vips_extract_band(overlay, &t[6], 0, "n", last, NULL) ||
                                 vips_bandjoin2(t[6], t[5], &t[7], NULL) ||
                                 compose(patch, t[7], out, VIPS_BLEND_MODE_ADD);

    g_object_unref(scope);
    return result;
}

static int blend(VipsImage *patch, VipsImage *overlay, VipsImage **out, VipsBlendMode mode)
{
    if (patch->Type == VIPS_INTERPRETATION_CMYK)
        return mix_cmyk(patch, overlay, out);
    if (mode == VIPS_BLEND_MODE_ATOP)
        return atop(patch, overlay, out);
    if (mode == VIPS_BLEND_MODE_SATURATE)
        return saturate(patch, overlay, out);
    return compose(patch, overlay, out, mode);
}

/* The part of the overlay that lies on the picture. */
static bool common_part(VipsImage *in, const struct overlay *overlay, VipsRect *part)
{
    const VipsRect all = {0, 0, in->Xsize, in->Ysize};
    const VipsRect over = {overlay->at.left, overlay->at.top, overlay->image->Xsize,
                           overlay->image->Ysize};

    vips_rect_intersectrect(&all, &over, part);
    return !vips_rect_isempty(part);
}

static int blend_part(VipsImage *in, VipsImage **out, const struct overlay *overlay,
                      const VipsRect *part)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 3);
    int result =
        vips_extract_area(in, &t[0], part->left, part->top, part->width, part->height, NULL) ||
        vips_extract_area(overlay->image, &t[1], part->left - overlay->at.left,
                          part->top - overlay->at.top, part->width, part->height, NULL);

    if (result == 0)
        result = blend(t[0], t[1], &t[2], overlay->mode);
    if (result == 0)
        result = vips_insert(in, t[2], out, part->left, part->top, NULL);
    g_object_unref(scope);
    return result;
}

int overlay_blend(VipsImage *in, VipsImage **out, const struct overlay *overlay)
{
    const bool colours = in->Bands < 3 && overlay->image->Bands >= 3;
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    VipsRect part;
    int result = colours ? tone_rgb(in, &t[0]) : vips_copy(in, &t[0], NULL);

    if (result == 0)
        result = makes_holes(overlay->mode) ? tone_with_alpha(t[0], &t[1])
                                            : vips_copy(t[0], &t[1], NULL);
    if (result == 0)
        result = common_part(t[1], overlay, &part) ? blend_part(t[1], out, overlay, &part)
                                                   : vips_copy(t[1], out, NULL);
    g_object_unref(scope);
    return result;
}
