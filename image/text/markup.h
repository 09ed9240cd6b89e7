/* image/text/markup.h - Pango markup, as far as it may go. Any thread. */
#ifndef IMAGE_TEXT_MARKUP_H
#define IMAGE_TEXT_MARKUP_H

#include "base/err.h"

#include <pango/pango.h>

/* Read markup into plain text (to be freed with g_free) and attributes (a new reference).
 * ERR_PARAM_INVALID where it cannot be read, or sets what only parameters may: font and size. */
enum err_code markup_read(const char *markup, char **text, PangoAttrList **attributes,
                          struct err *err) MUST_CHECK;

#endif
