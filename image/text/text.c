#include "image/text/text.h"

#include "image/text/fonts.h"
#include "image/text/markup.h"
#include "image/text/text_parts.h"

#include <math.h>
#include <stdlib.h>

/* No side of a box may be longer: far beyond any picture, far below what Pango can count (2^31
 * units of 1/1024 pixel). */
#define EXTENT_MAX 1e6

static void set_font(PangoLayout *layout, const struct text_style *style)
{
    PangoFontDescription *font = pango_font_description_new();

    pango_font_description_set_family(font, style->family[0] ? style->family : "sans");
    pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_style(font, style->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
    pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
}

/* Shapes as they are in the font file, whatever a desktop's settings wish for its screen. */
static void set_rendering(PangoLayout *layout)
{
    PangoContext *context = pango_layout_get_context(layout);
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    pango_context_set_round_glyph_positions(context, FALSE);
    cairo_font_options_destroy(options);
}

static void set_lines(PangoLayout *layout, const struct text_style *style)
{
    static const PangoAlignment alignments[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER,
                                                PANGO_ALIGN_RIGHT, PANGO_ALIGN_LEFT};

    pango_layout_set_alignment(layout, alignments[style->align]);
    pango_layout_set_justify(layout, style->align == TEXT_JUSTIFY);
    pango_layout_set_line_spacing(layout, (float)style->spacing);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (style->wrap > 0)
        pango_layout_set_width(layout, (int)(style->wrap * PANGO_SCALE));
}

static enum err_code set_text(PangoLayout *layout, const struct text_style *style, struct err *err)
{
    PangoAttrList *attributes = NULL;
    char *plain = NULL;

    if (!style->markup) {
        pango_layout_set_text(layout, style->text, -1);
        return ERR_OK;
    }
    const enum err_code code = markup_read(style->text, &plain, &attributes, err);

    if (code != ERR_OK)
        return code;
    pango_layout_set_text(layout, plain, -1);
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    g_free(plain);
    return ERR_OK;
}

static struct box grown(const PangoRectangle *rectangle, double by)
{
    const double scale = PANGO_SCALE;

    return (struct box){rectangle->x / scale - by, rectangle->y / scale - by,
                        (rectangle->x + rectangle->width) / scale + by,
                        (rectangle->y + rectangle->height) / scale + by};
}

static enum err_code measure(struct text *text, struct err *err)
{
    const double edge = text->style.outline_width;
    PangoRectangle ink;
    PangoRectangle logical;

    pango_layout_get_extents(text->layout, &ink, &logical);
    text->body = grown(&logical, edge + text->style.padding);
    const struct box glyphs = grown(&ink, edge + 1);

    text->all =
        (struct box){fmin(glyphs.left, text->body.left), fmin(glyphs.top, text->body.top),
                     fmax(glyphs.right, text->body.right), fmax(glyphs.bottom, text->body.bottom)};
    if (text->all.left < -EXTENT_MAX || text->all.top < -EXTENT_MAX ||
        text->all.right > EXTENT_MAX || text->all.bottom > EXTENT_MAX)
        return err_set(err, ERR_RESULT_TOO_LARGE, "The text would be too large.");
    return ERR_OK;
}

static bool open_layout(struct text *text)
{
    text->scratch = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 1, 1);
    text->cairo = cairo_create(text->scratch);
    text->layout = pango_cairo_create_layout(text->cairo);
    return text->layout && cairo_status(text->cairo) == CAIRO_STATUS_SUCCESS;
}

static enum err_code lay_out(struct text *text, struct err *err)
{
    const struct text_style *style = &text->style;

    if (!fonts_has(style->family[0] ? style->family : "sans"))
        return err_param(err, ERR_FONT, "font", "There is no font family \"%s\" here.",
                         style->family[0] ? style->family : "sans");
    if (!open_layout(text))
        return err_set(err, ERR_INTERNAL, "Text cannot be laid out.");
    set_rendering(text->layout);
    set_font(text->layout, style);
    set_lines(text->layout, style);
    const enum err_code code = set_text(text->layout, style, err);

    return code == ERR_OK ? measure(text, err) : code;
}

enum err_code text_new(const struct text_style *style, struct text **text, struct err *err)
{
    struct text *made = calloc(1, sizeof(*made));

    if (made == NULL)
        return err_set(err, ERR_INTERNAL, "Text cannot be laid out.");
    made->style = *style;
    const enum err_code code = lay_out(made, err);

    if (code == ERR_OK)
        *text = made;
    else
        text_free(made);
    return code;
}

void text_free(struct text *text)
{
    if (text == NULL)
        return;
    g_clear_object(&text->layout);
    if (text->cairo)
        cairo_destroy(text->cairo);
    if (text->scratch)
        cairo_surface_destroy(text->scratch);
    free(text);
}
