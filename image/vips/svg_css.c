#include "image/vips/svg_css.h"

#include "base/span.h"

#include <ctype.h>
#include <string.h>

void svg_css_each(const char *css, svg_on_property *take, void *cls)
{
    for (const char *colon = strchr(css, ':'); colon; colon = strchr(colon + 1, ':')) {
        const char *last = colon;
        char name[20] = "";

        while (last > css && !isalnum((unsigned char)last[-1]) && !strchr(";{}", last[-1]))
            last--;
        const char *first = last;

        while (first > css && (isalnum((unsigned char)first[-1]) || first[-1] == '-'))
            first--;
        if (last > first && span_copy(span_of(first, (size_t)(last - first)), name, sizeof(name)))
            take(cls, name, colon + 1, colon + 1 + strcspn(colon + 1, ":;}"));
        css = colon + 1;
    }
}

bool svg_css_hides(const char *css)
{
    return strstr(css, "/*") != NULL && strpbrk(css, "'\"") != NULL;
}

void svg_css_blank(char *css)
{
    while ((css = strstr(css, "/*")) != NULL) {
        const char *end = strstr(css + 2, "*/");
        const size_t len = end ? (size_t)(end + 2 - css) : strlen(css);

        memset(css, ' ', len);
        css += len;
    }
}
