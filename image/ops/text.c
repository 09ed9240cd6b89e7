#include "image/text/text.h"

#include "image/op.h"
#include "image/ops/overlay.h"
#include "image/param_row_text.h"
#include "image/vips/env.h"

#include <math.h>
#include <string.h>

/* Lengths of text and family fill a plan's step; Pango counts in 1/1024 pixel up to 2^31, so that
 * TEXT_BYTES letters of SIZE_MAX_PX fit. */
enum { TEXT_BYTES = 287, FAMILY_BYTES = 47, SIZE_MAX_PX = 2048, SIDE_MAX = 65535 };

static const char *const align_names[] = {"left", "center", "right", "justify", NULL};

struct text_step {
    char text[TEXT_BYTES + 1];
    char font[FAMILY_BYTES + 1];
    struct length size;
    struct length width;
    struct length padding;
    struct length x, y;
    struct gravity gravity;
    double outline_width, rotate, opacity, spacing;
    struct color color, outline, background;
    int32_t align;
    bool bold, italic, markup;
};

static const struct param text_params[] = {
    PARAM_TEXT_REQUIRED(struct text_step, text, "What to write; a line feed starts a new line."),
    PARAM_TEXT(struct text_step, font,
               "Family of a font that the system has; without it the system's sans."),
    PARAM_BOOL(struct text_step, bold, 0, "In bold."),
    PARAM_BOOL(struct text_step, italic, 0, "In italics."),
    PARAM_LENGTH(struct text_step, size, 1, SIZE_MAX_PX,
                 "Size of the font, in pixels or percent of the picture's height; without it 5%."),
    PARAM_COLOR(struct text_step, color, 0xFFFFFFFF, "Colour of the letters."),
    PARAM_COLOR(struct text_step, outline, 0x000000FF, "Colour of their outline."),
    PARAM_REAL(struct text_step, outline_width, 0, 100, 0,
               "Width of the outline outside the letters, in pixels."),
    PARAM_COLOR(struct text_step, background, 0x00000000, "Colour of a box behind the text."),
    PARAM_LENGTH(struct text_step, padding, 0, SIDE_MAX,
                 "What the box is larger than the text on each side, in pixels or percent of the "
                 "font's size."),
    PARAM_LENGTH(struct text_step, width, 1, SIDE_MAX,
                 "Longer lines are wrapped at this width, in pixels or percent of the picture's; "
                 "without it only where the text says so."),
    PARAM_ENUM(struct text_step, align, align_names, TEXT_LEFT, "How lines lie to each other."),
    PARAM_REAL(struct text_step, spacing, 0.5, 4, 1,
               "From one line to the next, in heights of a line."),
    PARAM_GRAVITY(struct text_step, gravity, GRAVITY_CENTER, "Where the text lies in the image."),
    PARAM_LENGTH(struct text_step, x, -SIDE_MAX, SIDE_MAX,
                 "How far away from the edge that gravity names, in pixels or percent of the "
                 "picture's width; from the middle to the right."),
    PARAM_LENGTH(struct text_step, y, -SIDE_MAX, SIDE_MAX,
                 "The same downwards or upwards, with the picture's height."),
    PARAM_REAL(struct text_step, rotate, -360, 360, 0, "Turned clockwise, in degrees."),
    PARAM_REAL(struct text_step, opacity, 0, 100, 100, "Opacity of all of it, in percent."),
    PARAM_BOOL(struct text_step, markup, 0,
               "Read the text as Pango markup: weight, style, colours, underline, big, small, sub "
               "and sup."),
    PARAM_END,
};

static double part_of(const struct length *length, double whole, double otherwise)
{
    if (!length->given)
        return otherwise;
    return length->percent ? length->value * whole / 100 : length->value;
}

static double font_size(const struct text_step *p, struct size picture)
{
    return fmin(SIZE_MAX_PX, fmax(1, part_of(&p->size, picture.height, picture.height * 0.05)));
}

static struct text_style style_of(const struct text_step *p, struct size picture)
{
    const double size = font_size(p, picture);

