#include "image/text/markup.h"

/* <big> in <big> multiplies; four is <span size="xx-large"> and more. */
#define SCALE_MAX 4.0

/* Bounds on what is drawn, and on where fonts come from, hold only as long as markup cannot name a
 * font, set a size in points or move glyphs away. */
static gboolean is_refused(PangoAttribute *attribute, gpointer data)
{
    (void)data;
    switch (attribute->klass->type) {
    case PANGO_ATTR_STYLE:
    case PANGO_ATTR_WEIGHT:
    case PANGO_ATTR_VARIANT:
    case PANGO_ATTR_STRETCH:
    case PANGO_ATTR_FOREGROUND:
    case PANGO_ATTR_BACKGROUND:
    case PANGO_ATTR_FOREGROUND_ALPHA:
    case PANGO_ATTR_BACKGROUND_ALPHA:
    case PANGO_ATTR_UNDERLINE:
    case PANGO_ATTR_UNDERLINE_COLOR:
    case PANGO_ATTR_STRIKETHROUGH:
    case PANGO_ATTR_STRIKETHROUGH_COLOR:
    case PANGO_ATTR_FONT_SCALE:
        return FALSE;
    case PANGO_ATTR_SCALE:
        return ((const PangoAttrFloat *)attribute)->value > SCALE_MAX;
    case PANGO_ATTR_BASELINE_SHIFT: /* <sub> and <sup> give these small numbers */
        return (unsigned)((const PangoAttrInt *)attribute)->value > PANGO_BASELINE_SHIFT_SUBSCRIPT;
    default:
        return TRUE;
    }
}

enum err_code markup_read(const char *markup, char **text, PangoAttrList **attributes,
                          struct err *err)
{
    PangoAttrList *all = NULL;
    char *plain = NULL;

    if (!pango_parse_markup(markup, -1, 0, &all, &plain, NULL, NULL))
        return err_param(err, ERR_PARAM_INVALID, "text", "text is no valid Pango markup.");
    PangoAttrList *refused = pango_attr_list_filter(all, is_refused, NULL);

    if (refused) {
        pango_attr_list_unref(refused);
        pango_attr_list_unref(all);
        g_free(plain);
        return err_param(err, ERR_PARAM_INVALID, "text",
                         "Markup may set weight, style, colours, underline, strike-through, big, "
                         "small, sub and sup; font and size are parameters.");
    }
    *text = plain;
    *attributes = all;
    return ERR_OK;
}
