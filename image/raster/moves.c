#include "image/raster/moves.h"

#include "image/raster/scale.h"

#include <string.h>

enum { TILE = 32 }; /* pixels: the rows and columns of a turn that stay in the first cache */

static bool scale(struct canvas *canvas, const struct move *move)
{
    struct canvas next;

    if (!canvas_init(&next, move->size.width, move->size.height, canvas->bands))
        return false;
    if (!raster_scale(canvas, move->kernel, &next)) {
        canvas_fini(&next);
        return false;
    }
    canvas_take(canvas, &next);
    return true;
}

/* The ground's pixel. A colour on a grey picture is its luma (ITU-R BT.601), cut to a whole number
 * as libvips cuts. */
static void ground_pixel(const struct color *color, uint32_t bands, unsigned char pixel[4])
{
    const double luma = 0.299 * color->r + 0.587 * color->g + 0.114 * color->b;

    if (bands >= 3)
        memcpy(pixel, (unsigned char[]){color->r, color->g, color->b, color->a}, 4);
    else
        memcpy(pixel, (unsigned char[]){(unsigned char)luma, color->a, 0, 0}, 4);
}

static bool pad(struct canvas *canvas, const struct move *move)
{
    const size_t bands = canvas->bands;
    unsigned char pixel[4];
    struct canvas next;

    if (!canvas_init(&next, move->size.width, move->size.height, canvas->bands))
        return false;
    ground_pixel(&move->color, canvas->bands, pixel);
    for (uint32_t x = 0; x < next.width; x++)
        memcpy(canvas_row(&next, 0) + x * bands, pixel, bands);
    for (uint32_t y = 1; y < next.height; y++)
        memcpy(canvas_row(&next, y), canvas_row(&next, 0), canvas_row_bytes(&next));
    for (uint32_t y = 0; y < canvas->height; y++)
        memcpy(canvas_row(&next, y + (uint32_t)move->y) + (size_t)move->x * bands,
               canvas_row(canvas, y), canvas_row_bytes(canvas));
    canvas_take(canvas, &next);
    return true;
}

/* How the source is walked while the result is written left to right and top to bottom. */
struct walk {
    const unsigned char *from; /* the source of the first pixel */
    ptrdiff_t right, down;     /* bytes */
};

static inline void walk_tile(const struct walk *walk, const struct canvas *to, uint32_t left,
                             uint32_t top, size_t bands)
{
    const uint32_t right = to->width - left < TILE ? to->width : left + TILE;
    const uint32_t bottom = to->height - top < TILE ? to->height : top + TILE;

    for (uint32_t y = top; y < bottom; y++) {
        const unsigned char *p = walk->from + walk->down * y + walk->right * left;
        unsigned char *q = canvas_row(to, y) + left * bands;

        for (uint32_t x = left; x < right; x++, p += walk->right, q += bands)
            memcpy(q, p, bands);
    }
}

/* A constant number of bands makes the copy of a pixel one or two moves. */
static void walk_tiles(const struct walk *walk, const struct canvas *to)
{
    for (uint32_t y = 0; y < to->height; y += TILE)
        for (uint32_t x = 0; x < to->width; x += TILE)
            switch (to->bands) {
            case 1:
                walk_tile(walk, to, x, y, 1);
                break;
            case 2:
                walk_tile(walk, to, x, y, 2);
                break;
            case 3:
                walk_tile(walk, to, x, y, 3);
                break;
            default:
                walk_tile(walk, to, x, y, 4);
                break;
            }
}

/* Clockwise; 0 quarters stand for the flip left to right. */
static struct walk walk_of(const struct canvas *from, int quarters)
{
    const ptrdiff_t pixel = from->bands;
    const ptrdiff_t row = (ptrdiff_t)from->stride;
    const ptrdiff_t last = pixel * (from->width - 1);
    const unsigned char *bottom = canvas_row(from, from->height - 1);

    switch (quarters) {
    case 1:
        return (struct walk){bottom, -row, pixel};
    case 2:
        return (struct walk){bottom + last, -pixel, -row};
    case 3:
        return (struct walk){from->first + last, row, -pixel};
    default:
        return (struct walk){from->first + last, -pixel, row};
    }
}

static bool turn(struct canvas *canvas, int quarters)
{
    const bool swaps = quarters % 2 == 1;
    const struct walk walk = walk_of(canvas, quarters);
    struct canvas next;

    if (!canvas_init(&next, swaps ? canvas->height : canvas->width,
                     swaps ? canvas->width : canvas->height, canvas->bands))
        return false;
    walk_tiles(&walk, &next);
    canvas_take(canvas, &next);
    return true;
}

/* Y of ITU-R BT.601 in 16 bits of fraction; alpha passes. */
static inline void grey_row(const unsigned char *from, unsigned char *to, uint32_t width,
                            size_t bands)
{
    for (uint32_t x = 0; x < width; x++, from += bands, to += bands - 2) {
        to[0] =
            (unsigned char)((19595u * from[0] + 38470u * from[1] + 7471u * from[2] + 32768) >> 16);
        if (bands == 4)
            to[1] = from[3];
    }
}

static bool grey(struct canvas *canvas)
{
    struct canvas next;

    if (canvas->bands <= 2)
        return true; /* it is already */
    if (!canvas_init(&next, canvas->width, canvas->height, canvas->bands - 2))
        return false;
    for (uint32_t y = 0; y < next.height; y++)
        if (canvas->bands == 4)
            grey_row(canvas_row(canvas, y), canvas_row(&next, y), next.width, 4);
        else
            grey_row(canvas_row(canvas, y), canvas_row(&next, y), next.width, 3);
    canvas_take(canvas, &next);
    return true;
}

bool raster_move(struct canvas *canvas, const struct move *move)
{
    switch (move->kind) {
    case MOVE_SCALE:
        return scale(canvas, move);
    case MOVE_CUT:
        canvas_cut(canvas, (uint32_t)move->x, (uint32_t)move->y, move->size.width,
                   move->size.height);
        return true;
    case MOVE_PAD:
        return pad(canvas, move);
    case MOVE_TURN:
        return turn(canvas, move->quarters);
    case MOVE_FLIP:
        return turn(canvas, 0);
    case MOVE_GREY:
        return grey(canvas);
    }
    return false;
}