    return (struct text_style){
        .text = p->text,
        .family = p->font,
        .markup = p->markup,
        .bold = p->bold,
        .italic = p->italic,
        .size = size,
        .wrap = fmax(p->width.given, part_of(&p->width, picture.width, 0)),
        .spacing = p->spacing,
        .align = p->align,
        .color = p->color,
        .outline = p->outline,
        .background = p->background,
        .outline_width = p->outline_width,
        .padding = part_of(&p->padding, size, 0),
        .rotate = p->rotate,
        .opacity = p->opacity / 100,
    };
}

/* Several bytes may be one letter, and few letters are wider than two ems (a line of Arabic
 * ligatures is); lines are at most two high. What is drawn is drawn once and once copied. Cairo
 * keeps a mask of each glyph, seen or not, which turned ones need twice: 62 letters of 2048 pixels
 * held 104 MB more than small ones, and turned 258. */
static uint64_t text_memory(const void *params, struct size picture)
{
    enum { EMS = 2, BYTES = 8 };
    const struct text_step *p = params;
    const double all = (double)picture.width * picture.height;
    const double em = EMS * font_size(p, picture);
    const double length = (double)strlen(p->text) * em;
    const double edge = 2 * (p->outline_width + part_of(&p->padding, em, 0));
    const double glyphs = (double)strlen(p->text) * (em / EMS) * (em / EMS);
    double lines = 1 + (p->width.given ? length / part_of(&p->width, picture.width, 1) : 0);

    for (const char *c = p->text; *c; c++)
        lines += *c == '\n';
    if (p->markup || p->rotate != 0)
        return (uint64_t)(BYTES * all + 2 * glyphs);
    return (uint64_t)(glyphs + BYTES * fmin(all, fmin(picture.width, length + edge) *
                                                     (lines * em * p->spacing + edge)));
}

static bool is_grey(const struct color *color)
{
    return color->r == color->g && color->g == color->b;
}

/* Text without colours leaves a grey picture grey. */
static int without_colours(const struct text_step *p, VipsImage **drawn)
{
    VipsImage *grey = NULL;

    if (p->markup || !is_grey(&p->color) || (p->outline_width > 0 && !is_grey(&p->outline)) ||
        !is_grey(&p->background))
        return 0;
    const int result = vips_colourspace(*drawn, &grey, VIPS_INTERPRETATION_B_W, NULL);

    if (result == 0) {
        g_object_unref(*drawn);
        *drawn = grey;
    }
    return result;
}

static enum err_code draw(const struct text_step *p, struct size picture, struct overlay *overlay,
                          struct err *err)
{
    const struct text_style style = style_of(p, picture);
    struct text *text = NULL;
    enum err_code code = text_new(&style, &text, err);

    if (code != ERR_OK)
        return code;
    const struct place place = overlay_place(&p->gravity, &p->x, &p->y, picture, text_size(text));

    code = text_draw(text, picture, place.left, place.top, &overlay->image, &overlay->at.left,
                     &overlay->at.top, err);
    text_free(text);
    return code;
}

static enum err_code text_apply(struct _VipsImage *in, struct _VipsImage **out, const void *params,
                                struct err *err)
{
    const struct text_step *p = params;
    const struct size picture = {(uint32_t)in->Xsize, (uint32_t)in->Ysize};
    struct overlay overlay = {.mode = VIPS_BLEND_MODE_OVER};
    enum err_code code = draw(p, picture, &overlay, err);

    if (code == ERR_OK && overlay.image == NULL)
        return vipsenv_done(vips_copy(in, out, NULL), err);
    if (code == ERR_OK)
        code = vipsenv_done(without_colours(p, &overlay.image) || overlay_blend(in, out, &overlay),
                            err);
    g_clear_object(&overlay.image);
    return code;
}

const struct op op_text = {
    .name = "text",
    .summary = "Write text on the image, in any font that the system has.",
    .example = "text=Mezzotint&size=24&color=ffdd00&outline_width=1&gravity=south&y=4",
    .stage = STAGE_AREA,
    .params = text_params,
    .params_size = sizeof(struct text_step),
    .memory = text_memory,
    .apply = text_apply,
};
