#include "image/jpeg/baseline.h"

#include "image/jpeg/baseline_parts.h"
#include "image/jpeg/idct.h"

/* The last coefficients, in zigzag order, of the n x n lowest frequencies (T.81, figure 5). */
static const int kept[IDCT_MOST + 1] = {0, 0, 4, 12, 24, 39, [IDCT_MOST] = BLOCK_LAST};

/* An MCU of the row, and how many rows of MCUs below the pointers. */
struct place {
    uint32_t unit, band;
};

SCAN_INLINE bool read_one(struct bits *in, struct scan_part *part,
                          const struct baseline_component *c, unsigned char *const *rows,
                          uint32_t x)
{
    if (!scan_pass(in, part))
        return false;
    rows[0][x] = idct_sample((float)part->mean * c->idct.factors[0] + IDCT_MIDDLE);
    return true;
}

/* A block of at least 2x2 samples. */
SCAN_INLINE bool read_many(struct bits *in, struct scan_part *part,
                           const struct baseline_component *c, unsigned char *const *rows,
                           uint32_t x, int size)
{
    int16_t block[DCTSIZE2 + 1];
    bool fine = true;

    if (!scan_mean(in, part))
        return false;
    memset(block, 0, sizeof(*block) * (size_t)(size * idct_stride(size)));
    block[0] = (int16_t)part->mean;
    struct block_to to = {.at = c->at, .block = block};
    const int k = block_keep(in, part->ac, &to, kept[size], &fine);

    if (k < BLOCK_LAST) {
        bits_fill(in);
        fine = block_skim(in, part->ac, k) && fine;
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
SCAN_INLINE bool read_block(struct bits *in, struct scan_part *part,
                            const struct baseline_component *c, unsigned char *const *rows,
                            uint32_t x, int size)
{
    switch (size > 0 ? size : c->size) {
    case 1:
        return read_one(in, part, c, rows, x);
    case 2:
        return read_many(in, part, c, rows, x, 2);
    case 3:
        return read_many(in, part, c, rows, x, 3);
    case 4:
        return read_many(in, part, c, rows, x, 4);
    case 5:
        return read_many(in, part, c, rows, x, 5);
    default:
        return read_many(in, part, c, rows, x, DCTSIZE);
    }
}

SCAN_INLINE bool read_unit(struct bits *in, struct baseline *b, unsigned char **rows[],
                           struct place at, int size)
{
    for (int i = 0; i < b->scan.parts; i++) {
        const struct baseline_component *c = &b->component[i];
        struct scan_part *part = &b->scan.part[i];

        for (uint32_t v = 0; v < part->down; v++)
            for (uint32_t h = 0; h < part->across; h++) {
                const uint32_t x = at.unit * part->across + h;
                const bool there =
                    c->plane >= 0 && x < part->width && b->row * part->down + v < part->height;

                if (there ? !read_block(in, part, c,
                                        rows[c->plane] + (size_t)(at.band + v) * (size_t)c->size,
                                        x * (uint32_t)c->size, size)
                          : !scan_pass(in, part))
                    return false;
            }
    }
    return true;
}

SCAN_INLINE bool read_row(struct baseline *b, unsigned char **rows[], uint32_t band, int size)
{
    struct bits in = b->scan.in;

    for (uint32_t unit = 0; unit < b->scan.units; unit++)
        if (!scan_ready(&b->scan, &in) ||
            !read_unit(&in, b, rows, (struct place){unit, band}, size))
            return false;
    b->scan.in = in;
    b->row++;
    return !scan_overdrawn(&b->scan, in);
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
    for (uint32_t band = 0; band < baseline->bands && baseline->row < baseline->scan.rows; band++)
        if (!read_sized(baseline, rows, band))
            return false;
    return true;
}
