/* image/text/fonts.h - which font families are there. Any thread. */
#ifndef IMAGE_TEXT_FONTS_H
#define IMAGE_TEXT_FONTS_H

#include <stdbool.h>

/* Whether fontconfig has this family, or it is one of the generic names and there is any font. */
bool fonts_has(const char *family);

#endif
