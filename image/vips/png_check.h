/* image/vips/png_check.h - what the texts of a PNG may be when they are inflated. */
#ifndef IMAGE_VIPS_PNG_CHECK_H
#define IMAGE_VIPS_PNG_CHECK_H

#include "base/err.h"
#include "base/span.h"

/* Inflated, of all compressed chunks that are no pixels together. */
enum { PNG_TEXTS_MAX = 16 << 20 };

/* libpng inflates compressed texts and profiles (zTXt, iTXt, iCCP; ISO/IEC 15948, 11.3) while it
 * only reads the header, twice, and keeps those of up to some MB: 9 MB of them took 11 seconds.
 * ERR_UNDECODABLE where there is more than 16 KiB of them and they are longer than the above: what
 * is kept, copied, and written again has to fit into a job's memory. What is no PNG passes: libpng
 * says so itself. Holds PNG_TEXTS_MAX while it looks. */
enum err_code png_check(struct span png, struct err *err);

#endif
