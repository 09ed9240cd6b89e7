/* image/vips/heif_check.h - what of a HEIF or AVIF libheif would read otherwise than we, or for too
 * long.
 *
 * Linear in the file. What is no HEIF passes: libheif says so itself. Numbers of files are those of
 * libheif 1.15.1.
 */
#ifndef IMAGE_VIPS_HEIF_CHECK_H
#define IMAGE_VIPS_HEIF_CHECK_H

#include "base/err.h"
#include "base/span.h"

/* libheif reads the bytes of every item while it only opens a file, copies all of iloc for each,
 * and looks for each in all of iref and ipma: 1 MB took it 18 seconds. A photograph of 200
 * megapixels in tiles of 512 pixels has 760 items. */
enum {
    HEIF_ITEMS_MAX = 4096,
    HEIF_EXTENTS_MAX = 2 * HEIF_ITEMS_MAX, /* of all items */
    HEIF_ITEM_EXTENTS_MAX = 32,            /* libheif's own limit */
    HEIF_LIST_MAX = 256 << 10,             /* bytes of iref, and of ipma */
    HEIF_TILES_MAX = 4096,                 /* of all pictures that are made of others */
    HEIF_MADE_MAX = 256                    /* which are so many */
};

/* ERR_UNDECODABLE for
 *
 *  - a second meta box at file level (ISO/IEC 14496-12 has one at most): of several libheif
 * believes the last, probe_header() the first;
 *  - an encoded item: XMP that is deflated is inflated without a bound, and for ever where the
 *    stream breaks off; nor is there a bound for what newer ones read;
 *  - sizes of numbers in iloc that libheif takes for others;
 *  - more than the above, or items that are longer together than twice the file;
 *  - EXIF in several pieces, where exif_check() does not find it;
 *  - a grid or overlay that is part of another: libheif decodes one in itself until its stack ends.
 */
enum err_code heif_check(struct span heif, struct err *err);

#endif
