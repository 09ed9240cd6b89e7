/* image/probe_parts.h - one header reader a format, for image/probe.c alone.
 *
 * Each gets the whole head, magic already seen, and fills *info or says why not. `whole` as in
 * probe_header. They return PROBE_MORE whenever the span ends too early; probe.c turns that into
 * PROBE_BROKEN when nothing follows.
 */
#ifndef IMAGE_PROBE_PARTS_H
#define IMAGE_PROBE_PARTS_H

#include "image/probe.h"

enum probe_state probe_jpeg(struct span head, struct image_info *info);
enum probe_state probe_png(struct span head, struct image_info *info);
enum probe_state probe_webp(struct span head, struct image_info *info);
enum probe_state probe_gif(struct span head, struct image_info *info);
enum probe_state probe_bmp(struct span head, struct image_info *info);

/* The directory of a TIFF, which may lie at its end, and the properties of a HEIF's primary item,
 * cut and turned as libheif gives it. They know the numbers a decoder will meet, or leave them 0:
 * never PROBE_BROKEN. */
enum probe_state probe_tiff(struct span head, struct image_info *info);
enum probe_state probe_heif(struct span head, struct image_info *info);

/* EXIF orientation (tag 0x0112 of IFD0, TIFF 6.0) of a TIFF block; 1 where there is none. */
uint8_t probe_orientation(struct span tiff);

#endif
