#include "image/text/text_parts.h"

#include <math.h>
#include <string.h>

/* The longest side that Cairo draws on (cairo-image-surface.c, MAX_IMAGE_SIZE). */
enum { SURFACE_MAX = 32767 };

/* The upright box around `box` when it is turned about the middle of the body. */
static struct box turned(const struct text *text, const struct box *box)
{
    const double angle = text->style.rotate * G_PI / 180;
    const double x0 = (text->body.left + text->body.right) / 2;
    const double y0 = (text->body.top + text->body.bottom) / 2;
    struct box around = {INFINITY, INFINITY, -INFINITY, -INFINITY};

    for (int corner = 0; corner < 4; corner++) {
        const double x = (corner & 1 ? box->right : box->left) - x0;
        const double y = (corner & 2 ? box->bottom : box->top) - y0;
        const double to_x = x * cos(angle) - y * sin(angle);
        const double to_y = x * sin(angle) + y * cos(angle);

        around = (struct box){fmin(around.left, to_x), fmin(around.top, to_y),
                              fmax(around.right, to_x), fmax(around.bottom, to_y)};
    }
    return around;
}

struct size text_size(const struct text *text)
{
    const struct box box = turned(text, &text->body);

    /* A turn by 90 degrees is not exact in floating point: less than a thousandth is no pixel. */
    return (struct size){(uint32_t)fmax(1, ceil(box.right - box.left - 1e-3)),
                         (uint32_t)fmax(1, ceil(box.bottom - box.top - 1e-3))};
}

static void set_color(cairo_t *cairo, const struct color *color)
{
    cairo_set_source_rgba(cairo, color->r / 255.0, color->g / 255.0, color->b / 255.0,
                          color->a / 255.0);
}

/* `x`,`y`: where the middle of the body comes to on the surface. */
static void paint(const struct text *text, cairo_t *cairo, double x, double y)
{
    const struct text_style *style = &text->style;
    const struct box *body = &text->body;

    cairo_translate(cairo, x, y);
    cairo_rotate(cairo, style->rotate * G_PI / 180);
    cairo_translate(cairo, -(body->left + body->right) / 2, -(body->top + body->bottom) / 2);
    if (style->background.a > 0) {
        set_color(cairo, &style->background);
        cairo_rectangle(cairo, body->left, body->top, body->right - body->left,
                        body->bottom - body->top);
        cairo_fill(cairo);
    }
    pango_cairo_update_layout(cairo, text->layout);
    if (style->outline_width > 0) {
        cairo_move_to(cairo, 0, 0);
        pango_cairo_layout_path(cairo, text->layout);
        set_color(cairo, &style->outline);
        cairo_set_line_width(cairo, 2 * style->outline_width);
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
        cairo_stroke(cairo);
    }
    cairo_move_to(cairo, 0, 0);
    set_color(cairo, &style->color);
    pango_cairo_show_layout(cairo, text->layout);
}

/* Cairo's premultiplied native-endian ARGB (cairo_format_t) to R, G, B, A in place. */
static void unpack(unsigned char *pixels, size_t n, double opacity)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char *to = pixels + 4 * i;
        uint32_t argb;

        memcpy(&argb, to, sizeof(argb));
        const uint32_t a = argb >> 24;
        const uint32_t half = a / 2;

        for (int band = 0; band < 3; band++) {
            const uint32_t value = argb >> (16 - 8 * band) & 0xFF;

            to[band] = (unsigned char)(a ? (value * 255 + half) / a : 0);
        }
        to[3] = (unsigned char)lrint(a * opacity);
    }
}

/* Transparent pixels in memory; NULL: there is none. */
static VipsImage *new_pixels(struct size size)
{
    VipsObject *scope = VIPS_OBJECT(vips_image_new());
    VipsImage **t = (VipsImage **)vips_object_local_array(scope, 2);
    VipsImage *pixels = NULL;

    if (vips_black(&t[0], (int)size.width, (int)size.height, "bands", 4, NULL) == 0 &&
        vips_copy(t[0], &t[1], "interpretation", VIPS_INTERPRETATION_sRGB, NULL) == 0)
        pixels = vips_image_copy_memory(t[1]);
    g_object_unref(scope);
    vips_error_clear();
    return pixels;
}

static bool draw_pixels(const struct text *text, VipsImage *image, double x, double y)
{
    unsigned char *pixels = image->data;
    cairo_surface_t *surface = cairo_image_surface_create_for_data(
        pixels, CAIRO_FORMAT_ARGB32, image->Xsize, image->Ysize, 4 * image->Xsize);
    cairo_t *cairo = cairo_create(surface);

    paint(text, cairo, x, y);
    const bool fine = cairo_status(cairo) == CAIRO_STATUS_SUCCESS;

    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    if (fine)
        unpack(pixels, (size_t)image->Xsize * (size_t)image->Ysize, text->style.opacity);
    return fine;
}

/* Where the text shows on the canvas, in whole pixels; false: nowhere. */
static bool visible(const struct text *text, struct size canvas, double x, double y,
                    struct box *box)
{
    const struct box all = turned(text, &text->all);

    *box = (struct box){fmax(0, floor(all.left + x)), fmax(0, floor(all.top + y)),
                        fmin(canvas.width, ceil(all.right + x)),
                        fmin(canvas.height, ceil(all.bottom + y))};
    return box->left < box->right && box->top < box->bottom;
}

enum err_code text_draw(const struct text *text, struct size canvas, int32_t left, int32_t top,
                        VipsImage **image, int32_t *at_left, int32_t *at_top, struct err *err)
{
    const struct size size = text_size(text);
    const double x = left + size.width / 2.0;
    const double y = top + size.height / 2.0;
    struct box box;

    *image = NULL;
    if (!visible(text, canvas, x, y, &box))
        return ERR_OK;
    const struct size shown = {(uint32_t)(box.right - box.left), (uint32_t)(box.bottom - box.top)};

    if (shown.width > SURFACE_MAX || shown.height > SURFACE_MAX)
        return err_limit(err, ERR_RESULT_TOO_LARGE, SURFACE_MAX, fmax(shown.width, shown.height),
                         "Text is drawn on at most %d pixels.", SURFACE_MAX);
    VipsImage *made = new_pixels(shown);

    if (made == NULL || !draw_pixels(text, made, x - box.left, y - box.top)) {
        g_clear_object(&made);
        return err_set(err, ERR_INTERNAL, "Text cannot be drawn.");
    }
    *image = made;
    *at_left = (int32_t)box.left;
    *at_top = (int32_t)box.top;
    return ERR_OK;
}
