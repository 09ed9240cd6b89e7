/* image/vips/png_check.h - what the texts of a PNG may be when they are inflated. */
#ifndef IMAGE_VIPS_PNG_CHECK_H
#define IMAGE_VIPS_PNG_CHECK_H

#include "base/err.h"
#include "base/span.h"

/* Of all compressed chunks that are no pixels together, and of each. */
enum { PNG_TEXTS_MAX = 64 << 20, PNG_TEXT_MAX = 16 << 20 };

/* libpng inflates compressed texts and profiles (zTXt, iTXt, iCCP; ISO/IEC 15948, 11.3) while it
 * only reads the header, twice, and keeps those of up to some MB: 9 MB of them took 11 seconds.
 * ERR_UNDECODABLE where there is more than 64 KiB of them and they are longer than the above. What
 * is no PNG passes: libpng says so itself. Holds PNG_TEXT_MAX while it looks. */
enum err_code png_check(struct span png, struct err *err);

#endif
