/* image/vips/profile.h - which ICC profiles of hostile pictures libvips and lcms may see.
 *
 * Any thread that owns the picture.
 */
#ifndef IMAGE_VIPS_PROFILE_H
#define IMAGE_VIPS_PROFILE_H

#include <vips/vips.h>

/* A new reference to the picture's own; NULL: it has none. Ended by vips_area_unref(). */
VipsBlob *profile_of(VipsImage *image);

/* Take the profile off a picture that nobody else has yet, where it does not fit: its colours are
 * not the picture's (libvips 8.14 aborts where both have four), it is shorter than a header, or it
 * has multiProcessElements (ICC.1:2022, 10.16), whose table may name one element thousands of
 * times, which lcms reads each time anew: half a megabyte would take gigabytes and half a minute.
 */
void profile_drop_odd(VipsImage *image);

/* A picture in sRGB in the space of the profile that `like` has, and with its depth. -1: that
 * profile cannot serve, with an error of libvips. */
int profile_export(VipsImage *srgb, VipsImage *like, VipsImage **out);

#endif
