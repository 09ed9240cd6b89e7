/* image/codec/png_file.h - the chunks of a PNG, checked from the first to the last byte before a
 * pixel is decoded.
 *
 * Only what is common and whole is taken: not interlaced, at most 8 bits a sample, every CRC right,
 * every chunk in its place. Anything else, damage included, is left to libpng, which gives the
 * answer. Reads only inside the span, allocates nothing, linear in the file. Numbers of sections
 * are those of PNG (ISO/IEC 15948).
 */
#ifndef IMAGE_CODEC_PNG_FILE_H
#define IMAGE_CODEC_PNG_FILE_H

#include "base/span.h"

enum { PNG_COLORS_MAX = 256 };

struct png_file {
    uint32_t width, height; /* pixels */
    uint8_t depth;          /* bits a sample: 8, or fewer where looked_up */
    uint8_t samples;        /* in the file, a pixel: 1 to 4 */
    uint8_t bands;          /* of the picture: 1 to 4 */
    bool looked_up;         /* a sample is an index of `colors`: palettes, few greys, a grey that is
                               transparent */
    bool text;              /* has texts or EXIF, which some metadata policy keeps */
    bool profiled;          /* has an ICC profile */
    bool srgb;              /* which is sRGB IEC61966-2.1 */
    uint32_t density_x, density_y; /* pixels a metre; 72 dpi where not told */
    uint32_t n_colors;
    unsigned char colors[PNG_COLORS_MAX][4]; /* `bands` bytes each */

    struct span file;
    size_t idat_at;  /* where the first IDAT chunk begins; the others follow it */
    size_t idat_len; /* bytes of all their data */
    bool idat_single;
};

/* False: not ours. */
bool png_file_open(struct span bytes, struct png_file *file);

/* Bytes of a row in the file, without the filter type. */
size_t png_file_row_bytes(const struct png_file *file);

/* The compressed stream: a piece of the file where it is in one chunk, else copied to `room`, which
 * has idat_len bytes. */
struct span png_file_stream(const struct png_file *file, unsigned char *room);

#endif
