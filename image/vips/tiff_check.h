/* image/vips/tiff_check.h - what a TIFF's directories may claim. */
#ifndef IMAGE_VIPS_TIFF_CHECK_H
#define IMAGE_VIPS_TIFF_CHECK_H

#include "base/err.h"
#include "base/span.h"

/* libtiff copies the values of every entry of a directory while it only reads the header, and
 * entries may lie on top of each other: a file of 24 MB made it hold 12 GB. ERR_UNDECODABLE where
 * the values of one directory are longer together than the whole file, and for more directories and
 * entries than any picture has. What is no TIFF passes: libtiff says so itself. */
enum err_code tiff_check(struct span tiff, struct err *err);

#endif
