#include "image/text/fonts.h"

#include "base/macros.h"

#include <fontconfig/fontconfig.h>
#include <strings.h>

/* Names that a fontconfig configuration gives to a family of its choice (fonts.conf(5)). */
static const char *const generic[] = {"sans", "sans-serif", "serif", "monospace"};

static bool is_generic(const char *family)
{
    for (size_t i = 0; i < ARRAY_LEN(generic); i++)
        if (strcasecmp(family, generic[i]) == 0)
            return true;
    return false;
}

static bool any_match(FcPattern *pattern)
{
    FcObjectSet *objects = FcObjectSetBuild(FC_FAMILY, (char *)NULL);
    FcFontSet *found = pattern && objects ? FcFontList(NULL, pattern, objects) : NULL;
    const bool any = found && found->nfont > 0;

    if (found)
        FcFontSetDestroy(found);
    if (objects)
        FcObjectSetDestroy(objects);
    return any;
}

bool fonts_has(const char *family)
{
    FcPattern *pattern = FcPatternCreate();
    const bool named =
        is_generic(family) ||
        (pattern && FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)family) == FcTrue);
    const bool has = named && any_match(pattern);

    if (pattern)
        FcPatternDestroy(pattern);
    return has;
}
