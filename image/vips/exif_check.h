/* image/vips/exif_check.h - what the directories of EXIF may be. */
#ifndef IMAGE_VIPS_EXIF_CHECK_H
#define IMAGE_VIPS_EXIF_CHECK_H

#include "base/err.h"
#include "image/format.h"

/* Blocks of a file, directories of a block, and entries of each: cameras write one, of six, of a
 * hundred at most. */
enum { EXIF_BLOCKS_MAX = 64, EXIF_DIRECTORIES_MAX = 16, EXIF_ENTRIES_MAX = 500 };

/* libvips has libexif read EXIF while it only opens a JPEG, PNG, WebP, AVIF or HEIF, as often as a
 * JPEG has it; libexif follows each pointer to a directory, and compares each entry with all those
 * that it has: a segment of 60 KB with 5000 pointers took a second. ERR_UNDECODABLE for more than
 * the above. Linear in the headers of a file (of an AVIF or HEIF, in all of it). */
enum err_code exif_check(enum format_id format, struct span file, struct err *err);

/* The same for one block (TIFF 6.0, section 2), from its byte order on. */
bool exif_is_bounded(struct span tiff);

#endif
