#include "image/jpeg/baseline.h"

#include "image/jpeg/baseline_parts.h"
#include "image/jpeg/idct.h"

/* The last coefficients, in zigzag order, of the n x n lowest frequencies (T.81, figure 5). */
static const int kept[IDCT_MOST + 1] = {0, 0, 4, 12, 24, 39, [IDCT_MOST] = BLOCK_LAST};

/* An MCU of the row, and how many rows of MCUs below the pointers. */
struct place {
    uint32_t unit, band;
};

/* `size` is a constant where these are called, and they must be inline: then the bits stay in
 * registers. */
#define INLINE static inline __attribute__((always_inline))

INLINE bool read_mean(struct bits *in, struct baseline_component *c)
{
    int difference;

    if (!bits_difference(in, c->dc, &difference))
        return false;
    c->mean += difference;
    return c->mean == (int16_t)c->mean;
}

/* Over a block that nobody wants, or that only fills up an MCU. */
INLINE bool pass_block(struct bits *in, struct baseline_component *c)
{
    return read_mean(in, c) && block_skim(in, c->ac, 0);
}

INLINE bool read_one(struct bits *in, struct baseline_component *c, unsigned char *const *rows,
                     uint32_t x)
{
    if (!pass_block(in, c))
        return false;
    rows[0][x] = idct_sample((float)c->mean * c->idct.factors[0] + IDCT_MIDDLE);
    return true;
}

/* A block of at least 2x2 samples. */
INLINE bool read_many(struct bits *in, struct baseline_component *c, unsigned char *const *rows,
                      uint32_t x, int size)
{
    int16_t block[DCTSIZE2 + 1];
    bool fine = true;

    if (!read_mean(in, c))
        return false;
    memset(block, 0, sizeof(*block) * (size_t)(size * idct_stride(size)));
    block[0] = (int16_t)c->mean;
    const int k = block_keep(in, c->ac, c->at, block, kept[size], &fine);

    if (k < BLOCK_LAST) {
        bits_fill(in);
        fine = block_skim(in, c->ac, k) && fine;
    }
    if (k == HUFF_OUT)
        idct_flat(&c->idct, size, block, rows, x);
    else if (size == 2)
        idct_2(&c->idct, block, rows, x);
    else if (size == 3)
        idct_3(&c->idct, block, rows, x);
    else if (size == 4)
        idct_4(&c->idct, block, rows, x);
    else if (size == 5)
        idct_5(&c->idct, block, rows, x);
    else
        idct_8(&c->idct, block, rows, x);
    return fine;
}

/* size 0: the component knows. */
INLINE bool read_block(struct bits *in, struct baseline_component *c, unsigned char *const *rows,
                       uint32_t x, int size)
{
    switch (size > 0 ? size : c->size) {
    case 1:
        return read_one(in, c, rows, x);
    case 2:
        return read_many(in, c, rows, x, 2);
    case 3:
        return read_many(in, c, rows, x, 3);
    case 4:
        return read_many(in, c, rows, x, 4);
    case 5:
        return read_many(in, c, rows, x, 5);
    default:
        return read_many(in, c, rows, x, DCTSIZE);
    }
}

INLINE bool read_unit(struct bits *in, struct baseline *b, unsigned char **rows[], struct place at,
                      int size)
{
    for (int i = 0; i < b->components; i++) {
        struct baseline_component *c = &b->component[i];

        for (uint32_t v = 0; v < c->down; v++)
            for (uint32_t h = 0; h < c->across; h++) {
                const uint32_t x = at.unit * c->across + h;
                const bool there =
                    c->plane >= 0 && x < c->width && b->row * c->down + v < c->height;

                if (there ? !read_block(in, c,
                                        rows[c->plane] + (size_t)(at.band + v) * (size_t)c->size,
                                        x * (uint32_t)c->size, size)
                          : !pass_block(in, c))
                    return false;
            }
    }
    return true;
}

/* The bits that were read and are not there. */
static bool overdrawn(const struct baseline *b, const struct bits *in)
{
    return (in->next - b->feed.stop) * 8 > (ptrdiff_t)in->n;
}

/* Before an MCU near the end of what is unstuffed. */
static const unsigned char *refill(struct baseline *b, struct bits in)
{
    in.next = feed_more(&b->feed, in.next);
    return in.next == NULL || (b->feed.closed && overdrawn(b, &in)) ? NULL : in.next;
}

/* A restart marker stands where it must: after less than a byte of filling bits. */
static bool restart(struct baseline *b, struct bits in)
{
    if (in.next >= b->feed.safe)
        in.next = refill(b, in);
    if (in.next == NULL || !b->feed.closed || (b->feed.stop - in.next) * 8 + (ptrdiff_t)in.n >= 8 ||
        !feed_restart(&b->feed, b->restart))
        return false;
    b->restart = (b->restart + 1) % 8;
    b->since = 0;
    for (int i = 0; i < b->components; i++)
        b->component[i].mean = 0;
    return true;
}

INLINE bool read_row(struct baseline *b, unsigned char **rows[], uint32_t band, int size)
{
    struct bits in = b->in;

    for (uint32_t unit = 0; unit < b->units; unit++, b->since++) {
        if (b->interval > 0 && b->since == b->interval) {
            if (!restart(b, in))
                return false;
            in = (struct bits){.next = b->feed.data};
        }
        if (in.next >= b->feed.safe)
            in.next = refill(b, in);
        if (in.next == NULL || !read_unit(&in, b, rows, (struct place){unit, band}, size))
            return false;
    }
    b->in = in;
    b->row++;
    return !overdrawn(b, &in);
}

static bool read_sized(struct baseline *b, unsigned char **rows[], uint32_t band)
{
    switch (b->size) {
    case 1:
        return read_row(b, rows, band, 1);
    case 2:
        return read_row(b, rows, band, 2);
    case 3:
        return read_row(b, rows, band, 3);
    case 4:
        return read_row(b, rows, band, 4);
    case 5:
        return read_row(b, rows, band, 5);
    case DCTSIZE:
        return read_row(b, rows, band, DCTSIZE);
    default:
        return read_row(b, rows, band, 0);
    }
}

bool baseline_read(struct baseline *baseline, unsigned char **rows[])
{
    for (uint32_t band = 0; band < baseline->bands && baseline->row < baseline->rows; band++)
        if (!read_sized(baseline, rows, band))
            return false;
    return true;
}
