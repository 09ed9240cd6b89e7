/* image/vips/svg_css.h - the properties in a style sheet or a style attribute. Pure; any thread. */
#ifndef IMAGE_VIPS_SVG_CSS_H
#define IMAGE_VIPS_SVG_CSS_H

#include <stdbool.h>

/* A property, and its value from `value` to `end` in a C string. */
typedef void svg_on_property(void *cls, const char *name, const char *value, const char *end);

/* Each word before a colon, with what follows up to a semicolon, a brace or another colon. No byte
 * is looked at more than a few times. */
void svg_css_each(const char *css, svg_on_property *take, void *cls);

/* Whether a comment stands beside a quote: it may be part of a text, or not. */
bool svg_css_hides(const char *css);

/* Put blanks in place of comments. */
void svg_css_blank(char *css);

#endif
