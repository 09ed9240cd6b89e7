/* image/vips/exif_check.h - what the directories of EXIF may be. */
#ifndef IMAGE_VIPS_EXIF_CHECK_H
#define IMAGE_VIPS_EXIF_CHECK_H

#include "base/err.h"
#include "image/format.h"

/* Blocks of a file, directories of a block, and entries of all of a file. Cameras write one, with
 * six, and some hundred; but the directory of the thumbnail lies anywhere in some, and has as many
 * entries as 64 KB of anything. */
enum { EXIF_BLOCKS_MAX = 16, EXIF_DIRECTORIES_MAX = 16, EXIF_ENTRIES_MAX = 16384 };

/* libvips has libexif read EXIF while it only opens a JPEG, PNG, WebP, AVIF or HEIF, as often as a
 * JPEG has it; libexif follows each pointer to a directory, and compares each entry with all those
 * that it has: a segment of 60 KB with 5000 pointers took a second. ERR_UNDECODABLE for more than
 * the above. Linear in the headers of a file (of an AVIF or HEIF, in all of it). */
enum err_code exif_check(enum format_id format, struct span file, struct err *err);

/* The same for one block (TIFF 6.0, section 2), from its byte order on. *entries: of the file so
 * far, and then with those of this one. */
bool exif_is_bounded(struct span tiff, uint32_t *entries);

#endif
