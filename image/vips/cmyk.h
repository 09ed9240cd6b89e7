/* image/vips/cmyk.h - between CMYK and RGB through ICC profiles, 8 bits a band: what libvips' own
 * icc_transform makes of them, by transforms that are kept from picture to picture (link.h).
 */
#ifndef IMAGE_VIPS_CMYK_H
#define IMAGE_VIPS_CMYK_H

#include <stdbool.h>
#include <vips/vips.h>

/* Four bands of 8 bits that are CMYK: the only pictures that are taken here. */
bool cmyk_fits(const VipsImage *image);

/* A new picture in the space of libvips' profile `rgb` ("srgb", "p3"), relative colorimetric, by
 * the picture's own profile, or libvips' "cmyk" where it has none that lcms can use. The result has
 * the profile of its space. 0, or -1 with an error of libvips. */
int cmyk_to_rgb(VipsImage *in, const char *rgb, VipsImage **out);

/* The way back, of a picture in sRGB with 3 bands of 8 bits: by the profile of `like`, which may be
 * NULL, or "cmyk". The result has the profile that was used. */
int cmyk_from_srgb(VipsImage *in, VipsImage *like, VipsImage **out);

/* A copy that has a profile: what has none is taken for libvips' own on the way in, so it is named
 * so on the way out. */
int cmyk_named(VipsImage *in, VipsImage **out);

#endif
