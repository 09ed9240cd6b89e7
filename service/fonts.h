/* service/fonts.h - whether there is anything to write text with. */
#ifndef SERVICE_FONTS_H
#define SERVICE_FONTS_H

#include "base/buf.h"

#include <stdbool.h>

/* False: no font is installed, which *problem says in one line. Call it before the second thread
 * starts: a child process looks, so that this one keeps none of fontconfig's tables. */
bool fonts_prepare(struct buf *problem) MUST_CHECK;

#endif
